/// @file Packets and meshes for routers that wait, go round and drop.
#pragma once

#include <map>

#include "router/mesh.h"

namespace aerie::router::test {

/// Six neighbours, one cycle per hop, a link of `link_cycles`; what is not said is off.
inline MeshSpec hex(DropRule rule, std::uint32_t width = 4, std::uint32_t height = 4) {
    MeshSpec spec = mesh_spec("spinnaker1", width, height, 4);
    spec.topology = Topology::hex_torus;
    spec.policy.drops = rule;
    return spec;
}

inline Packet unicast(std::uint32_t source, std::uint32_t target, std::uint32_t tag, std::uint64_t offered = 0) {
    return {.source = NodeId{source}, .target = NodeId{target}, .tag = tag, .offered = Cycles{offered}};
}
inline Packet multicast(std::uint32_t source, std::uint32_t key, std::uint32_t tag, std::uint64_t offered = 0) {
    return {.source = NodeId{source}, .tag = tag, .offered = Cycles{offered}, .is_multicast = true, .key = key};
}

/// Ejection cycles by tag, then target.
inline std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> ejections(const Mesh& mesh) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> at;
    for (const Delivery& d : mesh.deliveries()) at[{d.tag, d.target.index()}] = d.ejected.count();
    return at;
}

}  // namespace aerie::router::test
