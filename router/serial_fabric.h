/// @file A mesh of routers that have one packet in hand at a time, wait for outputs, go round by a neighbour, and drop: SpiNNaker's way.
#pragma once

#include <bit>
#include <limits>
#include <unordered_map>
#include <utility>

#include "router/agenda.h"
#include "router/engine.h"
#include "router/packet_pool.h"
#include "router/router_state.h"
#include "router/time_wheel.h"

namespace aerie::router {

/// A second engine and not a Shape of the fabric, for its mechanism is another: no arbiter per output but one over the inputs, no request that stands
/// beside others, but one packet in hand that holds up all of its router until it is gone; every packet leaves a router within a known time, by an
/// output or by being dropped, and that is what breaks deadlocks.
///
/// One cycle c of a router:
///   1. with nothing in hand it takes the first head at or after its pointer; the pointer moves past it;
///   2. the packet in hand is sent by every output that it still lacks, that holds a credit and that has rested `link_cycles` since its last packet;
///   3. from wait1 cycles after it was taken in hand on, a link that is still closed is gone round: the packet leaves by the next link round, if that
///      is open; the router there sends it by the next link round from where it came in, and behind that it is where it should have been;
///   4. in the cycle wait1 + wait2 after it was taken in hand, what it still lacks is dropped; the router's monitor offers it again, for these outputs, at its Local
///      input, before the source's packets, `reinject_after` cycles later;
///   5. a packet that lacks nothing leaves its FIFO, and its place is a credit of the router before.
class SerialFabric final : public Engine {
   public:
    explicit SerialFabric(const MeshSpec& spec);

    void offer(const Packet& packet) override;
    void advance_to(std::uint64_t end) override;
    void drain() override;
    void set_table(std::uint32_t node, const RoutingTable& table) override;
    void set_ready(std::uint32_t node, bool is_ready) override;

    [[nodiscard]] MeshCounters counters() const override;
    [[nodiscard]] std::uint64_t link_packets(std::uint32_t node, Direction out) const override { return routers_[node].sent[index_of(out)]; }
    [[nodiscard]] std::uint64_t stall_cycles(std::uint32_t node, Direction in) const override;
    [[nodiscard]] std::uint32_t max_occupancy(std::uint32_t node, Direction in) const override { return routers_[node].in[index_of(in)].most; }
    [[nodiscard]] std::uint32_t occupancy(std::uint32_t node, Direction in, std::uint32_t) const override { return routers_[node].in[index_of(in)].visible; }
    [[nodiscard]] std::uint32_t credits(std::uint32_t node, Direction out, std::uint32_t) const override { return routers_[node].credits[index_of(out)]; }
    [[nodiscard]] std::uint32_t source_credits(std::uint32_t node, std::uint32_t) const override { return routers_[node].credits[source]; }
    /// One for all outputs of a router.
    [[nodiscard]] Direction pointer(std::uint32_t node, Direction) const override { return scan_[routers_[node].pointer]; }

   private:
    static constexpr std::uint32_t ports = hex_direction_count, source = ports, local = index_of(Direction::local), nobody = ports;
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
    enum Kind : std::size_t { arrive, credit, wake, kinds };

