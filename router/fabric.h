/// @file The mesh in motion: every cycle decides on registered state, and whatever crosses from router to router shows in a later cycle.
#pragma once

#include <unordered_map>

#include "core/error.h"
#include "router/active_set.h"
#include "router/agenda.h"
#include "router/arbitration.h"
#include "router/engine.h"
#include "router/packet_pool.h"
#include "router/router_state.h"
#include "router/time_wheel.h"

namespace aerie::router {

/// State between two calls is the state at the start of cycle now(): nothing of now() is decided.
///
/// One cycle:
///   1. every router that something shows at, or that can move a packet, takes in what is due (packets, credits), decides on its own
///      registers and the credits it holds, and commits at once - its effects on others are due a cycle later at the earliest, so the order
///      of routers cannot matter;
///   2. consumers that step do so;
///   3. time moves to the next cycle in which something can happen.
template <Shape S>
class Fabric final : public Engine {
    static constexpr std::uint32_t V = S.channels, port_count = S.ports;
    /// The source queue of a node acts as one more output of its router: it is "wanted" when a packet is offered, "credited" when the Local FIFO has room.
    static constexpr std::uint32_t source_port = port_count, source_bit = 1U << source_port, port_mask = source_bit - 1;
    static constexpr PortBytes input_bytes = one_at(port_count) - 1;
    static constexpr bool is_single = S.rule == ChannelRule::single;
    static constexpr std::uint32_t all_channels = (1U << V) - 1;
    using State = Router<S>;
    enum Kind : std::size_t { due_at_router, wake_source, arrive_at_consumer, kinds };

   public:
    explicit Fabric(const MeshSpec& spec);

    void offer(const Packet& packet) override;
    void advance_to(std::uint64_t end) override;
    void drain() override;
    void set_table(std::uint32_t node, const RoutingTable& table) override;
    void set_ready(std::uint32_t node, bool is_ready) override;

    [[nodiscard]] MeshCounters counters() const override;
    [[nodiscard]] std::uint64_t link_packets(std::uint32_t node, Direction out) const override { return has_side(out) ? tallies_[node].sent[port_at(out)] : 0; }
    [[nodiscard]] std::uint64_t stall_cycles(std::uint32_t node, Direction in) const override;
    [[nodiscard]] std::uint32_t max_occupancy(std::uint32_t node, Direction in) const override;
    [[nodiscard]] std::uint32_t occupancy(std::uint32_t node, Direction in, std::uint32_t channel) const override {
        return has_side(in) ? occupancy_of(node, port_at(in) * V + channel) : 0;
    }
    [[nodiscard]] std::uint32_t credits(std::uint32_t node, Direction out, std::uint32_t channel) const override {
        return has_side(out) ? credits_of(node, port_at(out) * V + channel) : 0;
    }
    [[nodiscard]] std::uint32_t source_credits(std::uint32_t node, std::uint32_t channel) const override {
        return credits_of(node, source_port * V + channel);
    }
    [[nodiscard]] Direction pointer(std::uint32_t node, Direction out) const override {
        return side_at(arbiter_start(routers_[node], port_at(out)));
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
        std::array<Octet, 8> inputs{};             ///< per output: inputs that ask for it
        std::array<Octet, 8> channel{};            ///< per input that asks: its channel
        std::uint32_t outputs = 0;                 ///< outputs that are asked for
    };

    /// A packet's way through one router; channels are counted over all ports on the input side, within the output on the output side.
    struct Crossing {
        std::uint32_t in_channel = 0;
        std::uint32_t out = 0;
        std::uint32_t out_channel = 0;
    };

    void wire();
    void link(std::uint32_t port);
    void close_rings();
    void give_credits(State& r, std::uint32_t port, std::uint32_t places);
    [[gnu::always_inline]] inline void set_gate(State& r, std::uint32_t port) const;
    [[nodiscard]] static PortBytes ones_at(std::uint32_t ports) { return ones_in<S.ports>(ports); }
    [[nodiscard]] std::uint32_t behind_output(std::uint32_t node, std::uint32_t out) const {
        if constexpr (S.wraps) return neighbours_[node][out];
        else return node + links_.downstream[out].node;
    }
    [[nodiscard]] std::uint32_t before_input(std::uint32_t node, std::uint32_t in) const {
        if constexpr (S.wraps) return neighbours_[node][in];
        else return node + links_.upstream[in].node;
    }

