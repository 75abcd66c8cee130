/// @file The registers of one router, laid out so that a hop touches few cache lines.
#pragma once

#include "router/policy.h"

namespace aerie::router {

/// What is fixed when the fabric is compiled: loops over ports and channels unroll.
struct Shape {
    std::uint32_t channels = 1;
    ChannelRule rule = ChannelRule::single;
    bool output_register = false;
    PointerRule pointer = PointerRule::after_winner;
};

/// A number of eight bits. Not std::uint8_t: that is an unsigned char, which may alias everything, so that each store would make the compiler reload all.
using Octet = char8_t;

inline constexpr std::uint32_t port_count = direction_count;
/// The source queue of a node acts as one more output of its router: it is "wanted" when a packet is offered, "credited" when the Local FIFO has room.
inline constexpr std::uint32_t source_port = port_count;
inline constexpr std::uint32_t source_bit = 1U << source_port;
inline constexpr std::uint32_t port_mask = source_bit - 1;

/// What a FIFO holds of a packet.
struct Entry {
    std::uint32_t place = 0;  ///< in the packet pool
    Octet target_x = 0;
    Octet target_y = 0;
    bool is_multicast = false;
};

/// Requests when there is one channel: each output looks straight at the FIFO heads, so a packet may be served by several outputs at once.
struct HeadBoard {
    std::array<Octet, port_count> want{};       ///< per output: inputs whose head wants it
    std::array<Octet, port_count> unserved{};   ///< per input: outputs that its head still waits for
};

/// Requests through a separable input-first switch allocator.
template <std::uint32_t V>
struct ChannelBoard {
    std::array<std::array<Octet, port_count>, port_count> want{};  ///< per input and output: channels whose head may ask
    std::array<Octet, port_count> outs{};                          ///< per input: outputs with such a channel
    std::array<Octet, port_count> input_pointer{};
    std::array<Octet, port_count> channel_pointer{};               ///< per input, over channels
    std::array<Octet, port_count + 1> next_channel{};              ///< per output and for the source, over downstream channels
    std::array<Octet, port_count + 1> credited{};                  ///< per output and for the source: channels with a credit
    // Only for ChannelRule::allocated.
    std::uint64_t unassigned = 0;                                         ///< heads that wait for an output channel, port * V + channel
    std::uint64_t owned = 0;                                              ///< output channels that belong to a head
    std::array<Octet, port_count * V> output{};                    ///< per input channel: the output its head wants
    std::array<Octet, port_count * V> assigned{};                  ///< per input channel: the output channel it owns
    std::array<Octet, port_count * V> va_input_pointer{};
    std::array<Octet, port_count * V> va_output_pointer{};
};

template <Shape S>
struct BoardOf {
    using type = ChannelBoard<S.channels>;
};
template <Shape S>
    requires(S.rule == ChannelRule::single)
struct BoardOf<S> {
    using type = HeadBoard;
};

template <Shape S>
struct alignas(64) Router {
    static constexpr std::uint32_t V = S.channels;

    Octet wanted = 0;     ///< outputs (and the source) that somebody wants
    Octet credited = 0;   ///< outputs (and the source) with a credit on some channel
    Octet held = 0;       ///< output registers that are full
    Octet x = 0;
    Octet y = 0;
    typename BoardOf<S>::type board;
    std::array<Octet, port_count> pointer{};             ///< per output: the arbiter looks from this input on
    std::array<Octet, port_count * V> count{};           ///< packets in each input FIFO
    std::array<Octet, port_count * V> head{};            ///< read position of each input FIFO
    std::array<Octet, (port_count + 1) * V> tail{};      ///< write position of the FIFO *behind* each output; its only writer is here
    std::array<std::uint16_t, (port_count + 1) * V> credit{};
    std::array<Entry, S.output_register ? port_count : 0> output_register{};
};

/// What one router counts, apart from what it decides with.
template <Shape S>
struct alignas(64) Tally {
    std::array<std::uint64_t, port_count> sent{};                      ///< per output
    std::array<std::uint64_t, port_count> stalled{};                   ///< per input
    std::array<std::uint32_t, port_count * S.channels> head_since{};   ///< low bits of the cycle in which the head became head
    std::array<Octet, port_count> max_count{};                  ///< per input
};

/// The same for all routers of a mesh: neighbours as event words relative to the router's own (modulo 2^32), and delays.
struct Links {
    std::array<std::uint32_t, port_count + 1> downstream{};   ///< the FIFO behind an output or the source
    std::array<std::uint32_t, port_count> upstream{};         ///< the output, or the source, before an input
    std::array<std::uint32_t, port_count + 1> latency{};      ///< from grant to head's reach downstream
};

/// An event names a router and one of its ports (or the source) and channels.
[[nodiscard]] constexpr std::uint32_t event_word(std::uint32_t node, std::uint32_t port_and_channel) { return node << 8 | port_and_channel; }
[[nodiscard]] constexpr std::uint32_t node_of(std::uint32_t word) { return word >> 8; }
[[nodiscard]] constexpr std::uint32_t port_of(std::uint32_t word) { return word & 0xff; }

}  // namespace aerie::router
