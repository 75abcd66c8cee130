/// @file A placement under change: parts on cores, the cost of a move from the traffic of the moved parts alone.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "hw_model/mapping/quality.h"

namespace aerie::hw {

inline constexpr std::uint32_t no_part = std::numeric_limits<std::uint32_t>::max();

/// Traffic between parts both ways, by part: what a placement weighs. Distances are the same in both directions.
struct Attraction {
    std::vector<std::vector<std::pair<std::uint32_t, double>>> between;   ///< by part, ascending partner
    std::vector<double> to_host;
    [[nodiscard]] std::uint32_t parts() const { return static_cast<std::uint32_t>(to_host.size()); }
};
[[nodiscard]] Attraction attraction(const Demand& demand);

/// Invariant: no two parts on one core; part_at and core_of agree.
class Layout {
   public:
    Layout(const Attraction& attraction, const MeshDistance& distance);

    void put(std::uint32_t part, std::uint32_t core);
    /// Moves a part to a core, and the part that is there, if any, to the core that it leaves.
    void swap(std::uint32_t part, std::uint32_t core);

    [[nodiscard]] std::uint32_t core_of(std::uint32_t part) const { return core_of_[part]; }
    [[nodiscard]] std::uint32_t part_at(std::uint32_t core) const { return part_at_[core]; }
    [[nodiscard]] bool is_placed(std::uint32_t part) const { return core_of_[part] != no_part; }
    [[nodiscard]] const Placement& placement() const { return core_of_; }
    /// Packet-hops per tick of one part if it were on `core`, to the placed parts other than `except`, and from the host.
    [[nodiscard]] double cost_at(std::uint32_t part, std::uint32_t core, std::uint32_t except = no_part) const;
    /// What swap() would add to the cost.
    [[nodiscard]] double change(std::uint32_t part, std::uint32_t core) const;
    [[nodiscard]] double cost() const;

   private:
    struct Point {
        std::int32_t x = 0, y = 0;
    };
    const Attraction* attraction_;         ///< outlives the layout
    std::vector<Point> points_;            ///< by core
    std::vector<double> to_host_;          ///< hops from the host, by core
    std::vector<Point> at_;                ///< by part
    Placement core_of_;
    std::vector<std::uint32_t> part_at_;
};

}  // namespace aerie::hw
