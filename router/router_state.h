/// @file The registers of one router, laid out so that a hop touches few cache lines.
#pragma once

#include <array>
#include <type_traits>

#include "router/agenda.h"
#include "router/policy.h"

namespace aerie::router {

/// What is fixed when the fabric is compiled: loops over ports and channels unroll.
struct Shape {
    std::uint32_t channels = 1;
    ChannelRule rule = ChannelRule::single;
    bool output_register = false;
    PointerRule pointer = PointerRule::after_winner;
    std::uint32_t ports = direction_count;
    bool wraps = false;   ///< neighbours by a table, and bubbles: a torus
};

/// A number of eight bits. Not std::uint8_t: that is an unsigned char, which may alias everything, so that each store would make the compiler reload all.
using Octet = char8_t;

/// The way that is left to a packet, in two legs: low byte first, the hops left in this direction, the output, and the same for the next leg.
/// A packet's way is fixed by dimension order, so its source works it out and routers count down.
using Route = std::uint32_t;
inline constexpr Route by_table = 0xffffffff;   ///< a multicast packet: every router asks its table
[[nodiscard]] constexpr Route leg(std::uint32_t hops, std::uint32_t out) { return hops | out << 8; }
[[nodiscard]] constexpr std::uint32_t output_of(Route route) { return route >> 8 & 0xff; }
/// Without a branch: where a leg ends is anybody's guess.
[[nodiscard]] constexpr Route behind_hop(Route route, Route last_leg) {
    const Route rest = route - Route{route != by_table};
    const Route turned = rest >> 16 | last_leg << 16;
    const Route ends = Route{0} - Route{(rest & 0xff) == 0};
    return rest ^ ((rest ^ turned) & ends);
}

/// What a FIFO holds of a packet: its place in the packet pool and its way. One word: two halves written apart and read together would stall.
struct Entry {
    std::uint64_t word = 0;
    [[nodiscard]] static constexpr Entry of(std::uint32_t place, Route route) { return {std::uint64_t{route} << 32 | place}; }
    [[nodiscard]] constexpr std::uint32_t place() const { return static_cast<std::uint32_t>(word); }
    [[nodiscard]] constexpr Route route() const { return static_cast<Route>(word >> 32); }
};

/// What shows at a router at the start of one cycle, a bit each: packets by input channel, then credits by output channel (the source's last).
template <Shape S>
using Due = std::conditional_t<S.channels == 1, std::uint16_t, std::conditional_t<S.channels == 2, std::uint32_t, std::uint64_t>>;
template <Shape S>
inline constexpr std::uint32_t first_credit = S.ports * S.channels;

/// For a router that has no such part.
struct Nothing {};

/// One number per port, in bytes of one word: all are counted up in one addition.
using PortBytes = std::uint64_t;
[[nodiscard]] constexpr std::uint32_t byte_of(PortBytes bytes, std::uint32_t port) { return static_cast<std::uint32_t>(bytes >> port * 8 & 0xff); }
[[nodiscard]] constexpr PortBytes one_at(std::uint32_t port) { return PortBytes{1} << port * 8; }
/// A one in the byte of every port of the mask, for `Ports` ports and the source.
template <std::uint32_t Ports>
[[nodiscard]] inline PortBytes ones_in(std::uint32_t ports) {
    static constexpr auto table = [] {
        std::array<PortBytes, 1U << (Ports + 1)> ones{};
        for (std::uint32_t mask = 0; mask < ones.size(); ++mask)
            for (std::uint32_t port = 0; port <= Ports; ++port)
                if (mask >> port & 1U) ones[mask] |= one_at(port);
        return ones;
    }();
    return table[ports];
}

/// Full registers at the outputs.
template <std::uint32_t Ports>
struct OutputRegisters {
    Octet held = 0;   ///< outputs whose register is full
    std::array<Entry, Ports> entry{};
};

/// Pointers of round robin are kept as masks of what lies at or after them (arbitration.h: first_ahead); an empty mask is as good as a full one.

/// The registers of a router with one channel, one line of cache: each output looks straight at the FIFO heads, so that a packet may be served by
/// several outputs at once. FIFOs are rings of places; `reserved` counts what stands in them and what is on its way, for the sender, who writes
/// a packet into its place at once. A FIFO with nothing reserved starts at place 0, so that a quiet mesh keeps to few lines.
template <Shape S>
struct alignas(64) HeadRouter {
    std::array<Due<S>, Agenda::horizon> due{};   ///< by cycle modulo the horizon
    PortBytes want = 0;                          ///< per output: inputs whose head wants it; for the source: 1 when it has a packet
    PortBytes gate = 0;                          ///< per output, and the source: inputs that may have it, with the credits at hand
    PortBytes credit = 0;                        ///< per output, and the source's
    PortBytes count = 0;                         ///< packets that stand in each input FIFO
    Octet forked = 0;                            ///< inputs whose head is a multicast packet
    std::array<Octet, S.ports> ahead{};          ///< per output: inputs at or after the arbiter's pointer
    std::array<Octet, S.ports> head{};           ///< read position of each input FIFO
    std::array<Octet, S.ports> reserved{};
    [[no_unique_address]] std::conditional_t<S.output_register, OutputRegisters<S.ports>, Nothing> registers{};
};

/// The output channel allocator of ChannelRule::allocated; channels are counted over all ports.
template <Shape S>
struct Allocator {
    static constexpr std::uint32_t input_channels = S.ports * S.channels;
    std::uint32_t unassigned = 0;                           ///< input channels whose head waits for an output channel
    std::uint32_t owned = 0;                                ///< output channels that belong to a head
    std::array<Octet, input_channels> output{};             ///< per input channel: the output its head wants
    std::array<Octet, input_channels> assigned{};           ///< per input channel: the output channel it owns
    std::array<Octet, input_channels> input_pointer{};
    std::array<Octet, input_channels> output_pointer{};
};

/// The registers of a router with a separable input-first switch allocator: what shows, what decides, and the FIFOs a line or more each.
template <Shape S>
struct alignas(64) ChannelRouter {
    static constexpr std::uint32_t V = S.channels, port_count = S.ports;
    std::array<Due<S>, Agenda::horizon> due{};               ///< by cycle modulo the horizon
    std::array<std::uint32_t, port_count> want{};            ///< per input, bit out * V + channel: that channel's head may ask for that output
    std::uint32_t open = 0;                                  ///< bit port * V + channel: outputs' and the source's channels with a credit
    Octet wanted = 0;                                        ///< the source's bit: it has a packet
    Octet waiting = 0;                                       ///< inputs with a head that may ask
    std::array<std::uint32_t, port_count> outputs_ahead{};   ///< per input, as `want`: outputs at or after its pointer
    std::array<Octet, port_count> ahead{};                   ///< per output: inputs at or after the arbiter's pointer
    std::array<Octet, port_count> channels_ahead{};          ///< per input: channels at or after its pointer
    std::array<Octet, port_count + 1> next_channels{};       ///< per output and for the source: channels downstream at or after the pointer
    std::array<Octet, (port_count + 1) * V> credit{};
    std::array<Octet, port_count * V> count{};
    std::array<Octet, port_count * V> reserved{};
    std::array<Octet, port_count * V> head{};
    [[no_unique_address]] std::conditional_t<S.rule == ChannelRule::allocated, Allocator<S>, Nothing> allocator;
};

template <Shape S>
using Router = std::conditional_t<S.rule == ChannelRule::single, HeadRouter<S>, ChannelRouter<S>>;
static_assert(sizeof(Router<Shape{}>) == 64);

/// What one router counts, apart from what it decides with; its second line is touched only where packets wait.
template <std::uint32_t Ports>
struct alignas(64) Tally {
    std::array<std::uint64_t, Ports> sent{};                  ///< per output
    std::array<Octet, Ports> most{};                          ///< per input: packets in one FIFO
    alignas(64) std::array<std::uint64_t, Ports> stalled{};   ///< per input: sum of when heads left less when they became heads
};

/// The same for all routers: neighbours relative to the router's own number (modulo 2^32; on a torus a table of neighbours stands for that), and delays.
template <std::uint32_t Ports>
struct Links {
    struct End {
        std::uint32_t node = 0;
        std::uint32_t channel = 0;   ///< the first of the port there
    };
    std::array<End, Ports + 1> downstream{};             ///< the FIFO behind an output or the source
    std::array<End, Ports> upstream{};                   ///< the output, or the source, before an input
    std::array<std::uint32_t, Ports + 1> latency{};      ///< from grant to head's reach downstream
};

/// An event names a router and one of its ports (or the source) and channels.
[[nodiscard]] constexpr std::uint32_t event_word(std::uint32_t node, std::uint32_t port_and_channel) { return node << 8 | port_and_channel; }
[[nodiscard]] constexpr std::uint32_t node_of(std::uint32_t word) { return word >> 8; }
[[nodiscard]] constexpr std::uint32_t port_of(std::uint32_t word) { return word & 0xff; }

}  // namespace aerie::router
