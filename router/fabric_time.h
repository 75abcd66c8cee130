/// @file Fabric: offers, one cycle, and the passing of time.
#pragma once

#include <algorithm>

#include "router/fabric.h"

namespace aerie::router {

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
    if (observer_) {
        while (now_ < end) step_or_jump<true>(end);
    } else {
        while (now_ < end) step_or_jump<false>(end);
        take_arrivals<false>();
    }
}

template <Shape S>
void Fabric<S>::drain() {
    while (in_flight_ > 0) {
        if (is_still() && next_due() == TimeWheel<kinds>::never) return;  // a consumer that is never ready, or a deadlock of the routing: the caller sees in_flight()
        if (observer_) step_or_jump<true>(TimeWheel<kinds>::never);
        else step_or_jump<false>(TimeWheel<kinds>::never);
    }
    AERIE_ASSERT(offered_ == injected_ && injected_ + forked_ == ejected_);  // nothing lost, nothing twice
    if (now_ < last_done_) advance_to(last_done_);
}

/// Time moves only here. Packets that show in cycle now() may be left on their links until it is decided, or the caller looks.
template <Shape S>
template <bool Watched>
void Fabric<S>::step_or_jump(std::uint64_t end) {
    if (is_still()) {
        now_ = std::min(end, next_due());
    } else {
        cycle<Watched>();
        ++now_;
    }
    take_due<Watched>();
    if constexpr (Watched) take_arrivals<true>();
}

template <Shape S>
bool Fabric<S>::is_still() const {
    return on_links_.due(now_).empty() && active_.empty() && injecting_.empty() && consuming_.empty();
}

template <Shape S>
std::uint64_t Fabric<S>::next_due() const {
    return std::min({on_links_.next_due(now_ + 1), credits_back_.next_due(now_ + 1), wheel_.next_due(now_)});
}

/// Whoever watches is told of a cycle in the order of nodes; nothing else depends on it.
template <Shape S>
template <bool Watched>
void Fabric<S>::cycle() {
    Writing writing = open_lanes();
    if constexpr (!Watched) pass_or_take_arrivals(writing);
    visit_active<Watched>(writing);
    eject_all<Watched>(writing);
    if constexpr (Watched) std::ranges::sort(injecting_);
    for (const std::uint32_t node : injecting_) inject<Watched>(node, writing);
    injecting_.clear();
    if (!consuming_.empty()) consuming_.retain([&](std::size_t node) { return consume(static_cast<std::uint32_t>(node), writing); });
    close_lanes(writing);
}

template <Shape S>
template <bool Watched>
void Fabric<S>::visit_active(Writing& writing) {
    if (active_.empty()) return;
    std::swap(active_, visited_);
    if constexpr (Watched) visited_.sort();
    const auto members = visited_.members();
    for (std::size_t i = 0; i < members.size(); ++i) {
        const std::uint32_t node = members[i];
        if (is_large_) fetch_early(members[std::min(i + 2, members.size() - 1)]);
        State& r = routers_[node];
        r.is_active = 0;
        if ((r.want & r.gate & source_byte) != 0) [[unlikely]] {
            r.want &= ~source_byte;
            injecting_.push_back(node);
        }
        const Here at = here(node);
        if constexpr (is_single) decide_heads<Watched>(at, writing);
        else decide_channels<Watched>(at, writing);
        active_.insert_if(node, r.is_active, is_movable(r));
    }
    visited_.clear();
}

/// What a router is looked at with: where a mesh is larger than the nearest cache, these lines come while others are worked on.
template <Shape S>
void Fabric<S>::fetch_early(std::uint32_t node) const {
    constexpr std::size_t line = 64;
    for (std::size_t i = 0; i < sizeof(State) && i < 2 * line; i += line) __builtin_prefetch(reinterpret_cast<const char*>(&routers_[node]) + i);
    __builtin_prefetch(&tallies_[node]);
    __builtin_prefetch(&places_[std::size_t{node} * places_per_node_]);
}

/// Room for all that one cycle can send: a packet and a credit by each port of routers that are looked at, one by each source and consumer.
template <Shape S>
Fabric<S>::Writing Fabric<S>::open_lanes() {
    const std::size_t most = (on_links_.due(now_).size() + active_.members().size() + injecting_.size()) * (port_count + 1) + (consuming_.empty() ? 0 : routers_.size());
    Writing writing;
    for (std::size_t lane = 0; lane < lanes_; ++lane) writing.arrivals[lane] = on_links_.open(now_, lane, most);
    writing.arrivals[exit_lane] = exits_.data();
    writing.credits = credits_back_.open(now_, 0, most);
    return writing;
}

template <Shape S>
void Fabric<S>::close_lanes(const Writing& writing) {
    for (std::size_t lane = 0; lane < lanes_; ++lane) on_links_.close(now_, lane, writing.arrivals[lane]);
    credits_back_.close(now_, 0, writing.credits);
}

/// What shows in cycle now(), before anything of it is decided: credits before sources that may need one.
template <Shape S>
template <bool Watched>
void Fabric<S>::take_due() {
    if (const auto credits = credits_back_.due(now_); !credits.empty()) {
        for (const std::uint32_t word : credits) on_credit<Watched>(node_of(word), port_of(word), now_);
        credits_back_.clear(now_);
    }
    wheel_.take(now_, [&](std::size_t kind, std::uint32_t word) {
        switch (kind) {
            case credit_returns: return on_credit<Watched>(node_of(word), port_of(word), now_);
            case wake_source: return on_source_wake(word);
            default: return on_consumer_arrival(word);
        }
    });
}

}  // namespace aerie::router
