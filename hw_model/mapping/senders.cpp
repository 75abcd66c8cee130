#include "hw_model/mapping/senders.h"

#include <algorithm>

#include "hw_model/mapping/neuron_index.h"

namespace aerie::hw {

namespace {

/// Calls `visit(population or source, neuron)` in the order of the dense numbering.
template <class Visit>
void for_each_sender(const Network& network, Visit visit) {
    const auto groups = static_cast<std::uint32_t>(network.populations.size() + network.sources.size());
    for (std::uint32_t p = 0; p < groups; ++p) {
        for (std::uint32_t i = 0; i < network.size_of(PopulationId{p}); ++i) visit(PopulationId{p}, i);
    }
}

}  // namespace

Senders senders_of(const MappingProblem& problem, const std::vector<std::vector<CoreId>>& core_of) {
    const Network& network = *problem.network;
    const std::vector<std::vector<ProjectionId>> projections = outgoing(problem);
    const std::uint32_t chip_cores = problem.chip->cores();
    std::vector<std::uint8_t> is_target(chip_cores, 0);
    Senders senders;
    for_each_sender(network, [&](PopulationId p, std::uint32_t i) {
        senders.home.push_back(network.is_source(p) ? chip_cores + p.index() - static_cast<std::uint32_t>(network.populations.size()) : core_of[p.index()][i].index());
        std::vector<CoreId>& cores = senders.cores.emplace_back();
        for (const ProjectionId projection : projections[p.index()]) {
            const std::vector<CoreId>& place = core_of[network.projections[projection.index()].to.index()];
            const Row row = row_of(problem, projection, i);
            for (const std::uint32_t* post = row.begin; post != row.end; ++post) {
                std::uint8_t& seen = is_target[place[*post].index()];
                if (seen == 0) cores.push_back(place[*post]);
                seen = 1;
            }
        }
        for (const CoreId core : cores) is_target[core.index()] = 0;
        std::sort(cores.begin(), cores.end());
    });
    return senders;
}

TreeTraffic tree_traffic(const MappingProblem& problem, const RoutingPlan& plan) {
    TreeTraffic traffic;
    std::size_t sender = 0;
    for_each_sender(*problem.network, [&](PopulationId p, std::uint32_t i) {
        const std::uint32_t tree = plan.tree_of[sender++];
        if (tree == no_tree) return;
        const double rate = rate_of(problem, p, i);
        traffic.packets += rate;
        traffic.packet_hops += rate * plan.trees[tree].links;
    });
    return traffic;
}

}  // namespace aerie::hw
