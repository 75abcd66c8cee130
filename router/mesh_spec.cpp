#include "router/mesh_spec.h"

#include <fmt/format.h>

#include "core/error.h"

namespace aerie::router {
namespace {

void check_range(const std::string& where, std::string_view what, std::uint64_t found, std::uint64_t low, std::uint64_t high) {
    if (found >= low && found <= high) return;
    throw InputError{{.what = fmt::format("{} out of range", what), .where = where, .found = std::to_string(found),
                      .allowed = fmt::format("{} to {}", low, high)}};
}

}  // namespace

MeshSpec mesh_spec(std::string_view policy, std::uint32_t width, std::uint32_t height, std::uint32_t fifo_depth, std::uint32_t channels) {
    MeshSpec spec{.width = width, .height = height, .fifo_depth = fifo_depth, .consumer_depth = fifo_depth};
    spec.policy = router_policy(policy, channels);
    spec.hop_latency_x = spec.hop_latency_y = spec.policy.hop_latency;
    spec.credit_latency = spec.policy.credit_latency;
    return spec;
}

bool has_link(const MeshSpec& spec, NodeId node, Direction side) { return neighbour(spec.grid(), node, side).has_value(); }

void check(const MeshSpec& spec, const std::string& where) {
    check_range(where, "mesh width", spec.width, 1, 256);
    check_range(where, "mesh height", spec.height, 1, 256);
    check_range(where, "FIFO depth", spec.fifo_depth, 1, 255);
    check_range(where, "consumer depth", spec.consumer_depth, 1, 255);
    check_range(where, "hop latency along x", spec.hop_latency_x.count(), 1, 100'000);
    check_range(where, "hop latency along y", spec.hop_latency_y.count(), 1, 100'000);
    check_range(where, "credit latency", spec.credit_latency.count(), 1, 100'000);
    const RouterPolicy& policy = spec.policy;
    check_range(where, "virtual channels", policy.channels, 1, policy.channel_rule == ChannelRule::single ? 1 : 4);
    if (policy.channels == 3 || (policy.channels > 1 && policy.consumer == ConsumerKind::direct))
        throw InputError{{.what = "no such combination of virtual channels and consumer", .where = where, .found = std::to_string(policy.channels),
                          .allowed = "1, 2 or 4 channels; a consumer without a FIFO needs 1"}};
}

Cycles hop_latency(const MeshSpec& spec, Direction side) {
    return side == Direction::east || side == Direction::west ? spec.hop_latency_x : spec.hop_latency_y;
}

Cycles zero_load_latency(const MeshSpec& spec, NodeId source, NodeId target) {
    std::uint64_t routers = 1;
    Cycles on_links{0};
    for (const Leg& leg : way(spec.grid(), spec.routing, source, target)) {
        routers += leg.hops;
        on_links += leg.hops * hop_latency(spec, leg.side);
    }
    const std::uint64_t before_grant = spec.policy.channel_rule == ChannelRule::allocated ? 1 : 0;
    const std::uint64_t behind_grant = spec.policy.output_register ? 1 : 0;
    return spec.policy.injection_latency + on_links + Cycles{routers * (before_grant + behind_grant)} + spec.policy.ejection_latency;
}

}  // namespace aerie::router
