/// @file Fabric: what shows at a router at the start of a cycle - packets, credits, offers.
#pragma once

#include <algorithm>

#include "router/fabric.h"

namespace aerie::router {

/// Most packets have no rival when they show, and need not take a place.
template <Shape S>
void Fabric<S>::pass_or_take_arrivals(Writing& writing) {
    if (S.output_register || has_allocator) return take_arrivals<false>();
    for (const Arrival& arrival : on_links_.due(now_)) routers_[arrival.node].coming += one_at(arrival.cell / 8);
    each_arrival([&](const Arrival& arrival) {
        if (!pass_straight_through(routers_[arrival.node], arrival, writing)) on_arrival<false>(arrival);
    });
}

template <Shape S>
template <bool Watched>
void Fabric<S>::take_arrivals() {
    each_arrival([this](const Arrival& arrival) { on_arrival<Watched>(arrival); });
}

/// Packets that show in cycle now() and have not been taken in.
template <Shape S>
template <class Take>
void Fabric<S>::each_arrival(Take&& take) {
    const auto arrivals = on_links_.due(now_);
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        if (is_large_) fetch_early(arrivals[std::min(i + 4, arrivals.size() - 1)].node);
        const Arrival arrival = arrivals[i];
        take(arrival);
    }
    on_links_.clear(now_);
}

/// A packet that shows is granted in this very cycle, without having stood in its FIFO, if nothing else at the router wants its output, or stands
/// at its input, and the output is open; says whether. Who rivals another is left to the arbiters.
template <Shape S>
bool Fabric<S>::pass_straight_through(State& r, const Arrival& arrival, Writing& writing) {
    const std::uint32_t cell = arrival.cell, in_channel = arrival.in_channel, in = in_channel / V, out = cell / 8;
    const Passage& passage = passages_[cell];
    const PortBytes self = PortBytes{1} << out * 8, coming = r.coming;
    r.coming = coming - self;
    if ((coming & passage.rivals) != self || (r.want & (passage.row | passage.column)) != 0 || (r.gate & passage.open) == 0) return false;
    r.ahead = (r.ahead & ~passage.row) | passage.behind_in_row;
    if constexpr (!is_single) {
        r.channels.outputs_ahead = (r.channels.outputs_ahead & ~passage.column) | passage.behind_in_column;
        r.channels.channels_ahead[in] = static_cast<std::uint8_t>(~1U << in_channel % V);
    }
    r.most[in] = std::max(r.most[in], Octet{1});
    const Crossing crossing{.cell = cell, .in_channel = in_channel, .out_channel = take_output_channel(r, in_channel, out)};
    const std::uint32_t node = arrival.node;
    ++tallies_[node].sent[out];
    leave<false>(r, node, crossing, arrival.entry, writing);
    return_credit<false>(r, node, crossing, writing);
    return true;
}

/// A packet takes its place, and asks at once if it finds none before it.
template <Shape S>
template <bool Watched>
void Fabric<S>::on_arrival(const Arrival& arrival) {
    const std::uint32_t node = arrival.node, in_channel = arrival.in_channel, in = in_channel / V;
    const Here at = here(node);
    State& r = at.r;
    const std::uint32_t before = r.count[in_channel]++;
    at.places[place_in(in_channel, (r.head[in_channel] + before) & place_mask_)] = arrival.entry;
    r.most[in] = std::max(r.most[in], r.count[in_channel]);
    at.tally.stalled[in] -= now_ & (std::uint64_t{0} - std::uint64_t{before == 0});
    expose_head(r, node, in_channel, arrival.entry, before == 0);
    active_.insert_if(node, r.is_active, true);
    if constexpr (Watched) report_occupancy(node, in_channel, now_);
}

/// A credit may be used from `cycle` on: now, or from the next one on.
template <Shape S>
template <bool Watched>
void Fabric<S>::on_credit(std::uint32_t node, std::uint32_t out_channel, std::uint64_t cycle) {
    State& r = routers_[node];
    ++r.credit[out_channel];
    if constexpr (!is_single) r.channels.open |= 1U << out_channel;
    set_gate(r, out_channel / V);
    active_.insert_if(node, r.is_active, is_movable(r));
    if constexpr (Watched) report_credits(node, out_channel, cycle);
}

/// After a change of an output's (or the source's) credits.
template <Shape S>
void Fabric<S>::set_gate(State& r, std::uint32_t port) const {
    bool is_open = false;
    if constexpr (is_single) is_open = r.credit[port] != 0;
    else is_open = (r.channels.open >> port * V & all_channels) != 0;
    PortBytes inputs = (PortBytes{0} - PortBytes{is_open}) & 0xff;
    if constexpr (S.wraps)
        if (r.credit[port] == 1) inputs = last_place_[port];
    r.gate = (r.gate & ~(0xff * one_at(port))) | inputs << port * 8;
}

/// Where the Local FIFO has room nobody need ask the router.
template <Shape S>
void Fabric<S>::on_source_wake(std::uint32_t node) {
    State& r = routers_[node];
    if ((r.gate & source_byte) != 0) injecting_.push_back(node);
    else r.want |= source_byte;
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
        r.gate = is_ready ? r.gate | 0xff * one_at(local_) : r.gate & ~(0xff * one_at(local_));
        active_.insert_if(node, r.is_active, true);
    }
}

}  // namespace aerie::router
