#include "router/fabric.h"
#include "router/serial_fabric.h"

namespace aerie::router {
namespace {

template <ChannelRule Rule>
std::unique_ptr<Engine> make_with_channels(const MeshSpec& spec) {
    switch (spec.policy.channels) {
        case 1: return std::make_unique<Fabric<Shape{.channels = 1, .rule = Rule}>>(spec);
        case 2: return std::make_unique<Fabric<Shape{.channels = 2, .rule = Rule}>>(spec);
        default: return std::make_unique<Fabric<Shape{.channels = 4, .rule = Rule}>>(spec);
    }
}

}  // namespace

std::unique_ptr<Engine> make_engine(const MeshSpec& spec) {
    const RouterPolicy& policy = spec.policy;
    if (policy.drops) return std::make_unique<SerialFabric>(spec);
    if (spec.topology == Topology::torus) return std::make_unique<Fabric<Shape{.wraps = true}>>(spec);
    if (spec.topology == Topology::hex_torus) return std::make_unique<Fabric<Shape{.ports = hex_direction_count, .wraps = true}>>(spec);
    if (policy.channel_rule == ChannelRule::piggyback) return make_with_channels<ChannelRule::piggyback>(spec);
    if (policy.channel_rule == ChannelRule::allocated) return make_with_channels<ChannelRule::allocated>(spec);
    if (policy.output_register) return std::make_unique<Fabric<Shape{.output_register = true, .pointer = PointerRule::free_running}>>(spec);
    return std::make_unique<Fabric<Shape{}>>(spec);
}

}  // namespace aerie::router
