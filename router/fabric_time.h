/// @file Fabric: construction, offers, and the passing of time.
#pragma once

#include "router/fabric.h"

namespace aerie::router {

template <Shape S>
Fabric<S>::Fabric(const MeshSpec& spec)
    : spec_{spec}, routers_(spec.nodes()), tallies_(spec.nodes()), consumers_(spec.nodes()), active_{spec.nodes()}, consuming_{spec.nodes()}, pool_{spec.nodes()} {
    for (std::uint32_t port = 0; port < port_count; ++port) port_of_side_[index_of(side_at(port))] = port;
    local_ = port_at(Direction::local);
    slot_bits_ = static_cast<std::uint32_t>(std::bit_width(spec.fifo_depth - 1));
    slot_mask_ = (1U << slot_bits_) - 1;
    slots_per_node_ = port_count * V << slot_bits_;
    slots_.resize(std::size_t{spec.nodes()} * port_count * V << slot_bits_);
    for (int dx = -1; dx <= 1; ++dx)
        for (int dy = -1; dy <= 1; ++dy) {
            const Direction along_x = dx > 0 ? Direction::east : dx < 0 ? Direction::west : Direction::local;
            const Direction along_y = dy > 0 ? Direction::south : dy < 0 ? Direction::north : Direction::local;
            const bool x_next = spec.routing == Routing::xy ? dx != 0 : dy == 0;
            route_table_[static_cast<std::size_t>((dx + 1) * 3 + dy + 1)] = static_cast<std::uint8_t>(port_at(x_next ? along_x : along_y));
        }
    wire();
}

template <Shape S>
void Fabric<S>::wire() {
    for (std::uint32_t port = 0; port < port_count; ++port) link(port);
    links_.downstream[source_port] = local_ * V;
    links_.upstream[local_] = source_port * V;
    links_.latency[source_port] = static_cast<std::uint32_t>(spec_.policy.injection_latency.count());
    const bool has_places = spec_.policy.consumer != ConsumerKind::direct;
    for (std::uint32_t node = 0; node < spec_.nodes(); ++node) {
        State& r = routers_[node];
        r.x = static_cast<std::uint8_t>(node % spec_.width);
        r.y = static_cast<std::uint8_t>(node / spec_.width);
        for (std::uint32_t c = 0; c < V; ++c) {
            for (std::uint32_t port = 0; port < port_count; ++port)
                r.credit[port * V + c] = static_cast<std::uint16_t>(has_link(spec_, NodeId{node}, side_at(port)) ? spec_.fifo_depth : 0);
            r.credit[source_port * V + c] = static_cast<std::uint16_t>(spec_.fifo_depth);
            r.credit[local_ * V + c] = static_cast<std::uint16_t>(has_places ? spec_.consumer_depth : 1);
        }
        if (spec_.policy.consumer == ConsumerKind::stepped) consumers_[node].ring.resize(std::size_t{spec_.consumer_depth} * V);
        for (std::uint32_t port = 0; port <= port_count; ++port) {
            if (r.credit[port * V] == 0) continue;
            r.credited |= static_cast<std::uint8_t>(1U << port);
            if constexpr (S.rule != ChannelRule::single) {
                r.board.credited[port] = (1U << V) - 1;
                r.board.next_channel[port] = port == source_port ? 0 : V - 1;
            }
        }
    }
}

/// Where a side leads and how long it takes is the same at every router that has a neighbour there.
template <Shape S>
void Fabric<S>::link(std::uint32_t port) {
    const Direction side = side_at(port);
    const bool along_x = side == Direction::west || side == Direction::east;
    const std::uint32_t stride = along_x ? 1 : spec_.width;
    const std::uint32_t step = side == Direction::east || side == Direction::south ? stride : ~stride + 1;
    links_.downstream[port] = links_.upstream[port] = event_word(step, 0) + port_at(opposite(side)) * V;
    links_.latency[port] = static_cast<std::uint32_t>((along_x ? spec_.hop_latency_x : spec_.hop_latency_y).count());
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
        const bool can_wake = !active_.empty() || !consuming_.empty() || !wheel_.empty();
        if (!can_wake) return;  // a consumer that is never ready, or a deadlock of the routing: the caller sees in_flight()
        step_or_jump(TimeWheel<kinds>::never);
    }
    AERIE_ASSERT(offered_ == injected_ && injected_ + forked_ == ejected_);  // nothing lost, nothing twice
    if (now_ < last_done_) advance_to(last_done_);
}

