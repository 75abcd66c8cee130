/// @file Fabric: one router in one cycle - who asks, who wins.
#pragma once

#include <cstdlib>

#include "router/fabric.h"

namespace aerie::router {

/// One channel: every output takes the first head that wants it, from its pointer on. A head may be served by several outputs in one cycle.
template <Shape S>
template <bool Watched>
void Fabric<S>::decide_heads(const Here& at, Writing& writing) {
    State& r = at.r;
    PortBytes requests = r.want & input_bytes;
    if constexpr (S.output_register) {
        requests &= ~full_outputs(r);
        empty_registers<Watched>(at, writing);
    } else {
        requests &= r.gate;
    }
    PortBytes winners = first_of_rows(requests, pointers(r));
    r.want &= ~winners;
    r.ahead = rows_behind(r.ahead, winners);
    for (; winners != 0; winners &= winners - 1) {
        const std::uint32_t cell = lowest(winners), in = cell % 8, out = cell / 8;
        const Crossing crossing{.cell = cell, .in_channel = in};
        grant<Watched>(at, crossing, writing);
        if ((r.forked >> in & 1U) != 0 && is_still_forked(r, at.node, in, out)) [[unlikely]] continue;
        pop<Watched>(at, crossing, writing);
    }
}

/// Outputs whose register is full.
template <Shape S>
PortBytes Fabric<S>::full_outputs(const State& r) {
    if constexpr (S.output_register) return ones_in(r.registers.held) * 0xff;
    else return 0;
}

/// Full registers move on where there is room.
template <Shape S>
template <bool Watched>
void Fabric<S>::empty_registers(const Here& at, Writing& writing) {
    if constexpr (S.output_register) {
        State& r = at.r;
        for_each_bit(r.registers.held, [&](std::uint32_t out) {
            if (byte_of(r.gate, out) == 0) return;
            r.registers.held &= static_cast<std::uint8_t>(~(1U << out));
            leave<Watched>(r, at.node, {.cell = out * 8}, r.registers.entry[out], writing);
        });
    }
}

/// What lies at or after each arbiter's pointer. A free-running pointer is derived from time, never stepped.
template <Shape S>
PortBytes Fabric<S>::pointers(const State& r) const {
    if constexpr (S.pointer == PointerRule::free_running) return (0x7fU << now_ % port_count & 0x7fU) * ones;
    else return r.ahead;
}

/// A multicast head has been served by one more output.
template <Shape S>
bool Fabric<S>::is_still_forked(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t served) {
    Octet& left = forks_[node][in];
    left &= static_cast<std::uint8_t>(~(1U << served));
    if (left == 0) r.forked &= static_cast<std::uint8_t>(~(1U << in));
    return left != 0;
}

/// A router that only waits for credits or for room sleeps until something shows.
template <Shape S>
bool Fabric<S>::is_movable(const State& r) {
    if constexpr (S.output_register) {
        const PortBytes full = full_outputs(r);
        return ((r.want & ~full & input_bytes) | (r.gate & full) | (r.want & r.gate & source_byte)) != 0;
    }
    bool is_unassigned = false;
    if constexpr (has_allocator) is_unassigned = r.allocator.unassigned != 0;
    return (r.want & r.gate) != 0 || is_unassigned;
}

/// If `is_head`, the packet stands at the head of its FIFO: its wish joins the requests. Nobody can guess whether it is, so that it is not asked.
template <Shape S>
void Fabric<S>::expose_head(State& r, std::uint32_t node, std::uint32_t in_channel, const Entry& entry, bool is_head) {
    const std::uint32_t in = in_channel / V, out = output_of(entry.route());
    if constexpr (has_allocator) {
        if (!is_head) return;
        r.allocator.output[in_channel] = static_cast<std::uint8_t>(out);
        r.allocator.unassigned |= 1U << in_channel;
    } else {
        if (is_single && out >= port_count) [[unlikely]] {
            if (is_head) expose_fork(r, node, in, entry.place());
            return;
        }
        r.want |= PortBytes{is_head} << ((out * 8 + in) & 63);
        if constexpr (!is_single) r.channels.heads[in] |= std::uint32_t{is_head} << ((out * V + in_channel % V) & 31);
    }
}

/// As expose_head, for a packet that its key sends to several outputs.
template <Shape S>
void Fabric<S>::expose_fork(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t place) {
    if constexpr (is_single) {
        const std::uint32_t outs = route_by_table(node, in, pool_[place].packet.key);
        const auto more = static_cast<std::uint32_t>(std::popcount(outs)) - 1;   // a packet becomes as many as it has outputs to leave by
        pool_[place].copies += more;
        in_flight_ += more;
        forked_ += more;
        forks_[node][in] = static_cast<std::uint8_t>(outs);
        r.forked |= static_cast<std::uint8_t>(1U << in);
        r.want |= ones_in(outs) << in;
    }
}

template <Shape S>
std::uint32_t Fabric<S>::route_by_table(std::uint32_t node, std::uint32_t in, std::uint32_t key) {
    std::uint32_t outs = 0;
    if (!tables_.empty()) {
        const auto [known, is_new] = known_routes_[node].try_emplace(key, std::uint8_t{0});
        if (is_new)
            if (const auto match = first_match(tables_[node], key)) known->second = static_cast<std::uint8_t>(ports_of(*match));
        outs = known->second;
    }
    return outs != 0 ? outs : 1U << port_at(opposite(side_at(in)));
}

template <Shape S>
std::uint32_t Fabric<S>::ports_of(OutputSet outs) const {
    std::uint32_t ports = 0;
    for (const Direction side : hex_directions)
        if (outs.contains(side)) ports |= 1U << port_at(side);
    return ports;
}

/// Dimension order: along one axis, then along another. Without a branch: where a packet goes is anybody's guess.
template <Shape S>
Route Fabric<S>::route(NodeId source, NodeId target) const {
    if constexpr (S.wraps) return route_around(source, target);
    const Coordinates from = coordinates_[source.index()], to = coordinates_[target.index()];
    const auto leg_along = [](int distance, const std::array<Route, 2>& ports) { return static_cast<Route>(std::abs(distance)) | ports[distance < 0]; };
    const auto mask = [](bool claim) { return Route{0} - Route{claim}; };
    const int first_distance = to[axes_[0].which] - from[axes_[0].which], second_distance = to[axes_[1].which] - from[axes_[1].which];
    const Route first = leg_along(first_distance, axes_[0].ports), second = leg_along(second_distance, axes_[1].ports);
    const Route rest = last_leg_ ^ ((second ^ last_leg_) & mask(second_distance != 0));
    const Route straight = rest | last_leg_ << 16, turning = first | rest << 16;
    return straight ^ ((turning ^ straight) & mask(first_distance != 0));
}

template <Shape S>
Route Fabric<S>::route_around(NodeId source, NodeId target) const {
    const Way path = way(spec_.grid(), spec_.routing, source, target);
    Route route = leg(0, local_);
    for (std::size_t i = path.size(); i-- > 0;) route = leg(path[i].hops, port_at(path[i].side)) | route << 16;
    return path.size() == 0 ? route | route << 16 : route;
}

}  // namespace aerie::router
