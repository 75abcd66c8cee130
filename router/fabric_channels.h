/// @file Fabric: a router with virtual channels in one cycle - switch allocation, and who gets which channel downstream.
#pragma once

#include "router/fabric.h"

namespace aerie::router {

/// Several channels: a separable input-first switch allocator, and for ChannelRule::allocated an allocator of output channels beside it.
/// Both look at the state at the start of the cycle.
template <Shape S>
template <bool Watched>
void Fabric<S>::decide_channels(const Here& at, Writing& writing) {
    if constexpr (!is_single) {
        State& r = at.r;
        std::uint32_t unassigned = 0, owned = 0;
        if constexpr (has_allocator) {
            unassigned = r.allocator.unassigned;
            owned = r.allocator.owned;
        }
        // Each input picks an output, then each output an input; pointers move on a final grant alone.
        const PortBytes requests = has_allocator ? backed_by_credit(r) : r.want & r.gate & input_bytes;
        PortBytes winners = first_of_rows(first_of_columns(requests, r.channels.outputs_ahead), pointers(r));
        r.ahead = rows_behind(r.ahead, winners);
        r.channels.outputs_ahead = columns_behind(r.channels.outputs_ahead, winners);
        for (; winners != 0; winners &= winners - 1) {
            const std::uint32_t cell = lowest(winners), in = cell % 8, out = cell / 8;
            const std::uint32_t in_channel = in * V + take_channel(r, in, out);
            const Crossing crossing{.cell = cell, .in_channel = in_channel, .out_channel = take_output_channel(r, in_channel, out)};
            grant<Watched>(at, crossing, writing);
            pop<Watched>(at, crossing, writing);
        }
        if constexpr (has_allocator) assign_channels(r, unassigned, owned);
    }
}

/// Of the channels of an input that may ask for that output, the first from the pointer on, which moves behind it; its head asks no more.
template <Shape S>
std::uint32_t Fabric<S>::take_channel(State& r, std::uint32_t in, std::uint32_t out) {
    const std::uint32_t heads = r.channels.heads[in];
    std::uint32_t asking = heads >> out * V & all_channels;
    if constexpr (has_allocator) asking = backed_by_credit(r, in, asking);
    const std::uint32_t channel = V == 1 ? 0 : first_ahead(asking, r.channels.channels_ahead[in]);
    r.channels.channels_ahead[in] = static_cast<std::uint8_t>(~1U << channel);
    const std::uint32_t others = heads & ~(1U << (out * V + channel));
    r.channels.heads[in] = others;
    r.want &= ~(PortBytes{(others >> out * V & all_channels) == 0} << (out * 8 + in));
    return channel;
}

/// Of those channels of an input, the ones whose own channel downstream holds a credit.
template <Shape S>
std::uint32_t Fabric<S>::backed_by_credit(const State& r, std::uint32_t in, std::uint32_t channels) {
    if constexpr (has_allocator)
        for_each_bit(channels, [&](std::uint32_t c) {
            if ((r.channels.open >> r.allocator.assigned[in * V + c] & 1U) == 0) channels &= ~(1U << c);
        });
    return channels;
}

/// Of all that is wanted, what some head's own channel downstream holds a credit for.
template <Shape S>
PortBytes Fabric<S>::backed_by_credit(const State& r) {
    PortBytes requests = r.want & input_bytes;
    if constexpr (has_allocator)
        for_each_bit(requests, [&](std::uint32_t cell) {
            const std::uint32_t heads = r.channels.heads[cell % 8] >> cell / 8 * V & all_channels;
            if (backed_by_credit(r, cell % 8, heads) == 0) requests &= ~(PortBytes{1} << cell);
        });
    return requests;
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
        r.want |= one_at(out_channel / V) << winner / V;
        r.channels.heads[winner / V] |= 1U << (out_channel / V * V + winner % V);
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
        const std::uint32_t channel = first_ahead(r.channels.open >> out * V & all_channels, r.channels.next_channels[out]);
        r.channels.next_channels[out] = static_cast<std::uint8_t>(~1U << channel);
        return channel;
    }
}

}  // namespace aerie::router
