#include "router/mesh.h"

#include <fmt/format.h>

#include "core/error.h"

namespace aerie::router {
namespace {

const MeshSpec& checked(const MeshSpec& spec) {
    check(spec, "mesh");
    return spec;
}

}  // namespace

Mesh::Mesh(const MeshSpec& spec) : spec_{checked(spec)}, engine_{make_engine(spec_)} {}

void Mesh::set_table(NodeId node, const RoutingTable& table) {
    if (spec_.policy.channel_rule != ChannelRule::single)
        throw InputError{{.what = "multicast needs a router with one channel", .where = "routing table", .found = spec_.policy.name, .allowed = "aerie"}};
    const auto refuse = [&](const char* what, std::size_t entry) {
        throw InputError{{.what = what, .where = fmt::format("routing table of node {}: entry {}", node.index(), entry), .found = {}, .allowed = {}}};
    };
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (table[i].outs.empty()) refuse("no outputs", i);
        if ((table[i].key & ~table[i].mask) != 0) refuse("key bits outside the mask match nothing", i);
        for (const Direction side : hex_directions)
            if (table[i].outs.contains(side) && !has_link(spec_, node, side)) refuse("an output leads off the mesh", i);
    }
    engine_->set_table(node.index(), table);
}

Cycles Mesh::drain() {
    engine_->drain();
    return now();
}

}  // namespace aerie::router
