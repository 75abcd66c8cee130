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

/// What bubble flow control asks of a torus.
void check_rings(const MeshSpec& spec, const std::string& where) {
    const RouterPolicy& policy = spec.policy;
    if (policy.channel_rule != ChannelRule::single || policy.output_register)
        throw InputError{{.what = fmt::format("router '{}' would deadlock on the rings of a {}", policy.name, name_of(spec.topology)), .where = where, .found = policy.name,
                          .allowed = "a router with one channel and no output register: aerie, bsg; a router that drops: spinnaker1; or topology mesh"}};
    if (spec.fifo_depth < 2)
        throw InputError{{.what = fmt::format("a packet enters a ring of a {} only where two places are free", name_of(spec.topology)), .where = where + ": FIFO depth",
                          .found = std::to_string(spec.fifo_depth), .allowed = "2 to 255"}};
}

void check_drops(const MeshSpec& spec, const std::string& where) {
    const DropRule& rule = *spec.policy.drops;
    constexpr std::uint64_t patience = 1'000'000'000;
    check_range(where, "cycles until a packet goes round (wait1)", rule.wait1.count(), 0, patience);
    check_range(where, "cycles until a packet is dropped (wait2)", rule.wait2.count(), 0, patience);
    check_range(where, "cycles until a dropped packet is offered again", rule.reinject_after.count(), 0, patience);
    check_range(where, "cycles between packets on a link", rule.link_cycles.count(), 1, 100'000);
    check_range(where, "cycles of a time phase", rule.phase.count(), 0, patience);
    if (rule.emergency && spec.topology != Topology::hex_torus)
        throw InputError{{.what = "emergency routing goes round a triangle of links", .where = where, .found = std::string{name_of(spec.topology)},
                          .allowed = "topology hex_torus, or no emergency routing"}};
    if (spec.policy.consumer != ConsumerKind::service || spec.policy.channel_rule != ChannelRule::single || spec.policy.output_register)
        throw InputError{{.what = "a router that drops has one channel, no output registers and consumers that serve", .where = where, .found = spec.policy.name, .allowed = "spinnaker1"}};
}

}  // namespace

MeshSpec mesh_spec(std::string_view policy, std::uint32_t width, std::uint32_t height, std::uint32_t fifo_depth, std::uint32_t channels) {
    MeshSpec spec{.width = width, .height = height, .fifo_depth = fifo_depth, .consumer_depth = fifo_depth};
    spec.policy = router_policy(policy, channels);
    spec.hop_latency_x = spec.hop_latency_y = spec.hop_latency_diagonal = spec.policy.hop_latency;
    spec.credit_latency = spec.policy.credit_latency;
    if (spec.policy.drops) spec.topology = Topology::hex_torus;
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
    check_range(where, "hop latency along the diagonal", spec.hop_latency_diagonal.count(), 1, 100'000);
    check_range(where, "credit latency", spec.credit_latency.count(), 1, 100'000);
    const RouterPolicy& policy = spec.policy;
    check_range(where, "virtual channels", policy.channels, 1, policy.channel_rule == ChannelRule::single ? 1 : 4);
    if (policy.channels == 3 || (policy.channels > 1 && policy.consumer == ConsumerKind::direct))
        throw InputError{{.what = "no such combination of virtual channels and consumer", .where = where, .found = std::to_string(policy.channels),
                          .allowed = "1, 2 or 4 channels; a consumer without a FIFO needs 1"}};
    if (policy.drops) check_drops(spec, where);
    else if (spec.topology != Topology::mesh) check_rings(spec, where);
}

Cycles hop_latency(const MeshSpec& spec, Direction side) {
    if (is_diagonal(side)) return spec.hop_latency_diagonal;
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
