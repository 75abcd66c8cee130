/// @file What a router says of a packet that it could not send on.
#pragma once

#include "router/routing_table.h"

namespace aerie::router {

/// A router gave up sending a packet by `outs` in `cycle`; by its other outputs it has left. Only routers that drop (RouterPolicy::drops) make these.
struct Drop {
    NodeId source{};
    NodeId target{};             ///< unicast: where it was to go; multicast: as offered
    std::uint32_t tag = 0;
    bool is_multicast = false;
    std::uint32_t key = 0;
    NodeId node{};               ///< the router that dropped it
    OutputSet outs{};            ///< the outputs that it lacks: as many copies
    Cycles cycle{};
    bool is_reinjected = false;  ///< the monitor of that router offers it again, so that nothing is lost yet; else these copies are lost for good
    bool operator==(const Drop&) const = default;
};

}  // namespace aerie::router
