/// @file The routers of a chip as the mapper sees them: how far apart, and by which links from one to another.
#pragma once

#include <vector>

#include "hw_model/chip.h"
#include "router/topology.h"

namespace aerie::hw {

[[nodiscard]] router::Grid grid_of(const MeshParameters& mesh);

/// One link on a way.
struct Step {
    NodeId from;
    router::Direction side = router::Direction::local;
    NodeId to;
};

class Ways {
   public:
    explicit Ways(const MeshParameters& mesh) : grid_{grid_of(mesh)}, order_{mesh.order == RoutingOrder::xy ? router::Routing::xy : router::Routing::yx} {}
    [[nodiscard]] const router::Grid& grid() const { return grid_; }
    [[nodiscard]] std::uint32_t hops(NodeId from, NodeId to) const { return router::hops(grid_, from, to); }
    /// The links of a unicast packet's way, in dimension order.
    [[nodiscard]] std::vector<Step> steps(NodeId from, NodeId to) const;

   private:
    router::Grid grid_;
    router::Routing order_;
};

}  // namespace aerie::hw
