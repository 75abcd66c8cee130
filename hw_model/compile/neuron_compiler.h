/// @file One population's equations as programs: update with threshold, reset, and one apply per accumulator.
#pragma once

#include <set>
#include <string>

#include "hw_model/compile/context.h"
#include "hw_model/compile/register_file.h"

namespace aerie::hw {

/// What other parts of the network do with a population's variables.
struct NeuronUse {
    std::set<std::string> written;    ///< by synapses or the embedded processor
    std::set<std::string> observed;   ///< by recorders, synapse programs or the embedded processor: algebraic variables among them are stored
};

/// Formats, update and reset programs; accumulators are added afterwards. Throws InputError where a range is missing or unbounded.
[[nodiscard]] NeuronImage compile_neurons(const CompileContext& context, PopulationId id, const NeuronUse& use);

/// Index of the accumulator that adds multiples of `unit` to `variable`, made when missing.
[[nodiscard]] std::uint16_t accumulator_for(NeuronImage& image, std::uint16_t variable, double unit);
/// Fills the apply programs, once all projections have been compiled and each accumulator's bound is known.
void compile_accumulators(const CompileContext& context, PopulationId id, NeuronImage& image);

/// Index among the stored variables; -1: not stored.
[[nodiscard]] int find_stored(const std::vector<StoredVariable>& variables, const std::string& name);

/// Adds what `target op= value` means to an environment: plain value, or an increment rounded once.
[[nodiscard]] Held apply_statement(Emitter& emit, const StoredVariable& variable, std::uint16_t counter, const Held& old, lang::Assign op, const Value& value);
/// If `expr` is `name + rest` (in any order of a sum), the rest; null otherwise.
[[nodiscard]] lang::ExprPtr increment_of(const lang::Expr& expr, const std::string& name);

}  // namespace aerie::hw
