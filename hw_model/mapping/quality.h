/// @file How good a placement is: its packet-hops beside what no placement can beat and beside what chance would give.
#pragma once

#include <vector>

#include "hw_model/mapping/demand.h"

namespace aerie::hw {

/// Cores and routers of a chip, and how far they are apart.
class MeshDistance {
   public:
    explicit MeshDistance(const MeshParameters& mesh);
    [[nodiscard]] std::uint32_t cores() const { return mesh_.width * mesh_.height * mesh_.cores_per_router; }
    [[nodiscard]] std::uint32_t x(std::uint32_t core) const { return core / mesh_.cores_per_router % mesh_.width; }
    [[nodiscard]] std::uint32_t y(std::uint32_t core) const { return core / mesh_.cores_per_router / mesh_.width; }
    [[nodiscard]] std::uint32_t between(std::uint32_t a, std::uint32_t b) const { return hops(x(a), y(a), x(b), y(b)); }
    [[nodiscard]] std::uint32_t from_host(std::uint32_t core) const { return hops(mesh_.host_x, mesh_.host_y, x(core), y(core)); }
    [[nodiscard]] std::uint32_t hops(std::uint32_t x, std::uint32_t y, std::uint32_t to_x, std::uint32_t to_y) const {
        if (is_open()) return apart(x, to_x) + apart(y, to_y);
        return by_offset_[(to_y + mesh_.height - y) % mesh_.height * mesh_.width + (to_x + mesh_.width - x) % mesh_.width];
    }
    /// A mesh with edges; else all routers see the same around them.
    [[nodiscard]] bool is_open() const { return by_offset_.empty(); }
    [[nodiscard]] const MeshParameters& mesh() const { return mesh_; }

   private:
    static std::uint32_t apart(std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; }
    MeshParameters mesh_;
    std::vector<std::uint32_t> by_offset_;   ///< rings: hops from router (0, 0); empty where there are none
};

/// Physical core by part, all different.
using Placement = std::vector<std::uint32_t>;

[[nodiscard]] double hop_weighted_traffic(const Demand& demand, const Placement& placement, const MeshDistance& distance);
/// The exact mean over all placements of these parts on the chip's cores.
[[nodiscard]] double mean_over_placements(const Demand& demand, const MeshDistance& distance);
/// At most the traffic of the best placement: the larger of two bounds, both by the rearrangement inequality.
[[nodiscard]] double lower_bound(const Demand& demand, const MeshDistance& distance);
[[nodiscard]] MappingQuality assess(const Demand& demand, const Placement& placement, const MeshParameters& mesh);

}  // namespace aerie::hw
