/// @file What every instantiation of the fabric can do; Mesh holds one.
#pragma once

#include <memory>
#include <numeric>
#include <vector>

#include "router/consumers.h"
#include "router/mesh_spec.h"
#include "router/observer.h"
#include "router/routing_table.h"

namespace aerie::router {

/// Integers counted in the loop; whoever prices them does so at the end.
struct MeshCounters {
    std::uint64_t offered = 0;
    std::uint64_t injected = 0;                        ///< handed over by sources
    std::uint64_t forked = 0;                          ///< copies added by multicast forks
    std::uint64_t ejected = 0;                         ///< left by a Local output
    std::uint64_t in_flight = 0;                       ///< offered and not yet absorbed
    std::array<std::uint64_t, hex_direction_count> grants{};  ///< per output direction; all but Local are hops
    std::uint64_t buffer_writes = 0;                   ///< input FIFOs written
    std::uint64_t stall_cycles = 0;                    ///< cycles that a packet stood at the head of a FIFO and did not leave
    std::uint64_t dropped = 0;                         ///< copies that routers gave up to send, reinjected ones as often as that happened
    std::uint64_t lost = 0;                            ///< of these, gone for good: injected + forked = ejected + lost + what is in the mesh
    std::uint64_t reinjected = 0;                      ///< packets that monitors offered again
    std::uint64_t detoured = 0;                        ///< copies that went round a closed link
    [[nodiscard]] std::uint64_t hops() const { return std::accumulate(grants.begin(), grants.end(), std::uint64_t{0}) - grants[index_of(Direction::local)]; }
    bool operator==(const MeshCounters&) const = default;
};

class Engine {
   public:
    virtual ~Engine() = default;
    virtual void offer(const Packet& packet) = 0;
    virtual void advance_to(std::uint64_t end) = 0;
    virtual void drain() = 0;
    virtual void set_table(std::uint32_t node, const RoutingTable& table) = 0;
    virtual void set_ready(std::uint32_t node, bool is_ready) = 0;

    [[nodiscard]] virtual MeshCounters counters() const = 0;
    [[nodiscard]] virtual std::uint64_t link_packets(std::uint32_t node, Direction out) const = 0;
    [[nodiscard]] virtual std::uint64_t stall_cycles(std::uint32_t node, Direction in) const = 0;
    [[nodiscard]] virtual std::uint32_t max_occupancy(std::uint32_t node, Direction in) const = 0;
    [[nodiscard]] virtual std::uint32_t occupancy(std::uint32_t node, Direction in, std::uint32_t channel) const = 0;
    [[nodiscard]] virtual std::uint32_t credits(std::uint32_t node, Direction out, std::uint32_t channel) const = 0;
    [[nodiscard]] virtual std::uint32_t source_credits(std::uint32_t node, std::uint32_t channel) const = 0;
    [[nodiscard]] virtual Direction pointer(std::uint32_t node, Direction out) const = 0;

    [[nodiscard]] std::uint64_t now() const { return now_; }
    [[nodiscard]] std::uint64_t last_done() const { return last_done_; }
    [[nodiscard]] std::uint64_t in_flight() const { return in_flight_; }
    [[nodiscard]] std::vector<Delivery>& deliveries() { return deliveries_; }
    [[nodiscard]] std::vector<Drop>& drops() { return drops_; }
    void watch(Observer* observer) { observer_ = observer; }
    void serve_with(Consumers* consumers) { taking_ = consumers; }

   protected:
    std::uint64_t now_ = 0;
    std::uint64_t last_done_ = 0;
    std::uint64_t offered_ = 0;
    std::uint64_t injected_ = 0;
    std::uint64_t forked_ = 0;
    std::uint64_t ejected_ = 0;
    std::uint64_t in_flight_ = 0;
    std::vector<Delivery> deliveries_;
    std::vector<Drop> drops_;
    Observer* observer_ = nullptr;
    Consumers* taking_ = nullptr;
};

/// The fabric compiled for the spec's policy.
[[nodiscard]] std::unique_ptr<Engine> make_engine(const MeshSpec& spec);

}  // namespace aerie::router
