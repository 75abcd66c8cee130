/// @file A router microarchitecture as a set of parameters with a name. The mesh is one mechanism; a policy says which router it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/packet.h"

namespace aerie::router {

/// How a packet gets its virtual channel at the next router.
enum class ChannelRule : std::uint8_t {
    single,      ///< one channel: nothing to choose
    piggyback,   ///< with the switch grant, from the channels that hold a credit
    allocated,   ///< by a separable input-first allocator one cycle before the switch may be asked
};

/// When an output's arbiter pointer moves.
enum class PointerRule : std::uint8_t {
    after_winner,   ///< past the winner, on a grant only
    free_running,   ///< one step in every cycle, the same pointer for all outputs of a router
};

/// How the Local output is emptied.
enum class ConsumerKind : std::uint8_t {
    service,   ///< a FIFO with credits; its head is served for Packet::service cycles
    stepped,   ///< a FIFO with credits; gives up its head in every cycle in which the node is ready (Mesh::set_ready)
    direct,    ///< no FIFO: takes a packet in a cycle in which the node is ready
    sink,      ///< a FIFO with credits that is always emptied at once
};

/// What a router does that has one packet in hand and cannot send it on (serial_fabric.h), as SpiNNaker's.
struct DropRule {
    Cycles wait1{256};           ///< from the cycle in which it was taken in hand until it may go round a closed link
    Cycles wait2{0};             ///< from then until it is dropped
    bool emergency = true;       ///< go round the triangle at all; needs a hex_torus
    Cycles reinject_after{133};  ///< from a drop until the router's monitor offers the packet again; 0: never
    Cycles link_cycles{21};      ///< from a packet on a link to the next on it, at least 1
    Cycles phase{0};             ///< a packet is killed when the phase has changed twice since it was accepted; 0: none is
};

struct RouterPolicy {
    std::string name;
    std::array<Direction, direction_count> port_order;  ///< the order in which every arbiter scans, upwards
    /// The same with six neighbours: in the order of SpiNNaker's links, E, NE, N, W, SW, S.
    std::array<Direction, hex_direction_count> hex_port_order{Direction::east, Direction::north_east, Direction::north, Direction::west,
                                                              Direction::south_west, Direction::south, Direction::local};
    std::uint32_t channels = 1;
    ChannelRule channel_rule = ChannelRule::single;
    PointerRule pointer_rule = PointerRule::after_winner;
    bool output_register = false;   ///< a granted packet waits in a register of the output, which takes one only when empty
    Cycles injection_latency{1};    ///< from the source's hand-over until the first router may grant
    Cycles hop_latency{1};          ///< from a grant until the next router may grant; MeshSpec may lengthen it per axis
    Cycles credit_latency{1};       ///< from a grant until the router before (or the source) may use the freed place
    Cycles ejection_latency{0};     ///< from the Local grant until the cycle noted as ejected
    Cycles ejection_credit{1};      ///< for ConsumerKind::sink: from the Local grant until its credit may be used again
    ConsumerKind consumer = ConsumerKind::service;
    std::optional<DropRule> drops{};   ///< one packet in hand, dropped when it cannot leave; none: one arbiter per output, and nothing is ever dropped
};

/// The policy of that name with `channels` virtual channels; throws InputError naming the known ones.
/// Sources: `aerie` is this project's own; the others follow the published routers named in policy.cpp.
[[nodiscard]] RouterPolicy router_policy(std::string_view name, std::uint32_t channels = 1);
[[nodiscard]] std::vector<std::string> router_policy_names();

}  // namespace aerie::router
