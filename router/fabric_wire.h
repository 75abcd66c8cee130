/// @file Fabric: construction, and what it has counted.
#pragma once

#include <algorithm>

#include "router/fabric.h"

namespace aerie::router {

template <Shape S>
Fabric<S>::Fabric(const MeshSpec& spec)
    : spec_{spec}, coordinates_(spec.nodes()), routers_(spec.nodes()), tallies_(spec.nodes()), consumers_(spec.nodes()), forks_(spec.nodes()),
      active_{spec.nodes()}, visited_{spec.nodes()}, exits_(spec.nodes()), leaving_{spec.nodes()}, exit_at_(spec.nodes()), consuming_{spec.nodes()},
      on_links_{{spec.policy.injection_latency.count(), spec.hop_latency_x.count(), spec.hop_latency_y.count(), spec.hop_latency_diagonal.count()}},
      credits_back_{{spec.credit_latency.count()}}, pool_{spec.nodes()} {
    for (std::uint32_t port = 0; port < port_count; ++port) port_of_side_[index_of(side_at(port))] = port;
    local_ = port_at(Direction::local);
    place_mask_ = std::bit_ceil(spec.fifo_depth) - 1;
    places_per_node_ = (place_mask_ + 1) * places_per_position;
    places_.resize(std::size_t{spec.nodes()} * places_per_node_);
    credit_latency_ = static_cast<std::uint32_t>(spec.credit_latency.count());
    plenty_ = 2 * credit_latency_ - 1 + std::uint32_t{S.wraps};   // where the last but one place matters too, one more
    is_never_short_ = spec.policy.consumer == ConsumerKind::sink && spec.consumer_depth >= spec.policy.ejection_credit.count();
    constexpr std::size_t nearest_cache = 128 * 1024;
    is_large_ = spec.nodes() * (sizeof(State) + sizeof(Tally<S.ports>)) > nearest_cache;
    lanes_ = on_links_.lanes();
    last_leg_ = leg(0, local_);
    axes_[0] = {0, {leg(0, port_at(Direction::east)), leg(0, port_at(Direction::west))}};
    axes_[1] = {1, {leg(0, port_at(Direction::south)), leg(0, port_at(Direction::north))}};
    if (spec.routing == Routing::yx) std::swap(axes_[0], axes_[1]);
    wire();
}

template <Shape S>
void Fabric<S>::wire() {
    for (std::uint32_t out = 0; out < port_count; ++out)
        for (std::uint32_t in = 0; in < port_count; ++in) passages_[out * 8 + in] = passage(in, out);
    source_link_ = {.port = static_cast<std::uint8_t>(local_), .channel = static_cast<std::uint8_t>(local_ * V),
                    .lane = static_cast<std::uint8_t>(on_links_.lane_of(spec_.policy.injection_latency.count()))};
    if constexpr (S.wraps) close_rings();
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
        r.credit[port] = static_cast<std::uint8_t>(places);
    } else {
        r.channels.open |= all_channels << port * V;
        for (std::uint32_t c = 0; c < V; ++c) r.credit[port * V + c] = static_cast<std::uint8_t>(places);
        r.channels.next_channels[port] = static_cast<std::uint8_t>(port == source_port ? 0 : ~0U << (V - 1));
    }
    set_gate(r, port);
}

/// Where a side leads and how long it takes is the same at every router that has a neighbour there.
template <Shape S>
Link Fabric<S>::link(std::uint32_t port) const {
    const Direction side = side_at(port);
    if (side == Direction::local) return {.lane = exit_lane};
    const auto stride = static_cast<std::int32_t>(side == Direction::west || side == Direction::east ? 1 : spec_.width);
    const std::uint32_t there = port_at(opposite(side));
    return {.step = side == Direction::east || side == Direction::south ? stride : -stride, .port = static_cast<std::uint8_t>(there),
            .channel = static_cast<std::uint8_t>(there * V), .lane = static_cast<std::uint8_t>(on_links_.lane_of(hop_latency(spec_, side).count()))};
}

template <Shape S>
Passage Fabric<S>::passage(std::uint32_t in, std::uint32_t out) const {
    const PortBytes cell = one_at(out) << in;
    Link up = link(in);
    if (in == local_) up = {.channel = static_cast<std::uint8_t>(source_port * V)};
    return {.open = cell, .rivals = 0xff * one_at(out) | unknown_output, .row = 0xff * one_at(out), .behind_in_row = rows_behind(0, cell),
            .column = ones << in, .behind_in_column = columns_behind(0, cell), .down = link(out), .up = up};
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
std::uint32_t Fabric<S>::max_occupancy(std::uint32_t node, Direction in) const {
    return has_side(in) ? routers_[node].most[port_at(in)] : 0;
}

/// Those of heads that still stand are counted up to now().
template <Shape S>
std::uint64_t Fabric<S>::stall_cycles(std::uint32_t node, Direction in) const {
    if (!has_side(in)) return 0;
    std::uint64_t cycles = tallies_[node].stalled[port_at(in)];
    for (std::uint32_t c = 0; c < V; ++c)
        if (routers_[node].count[port_at(in) * V + c] > 0) cycles += now_;
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
