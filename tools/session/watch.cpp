#include "tools/session/watch.h"

#include <algorithm>

#include "core/lang/check.h"

namespace aerie::session {

namespace {

Watch watch_of(const std::string& group, const std::vector<lang::Variable>& variables, const hw::StoredVariable& stored) {
    Watch watch{.name = group + "." + stored.name, .variable = stored.name, .dimension = stored.dimension, .format = stored.format, .decay_per_tick = stored.decay_per_tick};
    const lang::Variable* const written = lang::find_variable(variables, stored.name);
    if (written != nullptr && written->range) watch.declared = Interval{written->range->low, written->range->high};
    return watch;
}

}  // namespace

std::vector<std::uint32_t> evenly_spread(std::uint64_t count, std::uint64_t most) {
    std::vector<std::uint32_t> indices;
    const std::uint64_t step = std::max<std::uint64_t>(1, count / most + (count % most != 0 ? 1 : 0));
    for (std::uint64_t k = 0; k < count; k += step) indices.push_back(static_cast<std::uint32_t>(k));
    return indices;
}

std::vector<Watch> watch_variables(const Prepared& prepared, std::uint64_t most_members) {
    const Network& network = prepared.network;
    const hw::NetworkImage& image = prepared.images.front();
    std::vector<Watch> watches;
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
        const Population& population = network.populations[p];
        for (const hw::StoredVariable& v : image.populations[p].variables) {
            if (v.is_boolean) continue;
            Watch& watch = watches.emplace_back(watch_of(population.name, population.model.variables, v));
            watch.population = PopulationId{p};
            watch.indices = evenly_spread(population.size, most_members);
        }
    }
    for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
        const hw::SynapseImage& synapses = image.projections[p];
        if (synapses.is_static) continue;
        for (const auto* list : {&synapses.synapse, &synapses.pre, &synapses.post}) {
            for (const hw::StoredVariable& v : *list) {
                if (v.is_boolean) continue;
                Watch& watch = watches.emplace_back(watch_of(network.projections[p].name, network.projections[p].model.variables, v));
                watch.projection = ProjectionId{p};
                watch.indices = evenly_spread(prepared.problem.connectivity[p].post.size(), most_members);
            }
        }
    }
    return watches;
}

std::vector<double> values_of(hw::Machine& machine, const Watch& watch) {
    return watch.population ? machine.neuron_values(*watch.population, watch.variable, watch.indices)
                            : machine.synapse_values(*watch.projection, watch.variable, watch.indices);
}

}  // namespace aerie::session
