/// @file Fewer entries for the same routes: the Ordered Covering of A. Mundy, J. Heathcote and J. D. Garside, 'On-chip order-exploiting routing table
/// minimization for a multicast supercomputer network', IEEE HPSR 2016, written anew from its description.
#pragma once

#include "hw_model/routing/routed_keys.h"

namespace aerie::hw {

/// One entry per block that does not go straight on, in the order of keys.
[[nodiscard]] RouteEntries plain_table(const std::vector<RoutedKeys>& routed);

/// Merges entries of equal outputs until `target` are left, or none can be merged (target 0: as few as it finds). More specific entries stand before more
/// general ones, so a general entry may cover what an earlier one treats otherwise. The result says of every key of `routed` what `routed` says;
/// whoever loads it checks that with wrong_routes(). Blocks must not meet.
[[nodiscard]] RouteEntries ordered_covering(const std::vector<RoutedKeys>& routed, std::size_t target);

}  // namespace aerie::hw
