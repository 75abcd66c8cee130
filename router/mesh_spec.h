/// @file The mesh that a user asks for, in plain numbers.
#pragma once

#include "router/policy.h"
#include "router/topology.h"

namespace aerie::router {

struct MeshSpec {
    Topology topology = Topology::mesh;
    std::uint32_t width = 1;
    std::uint32_t height = 1;
    std::uint32_t fifo_depth = 4;       ///< places per input port and virtual channel
    std::uint32_t consumer_depth = 4;   ///< places behind the Local output, per virtual channel; unused by ConsumerKind::direct
    Cycles hop_latency_x{1};
    Cycles hop_latency_y{1};
    Cycles hop_latency_diagonal{1};
    Cycles credit_latency{1};
    Routing routing = Routing::xy;
    RouterPolicy policy = router_policy("aerie");

    [[nodiscard]] std::uint32_t nodes() const { return width * height; }
    [[nodiscard]] Grid grid() const { return {topology, width, height}; }
    [[nodiscard]] NodeId node(std::uint32_t x, std::uint32_t y) const { return NodeId{y * width + x}; }
};

/// `width` x `height` routers with the topology, latencies, consumer and depths that the named router was published with.
[[nodiscard]] MeshSpec mesh_spec(std::string_view policy, std::uint32_t width, std::uint32_t height, std::uint32_t fifo_depth,
                                 std::uint32_t channels = 1);

/// Whether that output of a router leads anywhere; Local always does.
[[nodiscard]] bool has_link(const MeshSpec& spec, NodeId node, Direction side);

/// Cycles from a grant of that side until the next router may grant.
[[nodiscard]] Cycles hop_latency(const MeshSpec& spec, Direction side);

/// Throws InputError when a number is out of range; `where` says in the message who asked.
void check(const MeshSpec& spec, const std::string& where);

/// Cycles from acceptance to ejection of a packet that meets no other, by the closed form of the policy.
[[nodiscard]] Cycles zero_load_latency(const MeshSpec& spec, NodeId source, NodeId target);

}  // namespace aerie::router
