/// @file Fabric: one router in one cycle - who asks, who wins.
#pragma once

#include <utility>

#include "router/fabric.h"

namespace aerie::router {

template <Shape S>
template <bool Watched>
void Fabric<S>::visit(std::uint32_t node) {
    State& r = routers_[node];
    const auto due = std::exchange(r.due[now_ % Agenda::horizon], Due<S>{0});
    take_credits(r, due);
    if constexpr (Watched) report_credits(node, static_cast<std::uint32_t>(due >> first_credit<S>), now_);
    [[maybe_unused]] const auto credits_before = r.credit;   // read where somebody watches
    const bool injects = can_inject(r);
    const auto arrivals = static_cast<std::uint32_t>(due & ((Due<S>{1} << first_credit<S>) - 1));
    if (!pass_straight_through<Watched>(r, node, arrivals)) {
        take_packets(r, node, arrivals);
        if constexpr (is_single) decide_heads<Watched>(r, node);
        else decide_channels<Watched>(r, node);
    }
    if (injects) inject(r, node);
    if constexpr (Watched) report_credits(node, changed_credits(credits_before, r.credit), now_ + 1);
    if (is_movable(r)) agenda_.insert(now_ + 1, node);
}

template <Shape S>
bool Fabric<S>::can_inject(const State& r) const {
    if constexpr (is_single) return (r.want & r.gate & ~input_bytes) != 0;
    else return r.wanted != 0 && r.open >> source_port * V != 0;
}

template <Shape S>
void Fabric<S>::take_credits(State& r, Due<S> due) {
    const auto credits = static_cast<std::uint32_t>(due >> first_credit<S>);
    if constexpr (is_single) {
        const PortBytes ones = ones_at(credits);
        r.credit += ones;
        if constexpr (S.wraps) for_each_bit(credits, [&](std::uint32_t port) { set_gate(r, port); });
        else r.gate |= ones * 0xff;
    } else {
        r.open |= credits;
        for_each_bit(credits, [&](std::uint32_t out_channel) { ++r.credit[out_channel]; });
    }
}

/// Most routers see a packet or two at a time, with nobody in the way: these are granted in the cycle in which they show and leave no trace in the
/// FIFO. Says whether that was so; nothing has happened if not.
template <Shape S>
template <bool Watched>
bool Fabric<S>::pass_straight_through(State& r, std::uint32_t node, std::uint32_t arrivals) {
    if constexpr (S.output_register || S.rule == ChannelRule::allocated) {
        return false;
    } else {
        if (has_waiting(r)) return false;
        std::uint32_t outputs = 0;
        for (std::uint32_t left = arrivals; left != 0; left &= left - 1) {
            const std::uint32_t out = wish(r, node, lowest(left));
            if (out >= port_count || !is_open(r, out, lowest(left) / V) || (outputs >> out & 1U) != 0) return false;
            outputs |= 1U << out;
        }
        for (std::uint32_t left = arrivals; left != 0; left &= left - 1) {
            const std::uint32_t in_channel = lowest(left);
            const std::uint32_t out = wish(r, node, in_channel);
            Octet& most = tallies_[node].most[in_channel / V];
            most = std::max(most, Octet{1});
            win_switch(r, in_channel / V, in_channel % V, out);
            grant<Watched>(r, node, {.in_channel = in_channel, .out = out, .out_channel = take_output_channel(r, in_channel, out)});
            free_place<Watched>(r, node, in_channel);
            if constexpr (Watched) report_occupancy(node, in_channel, 0, now_ + 1);
        }
        return true;
    }
}

template <Shape S>
bool Fabric<S>::has_waiting(const State& r) const {
    if constexpr (is_single) return r.count != 0;
    else return r.waiting != 0;
}

/// Whether the output has a credit that this input may use.
template <Shape S>
bool Fabric<S>::is_open(const State& r, std::uint32_t out, [[maybe_unused]] std::uint32_t in) const {
    if constexpr (S.wraps) return (byte_of(r.gate, out) >> in & 1U) != 0;
    else if constexpr (is_single) return byte_of(r.gate, out) != 0;
    else return (r.open >> out * V & all_channels) != 0;
}

/// The output that the packet at the read position wants.
template <Shape S>
std::uint32_t Fabric<S>::wish(const State& r, std::uint32_t node, std::uint32_t in_channel) {
    return output_of(slot(node, in_channel, r.head[in_channel]).route());
}

/// Packets that show in this cycle take their places; those that find none before them ask at once.
template <Shape S>
void Fabric<S>::take_packets(State& r, std::uint32_t node, std::uint32_t arrivals) {
    if constexpr (is_single) r.count += ones_at(arrivals);
    for_each_bit(arrivals, [&](std::uint32_t in_channel) {
        if constexpr (!is_single) ++r.count[in_channel];
        const std::uint32_t count = count_of(r, in_channel);
        Octet& most = tallies_[node].most[in_channel / V];
        if (count > most) [[unlikely]] most = static_cast<std::uint8_t>(count);
        if (count == 1) expose_head(r, node, in_channel, now_);
    });
}

/// One channel: every output takes the first head that wants it, from its pointer on. A head may be served by several outputs in one cycle.
/// Outputs look at the requests at the start of the cycle; a head that shows behind one that leaves asks in the next.
template <Shape S>
template <bool Watched>
void Fabric<S>::decide_heads(State& r, std::uint32_t node) {
    PortBytes requests = (S.output_register ? decide_registers(r, node) : r.want & r.gate) & input_bytes;
    while (requests != 0) {
        const std::uint32_t out = lowest(requests) / 8;
        const std::uint32_t in = winner(r, out, byte_of(requests, out));
        requests &= ~(0xff * one_at(out));
        r.want &= ~(one_at(out) << in);
        grant<Watched>(r, node, {.in_channel = in, .out = out});
        if ((r.forked >> in & 1U) != 0 && is_still_forked(r, node, in, out)) [[unlikely]] continue;
        pop<Watched>(r, node, in);
    }
}

/// A multicast head has been served by one more output.
template <Shape S>
bool Fabric<S>::is_still_forked(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t served) {
    Octet& left = forks_[node][in];
    left &= static_cast<std::uint8_t>(~(1U << served));
    if (left == 0) r.forked &= static_cast<std::uint8_t>(~(1U << in));
    return left != 0;
}

/// Full registers move on where there is room; gives the requests to outputs that had an empty register at the start of the cycle.
template <Shape S>
PortBytes Fabric<S>::decide_registers(State& r, std::uint32_t node) {
    if constexpr (S.output_register) {
        const std::uint32_t held = r.registers.held;
        for_each_bit(held, [&](std::uint32_t out) {
            if (byte_of(r.gate, out) == 0) return;
            r.registers.held &= static_cast<std::uint8_t>(~(1U << out));
            leave(r, node, out, 0, r.registers.entry[out]);
        });
        return r.want & ~(ones_at(held) * 0xff);
    }
    return 0;
}

/// Where the arbiter of an output starts to look. A free-running pointer is derived from time, never stepped.
template <Shape S>
std::uint32_t Fabric<S>::arbiter_start(const State& r, std::uint32_t out) const {
    if constexpr (S.pointer == PointerRule::free_running) return static_cast<std::uint32_t>(now_ % port_count);
    else return (r.ahead[out] & port_mask) != 0 ? lowest(r.ahead[out]) : 0;
}

template <Shape S>
std::uint32_t Fabric<S>::winner(const State& r, std::uint32_t out, std::uint32_t requests) const {
    if constexpr (S.pointer == PointerRule::free_running) return first_from(requests, arbiter_start(r, out));
    else return first_ahead(requests, r.ahead[out]);
}

/// A packet stands at the head of its FIFO from cycle `since` on: its wish joins the requests.
template <Shape S>
void Fabric<S>::expose_head(State& r, std::uint32_t node, std::uint32_t in_channel, std::uint64_t since) {
    const Entry& entry = slot(node, in_channel, r.head[in_channel]);
    const std::uint32_t in = in_channel / V;
    tallies_[node].stalled[in] -= since;
    const std::uint32_t out = output_of(entry.route());
    if (out >= port_count) [[unlikely]] return expose_fork(r, node, in, entry.place());
    if constexpr (is_single) {
        r.want |= one_at(out) << in;
    } else if constexpr (S.rule == ChannelRule::piggyback) {
        r.want[in] |= 1U << (out * V + in_channel % V);
        r.waiting |= static_cast<std::uint8_t>(1U << in);
    } else {
        r.allocator.output[in_channel] = static_cast<std::uint8_t>(out);
        r.allocator.unassigned |= 1U << in_channel;
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
        r.want |= ones_at(outs) << in;
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

/// Dimension order: along one axis, then along another.
template <Shape S>
Route Fabric<S>::route(NodeId source, NodeId target) const {
    if constexpr (S.wraps) return route_around(source, target);
    const auto leg_along = [](std::uint32_t from, std::uint32_t to, std::uint32_t up, std::uint32_t down) {
        return from == to ? Route{0} : from < to ? leg(to - from, up) : leg(from - to, down);
    };
    const Coordinates from = coordinates_[source.index()], to = coordinates_[target.index()];
    const Route x = leg_along(from.x, to.x, port_at(Direction::east), port_at(Direction::west));
    const Route y = leg_along(from.y, to.y, port_at(Direction::south), port_at(Direction::north));
    const Route first = spec_.routing == Routing::xy ? x : y, second = spec_.routing == Routing::xy ? y : x, last = leg(0, local_);
    const Route rest = second != 0 ? second : last;
    return first != 0 ? first | rest << 16 : rest | last << 16;
}

template <Shape S>
Route Fabric<S>::route_around(NodeId source, NodeId target) const {
    const Way path = way(spec_.grid(), spec_.routing, source, target);
    Route route = leg(0, local_);
    for (std::size_t i = path.size(); i-- > 0;) route = leg(path[i].hops, port_at(path[i].side)) | route << 16;
    return path.size() == 0 ? route | route << 16 : route;
}

}  // namespace aerie::router
