/// @file Multicast on a chip as plain values: who has which key, which NeuroCores hear it, and what each router's table says.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "core/quantity.h"

namespace aerie::hw {

/// All keys that agree with `key` in the bits of `mask`; `key` has no bit outside `mask`.
struct KeyBlock {
    std::uint32_t key = 0, mask = 0;
    [[nodiscard]] constexpr bool contains(std::uint32_t other) const { return (other & mask) == key; }
    [[nodiscard]] constexpr bool contains(KeyBlock other) const { return (mask & ~other.mask) == 0 && (other.key & mask) == key; }
    [[nodiscard]] constexpr bool meets(KeyBlock other) const { return ((key ^ other.key) & mask & other.mask) == 0; }
    auto operator<=>(const KeyBlock&) const = default;
};

/// Where a router sends what an entry matches. As on SpiNNaker, the entry names the NeuroCores at the router one by one.
struct RouterOutputs {
    std::uint16_t links = 0;     ///< bit router::index_of(side), never that of Local
    std::uint64_t cores = 0;     ///< by place of the NeuroCore at its router
    auto operator<=>(const RouterOutputs&) const = default;
};

struct RouteEntry {
    KeyBlock keys;
    RouterOutputs outs;
    bool operator==(const RouteEntry&) const = default;
};
using RouteEntries = std::vector<RouteEntry>;   ///< first match wins

inline constexpr std::uint32_t no_tree = ~std::uint32_t{0};

/// Entries that one router needs.
struct TableUse {
    std::uint32_t all = 0;         ///< one for each block of keys that comes by
    std::uint32_t turning = 0;     ///< less those that go straight on, which need none
    std::uint32_t used = 0;        ///< as loaded
    bool operator==(const TableUse&) const = default;
};

/// Senders are all neurons, then all sources, in one dense numbering. Empty for chips that send one packet per destination.
struct RoutingPlan {
    struct Tree {
        KeyBlock keys;
        NodeId from;
        std::vector<CoreId> cores;               ///< that get the packet, ascending
        std::uint32_t links = 0;                 ///< that one packet crosses
        bool is_shared = false;                  ///< some of these NeuroCores have no row for some of the senders, and filter their packets
    };
    std::vector<std::uint32_t> key_of, tree_of;  ///< by sender; no_tree for those that nobody hears
    std::vector<std::uint32_t> unicast_hops;     ///< by sender: links that one packet per destination would cross
    std::vector<Tree> trees;
    std::vector<RouteEntries> tables;            ///< by router
    std::vector<TableUse> use;                   ///< by router
    std::uint64_t limit = 0;                     ///< entries per router; 0: none

    [[nodiscard]] bool is_multicast() const { return !tables.empty(); }
};

}  // namespace aerie::hw