    // Time.
    void step_or_jump(std::uint64_t end);
    void apply_due();
    [[gnu::noinline]] void report_arrivals() const;
    [[gnu::always_inline]] inline void show(std::uint32_t node, std::uint64_t delay, std::uint32_t bit);
    void on_source_wake(std::uint32_t node);
    void on_consumer_arrival(std::uint32_t node);
    [[nodiscard]] static bool is_movable(const State& r);

    // One router in one cycle; `Watched` when there is an observer. Inlined by hand where callgrind counted more instructions for the call
    // than for the work.
    template <bool Watched>
    [[gnu::always_inline]] inline void visit(std::uint32_t node);
    [[gnu::always_inline]] inline bool can_inject(const State& r) const;
    [[gnu::always_inline]] inline void take_credits(State& r, Due<S> due);
    template <bool Watched>
    [[gnu::always_inline]] inline bool pass_straight_through(State& r, std::uint32_t node, std::uint32_t arrivals);
    [[gnu::always_inline]] inline void take_packets(State& r, std::uint32_t node, std::uint32_t arrivals);
    template <bool Watched>
    [[gnu::always_inline]] inline void decide_heads(State& r, std::uint32_t node);
    template <bool Watched>
    [[gnu::always_inline]] inline void decide_channels(State& r, std::uint32_t node);
    PortBytes decide_registers(State& r, std::uint32_t node);
    [[gnu::always_inline]] inline void request_switch(const State& r, SwitchRequests& requests) const;
    [[nodiscard]] std::uint32_t ready_channels(const State& r, std::uint32_t in, std::uint32_t open_outputs) const;
    void assign_channels(State& r, std::uint32_t unassigned, std::uint32_t owned);
    [[gnu::always_inline]] inline void win_switch(State& r, std::uint32_t in, std::uint32_t channel, std::uint32_t out);
    [[nodiscard]] bool has_waiting(const State& r) const;
    [[nodiscard]] bool is_open(const State& r, std::uint32_t out, std::uint32_t in) const;
    [[nodiscard]] std::uint32_t wish(const State& r, std::uint32_t node, std::uint32_t in_channel);
    std::uint32_t next_open_channel(State& r, std::uint32_t out);
    std::uint32_t take_output_channel(State& r, std::uint32_t in_channel, std::uint32_t out);
    [[gnu::always_inline]] inline void expose_head(State& r, std::uint32_t node, std::uint32_t in_channel, std::uint64_t since);
    [[gnu::noinline]] void expose_fork(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t place);
    [[nodiscard]] bool is_still_forked(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t served);
    [[nodiscard]] std::uint32_t route_by_table(std::uint32_t node, std::uint32_t in, std::uint32_t key);
    [[nodiscard]] Route route(NodeId source, NodeId target) const;
    [[nodiscard]] Route route_around(NodeId source, NodeId target) const;
    [[nodiscard]] std::uint32_t arbiter_start(const State& r, std::uint32_t out) const;
    [[nodiscard]] std::uint32_t winner(const State& r, std::uint32_t out, std::uint32_t requests) const;

    // Movement.
    template <bool Watched>
    [[gnu::always_inline]] inline void grant(State& r, std::uint32_t node, Crossing crossing);
    template <bool Watched>
    [[gnu::always_inline]] inline void pop(State& r, std::uint32_t node, std::uint32_t in_channel);
    template <bool Watched>
    [[gnu::always_inline]] inline void return_credit(std::uint32_t node, std::uint32_t out_channel);
    template <bool Watched>
    [[gnu::always_inline]] inline void free_place(State& r, std::uint32_t node, std::uint32_t in_channel);
    [[gnu::always_inline]] inline void send(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel, const Entry& entry);
    [[gnu::always_inline]] inline void leave(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel, const Entry& entry);
    [[gnu::always_inline]] inline void spend_credit(State& r, std::uint32_t out, std::uint32_t out_channel);
    [[gnu::noinline]] void inject(State& r, std::uint32_t node);
    [[gnu::noinline]] void eject(State& r, std::uint32_t node, std::uint32_t channel, const Entry& entry);
    [[gnu::noinline]] bool consume(std::uint32_t node);
    void deliver(std::uint32_t node, std::uint32_t place, std::uint64_t ejected, std::uint64_t done);
    [[gnu::noinline]] void report_hop(std::uint32_t node, const Entry& entry, Crossing crossing) const;
    template <class Credits>
    [[nodiscard]] static std::uint32_t changed_credits(const Credits& before, const Credits& after);
    [[gnu::noinline]] void report_credits(std::uint32_t node, std::uint32_t out_channels, std::uint64_t cycle) const;
    [[gnu::noinline]] void report_occupancy(std::uint32_t node, std::uint32_t in_channel, std::uint32_t packets, std::uint64_t cycle) const;

