/// @file Fabric: construction, offers, and the passing of time.
#pragma once

#include "router/fabric.h"

namespace aerie::router {

template <Shape S>
Fabric<S>::Fabric(const MeshSpec& spec)
    : spec_{spec}, coordinates_(spec.nodes()), routers_(spec.nodes()), tallies_(spec.nodes()), consumers_(spec.nodes()), forks_(spec.nodes()), agenda_{spec.nodes()}, consuming_{spec.nodes()}, pool_{spec.nodes()} {
    for (std::uint32_t port = 0; port < port_count; ++port) port_of_side_[index_of(side_at(port))] = port;
    local_ = port_at(Direction::local);
    slot_mask_ = std::bit_ceil(spec.fifo_depth) - 1;
    slots_per_node_ = (slot_mask_ + 1) * slots_per_position;
    slots_.resize(std::size_t{spec.nodes()} * slots_per_node_);
    credit_latency_ = static_cast<std::uint32_t>(spec.credit_latency.count());
    plenty_ = 2 * credit_latency_ - 1 + std::uint32_t{S.wraps};   // where the last but one place matters too, one more
    wire();
}

template <Shape S>
void Fabric<S>::wire() {
    for (std::uint32_t port = 0; port < port_count; ++port) link(port);
    links_.downstream[source_port] = {.node = 0, .channel = local_ * V};
    links_.upstream[local_] = {.node = 0, .channel = source_port * V};
    if constexpr (S.wraps) close_rings();
    links_.latency[source_port] = static_cast<std::uint32_t>(spec_.policy.injection_latency.count());
    const bool has_places = spec_.policy.consumer != ConsumerKind::direct;
    for (std::uint32_t node = 0; node < spec_.nodes(); ++node) {
        State& r = routers_[node];
        coordinates_[node] = {static_cast<std::uint8_t>(node % spec_.width), static_cast<std::uint8_t>(node / spec_.width)};
        if (spec_.policy.consumer == ConsumerKind::stepped) consumers_[node].ring.resize(std::size_t{spec_.consumer_depth} * V);
        for (std::uint32_t port = 0; port <= port_count; ++port) {
            const std::uint32_t places = port == source_port               ? spec_.fifo_depth
                                         : port == local_                  ? (has_places ? spec_.consumer_depth : 1)
                                         : has_link(spec_, NodeId{node}, side_at(port)) ? spec_.fifo_depth
                                                                           : 0;
            if (places > 0) give_credits(r, port, places);
        }
    }
}

template <Shape S>
void Fabric<S>::give_credits(State& r, std::uint32_t port, std::uint32_t places) {
    if constexpr (is_single) {
        r.credit += places * one_at(port);
        set_gate(r, port);
    } else {
        r.open |= all_channels << port * V;
        for (std::uint32_t c = 0; c < V; ++c) r.credit[port * V + c] = static_cast<std::uint8_t>(places);
        r.next_channels[port] = static_cast<std::uint8_t>(port == source_port ? 0 : ~0U << (V - 1));
    }
}

/// Where a side leads and how long it takes is the same at every router that has a neighbour there.
template <Shape S>
void Fabric<S>::link(std::uint32_t port) {
    const Direction side = side_at(port);
    const std::uint32_t stride = side == Direction::west || side == Direction::east ? 1 : spec_.width;
    const std::uint32_t step = side == Direction::east || side == Direction::south ? stride : ~stride + 1;
    links_.downstream[port] = {.node = step, .channel = port_at(opposite(side)) * V};
    if (side != Direction::local) links_.upstream[port] = links_.downstream[port];
    links_.latency[port] = static_cast<std::uint32_t>(hop_latency(spec_, side).count());
}

/// A ring that is full for good would never move again. Bubble flow control keeps one place free in each: a packet enters a ring - from the source
/// or by a turn - only if two places are free behind that output, one that goes straight on takes the last one too.
template <Shape S>
void Fabric<S>::close_rings() {
    neighbours_.resize(spec_.nodes());
    last_place_.fill(0xff);
    for (std::uint32_t port = 0; port < port_count; ++port)
        if (port != local_) last_place_[port] = static_cast<std::uint8_t>(1U << port_at(opposite(side_at(port))));
    for (std::uint32_t node = 0; node < spec_.nodes(); ++node) {
        neighbours_[node].fill(node);
        for (std::uint32_t port = 0; port < port_count; ++port)
            neighbours_[node][port] = neighbour(spec_.grid(), NodeId{node}, side_at(port)).value_or(NodeId{node}).index();
    }
}

/// After a change of an output's (or the source's) credits.
template <Shape S>
void Fabric<S>::set_gate(State& r, std::uint32_t port) const {
    if constexpr (is_single) {
        const std::uint32_t credits = byte_of(r.credit, port);
        PortBytes inputs = credits == 0 ? 0 : 0xff;
        if constexpr (S.wraps)
            if (credits == 1) inputs = last_place_[port];
        r.gate = (r.gate & ~(0xff * one_at(port))) | inputs << port * 8;
    }
}

template <Shape S>
void Fabric<S>::offer(const Packet& packet) {
    const std::uint32_t node = packet.source.index();
    AERIE_ASSERT(node < spec_.nodes() && packet.target.index() < spec_.nodes() && packet.service >= 1);
    AERIE_ASSERT(packet.offered.count() >= now_);
    AERIE_ASSERT(!packet.is_multicast || S.rule == ChannelRule::single);
    const bool was_quiet = pool_.front(node) == PacketPool::none;
    pool_.enqueue(packet);
    ++offered_;
    ++in_flight_;
    if (!was_quiet) return;
    if (packet.offered.count() == now_) on_source_wake(node);
    else wheel_.schedule(wake_source, now_, packet.offered.count(), node);
}

template <Shape S>
void Fabric<S>::advance_to(std::uint64_t end) {
    while (now_ < end) step_or_jump(end);
}

template <Shape S>
void Fabric<S>::drain() {
    while (in_flight_ > 0) {
        const bool can_wake = !agenda_.empty() || !consuming_.empty() || !wheel_.empty();
        if (!can_wake) return;  // a consumer that is never ready, or a deadlock of the routing: the caller sees in_flight()
        step_or_jump(TimeWheel<kinds>::never);
    }
    AERIE_ASSERT(offered_ == injected_ && injected_ + forked_ == ejected_);  // nothing lost, nothing twice
    if (now_ < last_done_) advance_to(last_done_);
}

/// Time moves only here.
template <Shape S>
void Fabric<S>::step_or_jump(std::uint64_t end) {
    if (agenda_.has(now_) || !consuming_.empty()) {
        if (observer_) agenda_.take(now_, [this](std::size_t node) { visit<true>(static_cast<std::uint32_t>(node)); });
        else agenda_.take(now_, [this](std::size_t node) { visit<false>(static_cast<std::uint32_t>(node)); });
        consuming_.retain([this](std::size_t node) { return consume(static_cast<std::uint32_t>(node)); });
        ++now_;
    } else {
        now_ = agenda_.next(now_, std::min(end, wheel_.next_due(now_)));
    }
    apply_due();
}

template <Shape S>
void Fabric<S>::apply_due() {
    wheel_.take(now_, [this](std::size_t kind, std::uint32_t word) {
        switch (kind) {
            case due_at_router: return show(node_of(word), 0, port_of(word));
            case wake_source: return on_source_wake(word);
            default: return on_consumer_arrival(word);
        }
    });
    if (observer_) report_arrivals();
}

/// In the cycle in which they show, before anything of it is decided.
template <Shape S>
void Fabric<S>::report_arrivals() const {
    if (!agenda_.has(now_)) return;
    agenda_.for_each(now_, [this](std::size_t node) {
        const auto arriving = static_cast<std::uint32_t>(routers_[node].due[now_ % Agenda::horizon] & ((std::uint64_t{1} << first_credit<S>) - 1));
        for_each_bit(arriving, [&](std::uint32_t in_channel) {
            const auto id = static_cast<std::uint32_t>(node);
            report_occupancy(id, in_channel, occupancy_of(id, in_channel), now_);
        });
    });
}

/// A packet or a credit is seen by a router `delay` cycles from now.
template <Shape S>
void Fabric<S>::show(std::uint32_t node, std::uint64_t delay, std::uint32_t bit) {
    if (delay < Agenda::horizon) [[likely]] {
        auto& due = routers_[node].due[(now_ + delay) % Agenda::horizon];
        due = static_cast<Due<S>>(due | Due<S>{1} << bit);
        agenda_.insert(now_ + delay, node);
    } else {
        wheel_.schedule(due_at_router, now_, now_ + delay, event_word(node, bit));
    }
}

template <Shape S>
void Fabric<S>::on_source_wake(std::uint32_t node) {
    if constexpr (is_single) routers_[node].want |= one_at(source_port);
    else routers_[node].wanted = source_bit;
    agenda_.insert(now_, node);
}

template <Shape S>
void Fabric<S>::on_consumer_arrival(std::uint32_t node) {
    ++consumers_[node].visible;
    if (consumers_[node].is_ready) consuming_.insert(node);
}

template <Shape S>
void Fabric<S>::set_ready(std::uint32_t node, bool is_ready) {
    consumers_[node].is_ready = is_ready;
    if (spec_.policy.consumer == ConsumerKind::stepped) {
        if (is_ready && consumers_[node].visible > 0) consuming_.insert(node);
    } else if (spec_.policy.consumer == ConsumerKind::direct) {
        State& r = routers_[node];
        if constexpr (is_single) r.gate = is_ready ? r.gate | 0xff * one_at(local_) : r.gate & ~(0xff * one_at(local_));
        else r.open = is_ready ? r.open | 1U << local_ * V : r.open & ~(1U << local_ * V);
        agenda_.insert(now_, node);
    }
}

template <Shape S>
void Fabric<S>::set_table(std::uint32_t node, const RoutingTable& table) {
    if (tables_.empty()) {
        tables_.resize(routers_.size());
        known_routes_.resize(routers_.size());
    }
    tables_[node] = table;
    known_routes_[node].clear();
}

/// A router that only waits for credits or for room sleeps until something shows.
template <Shape S>
bool Fabric<S>::is_movable(const State& r) {
    if constexpr (S.output_register) {
        const PortBytes full = ones_at(r.registers.held) * 0xff;
        return ((r.want & ~full & input_bytes) | (r.gate & full) | (r.want & r.gate & ~input_bytes)) != 0;
    } else if constexpr (is_single) {
        return (r.want & r.gate) != 0;
    } else {
        if (r.wanted != 0 && r.open >> source_port * V != 0) return true;
        if constexpr (S.rule == ChannelRule::allocated)
            if (r.allocator.unassigned != 0) return true;
        std::uint32_t wanted = 0;
        for (const std::uint32_t want : r.want) wanted |= want;
        return (wanted & whole_ports<V>(r.open)) != 0;
    }
}

template <Shape S>
std::uint32_t Fabric<S>::max_occupancy(std::uint32_t node, Direction in) const {
    if (!has_side(in)) return 0;
    std::uint32_t most = tallies_[node].most[port_at(in)];
    for (std::uint32_t c = 0; c < V; ++c) most = std::max(most, occupancy_of(node, port_at(in) * V + c));
    return most;
}

/// Those of heads that still stand are counted up to now().
template <Shape S>
std::uint64_t Fabric<S>::stall_cycles(std::uint32_t node, Direction in) const {
    if (!has_side(in)) return 0;
    std::uint64_t cycles = tallies_[node].stalled[port_at(in)];
    for (std::uint32_t c = 0; c < V; ++c)
        if (count_of(routers_[node], port_at(in) * V + c) > 0) cycles += now_;
    return cycles;
}

template <Shape S>
MeshCounters Fabric<S>::counters() const {
    MeshCounters sum{.offered = offered_, .injected = injected_, .forked = forked_, .ejected = ejected_, .in_flight = in_flight_, .buffer_writes = injected_};
    for (std::uint32_t node = 0; node < spec_.nodes(); ++node)
        for (const Direction side : hex_directions) {
            if (!has_side(side)) continue;
            sum.grants[index_of(side)] += link_packets(node, side);
            if (side != Direction::local) sum.buffer_writes += link_packets(node, side);
            sum.stall_cycles += stall_cycles(node, side);
        }
    return sum;
}

}  // namespace aerie::router
