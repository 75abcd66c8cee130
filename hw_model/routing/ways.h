/// @file The routers of a chip as the mapper sees them: how far apart, and by which links from one to another.
#pragma once

#include <vector>

#include "hw_model/chip.h"
#include "router/packet.h"

namespace aerie::hw {

/// One link on a way.
struct Step {
    NodeId from;
    router::Direction side = router::Direction::local;
    NodeId to;
};

class Ways {
   public:
    explicit Ways(const MeshParameters& mesh) : mesh_{mesh} {}
    [[nodiscard]] std::uint32_t hops(NodeId from, NodeId to) const;
    /// The links of a unicast packet's way, in dimension order.
    [[nodiscard]] std::vector<Step> steps(NodeId from, NodeId to) const;

   private:
    MeshParameters mesh_;
};

}  // namespace aerie::hw