/// Time moves only here.
template <Shape S>
void Fabric<S>::step_or_jump(std::uint64_t end) {
    if (active_.empty() && consuming_.empty()) {
        now_ = std::min(end, wheel_.next_due(now_));
    } else {
        active_.retain([this](std::size_t node) {
            State& r = routers_[node];
            visit(r, static_cast<std::uint32_t>(node));
            return is_movable(r);
        });
        consuming_.retain([this](std::size_t node) { return consume(static_cast<std::uint32_t>(node)); });
        ++now_;
    }
    apply_due();
}

template <Shape S>
void Fabric<S>::apply_due() {
    wheel_.take(now_, [this](std::size_t kind, std::uint32_t word) {
        switch (kind) {
            case arrival: return on_arrival(word);
            case credit: return on_credit(word);
            case wake_source: return on_source_wake(word);
            default: return on_consumer_arrival(word);
        }
    });
}

template <Shape S>
void Fabric<S>::on_arrival(std::uint32_t word) {
    const std::uint32_t node = node_of(word);
    const std::uint32_t in_channel = port_of(word);
    State& r = routers_[node];
    const Octet count = ++r.count[in_channel];
    Octet& most = tallies_[node].max_count[in_channel / V];
    most = std::max(most, count);
    if (observer_) report_occupancy(node, in_channel, now_);
    if (count > 1) return;
    expose_head(r, node, in_channel, now_);
    activate_if_movable(node);
}

template <Shape S>
void Fabric<S>::on_credit(std::uint32_t word) {
    State& r = routers_[node_of(word)];
    const std::uint32_t port = port_of(word) / V;
    ++r.credit[port_of(word)];
    r.credited |= static_cast<std::uint8_t>(1U << port);
    if constexpr (S.rule != ChannelRule::single) r.board.credited[port] |= static_cast<std::uint8_t>(1U << port_of(word) % V);
    activate_if_movable(node_of(word));
}

template <Shape S>
void Fabric<S>::on_source_wake(std::uint32_t node) {
    routers_[node].wanted |= source_bit;
    activate_if_movable(node);
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
        const auto bit = static_cast<std::uint8_t>(1U << local_);
        routers_[node].credited = static_cast<std::uint8_t>(is_ready ? routers_[node].credited | bit : routers_[node].credited & ~bit);
        activate_if_movable(node);
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

template <Shape S>
void Fabric<S>::activate_if_movable(std::uint32_t node) {
    if (is_movable(routers_[node])) active_.insert(node);
}

/// A router that only waits for credits or for room sleeps until an event wakes it: every visit moves something.
template <Shape S>
bool Fabric<S>::is_movable(const State& r) {
    if constexpr (S.output_register)
        return ((r.wanted & ~r.held & port_mask) | (r.held & r.credited) | (r.wanted & r.credited & source_bit)) != 0;
    else if constexpr (S.rule == ChannelRule::allocated)
        return ((r.wanted & r.credited) | r.board.unassigned) != 0;
    else
        return (r.wanted & r.credited) != 0;
}

template <Shape S>
MeshCounters Fabric<S>::counters() const {
    MeshCounters sum{.offered = offered_, .injected = injected_, .forked = forked_, .ejected = ejected_, .in_flight = in_flight_, .buffer_writes = injected_};
    for (const Tally<S>& tally : tallies_)
        for (std::uint32_t port = 0; port < port_count; ++port) {
            sum.grants[index_of(side_at(port))] += tally.sent[port];
            if (port != local_) sum.buffer_writes += tally.sent[port];
            sum.stall_cycles += tally.stalled[port];
        }
    return sum;
}

}  // namespace aerie::router
