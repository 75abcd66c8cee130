/// @file What the numbers of a golden are called: neurons, NeuroCores, routers.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "router/topology.h"
#include "tools/golden/golden.h"

namespace aerie::golden {

class Names {
   public:
    explicit Names(const Header& header) : header_{header}, grid_{grid_of(header)} {}

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
        return router::neighbour(grid_, node, out).value_or(node);
    }
    [[nodiscard]] const Header& header() const { return header_; }

   private:
    /// From the settings of the chip; a golden without them is of a mesh, of any height.
    static router::Grid grid_of(const Header& header) {
        router::Grid grid{.width = header.mesh_width, .height = 1U << 16};
        for (const std::string& setting : header.settings) {
            const std::string_view value = std::string_view{setting}.substr(setting.find('=') + 1);
            if (setting.starts_with("mesh.topology=")) grid.topology = router::topology_of(value).value_or(router::Topology::mesh);
            if (setting.starts_with("mesh.height=")) std::from_chars(value.data(), value.data() + value.size(), grid.height);
        }
        grid.height = std::max(grid.height, 1U);
        return grid;
    }

    Header header_;
    router::Grid grid_;
};

}  // namespace aerie::golden
