#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "hw_model/mapping/limits.h"
#include "hw_model/mapping/mapping.h"
#include "hw_model/mapping/neuron_index.h"
#include "hw_model/mapping/partition.h"
#include "hw_model/mapping/placement.h"
#include "hw_model/mapping/senders.h"
#include "hw_model/routing/plan_routes.h"

namespace aerie::hw {

namespace {

void check_problem(const MappingProblem& problem) {
    AERIE_ASSERT(problem.network != nullptr && problem.chip != nullptr);
    const std::size_t projections = problem.network->projections.size();
    AERIE_ASSERT(problem.connectivity.size() == projections && problem.is_plastic.size() == projections && problem.has_rows.size() == projections);
    const Network& network = *problem.network;
    for (std::uint32_t p = 0; p < problem.spikes_per_tick.size(); ++p) {
        const std::size_t rates = problem.spikes_per_tick[p].size();
        AERIE_ASSERT(rates <= 1 || rates == network.size_of(PopulationId{p}));
    }
}

std::vector<std::vector<CoreId>> cores_of(const Network& network, const Partition& partition, const Placement& placement) {
    std::vector<std::vector<CoreId>> core_of(network.populations.size());
    std::size_t neuron = 0;
    for (std::size_t p = 0; p < core_of.size(); ++p) {
        for (std::uint32_t i = 0; i < network.populations[p].size; ++i) core_of[p].push_back(CoreId{placement[partition.part_of[neuron++]]});
    }
    return core_of;
}

std::vector<CoreUse> placed_use(const Demand& demand, const Placement& placement) {
    std::vector<CoreUse> use = demand.use;
    for (std::size_t part = 0; part < use.size(); ++part) use[part].core = CoreId{placement[part]};
    std::sort(use.begin(), use.end(), [](const CoreUse& a, const CoreUse& b) { return a.core < b.core; });
    return use;
}

[[noreturn]] void wrong_mapping(const MappingProblem& problem, std::string what, std::string found, std::string allowed) {
    throw InputError{Complaint{std::move(what), fmt::format("mapping of network '{}' onto chip '{}'", problem.network->name, problem.chip->name),
                               std::move(found), std::move(allowed)}};
}

void check_name(const MappingProblem& problem, const char* kind, const std::string& found, const std::string& expected) {
    if (found.empty() || found == expected) return;
    wrong_mapping(problem, fmt::format("the mapping was made for another {}", kind), fmt::format("'{}'", found), fmt::format("'{}'; make a new mapping with `aerie map`", expected));
}

void check_shape(const MappingProblem& problem, const Mapping& mapping) {
    const Network& network = *problem.network;
    if (mapping.core_of.size() != network.populations.size()) {
        wrong_mapping(problem, "the mapping has another number of populations", fmt::format("{}", mapping.core_of.size()), fmt::format("{}", network.populations.size()));
    }
    for (std::size_t p = 0; p < mapping.core_of.size(); ++p) {
        const Population& population = network.populations[p];
        if (mapping.core_of[p].size() != population.size) {
            wrong_mapping(problem, fmt::format("population '{}' has another number of neurons", population.name), fmt::format("{}", mapping.core_of[p].size()),
                          fmt::format("{}", population.size));
        }
        for (std::size_t i = 0; i < mapping.core_of[p].size(); ++i) {
            const std::uint32_t core = mapping.core_of[p][i].index();
            if (core >= problem.chip->cores()) {
                wrong_mapping(problem, fmt::format("neuron {} of population '{}' is on a core that the chip does not have", i, population.name), fmt::format("core {}", core),
                              fmt::format("cores 0 to {}", problem.chip->cores() - 1));
            }
        }
    }
}

struct Choice {
    Partitioned made;
    Placement placement;
};

/// Of the partitions with the fewest parts, the one that is placed with the fewest packet-hops.
Choice best_placed(const MappingProblem& problem, const MapOptions& options) {
    const MeshDistance distance{problem.chip->mesh};
    Choice best;
    double fewest_hops = std::numeric_limits<double>::infinity();
    for (Partitioned& made : find_partitions(problem, options)) {
        Placement placement = place(made.demand, problem.chip->mesh, options);
        const double hops = hop_weighted_traffic(made.demand, placement, distance);
        if (hops >= fewest_hops) continue;
        fewest_hops = hops;
        best = {std::move(made), std::move(placement)};
    }
    return best;
}

struct Placed {
    Partition partition;
    Placement placement;   ///< the used cores, ascending
};

Placed placed_partition(const Mapping& mapping) {
    Placed placed;
    for (const auto& population : mapping.core_of) {
        for (const CoreId core : population) placed.placement.push_back(core.index());
    }
    const std::vector<std::uint32_t> core_of = placed.placement;
    std::sort(placed.placement.begin(), placed.placement.end());
    placed.placement.erase(std::unique(placed.placement.begin(), placed.placement.end()), placed.placement.end());
    placed.partition.parts = static_cast<std::uint32_t>(placed.placement.size());
    for (const std::uint32_t core : core_of) {
        const auto at = std::lower_bound(placed.placement.begin(), placed.placement.end(), core);
        placed.partition.part_of.push_back(static_cast<std::uint32_t>(at - placed.placement.begin()));
    }
    return placed;
}

/// Multicast: keys, trees, tables, and what they carry.
void add_routing(const MappingProblem& problem, Mapping& mapping, bool fewest_entries) {
    if (problem.chip->mesh.cast == Cast::unicast) return;
    mapping.routing = plan_routes(senders_of(problem, mapping.core_of), *problem.chip, fewest_entries);
    mapping.quality.tree_packet_hops = tree_traffic(problem, mapping.routing).packet_hops;
}

}  // namespace

Mapping map_network(const MappingProblem& problem, const MapOptions& options) {
    check_problem(problem);
    const auto [made, placement] = best_placed(problem, options);
    Mapping mapping;
    mapping.network = problem.network->name;
    mapping.chip = problem.chip->name;
    mapping.core_of = cores_of(*problem.network, made.partition, placement);
    mapping.use = placed_use(made.demand, placement);
    mapping.quality = assess(made.demand, placement, problem.chip->mesh);
    add_routing(problem, mapping, options.fewest_entries);
    return mapping;
}

void check_mapping(const MappingProblem& problem, Mapping& mapping, bool fewest_entries) {
    check_problem(problem);
    check_name(problem, "network", mapping.network, problem.network->name);
    check_name(problem, "chip", mapping.chip, problem.chip->name);
    check_shape(problem, mapping);
    check_totals(problem, *problem.chip);
    const Placed placed = placed_partition(mapping);
    const Demand demand = measure(problem, placed.partition);
    if (const auto violation = worst_violation(demand, *problem.chip)) refuse(problem, placed.partition, *violation);
    const std::uint64_t reach = problem.chip->capacity.destinations_per_neuron;
    if (reach != 0 && demand.most_destinations > reach) refuse_destinations(problem, demand.most_destinations_neuron, demand.most_destinations);
    mapping.use = placed_use(demand, placed.placement);
    mapping.quality = assess(demand, placed.placement, problem.chip->mesh);
    add_routing(problem, mapping, fewest_entries);
}

}  // namespace aerie::hw
