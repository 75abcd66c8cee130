/// @file The mesh in motion: every cycle decides on registered state, and whatever crosses from router to router waits in the time wheel.
#pragma once

#include <unordered_map>

#include "core/error.h"
#include "router/active_set.h"
#include "router/arbitration.h"
#include "router/engine.h"
#include "router/packet_pool.h"
#include "router/router_state.h"
#include "router/time_wheel.h"

namespace aerie::router {

/// State between two calls is the state at the start of cycle now(): what is due at now() has been applied, nothing of now() is decided.
///
/// One cycle:
///   1. every router (and source) that can move a packet decides on its own registers and the credits it holds;
///   2. it commits at once - its effects on others carry a delay of at least one cycle, so the order of routers cannot matter;
///   3. time moves to the next cycle in which something can happen, and arrivals, credits and wake-ups due then are applied.
template <Shape S>
class Fabric final : public Engine {
    static constexpr std::uint32_t V = S.channels;
    using State = Router<S>;
    enum Kind : std::size_t { arrival, credit, wake_source, arrive_at_consumer, kinds };

   public:
    explicit Fabric(const MeshSpec& spec);

    void offer(const Packet& packet) override;
    void advance_to(std::uint64_t end) override;
    void drain() override;
    void set_table(std::uint32_t node, const RoutingTable& table) override;
    void set_ready(std::uint32_t node, bool is_ready) override;

    [[nodiscard]] MeshCounters counters() const override;
    [[nodiscard]] std::uint64_t link_packets(std::uint32_t node, Direction out) const override { return tallies_[node].sent[port_at(out)]; }
    [[nodiscard]] std::uint64_t stall_cycles(std::uint32_t node, Direction in) const override { return tallies_[node].stalled[port_at(in)]; }
    [[nodiscard]] std::uint32_t max_occupancy(std::uint32_t node, Direction in) const override { return tallies_[node].max_count[port_at(in)]; }
    [[nodiscard]] std::uint32_t occupancy(std::uint32_t node, Direction in, std::uint32_t channel) const override {
        return routers_[node].count[port_at(in) * V + channel];
    }
    [[nodiscard]] std::uint32_t credits(std::uint32_t node, Direction out, std::uint32_t channel) const override {
        return routers_[node].credit[port_at(out) * V + channel];
    }
    [[nodiscard]] std::uint32_t source_credits(std::uint32_t node, std::uint32_t channel) const override {
        return routers_[node].credit[source_port * V + channel];
    }
    [[nodiscard]] Direction pointer(std::uint32_t node, Direction out) const override {
        return spec_.policy.port_order[arbiter_start(routers_[node], port_at(out))];
    }

   private:
    struct Waiting {
        std::uint32_t place = 0;
        std::uint32_t channel = 0;
        std::uint64_t ejected = 0;
    };
    struct Consumer {
        std::uint64_t free_at = 0;            ///< ConsumerKind::service: the cycle from which it can serve the next packet
        bool is_ready = true;
        // ConsumerKind::stepped: a ring of packets; those behind `visible` are still on their way.
        std::vector<Waiting> ring;
        std::uint32_t first = 0;
        std::uint32_t reserved = 0;
        std::uint32_t visible = 0;
    };

    /// What the input stage of the switch allocator hands to its output stage.
    struct SwitchRequests {
        std::array<Octet, port_count> inputs{};    ///< per output: inputs that ask for it
        std::array<Octet, port_count> channel{};   ///< per input: the channel that asks
        std::uint32_t outputs = 0;                        ///< outputs that are asked for
    };

    /// A packet's way through one router; channels are counted over all ports on the input side, within the output on the output side.
    struct Crossing {
        std::uint32_t in_channel = 0;
        std::uint32_t out = 0;
        std::uint32_t out_channel = 0;
    };

    void wire();
    void link(std::uint32_t port);

    // Time.
    void step_or_jump(std::uint64_t end);
    void apply_due();
    [[gnu::always_inline]] inline void on_arrival(std::uint32_t word);
    [[gnu::always_inline]] inline void on_credit(std::uint32_t word);
    void on_source_wake(std::uint32_t node);
    void on_consumer_arrival(std::uint32_t node);
    [[gnu::always_inline]] inline void activate_if_movable(std::uint32_t node);
    [[nodiscard]] static bool is_movable(const State& r);

