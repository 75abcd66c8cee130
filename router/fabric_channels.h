/// @file Fabric: a router with virtual channels in one cycle - switch allocation, and who gets which channel downstream.
#pragma once

#include "router/fabric.h"

namespace aerie::router {

/// Several channels: a separable input-first switch allocator, and for ChannelRule::allocated an allocator of output channels beside it.
/// Both look at the state at the start of the cycle.
template <Shape S>
template <bool Watched>
void Fabric<S>::decide_channels(State& r, std::uint32_t node) {
    if constexpr (!is_single) {
        SwitchRequests requests;
        request_switch(r, requests);
        std::uint32_t unassigned = 0, owned = 0;
        if constexpr (S.rule == ChannelRule::allocated) {
            unassigned = r.allocator.unassigned;
            owned = r.allocator.owned;
        }
        for_each_bit(requests.outputs, [&](std::uint32_t out) {
            const std::uint32_t in = winner(r, out, requests.inputs[out]);
            const std::uint32_t channel = requests.channel[in];
            win_switch(r, in, channel, out);
            r.want[in] &= ~(1U << (out * V + channel));
            if (r.want[in] == 0) r.waiting &= static_cast<std::uint8_t>(~(1U << in));
            grant<Watched>(r, node, {.in_channel = in * V + channel, .out = out, .out_channel = take_output_channel(r, in * V + channel, out)});
            pop<Watched>(r, node, in * V + channel);
        });
        if constexpr (S.rule == ChannelRule::allocated) assign_channels(r, unassigned, owned);
    }
}

/// Pointers move on a final grant alone.
template <Shape S>
void Fabric<S>::win_switch(State& r, std::uint32_t in, std::uint32_t channel, std::uint32_t out) {
    if constexpr (!is_single) {
        r.outputs_ahead[in] = ~std::uint32_t{all_channels} << out * V;
        r.channels_ahead[in] = static_cast<std::uint8_t>(~1U << channel);
    }
}

/// Input stage: each input picks one output, and for it the channel that asks.
template <Shape S>
void Fabric<S>::request_switch(const State& r, SwitchRequests& requests) const {
    if constexpr (!is_single) {
        const std::uint32_t open_outputs = whole_ports<V>(r.open);
        for_each_bit(r.waiting, [&](std::uint32_t in) {
            const std::uint32_t ready = ready_channels(r, in, open_outputs);
            if (ready == 0) return;
            const std::uint32_t out = first_ahead(ready, r.outputs_ahead[in]) / V;
            requests.channel[in] = static_cast<std::uint8_t>(first_ahead(ready >> out * V & all_channels, r.channels_ahead[in]));
            requests.inputs[out] |= static_cast<std::uint8_t>(1U << in);
            requests.outputs |= 1U << out;
        });
    }
}

/// What the channels of `in` may ask for now: with piggyback any credit of the output will do, else its own channel must hold one.
template <Shape S>
std::uint32_t Fabric<S>::ready_channels(const State& r, std::uint32_t in, std::uint32_t open_outputs) const {
    std::uint32_t ready = r.want[in] & open_outputs;
    if constexpr (S.rule == ChannelRule::allocated)
        for_each_bit(ready, [&](std::uint32_t wish) {
            if ((r.open >> r.allocator.assigned[in * V + wish % V] & 1U) == 0) ready &= ~(1U << wish);
        });
    return ready;
}

/// Separable input-first over all input channels and all output channels of the router; heads ask for every channel that nobody owns.
template <Shape S>
void Fabric<S>::assign_channels(State& r, std::uint32_t unassigned, std::uint32_t owned) {
    auto& board = r.allocator;
    std::array<std::uint32_t, port_count * V> requests{};
    std::uint32_t requested = 0;
    for_each_bit(unassigned, [&](std::uint32_t in_channel) {
        const std::uint32_t open = all_channels << board.output[in_channel] * V & ~owned;
        if (open == 0) return;
        const std::uint32_t wish = first_from(open, board.input_pointer[in_channel]);
        requests[wish] |= 1U << in_channel;
        requested |= 1U << wish;
    });
    for_each_bit(requested, [&](std::uint32_t out_channel) {
        const std::uint32_t winner = first_from(requests[out_channel], board.output_pointer[out_channel]);
        board.input_pointer[winner] = behind(out_channel, port_count * V);
        board.output_pointer[out_channel] = behind(winner, port_count * V);
        board.assigned[winner] = static_cast<std::uint8_t>(out_channel);
        board.owned |= 1U << out_channel;
        board.unassigned &= ~(1U << winner);
        r.want[winner / V] |= 1U << (out_channel / V * V + winner % V);
        r.waiting |= static_cast<std::uint8_t>(1U << winner / V);
    });
}

/// The downstream channel of a packet that just won the switch.
template <Shape S>
std::uint32_t Fabric<S>::take_output_channel(State& r, std::uint32_t in_channel, std::uint32_t out) {
    if constexpr (S.rule == ChannelRule::allocated) {
        const std::uint32_t out_channel = r.allocator.assigned[in_channel];
        r.allocator.owned &= ~(1U << out_channel);
        return out_channel % V;
    } else {
        if constexpr (is_single) return 0;
        else return next_open_channel(r, out);
    }
}

/// The channels of an output, or of the source, take turns.
template <Shape S>
std::uint32_t Fabric<S>::next_open_channel(State& r, std::uint32_t out) {
    if constexpr (is_single) {
        return 0;
    } else {
        const std::uint32_t channel = first_ahead(r.open >> out * V & all_channels, r.next_channels[out]);
        r.next_channels[out] = static_cast<std::uint8_t>(~1U << channel);
        return channel;
    }
}

}  // namespace aerie::router
