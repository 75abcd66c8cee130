/// @file One projection's synapse equations as programs over rows, columns, axons and neurons, and its deliveries to the target's accumulators.
#pragma once

#include "hw_model/compile/neuron_compiler.h"
#include "hw_model/compile/synapse_location.h"

namespace aerie::hw {

/// Adds the accumulators it needs to `target`. Throws InputError where a range is missing or the rule cannot be placed on a chip.
[[nodiscard]] SynapseImage compile_synapses(const CompileContext& context, ProjectionId id, NeuronImage& target);

/// `e` as constant times one stored weight, or a constant alone.
struct LinearTerm {
    double factor = 1.0;
    std::string weight;      ///< empty: none
};
[[nodiscard]] std::optional<LinearTerm> as_linear(const Projection& projection, const std::map<std::string, Location>& places, const lang::Expr& e);

}  // namespace aerie::hw
