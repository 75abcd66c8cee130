/// @file Fabric: one router in one cycle - who asks, who wins.
#pragma once

#include "router/fabric.h"

namespace aerie::router {

template <Shape S>
void Fabric<S>::visit(State& r, std::uint32_t node) {
    const std::uint32_t inject_now = r.wanted & r.credited & source_bit;
    if constexpr (S.rule == ChannelRule::single) decide_heads(r, node);
    else decide_channels(r, node);
    if (inject_now) inject(r, node);
}

/// One channel: every output takes the first head that wants it, from its pointer on. A head may be served by several outputs in one cycle.
template <Shape S>
void Fabric<S>::decide_heads(State& r, std::uint32_t node) {
    const std::uint32_t outputs = S.output_register ? decide_registers(r, node) : r.wanted & r.credited & port_mask;
    std::uint32_t served = 0;
    for_each_bit(outputs, [&](std::uint32_t out) {
        const std::uint32_t in = first_from(r.board.want[out], arbiter_start(r, out));
        r.board.want[out] &= static_cast<std::uint8_t>(~(1U << in));
        if (r.board.want[out] == 0) r.wanted &= static_cast<std::uint8_t>(~(1U << out));
        r.board.unserved[in] &= static_cast<std::uint8_t>(~(1U << out));
        if (r.board.unserved[in] == 0) served |= 1U << in;
        grant(r, node, {.in_channel = in, .out = out});
    });
    for_each_bit(served, [&](std::uint32_t in) { pop(r, node, in); });
}

/// Full registers move on where there is room; says which outputs had an empty register at the start of the cycle and are wanted.
template <Shape S>
std::uint32_t Fabric<S>::decide_registers(State& r, std::uint32_t node) {
    const std::uint32_t open = r.wanted & ~r.held & port_mask;
    if constexpr (S.output_register)
        for_each_bit(r.held & r.credited, [&](std::uint32_t out) {
            r.held &= static_cast<std::uint8_t>(~(1U << out));
            leave(r, node, out, 0, r.output_register[out]);
        });
    return open;
}

/// Several channels: a separable input-first switch allocator, and for ChannelRule::allocated an allocator of output channels beside it.
/// Both look at the state at the start of the cycle.
template <Shape S>
void Fabric<S>::decide_channels(State& r, std::uint32_t node) {
    if constexpr (S.rule != ChannelRule::single) {
        const std::uint64_t unassigned = r.board.unassigned;
        const std::uint64_t owned = r.board.owned;
        SwitchRequests requests;
        request_switch(r, requests);
        std::uint32_t served = 0;
        std::array<std::uint32_t, port_count> from{};
        for_each_bit(requests.outputs, [&](std::uint32_t out) {
            const std::uint32_t in = first_from(requests.inputs[out], arbiter_start(r, out));
            from[in] = in * V + requests.channel[in];
            served |= 1U << in;
            r.board.input_pointer[in] = behind(out, port_count);
            r.board.channel_pointer[in] = behind(requests.channel[in], V);
            auto& want = r.board.want[in][out];
            want &= static_cast<std::uint8_t>(~(1U << requests.channel[in]));
            if (want == 0) r.board.outs[in] &= static_cast<std::uint8_t>(~(1U << out));
            grant(r, node, {.in_channel = from[in], .out = out, .out_channel = take_output_channel(r, from[in], out)});
        });
        for_each_bit(served, [&](std::uint32_t in) { pop(r, node, from[in]); });
        if constexpr (S.rule == ChannelRule::allocated) assign_channels(r, unassigned, owned);
        r.wanted &= source_bit;
        for (const Octet outs : r.board.outs) r.wanted |= outs;
    }
}

/// Input stage: each input picks one output, and for it the channel that asks.
template <Shape S>
void Fabric<S>::request_switch(const State& r, SwitchRequests& requests) const {
    const std::uint32_t outputs = r.wanted & r.credited & port_mask;
    for (std::uint32_t in = 0; in < port_count; ++in) {
        std::uint32_t candidates = r.board.outs[in] & outputs;
        if constexpr (S.rule == ChannelRule::allocated)
            for_each_bit(candidates, [&](std::uint32_t out) {
                if (ready_channels(r, in, out) == 0) candidates &= ~(1U << out);
            });
        if (candidates == 0) continue;
        const std::uint32_t out = first_from(candidates, r.board.input_pointer[in]);
        requests.channel[in] = static_cast<std::uint8_t>(first_from(ready_channels(r, in, out), r.board.channel_pointer[in]));
        requests.inputs[out] |= static_cast<std::uint8_t>(1U << in);
        requests.outputs |= 1U << out;
    }
}

/// The channels of `in` that may ask for `out` now: with piggyback any credit of the output will do, else its own channel must hold one.
template <Shape S>
std::uint32_t Fabric<S>::ready_channels(const State& r, std::uint32_t in, std::uint32_t out) const {
    std::uint32_t ready = r.board.want[in][out];
    if constexpr (S.rule == ChannelRule::allocated)
        for_each_bit(ready, [&](std::uint32_t c) {
            if (r.credit[r.board.assigned[in * V + c]] == 0) ready &= ~(1U << c);
        });
    return ready;
}

/// Separable input-first over all input channels and all output channels of the router; heads ask for every channel that nobody owns.
template <Shape S>
void Fabric<S>::assign_channels(State& r, std::uint64_t unassigned, std::uint64_t owned) {
    std::array<std::uint64_t, port_count * V> requests{};
    std::uint64_t requested = 0;
    for_each_bit(unassigned, [&](std::uint32_t in_channel) {
        const std::uint64_t all = std::uint64_t{(1U << V) - 1} << r.board.output[in_channel] * V;
        if ((all & ~owned) == 0) return;
        const std::uint32_t wish = first_from(all & ~owned, r.board.va_input_pointer[in_channel]);
        requests[wish] |= std::uint64_t{1} << in_channel;
        requested |= std::uint64_t{1} << wish;
    });
    for_each_bit(requested, [&](std::uint32_t out_channel) {
        const std::uint32_t winner = first_from(requests[out_channel], r.board.va_output_pointer[out_channel]);
        r.board.va_input_pointer[winner] = behind(out_channel, port_count * V);
        r.board.va_output_pointer[out_channel] = behind(winner, port_count * V);
        r.board.assigned[winner] = static_cast<std::uint8_t>(out_channel);
        r.board.owned |= std::uint64_t{1} << out_channel;
        r.board.unassigned &= ~(std::uint64_t{1} << winner);
        r.board.want[winner / V][out_channel / V] |= static_cast<std::uint8_t>(1U << winner % V);
        r.board.outs[winner / V] |= static_cast<std::uint8_t>(1U << out_channel / V);
    });
}

/// The downstream channel of a packet that just won the switch.
template <Shape S>
std::uint32_t Fabric<S>::take_output_channel(State& r, std::uint32_t in_channel, std::uint32_t out) {
    if constexpr (S.rule == ChannelRule::allocated) {
        const std::uint32_t out_channel = r.board.assigned[in_channel];
        r.board.owned &= ~(std::uint64_t{1} << out_channel);
        return out_channel % V;
    } else {
        const std::uint32_t channel = first_from(r.board.credited[out], r.board.next_channel[out]);
        r.board.next_channel[out] = behind(channel, V);
        return channel;
    }
}

/// Where the arbiter of an output starts to look. A free-running pointer is derived from time, never stepped.
template <Shape S>
std::uint32_t Fabric<S>::arbiter_start(const State& r, std::uint32_t out) const {
    if constexpr (S.pointer == PointerRule::free_running) return static_cast<std::uint32_t>(now_ % port_count);
    else return r.pointer[out];
}

/// A packet stands at the head of its FIFO from cycle `since` on: its wish joins the requests.
template <Shape S>
void Fabric<S>::expose_head(State& r, std::uint32_t node, std::uint32_t in_channel, std::uint64_t since) {
    const Entry& entry = slot(event_word(node, in_channel), r.head[in_channel]);
    const std::uint32_t in = in_channel / V;
    tallies_[node].head_since[in_channel] = static_cast<std::uint32_t>(since);
    if (entry.is_multicast) [[unlikely]] return expose_fork(r, node, in, entry.place);
    const std::uint32_t out = route(r, entry);
    const auto out_bit = static_cast<std::uint8_t>(1U << out);
    if constexpr (S.rule == ChannelRule::single) {
        r.board.unserved[in] = out_bit;
        r.board.want[out] |= static_cast<std::uint8_t>(1U << in);
        r.wanted |= out_bit;
    } else if constexpr (S.rule == ChannelRule::piggyback) {
        r.board.want[in][out] |= static_cast<std::uint8_t>(1U << in_channel % V);
        r.board.outs[in] |= out_bit;
        r.wanted |= out_bit;
    } else {
        r.board.output[in_channel] = static_cast<std::uint8_t>(out);
        r.board.unassigned |= std::uint64_t{1} << in_channel;
    }
}

/// As expose_head, for a packet that its key sends to several outputs.
template <Shape S>
void Fabric<S>::expose_fork(State& r, std::uint32_t node, std::uint32_t in, std::uint32_t place) {
    if constexpr (S.rule == ChannelRule::single) {
        const std::uint32_t outs = route_by_table(node, in, pool_[place].packet.key);
        fork(place, outs);
        r.board.unserved[in] = static_cast<std::uint8_t>(outs);
        r.wanted |= static_cast<std::uint8_t>(outs);
        for_each_bit(outs, [&](std::uint32_t out) { r.board.want[out] |= static_cast<std::uint8_t>(1U << in); });
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

/// A packet becomes as many as it has outputs to leave by.
template <Shape S>
void Fabric<S>::fork(std::uint32_t place, std::uint32_t outs) {
    const auto more = static_cast<std::uint32_t>(std::popcount(outs)) - 1;
    pool_[place].copies += more;
    in_flight_ += more;
    forked_ += more;
}

template <Shape S>
std::uint32_t Fabric<S>::ports_of(OutputSet outs) const {
    std::uint32_t ports = 0;
    for (const Direction side : all_directions)
        if (outs.contains(side)) ports |= 1U << port_at(side);
    return ports;
}

/// Dimension order: the output by which a packet leaves this router.
template <Shape S>
std::uint32_t Fabric<S>::route(const State& r, const Entry& entry) const {
    const int dx = (entry.target_x > r.x) - (entry.target_x < r.x);
    const int dy = (entry.target_y > r.y) - (entry.target_y < r.y);
    return route_table_[static_cast<std::size_t>(dx * 3 + dy + 4)];
}

}  // namespace aerie::router
