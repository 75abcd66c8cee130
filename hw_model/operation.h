/// @file Everything that a chip does and that costs time or energy: one enum, one table of counts. Loops count integers; price() alone makes joules.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aerie::hw {

/// One entry here, one name in operation.cpp, one price in a chip file: that is all a new hardware operation needs.
enum class Operation : std::uint8_t {
    axon_lookup,            ///< a packet (or host event) finds its rows
    row_word,               ///< one 32-bit word of a synaptic row is read
    synaptic_event,         ///< one synapse delivers its weight
    neuron_update_active,   ///< one neuron advanced one tick, with input or over rest in this tick (chips with one price use `active`)
    neuron_update_idle,     ///< one neuron advanced one tick without input
    instruction,            ///< one microcode instruction on one lane
    table_lookup,           ///< one look-up in a function table
    spike,                  ///< one neuron fired
    learning_event,         ///< one plastic synapse's on_pre or on_post program ran
    learning_update,        ///< one plastic synapse's clock-driven program ran
    packet_sent,            ///< one packet handed to the mesh
    hop_x, hop_y,           ///< one packet crossed one link east/west, north/south
    hop_diagonal,           ///< one packet crossed one link north-east/south-west
    hop_local,              ///< one packet delivered to a NeuroCore by its router (multicast: to all NeuroCores of the router that its entry names)
    table_route,            ///< multicast: a router looked a packet's key up in its table
    packet_fork,            ///< multicast: a router made one more copy of a packet
    packet_filtered,        ///< multicast: a packet reached a NeuroCore that has no row for it, beside the axon look-up that found so
    packet_dropped,         ///< a router gave a packet up
    packet_reinjected,      ///< a dropped packet was sent again
    buffer_write,           ///< one flit written into a router FIFO
    host_event,             ///< one event that the host put into the mesh
    barrier,                ///< one barrier of the whole chip
    processor_call,         ///< the embedded processor entered a program
    processor_operation,    ///< one multiply-add (or sum, product, quotient) of the embedded processor on 32-bit numbers; 64-bit ones count twice
    processor_memory,       ///< one 32-bit word between the embedded processor and its own memory
    processor_read,         ///< one neuron's value fetched from a NeuroCore by the embedded processor
    processor_write,        ///< one value put into a NeuroCore by it: one per neuron, or one per NeuroCore where a variable is shared
    count_
};
inline constexpr std::size_t operation_count = static_cast<std::size_t>(Operation::count_);

[[nodiscard]] std::string_view name_of(Operation operation);   ///< "axon_lookup", ...
/// What happens between routers: its time is the mesh's, so it has no price in cycles.
[[nodiscard]] constexpr bool is_timed_by_mesh(Operation operation) {
    using enum Operation;
    return operation == hop_x || operation == hop_y || operation == hop_diagonal || operation == table_route || operation == packet_fork || operation == packet_dropped ||
           operation == packet_reinjected;
}

/// How often each operation happened.
class Counts {
   public:
    void add(Operation operation, std::uint64_t times) { times_[static_cast<std::size_t>(operation)] += times; }
    [[nodiscard]] std::uint64_t operator[](Operation operation) const { return times_[static_cast<std::size_t>(operation)]; }
    Counts& operator+=(const Counts& other) {
        for (std::size_t i = 0; i < operation_count; ++i) times_[i] += other.times_[i];
        return *this;
    }
    bool operator==(const Counts&) const = default;

   private:
    std::array<std::uint64_t, operation_count> times_{};
};

}  // namespace aerie::hw
