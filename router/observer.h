/// @file Whoever wants to watch: packet traces, waveforms, live pictures. The mesh owns no files; with no observer it pays one branch per event.
#pragma once

#include "router/drop.h"

namespace aerie::router {

/// A packet was granted an output of a router.
struct Hop {
    Packet packet;
    NodeId node;
    Direction in;
    Direction out;
    std::uint32_t channel_in = 0;
    std::uint32_t channel_out = 0;
    Cycles cycle;
};

/// The number of packets in one input FIFO from `cycle` on.
struct Occupancy {
    NodeId node;
    Direction in;
    std::uint32_t channel = 0;
    std::uint32_t packets = 0;
    Cycles cycle;
};

/// The credits that an output holds from `cycle` on.
struct CreditLevel {
    NodeId node;
    Direction out;
    std::uint32_t channel = 0;
    std::uint32_t credits = 0;
    Cycles cycle;
};

/// What is told of a cycle is told in that cycle, or in the one before it.
class Observer {
   public:
    virtual ~Observer() = default;
    virtual void on_accept(const Packet&, Cycles) {}
    virtual void on_hop(const Hop&) {}
    virtual void on_occupancy(const Occupancy&) {}
    virtual void on_credits(const CreditLevel&) {}
    virtual void on_delivery(const Delivery&) {}
    /// Nothing of the packet is in the mesh any more: behind its last delivery or drop.
    virtual void on_retire(const Packet&) {}
    virtual void on_drop(const Drop&) {}
};

}  // namespace aerie::router
