/// @file The mesh in motion: every cycle decides on registered state, and whatever crosses from router to router shows in a later cycle.
#pragma once

#include <unordered_map>

#include "core/error.h"
#include "router/active_list.h"
#include "router/active_set.h"
#include "router/arbitration.h"
#include "router/calendar.h"
#include "router/engine.h"
#include "router/packet_pool.h"
#include "router/router_state.h"
#include "router/time_wheel.h"

namespace aerie::router {

/// State between two calls is the state at the start of cycle now(): nothing of now() is decided.
///
/// One cycle:
///   1. packets that show and have no rival are granted at once, and leave no trace in the FIFO; others take their places;
///   2. every router that can move a head decides on its own registers and the credits it holds, and commits at once: heads leave their FIFOs, packets
///      go onto the links, credits back, where nobody sees them before the next cycle - so that the order of routers cannot matter;
///   3. packets that leave the mesh are delivered, sources hand over theirs, consumers that step do so;
///   4. time moves to the next cycle in which something can happen, and what is due then is taken in.
template <Shape S>
class Fabric final : public Engine {
    static constexpr std::uint32_t V = S.channels, port_count = S.ports;
    /// The source queue of a node acts as one more output of its router: it is "wanted" when a packet is offered, "credited" when the Local FIFO has room.
    static constexpr std::uint32_t source_port = port_count;
    static constexpr PortBytes input_bytes = one_at(port_count) - 1, source_byte = one_at(source_port);
    static constexpr PortBytes unknown_output = PortBytes{0xff} << 56;   ///< of a packet that asks a table (by_table): row 7, where no output is
    static constexpr bool is_single = S.rule == ChannelRule::single, has_allocator = S.rule == ChannelRule::allocated;
    static constexpr std::uint32_t all_channels = (1U << V) - 1;
    using State = Router<S>;
    /// Behind the lanes that packets may be on, by latency: of links along two axes and the diagonal, and of sources.
    static constexpr std::size_t exit_lane = 4;
    enum Kind : std::size_t { credit_returns, wake_source, arrive_at_consumer, kinds };

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
        return has_side(in) ? routers_[node].count[port_at(in) * V + channel] : 0;
    }
    [[nodiscard]] std::uint32_t credits(std::uint32_t node, Direction out, std::uint32_t channel) const override {
        return has_side(out) ? routers_[node].credit[port_at(out) * V + channel] : 0;
    }
    [[nodiscard]] std::uint32_t source_credits(std::uint32_t node, std::uint32_t channel) const override {
        return routers_[node].credit[source_port * V + channel];
    }
    [[nodiscard]] Direction pointer(std::uint32_t node, Direction out) const override {
        const std::uint32_t ahead = byte_of(pointers(routers_[node]), port_at(out)) & ((1U << port_count) - 1);
        return side_at(ahead != 0 ? lowest(ahead) : 0);
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

    /// Where the next events of this cycle go, by lane: kept in hand while they are written.
    struct Writing {
        std::array<Arrival*, exit_lane + 1> arrivals{};
        std::uint32_t* credits = nullptr;
    };
    /// A packet that leaves the mesh in this cycle.
    struct Exit {
        std::uint32_t place = 0;
        std::uint32_t channel = 0;
    };
    /// A router while it is looked at.
    struct Here {
        State& r;
        Tally<S.ports>& tally;
        Entry* places;
        std::uint32_t node;
    };
    /// A packet's way through one router; channels are counted over all ports on the input side, within the output on the output side.
    struct Crossing {
        std::uint32_t cell = 0;
        std::uint32_t in_channel = 0;
        std::uint32_t out_channel = 0;
    };

    void wire();
    [[nodiscard]] Link link(std::uint32_t port) const;
    [[nodiscard]] Passage passage(std::uint32_t in, std::uint32_t out) const;
    void close_rings();
    void give_credits(State& r, std::uint32_t port, std::uint32_t places);
    [[gnu::always_inline]] inline void set_gate(State& r, std::uint32_t port) const;
    [[nodiscard]] std::uint32_t behind_output(std::uint32_t node, std::uint32_t out, const Link& down) const {
        if constexpr (S.wraps) return neighbours_[node][out];
        else return node + static_cast<std::uint32_t>(down.step);
    }
    [[nodiscard]] State& before_input(State& r, std::uint32_t node, std::uint32_t in, const Link& up) {
        if constexpr (S.wraps) return routers_[neighbours_[node][in]];
        else return (&r)[up.step];
    }

    // Time. `Watched` when there is an observer.
    template <bool Watched>
    void step_or_jump(std::uint64_t end);
    template <bool Watched>
    void cycle();
    [[nodiscard]] bool is_still() const;
    [[nodiscard]] std::uint64_t next_due() const;
    template <bool Watched>
    void take_due();
    template <bool Watched>
    void take_arrivals();
    void pass_or_take_arrivals(Writing& writing);
    template <class Take>
    [[gnu::always_inline]] inline void each_arrival(Take&& take);
    template <bool Watched>
    void visit_active(Writing& writing);
    [[gnu::always_inline]] [[nodiscard]] inline Writing open_lanes();
    [[gnu::always_inline]] inline void close_lanes(const Writing& writing);
    [[gnu::always_inline]] inline void fetch_early(std::uint32_t node) const;
    template <bool Watched>
    [[gnu::always_inline]] inline void on_arrival(const Arrival& arrival);
    [[gnu::always_inline]] inline bool pass_straight_through(State& r, const Arrival& arrival, Writing& writing);
    template <bool Watched>
    [[gnu::always_inline]] inline void on_credit(std::uint32_t node, std::uint32_t out_channel, std::uint64_t cycle);
    void on_source_wake(std::uint32_t node);
    void on_consumer_arrival(std::uint32_t node);

    // Deciding. Inlined by hand where callgrind counted more instructions for the call than for the work.
    template <bool Watched>
    [[gnu::always_inline]] inline void decide_heads(const Here& at, Writing& writing);
    template <bool Watched>
    [[gnu::always_inline]] inline void decide_channels(const Here& at, Writing& writing);
    [[nodiscard]] static PortBytes full_outputs(const State& r);
    template <bool Watched>
    void empty_registers(const Here& at, Writing& writing);
    [[nodiscard]] static PortBytes backed_by_credit(const State& r);
    [[nodiscard]] static std::uint32_t backed_by_credit(const State& r, std::uint32_t in, std::uint32_t channels);
    void assign_channels(State& r, std::uint32_t unassigned, std::uint32_t owned);
    [[nodiscard]] static bool is_movable(const State& r);
    [[gnu::always_inline]] inline std::uint32_t take_channel(State& r, std::uint32_t in, std::uint32_t out);
    [[gnu::always_inline]] inline std::uint32_t take_output_channel(State& r, std::uint32_t in_channel, std::uint32_t out);
    [[gnu::always_inline]] inline std::uint32_t next_open_channel(State& r, std::uint32_t out);
    [[nodiscard]] PortBytes pointers(const State& r) const;
    [[gnu::always_inline]] inline void expose_head(State& r, std::uint32_t node, std::uint32_t in_channel, const Entry& entry, bool is_head);
    [[gnu::noinline]] void expose_fork(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t place);
    [[nodiscard]] bool is_still_forked(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t served);
    [[nodiscard]] std::uint32_t route_by_table(std::uint32_t node, std::uint32_t in, std::uint32_t key);
    [[gnu::always_inline]] [[nodiscard]] inline Route route(NodeId source, NodeId target) const;
    [[nodiscard]] Route route_around(NodeId source, NodeId target) const;

    // Movement.
    template <bool Watched>
    [[gnu::always_inline]] inline void grant(const Here& at, Crossing crossing, Writing& writing);
    template <bool Watched>
    [[gnu::always_inline]] inline void pop(const Here& at, Crossing crossing, Writing& writing);
    template <bool Watched>
    [[gnu::always_inline]] inline void return_credit(State& r, std::uint32_t node, Crossing crossing, Writing& writing);
    template <bool Watched>
    [[gnu::always_inline]] inline void leave(State& r, std::uint32_t node, Crossing crossing, const Entry& entry, Writing& writing);
    [[gnu::always_inline]] inline void send(std::uint32_t node, Crossing crossing, const Link& down, const Entry& entry, Writing& writing) const;
    template <bool Watched>
    [[gnu::always_inline]] inline void spend_credit(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel);
    template <bool Watched>
    void inject(std::uint32_t node, Writing& writing);
    template <bool Watched>
    void eject_all(const Writing& writing);
    template <bool Watched>
    void eject(std::uint32_t node);
    template <bool Watched>
    void serve(std::uint32_t node, std::uint32_t place, std::uint64_t ejected);
    [[gnu::noinline]] bool consume(std::uint32_t node, Writing& writing);
    void deliver(std::uint32_t node, std::uint32_t place, std::uint64_t ejected, std::uint64_t done);
    [[gnu::noinline]] void report_hop(std::uint32_t node, const Entry& entry, Crossing crossing) const;
    [[gnu::noinline]] void report_credits(std::uint32_t node, std::uint32_t out_channel, std::uint64_t cycle) const;
    [[gnu::noinline]] void report_occupancy(std::uint32_t node, std::uint32_t in_channel, std::uint64_t cycle) const;

    [[nodiscard]] std::uint32_t port_at(Direction side) const { return port_of_side_[index_of(side)]; }
    [[nodiscard]] bool has_side(Direction side) const { return index_of(side) < port_count; }
    [[nodiscard]] Direction side_at(std::uint32_t port) const {
        if constexpr (S.ports == direction_count) return spec_.policy.port_order[port];
        else return spec_.policy.hex_port_order[port];
    }
    [[nodiscard]] std::uint32_t ports_of(OutputSet outs) const;
    [[nodiscard]] Here here(std::uint32_t node) { return {routers_[node], tallies_[node], &places_[std::size_t{node} * places_per_node_], node}; }
    /// Places lie by position first: a quiet router's packets all pass through the first line or three.
    [[nodiscard]] static std::uint32_t place_in(std::uint32_t in_channel, std::uint32_t position) { return position * places_per_position + in_channel; }
    static constexpr std::uint32_t places_per_position = (port_count * V + 7) / 8 * 8;

    MeshSpec spec_;
    std::array<std::uint32_t, hex_direction_count> port_of_side_{};
    std::uint32_t local_ = 0;                    ///< the port index of the Local side
    std::uint32_t place_mask_ = 0;
    std::uint32_t places_per_node_ = 0;
    std::uint32_t credit_latency_ = 0;
    std::uint32_t plenty_ = 0;                   ///< credits at hand from which one more may be counted early
    bool is_never_short_ = false;                ///< Local outputs: their credits come back sooner than they can be spent
    bool is_large_ = false;                      ///< more routers than the nearest cache of a processor holds
    Route last_leg_ = 0;
    std::array<Passage, 64> passages_{};         ///< by cell; row 7 has none that is open
    Link source_link_;                           ///< from the source to the Local FIFO
    using Coordinates = std::array<Octet, 2>;
    /// In the order in which packets travel along them: which coordinate, and the output that leads up and the one that leads down, as of a leg without hops.
    struct Axis {
        std::size_t which = 0;
        std::array<Route, 2> ports{};
    };
    std::array<Axis, 2> axes_{};
    std::vector<Coordinates> coordinates_;
    std::vector<std::array<std::uint32_t, 8>> neighbours_;   ///< Shape::wraps: per node the router behind each output, and itself behind Local and the source
    std::array<Octet, port_count + 1> last_place_{};         ///< Shape::wraps: per output the inputs that may have its last free place
    std::vector<State> routers_;
    std::vector<Tally<S.ports>> tallies_;
    std::vector<Entry> places_;
    std::vector<Consumer> consumers_;
    std::vector<std::array<Octet, port_count>> forks_;                            ///< per node and input: outputs that a multicast head still waits for
    std::vector<RoutingTable> tables_;                                            ///< empty, or one per node
    std::vector<std::unordered_map<std::uint32_t, std::uint8_t>> known_routes_;   ///< per node: what the table said of a key, as ports; looked up only
    ActiveList active_, visited_;                ///< routers to look at in cycle now(), and those that are being looked at
    std::vector<std::uint32_t> injecting_;       ///< sources that hand over a packet in cycle now()
    std::vector<Arrival> exits_;                 ///< packets that leave the mesh in cycle now()
    ActiveSet leaving_;                          ///< where, to be taken in the order of nodes
    std::vector<Exit> exit_at_;                  ///< and by node
    ActiveSet consuming_;
    Calendar<Arrival> on_links_;                 ///< what is due now() shows, until it is taken in
    std::size_t lanes_ = 0;                      ///< of it
    Calendar<std::uint32_t> credits_back_;       ///< event words
    TimeWheel<kinds> wheel_;                     ///< what is due after a time of its own
    PacketPool pool_;
};

}  // namespace aerie::router

#include "router/fabric_wire.h"
#include "router/fabric_time.h"
#include "router/fabric_arrive.h"
#include "router/fabric_decide.h"
#include "router/fabric_channels.h"
#include "router/fabric_move.h"
