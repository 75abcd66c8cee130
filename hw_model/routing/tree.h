/// @file The way of a multicast packet: a tree over routers, from where it enters to all who hear it.
#pragma once

#include "hw_model/chip.h"
#include "hw_model/routing/routing_plan.h"
#include "router/packet.h"

namespace aerie::hw {

/// One router of a tree.
struct TreeStop {
    NodeId node;
    router::Direction in = router::Direction::local;   ///< the side at which the packet comes in
    RouterOutputs outs;
};

/// The root first, every other stop behind the one that it is reached from.
using Tree = std::vector<TreeStop>;

enum class TreeRule {
    dimension_order,       ///< the union of the ways of unicast packets: never a cycle of waits on a mesh whose routers push back
    neighbour_exploring,   ///< each target joins at the nearest router of the tree: fewer links, for routers that drop rather than wait for ever
};
[[nodiscard]] TreeRule tree_rule(const ChipSpec& chip);

/// `cores` ascending.
[[nodiscard]] Tree grow_tree(const ChipSpec& chip, NodeId from, const std::vector<CoreId>& cores, TreeRule rule);
[[nodiscard]] std::uint32_t links_of(const Tree& tree);

}  // namespace aerie::hw
