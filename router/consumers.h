/// @file Who takes multicast packets behind the Local outputs, where that is more than a service time: several NeuroCores at one router, say.
#pragma once

#include "router/packet.h"

namespace aerie::router {

class Consumers {
   public:
    virtual ~Consumers() = default;
    /// A copy of `packet` has left `node` by its Local output and may be served from cycle `from` on. Returns the first cycle in which all who take it
    /// are through, at least from + 1: until then it keeps its place behind the router. Asked in the order of deliveries.
    virtual Cycles take(const Packet& packet, NodeId node, Cycles from) = 0;
};

}  // namespace aerie::router
