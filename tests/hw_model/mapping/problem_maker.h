/// @file Small networks and chips for mapping tests, made of plain values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/random.h"
#include "hw_model/mapping/mapping.h"

namespace aerie::hw::testing {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;   ///< (pre, post), ascending

/// Rows of explicit pairs.
inline Connectivity rows(std::uint32_t pre_size, const Pairs& pairs) {
    Connectivity c;
    c.begin.assign(pre_size + 1, 0);
    for (const auto& [pre, post] : pairs) {
        ++c.begin[pre + 1];
        c.post.push_back(post);
    }
    for (std::uint32_t pre = 0; pre < pre_size; ++pre) c.begin[pre + 1] += c.begin[pre];
    return c;
}

/// Owns a network and a chip, and a problem that points to them. Not copied: the problem holds addresses.
struct Case {
    Network network;
    ChipSpec chip;
    MappingProblem problem;

    Case() {
        network.name = "net";
        chip.name = "chip";
        chip.packing = {0, 1, 2, 1, false};   // one bit per static synapse, two per plastic one: readable numbers
        problem.network = &network;
        problem.chip = &chip;
    }
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;

    PopulationId population(const std::string& name, std::uint32_t size, double rate = 1.0) {
        Population p;
        p.name = name;
        p.size = size;
        network.populations.push_back(std::move(p));
        problem.spikes_per_tick.push_back({rate});
        return PopulationId{static_cast<std::uint32_t>(network.populations.size() - 1)};
    }
    /// After the last population.
    PopulationId source(const std::string& name, std::uint32_t size, double rate = 1.0) {
        Source s;
        s.name = name;
        s.size = size;
        network.sources.push_back(std::move(s));
        problem.spikes_per_tick.push_back({rate});
        return PopulationId{static_cast<std::uint32_t>(network.populations.size() + network.sources.size() - 1)};
    }
    ProjectionId connect(PopulationId from, PopulationId to, const Pairs& pairs, bool is_plastic = false) {
        Projection projection;
        projection.name = network.name_of(from) + "_to_" + network.name_of(to);
        projection.from = from;
        projection.to = to;
        network.projections.push_back(std::move(projection));
        problem.connectivity.push_back(rows(network.size_of(from), pairs));
        problem.is_plastic.push_back(is_plastic ? 1 : 0);
        problem.has_rows.push_back(1);
        return ProjectionId{static_cast<std::uint32_t>(network.projections.size() - 1)};
    }
    void mesh(std::uint32_t width, std::uint32_t height, std::uint32_t cores_per_router = 1) {
        chip.mesh.width = width;
        chip.mesh.height = height;
        chip.mesh.cores_per_router = cores_per_router;
    }
};

inline Pairs one_to_one(std::uint32_t size) {
    Pairs pairs;
    for (std::uint32_t i = 0; i < size; ++i) pairs.push_back({i, i});
    return pairs;
}
inline Pairs all_to_all(std::uint32_t pre_size, std::uint32_t post_size) {
    Pairs pairs;
    for (std::uint32_t i = 0; i < pre_size; ++i) {
        for (std::uint32_t j = 0; j < post_size; ++j) pairs.push_back({i, j});
    }
    return pairs;
}
/// Each pair with a probability, drawn from `seed`.
inline Pairs chance(std::uint32_t pre_size, std::uint32_t post_size, double probability, std::uint32_t seed) {
    Pairs pairs;
    for (std::uint32_t i = 0; i < pre_size; ++i) {
        for (std::uint32_t j = 0; j < post_size; ++j) {
            if (to_unit(philox2x32({i, j}, seed)[0]) < probability) pairs.push_back({i, j});
        }
    }
    return pairs;
}

}  // namespace aerie::hw::testing