    // One router in one cycle. Inlined by hand where callgrind counted more instructions for the call than for the work.
    void visit(State& r, std::uint32_t node);
    void decide_heads(State& r, std::uint32_t node);
    void decide_channels(State& r, std::uint32_t node);
    std::uint32_t decide_registers(State& r, std::uint32_t node);
    void request_switch(const State& r, SwitchRequests& requests) const;
    [[nodiscard]] std::uint32_t ready_channels(const State& r, std::uint32_t in, std::uint32_t out) const;
    void assign_channels(State& r, std::uint64_t unassigned, std::uint64_t owned);
    std::uint32_t take_output_channel(State& r, std::uint32_t in_channel, std::uint32_t out);
    [[gnu::always_inline]] inline void expose_head(State& r, std::uint32_t node, std::uint32_t in_channel, std::uint64_t since);
    [[gnu::noinline]] void expose_fork(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t place);
    [[nodiscard]] std::uint32_t route(const State& r, const Entry& entry) const;
    [[nodiscard]] std::uint32_t route_by_table(std::uint32_t node, std::uint32_t in, std::uint32_t key);
    void fork(std::uint32_t place, std::uint32_t outs);
    [[nodiscard]] std::uint32_t arbiter_start(const State& r, std::uint32_t out) const;

    // Movement.
    void grant(State& r, std::uint32_t node, Crossing crossing);
    void pop(State& r, std::uint32_t node, std::uint32_t in_channel);
    [[gnu::always_inline]] inline void send(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel, const Entry& entry);
    void leave(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel, const Entry& entry);
    void spend_credit(State& r, std::uint32_t out, std::uint32_t out_channel);
    void inject(State& r, std::uint32_t node);
    void eject(State& r, std::uint32_t node, std::uint32_t channel, const Entry& entry);
    [[gnu::noinline]] bool consume(std::uint32_t node);
    void deliver(std::uint32_t node, std::uint32_t place, std::uint64_t ejected, std::uint64_t done);
    [[gnu::noinline]] void report_hop(std::uint32_t node, const Entry& entry, Crossing crossing) const;
    [[gnu::noinline]] void report_occupancy(std::uint32_t node, std::uint32_t in_channel, std::uint64_t cycle) const;

    [[nodiscard]] std::uint32_t port_at(Direction side) const { return port_of_side_[index_of(side)]; }
    [[nodiscard]] Direction side_at(std::uint32_t port) const { return spec_.policy.port_order[port]; }
    [[nodiscard]] std::uint32_t ports_of(OutputSet outs) const;
    [[nodiscard]] Entry& slot(std::uint32_t word, std::uint32_t position) {
        return slots_[node_of(word) * slots_per_node_ + (port_of(word) << slot_bits_) + position];
    }

    MeshSpec spec_;
    std::array<std::uint32_t, direction_count> port_of_side_{};
    std::uint32_t local_ = 0;                    ///< the port index of the Local side
    std::uint32_t slot_bits_ = 0;
    std::uint32_t slot_mask_ = 0;
    std::uint32_t slots_per_node_ = 0;
    std::array<Octet, 9> route_table_{};         ///< by sign of dx and dy: the output port
    Links links_;
    std::vector<State> routers_;
    std::vector<Tally<S>> tallies_;
    std::vector<Entry> slots_;
    std::vector<Consumer> consumers_;
    std::vector<RoutingTable> tables_;                                            ///< empty, or one per node
    std::vector<std::unordered_map<std::uint32_t, std::uint8_t>> known_routes_;   ///< per node: what the table said of a key, as ports; looked up only
    ActiveSet active_;
    ActiveSet consuming_;
    TimeWheel<kinds> wheel_;
    PacketPool pool_;
};

}  // namespace aerie::router

#include "router/fabric_time.h"
#include "router/fabric_decide.h"
#include "router/fabric_move.h"