    enum class Detour : std::uint8_t {
        none,
        to_corner,     ///< gone round a closed link: the router that it reaches knows what to do
        past_corner,   ///< the router that it reaches is the one that the closed link leads to
    };
    /// A packet in a FIFO or at a monitor.
    struct Standing {
        std::uint32_t place = 0;   ///< in the pool
        Route route = by_table;
        Detour detour = Detour::none;
        std::uint8_t lacks = 0;    ///< of a packet that was dropped here: the outputs that it still needs; 0: not yet routed
    };
    struct Fifo {
        std::vector<Standing> ring;
        std::uint32_t first = 0;
        std::uint32_t reserved = 0;   ///< standing or on its way
        std::uint32_t visible = 0;    ///< standing
        std::uint32_t most = 0;
        std::uint64_t stalled = 0;    ///< modulo 2^64, less the cycle in which the head became head
        [[nodiscard]] Standing& front() { return ring[first]; }
        void push(const Standing& packet) { ring[(first + reserved++) % ring.size()] = packet; }
    };
    struct Reinjection {
        std::uint64_t due = 0;
        Standing packet;
    };
    struct Router {
        std::array<Fifo, ports> in;
        std::array<std::uint32_t, ports + 1> credits{};   ///< the source's last
        std::array<std::uint64_t, ports> free_at{};       ///< per output: the cycle from which it may send again
        std::array<std::uint64_t, ports> sent{};
        std::uint32_t pointer = 0;         ///< in the order of the scan
        std::uint32_t hand = nobody;       ///< the input whose head is in hand
        std::uint8_t wanted = 0;           ///< outputs that the packet in hand lacks
        std::uint64_t taken = 0;           ///< the cycle in which it was taken in hand
        std::uint64_t wake = never;        ///< the next cycle in which the router asked to be visited
        std::vector<Reinjection> monitor;  ///< in the order of their drops
        std::uint64_t consumer_free_at = 0;
    };

    void wire();
    void step_or_jump(std::uint64_t end);
    void on_arrival(std::uint32_t node, std::uint32_t port);
    void on_credit(std::uint32_t node, std::uint32_t port);
    void wake_at(std::uint32_t node, std::uint64_t cycle);

    // One router in one cycle.
    void visit(std::uint32_t node);
    void take_in_hand(Router& r, std::uint32_t node);
    void serve(Router& r, std::uint32_t node);
    void serve_outputs(Router& r, std::uint32_t node);
    void go_round(Router& r, std::uint32_t node);
    void drop(Router& r, std::uint32_t node, bool may_return);
    void pop(Router& r, std::uint32_t node);
    void wait_for_outputs(Router& r, std::uint32_t node);
    void inject(Router& r, std::uint32_t node);
    void hand_over(Router& r, std::uint32_t node, const Standing& packet);

    [[nodiscard]] std::uint8_t wish(std::uint32_t node, std::uint32_t in, const Standing& packet);
    [[nodiscard]] std::uint8_t route_by_table(std::uint32_t node, Direction came_from, std::uint32_t key);
    [[nodiscard]] Route route(const Packet& packet) const;
    [[nodiscard]] bool is_open(const Router& r, std::uint32_t out) const { return r.credits[out] > 0 && r.free_at[out] <= now_; }
    [[nodiscard]] bool is_too_old(const Standing& packet) const;
    /// The cycle from which the packet in hand may be gone round with; never where it may not.
    [[nodiscard]] std::uint64_t round_from(const Router& r) const;
    [[nodiscard]] std::uint64_t dropped_at(const Router& r) const { return r.taken + rule_.wait1.count() + rule_.wait2.count(); }

    void send(Router& r, std::uint32_t node, std::uint32_t out, const Standing& packet);
    void eject(Router& r, std::uint32_t node, std::uint32_t place);
    void forget(std::uint32_t place, std::uint32_t copies);
    void retire(std::uint32_t place);
    void tell_occupancy(std::uint32_t node, std::uint32_t in, std::uint64_t cycle) const;
    void tell_credits(std::uint32_t node, std::uint32_t out, std::uint64_t cycle) const;

    MeshSpec spec_;
    DropRule rule_;
    std::vector<Direction> scan_;
    std::vector<std::array<std::uint32_t, ports>> neighbours_;   ///< per node the router behind each side; itself where there is none
    std::vector<Router> routers_;
    std::vector<RoutingTable> tables_;                                            ///< empty, or one per node
    std::vector<std::unordered_map<std::uint32_t, std::uint8_t>> known_routes_;   ///< per node: what the table said of a key, 0: no match; looked up only
    Agenda agenda_;
    TimeWheel<kinds> wheel_;
    PacketPool pool_;
    std::uint64_t dropped_ = 0, lost_ = 0, reinjected_ = 0, detoured_ = 0;
};

}  // namespace aerie::router
