/// @file The registers of one router, laid out so that a hop touches few cache lines.
#pragma once

#include <array>
#include <type_traits>

#include "router/arbitration.h"
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
template <bool MayBeByTable = true>
[[nodiscard]] constexpr Route behind_hop(Route route, Route last_leg) {
    const Route rest = route - (MayBeByTable ? Route{route != by_table} : 1);
    const Route turned = rest >> 16 | last_leg << 16;
    const Route ends = Route{0} - Route{(rest & 0xff) == 0};
    return rest ^ ((rest ^ turned) & ends);
}

/// What a FIFO holds of a packet: its place in the packet pool and its way. One word: two halves written apart and read together would stall.
struct Entry {
    std::uint64_t word;
    [[nodiscard]] static constexpr Entry of(std::uint32_t place, Route route) { return {std::uint64_t{route} << 32 | place}; }
    [[nodiscard]] constexpr std::uint32_t place() const { return static_cast<std::uint32_t>(word); }
    [[nodiscard]] constexpr Route route() const { return static_cast<Route>(word >> 32); }
};

/// A packet on a link: where it comes to stand, and the cell of what it will ask for, row 7 if a table must tell.
struct Arrival {
    Entry entry;
    std::uint32_t node;
    Octet in_channel;   ///< counted over all ports
    Octet cell;
};

/// For a router that has no such part.
template <int>
struct Nothing {};

/// Full registers at the outputs.
template <std::uint32_t Ports>
struct OutputRegisters {
    Octet held = 0;   ///< outputs whose register is full
    std::array<Entry, Ports> entry{};
};

/// What a router with several channels has besides: the input stage of its switch allocator, and who may have which channel downstream.
template <Shape S>
struct ChannelState {
    PortBytes outputs_ahead = 0;                      ///< per output: inputs whose pointer is at or before it
    std::uint32_t open = 0;                           ///< bit port * V + channel: outputs' and the source's channels with a credit
    std::array<Octet, S.ports> channels_ahead{};      ///< per input: channels at or after its pointer
    std::array<Octet, S.ports + 1> next_channels{};   ///< per output and for the source: channels downstream at or after the pointer
    std::array<std::uint32_t, S.ports> heads{};       ///< per input, bit out * V + channel: that channel's head may ask for that output
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

/// The registers of a router; with one channel they are one line of cache. A packet without rivals touches the first two lines. Pointers of round robin are
/// kept as masks of what lies at or after them; an empty mask is as good as a full one. FIFOs are rings of places; an empty one starts at place 0, so that
/// a quiet mesh keeps to few lines.
template <Shape S>
struct alignas(64) Router {
    static constexpr std::uint32_t V = S.channels;
    PortBytes want = 0;                          ///< per output: inputs with a head that may ask for it; for the source: 1 when it has a packet
    PortBytes gate = 0;                          ///< per output, and the source: inputs that may have it, with the credits at hand
    PortBytes ahead = 0;                         ///< per output: inputs at or after the arbiter's pointer
    PortBytes coming = 0;                        ///< per output: packets that show in this cycle, want it, and have not been looked at
    std::array<Octet, S.ports> most{};           ///< per input: packets in one FIFO
    Octet forked = 0;                            ///< inputs whose head is a multicast packet
    Octet is_active = 0;                         ///< whether it is to be looked at in the next cycle
    [[no_unique_address]] std::conditional_t<S.rule != ChannelRule::single, ChannelState<S>, Nothing<0>> channels{};
    std::array<Octet, (S.ports + 1) * V> credit{};
    std::array<Octet, S.ports * V> count{};      ///< packets that stand in each FIFO
    std::array<Octet, S.ports * V> head{};       ///< read position of each FIFO
    [[no_unique_address]] std::conditional_t<S.rule == ChannelRule::allocated, Allocator<S>, Nothing<1>> allocator{};
    [[no_unique_address]] std::conditional_t<S.output_register, OutputRegisters<S.ports>, Nothing<2>> registers{};
};
static_assert(sizeof(Router<Shape{}>) == 64 && sizeof(Router<Shape{.ports = hex_direction_count, .wraps = true}>) == 64);

/// What one router counts, apart from what it decides with.
template <std::uint32_t Ports>
struct alignas(64) Tally {
    std::array<std::uint64_t, Ports> sent{};      ///< per output
    std::array<std::uint64_t, Ports> stalled{};   ///< per input: sum of when heads left less when they became heads
};

/// Where a port leads, the same for all routers: `step` is added to the router's own number (on a torus a table of neighbours stands for that).
struct Link {
    std::int32_t step = 0;
    Octet port = 0;      ///< there
    Octet channel = 0;   ///< there, the port's first, counted over all ports
    Octet lane = 0;      ///< of an output or the source: how a packet gets there (calendar.h)
};

/// All that is known beforehand of a packet's way from an input to an output, by cell (arbitration.h): a line.
struct alignas(64) Passage {
    PortBytes open = 0;      ///< the cell itself; 0 where no such passage is
    PortBytes rivals = 0;    ///< whose packets, of those that show in one cycle, may want the output
    PortBytes row = 0, behind_in_row = 0;         ///< all of the output's row, and what its pointer becomes
    PortBytes column = 0, behind_in_column = 0;   ///< the same of the input
    Link down, up;
};
static_assert(sizeof(Passage) == 64);

/// An event names a router and one of its ports (or the source) and channels.
[[nodiscard]] constexpr std::uint32_t event_word(std::uint32_t node, std::uint32_t port_and_channel) { return node << 8 | port_and_channel; }
[[nodiscard]] constexpr std::uint32_t node_of(std::uint32_t word) { return word >> 8; }
[[nodiscard]] constexpr std::uint32_t port_of(std::uint32_t word) { return word & 0xff; }

}  // namespace aerie::router
