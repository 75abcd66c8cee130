/// @file The parts of check_network, one per kind of thing. Each reads one specification and what has been checked before it:
/// stimuli, then populations, sources, projections, recorders, phases. All throw InputError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/lang/check.h"
#include "core/model.h"

namespace aerie::check {

/// What surrounds the text of one thing: dt, schedule and stimuli of the network. `where` is "net.txtpb: population 'Exc'".
[[nodiscard]] lang::Scope scope_of(const Network& network, std::string where, std::uint64_t size = 0);
/// "net.txtpb: population 'Exc'"
[[nodiscard]] std::string place(const Network& network, const std::string& kind, const std::string& name);

/// Stimuli before it are in `network` already.
[[nodiscard]] Stimulus check_stimulus(const StimulusSpec& spec, const Network& network);
/// Rows and columns whose product is the size; absent where none are given.
[[nodiscard]] std::optional<Shape> check_shape(const std::vector<std::uint64_t>& shape, std::uint64_t size, const std::string& where);
[[nodiscard]] Population check_population(const PopulationSpec& spec, const Network& network);
/// Draws of a regular source are keyed by its `id`.
[[nodiscard]] Source check_source(const SourceSpec& spec, const Network& network, PopulationId id);
[[nodiscard]] Projection check_projection(const ProjectionSpec& spec, const Network& network);
/// `populations` of the network are complete.
[[nodiscard]] ProcessorProgram check_program(const ProcessorSpec& spec, const Network& network);
/// `projections` and `programs` of the network are complete.
[[nodiscard]] Recorder check_recorder(const RecorderSpec& spec, const Network& network);
/// One phase per entry, changes applied on top of those before; a lone duration is one phase.
[[nodiscard]] std::vector<Phase> check_phases(const NetworkSpec& spec, const Network& network);

/// What lang::check_neuron and check_synapse need: the scope with its parameters evaluated, and the ends. Phases check models again.
[[nodiscard]] lang::Scope neuron_scope(const PopulationSpec& spec, const Network& network, const std::string& where);
[[nodiscard]] lang::Scope synapse_scope(const ProjectionSpec& spec, const Network& network, const std::string& where);
[[nodiscard]] lang::Ends ends_of(const Projection& projection, const Network& network);

/// A Poisson source's rates: an expression or a list.
struct Rates {
    lang::ExprPtr rate;
    std::vector<double> rates_hz;
};
/// Refused: negative rates, and more than one spike per tick (rate * dt > 1), wherever they can be known beforehand.
[[nodiscard]] Rates check_rates(const SourceSpec::Poisson& spec, std::uint32_t size, const Network& network, const std::string& where);

/// Start values by variable. `count` is the number of members, absent where it is not known before the synapses are drawn.
struct InitialSpec {
    const std::vector<Setting>& settings;
    const std::vector<lang::Variable>& variables;
    lang::Use use;
    std::optional<std::uint64_t> count;
};
[[nodiscard]] std::vector<InitialValue> check_initial_values(const InitialSpec& spec, const lang::Scope& scope);

[[nodiscard]] std::vector<std::string> group_names(const Network& network);        ///< populations and sources
[[nodiscard]] std::optional<PopulationId> find_group(const Network& network, const std::string& name);
[[nodiscard]] std::optional<ProjectionId> find_projection(const Network& network, const std::string& name);
/// How many synapses a rule makes; absent for fixed_probability.
[[nodiscard]] std::optional<std::uint64_t> synapse_count(const Projection& projection, const Network& network);

}  // namespace aerie::check
