/// @file The mesh of a chip: packets in, deliveries out, exact to the cycle.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "router/engine.h"

namespace aerie::router {

/// Absolute time goes on over any number of calls; packets may stay in flight between them. Not thread-safe; equal calls give equal results.
/// What is seen between calls is the state at the start of cycle now().
class Mesh {
   public:
    /// Throws InputError when the spec is out of range.
    explicit Mesh(const MeshSpec& spec);

    /// Queues a packet at its source. Per source in the order of `offered`, which is not before now(). A source hands over one packet per
    /// cycle, as soon as the Local FIFO of its router has room.
    void offer(const Packet& packet) { engine_->offer(packet); }
    /// The multicast table of a router, in place of the one before. Throws InputError when an entry has no outputs, leads off the mesh, or has
    /// key bits outside its mask, and when the policy has several virtual channels. A packet that matches nothing goes straight on (from
    /// Local: to Local); off the edge of the mesh it stays, and drain() ends with in_flight() above 0.
    void set_table(NodeId node, const RoutingTable& table);
    /// Decides every cycle before `end`; costs nothing where nothing moves.
    void advance_to(Cycles end) { engine_->advance_to(end.count()); }
    /// Runs until every packet is absorbed, or nothing can move any more (then in_flight() stays above 0); returns now().
    Cycles drain();
    /// For ConsumerKind::stepped and direct: from cycle now() on, until said otherwise. All nodes start ready.
    void set_ready(NodeId node, bool is_ready) { engine_->set_ready(node.index(), is_ready); }

    /// ConsumerKind::service: who takes multicast packets, in place of Packet::service; must outlive the mesh's last cycle.
    void serve_with(Consumers& consumers) { engine_->serve_with(&consumers); }

    [[nodiscard]] Cycles now() const { return Cycles{engine_->now()}; }
    [[nodiscard]] std::uint64_t in_flight() const { return engine_->in_flight(); }
    /// Deliveries since the last clear, by ejection cycle, then node (ConsumerKind::stepped: by the cycle of consumption).
    [[nodiscard]] std::span<const Delivery> deliveries() const { return engine_->deliveries(); }
    void clear_deliveries() { engine_->deliveries().clear(); }
    /// Drops since the last clear, by cycle, then node; none unless the policy drops. A copy that is lost for good (Drop::is_reinjected is false) is
    /// not in flight any more and gives no delivery.
    [[nodiscard]] std::span<const Drop> drops() const { return engine_->drops(); }
    void clear_drops() { engine_->drops().clear(); }

    [[nodiscard]] const MeshSpec& spec() const { return spec_; }
    // Of a side that the topology does not have, every figure is 0.
    [[nodiscard]] MeshCounters counters() const { return engine_->counters(); }
    [[nodiscard]] std::uint64_t link_packets(NodeId node, Direction out) const { return engine_->link_packets(node.index(), out); }
    [[nodiscard]] std::uint64_t stall_cycles(NodeId node, Direction in) const { return engine_->stall_cycles(node.index(), in); }
    [[nodiscard]] std::uint32_t max_occupancy(NodeId node, Direction in) const { return engine_->max_occupancy(node.index(), in); }

    /// The observer must outlive its watch; null ends it.
    void watch(Observer* observer) { engine_->watch(observer); }

    // Probes for tests and waveforms: registers at the start of cycle now(). Grants are seen through an Observer. Credits are exact while one
    // watches; without one, credits on their way back may be counted already.
    [[nodiscard]] std::uint32_t occupancy(NodeId node, Direction in, std::uint32_t channel = 0) const { return engine_->occupancy(node.index(), in, channel); }
    [[nodiscard]] std::uint32_t credits(NodeId node, Direction out, std::uint32_t channel = 0) const { return engine_->credits(node.index(), out, channel); }
    [[nodiscard]] std::uint32_t source_credits(NodeId node, std::uint32_t channel = 0) const { return engine_->source_credits(node.index(), channel); }
    /// The input at which the arbiter of `out` starts to look in cycle now().
    [[nodiscard]] Direction pointer(NodeId node, Direction out) const { return engine_->pointer(node.index(), out); }

   private:
    MeshSpec spec_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace aerie::router
