/// @file What the numbers of a golden are called: neurons, NeuroCores, routers.
#pragma once

#include <fmt/format.h>

#include <string>

#include "tools/golden/golden.h"

namespace aerie::golden {

class Names {
   public:
    explicit Names(const Header& header) : header_{header} {}

    /// "exc[5]"
    [[nodiscard]] std::string neuron(Address a) const { return fmt::format("{}[{}]", population(a.population), a.neuron.index()); }
    [[nodiscard]] std::string population(PopulationId id) const {
        const std::size_t i = id.index(), own = header_.populations.size();
        if (i < own) return header_.populations[i];
        return i - own < header_.sources.size() ? header_.sources[i - own] : fmt::format("population {}", i);
    }
    [[nodiscard]] bool is_source(PopulationId id) const { return id.index() >= header_.populations.size(); }
    [[nodiscard]] std::string projection(ProjectionId id) const {
        return id.index() < header_.projections.size() ? header_.projections[id.index()] : fmt::format("projection {}", id.index());
    }
    /// "(1,0)"
    [[nodiscard]] std::string router(NodeId node) const { return fmt::format("({},{})", node.index() % header_.mesh_width, node.index() / header_.mesh_width); }
    [[nodiscard]] std::string core(CoreId core) const { return fmt::format("NeuroCore {} at router {}", core.index(), router(NodeId{core.index() / header_.cores_per_router})); }
    /// The next router behind that output.
    [[nodiscard]] NodeId behind(NodeId node, router::Direction out) const {
        const std::uint32_t n = node.index(), w = header_.mesh_width;
        switch (out) {
            case router::Direction::north: return NodeId{n - w};
            case router::Direction::east: return NodeId{n + 1};
            case router::Direction::south: return NodeId{n + w};
            case router::Direction::west: return NodeId{n - 1};
            case router::Direction::local: return node;
        }
        return node;
    }
    [[nodiscard]] const Header& header() const { return header_; }

   private:
    Header header_;
};

}  // namespace aerie::golden
