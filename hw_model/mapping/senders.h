/// @file Who sends to whom under a mapping: what routing is planned from.
#pragma once

#include "hw_model/mapping/mapping.h"
#include "hw_model/routing/keys.h"

namespace aerie::hw {

/// All neurons, then all sources, in one dense numbering: the order of RouteTable.
[[nodiscard]] Senders senders_of(const MappingProblem& problem, const std::vector<std::vector<CoreId>>& core_of);

/// What the trees of a plan carry at the expected rates.
struct TreeTraffic {
    double packet_hops = 0;       ///< per tick
    double packets = 0;           ///< that leave a NeuroCore or the host, per tick
};
[[nodiscard]] TreeTraffic tree_traffic(const MappingProblem& problem, const RoutingPlan& plan);

}  // namespace aerie::hw
