/// @file From a mapping to what its routers are loaded with: keys, trees, tables within the entry limit, each held against every key before it counts.
#pragma once

#include "hw_model/routing/keys.h"
#include "hw_model/routing/tree.h"

namespace aerie::hw {

/// Empty for a unicast chip. Tables are minimised as far as the limit asks, or fully with `fewest_entries`. Where exact trees do not fit, NeuroCores with
/// many sets of destinations get one tree for all their neurons, whose targets filter what is not for them. Throws CapacityError naming the router, the
/// entries that it needs, the limit, and what would make it fit.
[[nodiscard]] RoutingPlan plan_routes(const Senders& senders, const ChipSpec& chip, bool fewest_entries = false);

}  // namespace aerie::hw
