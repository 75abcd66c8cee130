/// @file How many cycles a NeuroCore is busy with what it does: exact arithmetic over counts, by the chip's table.
///
/// One tick of one NeuroCore:
///  - the soma pipeline takes its slices in order of population; a group of `lanes` neurons takes instructions x cycles(instruction)
///    + lanes used x cycles(neuron update); a neuron that fired may emit when its group is through;
///  - emissions leave in lane order: cycles(spike) once per neuron, then cycles(packet_sent) per packet, one packet after the other;
///  - learning follows the last group: clock-driven programs (synapses, axons, neurons), then on_post columns;
///  - beside it the synapse pipeline serves packets in order of arrival: cycles(axon_lookup) + row words x cycles(row_word)
///    + synapses x (cycles(synaptic_event), plus on_pre program and cycles(learning_event) where the row is plastic).
#pragma once

#include <array>

#include "hw_model/chip.h"
#include "hw_model/compile/image.h"

namespace aerie::hw {

class Timetable {
   public:
    explicit Timetable(const ChipSpec& chip) : lanes_{chip.lanes} {
        for (std::size_t k = 0; k < operation_count; ++k) {
            cycles_[k] = chip.cycles(static_cast<Operation>(k));
        }
    }
    [[nodiscard]] std::uint64_t of(Operation op) const { return cycles_[static_cast<std::size_t>(op)]; }
    [[nodiscard]] std::uint64_t lanes() const { return lanes_; }
    [[nodiscard]] std::uint64_t groups(std::uint64_t count) const { return (count + lanes_ - 1) / lanes_; }
    /// A program over `count` lanes.
    [[nodiscard]] std::uint64_t program(const Compiled& c, std::uint64_t count) const {
        return groups(count) * (c.instructions() * of(Operation::instruction) + c.table_lookups * of(Operation::table_lookup));
    }
    /// Soma: update of one group of up to lanes() neurons.
    [[nodiscard]] std::uint64_t neuron_group(const NeuronImage& image, std::uint64_t neurons) const {
        return program(image.update, neurons) + neurons * of(Operation::neuron_update_active);
    }

   private:
    std::uint64_t lanes_;
    std::array<std::uint64_t, operation_count> cycles_{};
};

}  // namespace aerie::hw