    [[nodiscard]] std::uint32_t port_at(Direction side) const { return port_of_side_[index_of(side)]; }
    [[nodiscard]] bool has_side(Direction side) const { return index_of(side) < port_count; }
    [[nodiscard]] Direction side_at(std::uint32_t port) const {
        if constexpr (S.ports == direction_count) return spec_.policy.port_order[port];
        else return spec_.policy.hex_port_order[port];
    }
    [[nodiscard]] std::uint32_t ports_of(OutputSet outs) const;
    /// Whether that bit shows at the router in cycle now().
    [[nodiscard]] bool shows(std::uint32_t node, std::uint32_t bit) const { return (routers_[node].due[now_ % Agenda::horizon] >> bit & 1U) != 0; }
    [[nodiscard]] static std::uint32_t count_of(const State& r, std::uint32_t in_channel) {
        if constexpr (is_single) return byte_of(r.count, in_channel);
        else return r.count[in_channel];
    }
    [[nodiscard]] std::uint32_t occupancy_of(std::uint32_t node, std::uint32_t in_channel) const {
        return count_of(routers_[node], in_channel) + std::uint32_t{shows(node, in_channel)};
    }
    [[nodiscard]] std::uint32_t credits_of(std::uint32_t node, std::uint32_t out_channel) const {
        const std::uint32_t coming = std::uint32_t{shows(node, first_credit<S> + out_channel)};
        if constexpr (is_single) return byte_of(routers_[node].credit, out_channel) + coming;
        else return routers_[node].credit[out_channel] + coming;
    }
    /// Places lie by position first: a quiet router's packets all pass through the first line or three.
    [[nodiscard]] Entry& slot(std::uint32_t node, std::uint32_t in_channel, std::uint32_t position) {
        return slots_[std::size_t{node} * slots_per_node_ + position * slots_per_position + in_channel];
    }
    static constexpr std::uint32_t slots_per_position = (port_count * V + 7) / 8 * 8;

    MeshSpec spec_;
    std::array<std::uint32_t, hex_direction_count> port_of_side_{};
    std::uint32_t local_ = 0;                    ///< the port index of the Local side
    std::uint32_t slot_mask_ = 0;
    std::uint32_t slots_per_node_ = 0;
    std::uint32_t credit_latency_ = 0;
    std::uint32_t plenty_ = 0;                   ///< credits at hand from which one more may be counted early
    Links<S.ports> links_;
    struct Coordinates {
        Octet x = 0, y = 0;
    };
    std::vector<Coordinates> coordinates_;
    std::vector<std::array<std::uint32_t, 8>> neighbours_;   ///< Shape::wraps: per node the router behind each output, and itself behind Local and the source
    std::array<Octet, port_count + 1> last_place_{};         ///< Shape::wraps: per output the inputs that may have its last free place
    std::vector<State> routers_;
    std::vector<Tally<S.ports>> tallies_;
    std::vector<Entry> slots_;
    std::vector<Consumer> consumers_;
    std::vector<std::array<Octet, port_count>> forks_;                            ///< per node and input: outputs that a multicast head still waits for
    std::vector<RoutingTable> tables_;                                            ///< empty, or one per node
    std::vector<std::unordered_map<std::uint32_t, std::uint8_t>> known_routes_;   ///< per node: what the table said of a key, as ports; looked up only
    Agenda agenda_;
    ActiveSet consuming_;
    TimeWheel<kinds> wheel_;                     ///< what is due beyond the agenda's horizon, sources and stepped consumers
    PacketPool pool_;
};

}  // namespace aerie::router

#include "router/fabric_time.h"
#include "router/fabric_decide.h"
#include "router/fabric_channels.h"
#include "router/fabric_move.h"
