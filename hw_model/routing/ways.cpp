#include "hw_model/routing/ways.h"

#include "core/error.h"

namespace aerie::hw {

router::Grid grid_of(const MeshParameters& mesh) {
    const auto topology = router::topology_of(mesh.topology);
    AERIE_ASSERT(topology.has_value());   // settings allow no other
    return {*topology, mesh.width, mesh.height};
}

std::vector<Step> Ways::steps(NodeId from, NodeId to) const {
    std::vector<Step> steps;
    NodeId at = from;
    for (const router::Leg& leg : router::way(grid_, order_, from, to)) {
        for (std::uint32_t k = 0; k < leg.hops; ++k) {
            const NodeId next = *router::neighbour(grid_, at, leg.side);
            steps.push_back({at, leg.side, next});
            at = next;
        }
    }
    return steps;
}

}  // namespace aerie::hw
