#include "tools/session/explain_names.h"

#include <fmt/format.h>

#include "core/error.h"

namespace aerie::session {

namespace {

const std::string& name_in(const std::vector<hw::StoredVariable>& variables, hw::StreamRef stream) { return variables[stream.index].name; }

}  // namespace

std::string stream_name(const ProgramOwner& owner, hw::StreamRef stream) {
    using hw::Role;
    const hw::NeuronImage& neurons = owner.image.populations[owner.population.index()];
    const hw::SynapseImage* const synapses = owner.projection ? &owner.image.projections[owner.projection->index()] : nullptr;
    const std::string suffix = synapses != nullptr ? "_post" : "";
    switch (stream.role) {
        case Role::variable: return name_in(neurons.variables, stream) + suffix;
        case Role::synapse: return name_in(synapses->synapse, stream);
        case Role::pre_trace: return name_in(synapses->pre, stream);
        case Role::pre_trace_tick: return fmt::format("tick of {}", name_in(synapses->pre, stream));
        case Role::post_trace: return name_in(synapses->post, stream);
        case Role::post_trace_tick: return fmt::format("tick of {}", name_in(synapses->post, stream));
        case Role::accumulator: return fmt::format("input of {}", neurons.variables[neurons.accumulators[stream.index].variable].name);
        case Role::active_from: return "first tick after refractoriness";
        case Role::last_spike: return "lastspike" + suffix;
        case Role::last_spike_pre: return "lastspike_pre";
        case Role::fired: return "fired";
        case Role::spike_count: return "spikes in the rate window";
        case Role::lane_index: return "i";
        case Role::post_index: return "j";
        case Role::shared_pre: return fmt::format("shared {} of the axon", stream.index);
        case Role::shared_post: return fmt::format("shared {} of the target", stream.index);
        case Role::contribution: {
            const std::size_t deliveries = synapses->deliveries.size();
            const bool is_sum = stream.index >= deliveries;
            const std::uint16_t accumulator = is_sum ? synapses->sums[stream.index - deliveries] : synapses->deliveries[stream.index].accumulator;
            return fmt::format("to the {} {}_post", is_sum ? "sum" : "input of", neurons.variables[neurons.accumulators[accumulator].variable].name);
        }
        case Role::stimulus: return owner.network.stimuli[stream.index].name + "(t, i)";
    }
    AERIE_ASSERT(!"every role has a name");
}

}  // namespace aerie::session
