/// @file Phases: how long, and what changes before each. Changes stay until they are changed again.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/check/fields.h"
#include "core/check/parts.h"
#include "core/error.h"
#include "core/nearest_name.h"

namespace aerie::check {
namespace {

using Change = PhaseSpec::Change;

/// The specification as the changes so far have left it.
struct Changing {
    NetworkSpec spec;
    const Network& network;
};

template <class Spec>
Spec& named(std::vector<Spec>& specs, const std::string& name) {
    return *std::find_if(specs.begin(), specs.end(), [&](const Spec& s) { return s.name == name; });
}

lang::Constant parameter_value(const std::vector<Setting>& settings, const std::string& name, const lang::Scope& scope) {
    return lang::evaluate_parameters(settings, scope).at(name);
}

/// Replaces the text of a parameter; the new value must measure the same thing.
void change_parameter(std::vector<Setting>& settings, const Change& change, const Network& network, const std::string& where) {
    std::vector<std::string> known;
    for (const Setting& s : settings) known.push_back(s.name);
    const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& s) { return s.name == change.name; });
    if (found == settings.end()) refuse_unknown("parameter", change.name, known, where);
    if (change.value.empty() || !change.values.empty())
        throw InputError{
            {"a parameter has one value for all members", where, fmt::format("{} values", change.values.size()), "value: text with a unit"}};
    const lang::Scope scope = scope_of(network, where);
    const lang::Dimension before = parameter_value(settings, change.name, scope).dimension;
    found->value = change.value;
    const lang::Dimension after = parameter_value(settings, change.name, scope).dimension;
    if (before != after)
        throw InputError{
            {"a change of unit", where, fmt::format("{}, a {}", change.value, lang::to_string(after)), "a value in " + lang::to_string(before)}};
}

/// Formats are chosen once, from the declared ranges: a range that moves would leave them wrong.
void require_same_ranges(const std::vector<lang::Variable>& before, const std::vector<lang::Variable>& after, const std::string& where) {
    AERIE_ASSERT(before.size() == after.size());
    for (std::size_t k = 0; k < before.size(); ++k) {
        const auto &a = before[k].range, &b = after[k].range;
        const bool is_same = a.has_value() == b.has_value() && (!a || (a->low == b->low && a->high == b->high));
        if (!is_same)
            throw InputError{{fmt::format("the change moves the declared range of '{}'", before[k].name), where, "",
                              "ranges that hold for all phases, written without this parameter"}};
    }
}

Phase::RateChange change_rate(const Change& change, PopulationId id, const Network& network, const std::string& where) {
    const Source& source = network.sources[id.index() - network.populations.size()];
    if (change.name != "rate") refuse_unknown("setting of a source", change.name, {"rate"}, where);
    if (source.kind != Source::Kind::poisson)
        throw InputError{{"only Poisson sources have a rate", where, "'" + source.name + "'", "a Poisson source"}};
    Rates rates = check_rates({change.value, change.values}, source.size, network, where);
    return {id, std::move(rates.rate), std::move(rates.rates_hz)};
}

/// What one phase changes, each thing once, in ascending order of its id.
struct Touched {
    std::map<PopulationId, std::string> populations;   ///< with the place of the last change, for messages
    std::map<ProjectionId, std::string> projections;
};

void refuse_target(const Change& change, const Network& network, const std::string& where) {
    std::vector<std::string> known = group_names(network);
    for (const Projection& p : network.projections) known.push_back(p.name);
    refuse_unknown("population, source or projection", change.target, known, where);
}

void apply(const Change& change, Changing& changing, Touched& touched, Phase& phase, const std::string& where) {
    const Network& network = changing.network;
    if (const auto id = find_group(network, change.target)) {
        if (network.is_source(*id)) {
            phase.rates.push_back(change_rate(change, *id, network, where));
        } else {
            change_parameter(named(changing.spec.populations, change.target).parameters, change, network, where);
            touched.populations[*id] = where;
        }
    } else if (const auto projection = find_projection(network, change.target)) {
        change_parameter(named(changing.spec.projections, change.target).parameters, change, network, where);
        touched.projections[*projection] = where;
    } else {
        refuse_target(change, network, where);
    }
}

void check_again(const Changing& changing, const Touched& touched, Phase& phase) {
    const Network& network = changing.network;
    for (const auto& [id, where] : touched.populations) {
        const PopulationSpec& spec = changing.spec.populations[id.index()];
        phase.populations.push_back({id, lang::check_neuron(spec, neuron_scope(spec, network, where))});
        require_same_ranges(network.populations[id.index()].model.variables, phase.populations.back().model.variables, where);
    }
    for (const auto& [id, where] : touched.projections) {
        const ProjectionSpec& spec = changing.spec.projections[id.index()];
        const Projection& projection = network.projections[id.index()];
        phase.projections.push_back({id, lang::check_synapse(spec, synapse_scope(spec, network, where), ends_of(projection, network))});
        require_same_ranges(projection.model.variables, phase.projections.back().model.variables, where);
    }
}

Phase check_phase(const PhaseSpec& spec, Changing& changing, const std::string& where) {
    Phase phase;
    phase.duration = Ticks{whole_ticks(spec.duration, changing.network.dt_s, where + ": duration")};
    Touched touched;
    std::set<std::pair<std::string, std::string>> seen;
    for (const Change& change : spec.changes) {
        const std::string place = fmt::format("{}: change of '{}' of '{}'", where, change.name, change.target);
        if (!seen.insert({change.target, change.name}).second)
            throw InputError{{"changed twice in one phase", place, "", "one change of a thing per phase"}};
        apply(change, changing, touched, phase, place);
    }
    check_again(changing, touched, phase);
    return phase;
}

void check_total(const std::vector<Phase>& phases, const std::string& file) {
    std::uint64_t total = 0;
    for (const Phase& phase : phases) {
        total += phase.duration.count();   // each at most 2^53: the sum passes the limit before it overflows
        if (total > most_ticks)
            throw InputError{{"the phases together last too long", file, fmt::format("{} ticks", total), fmt::format("{} ticks", most_ticks)}};
    }
}

}  // namespace

std::vector<Phase> check_phases(const NetworkSpec& spec, const Network& network) {
    if (spec.duration.empty() == spec.phases.empty())
        throw InputError{{spec.phases.empty() ? "a duration is missing" : "both a duration and phases", network.file,
                          spec.phases.empty() ? "" : "duration: " + spec.duration, "duration, or phases with durations of their own"}};
    if (spec.phases.empty()) {
        Phase phase;
        phase.duration = Ticks{whole_ticks(spec.duration, network.dt_s, network.file + ": duration")};
        return {phase};
    }
    Changing changing{spec, network};
    std::vector<Phase> phases;
    for (std::size_t k = 0; k < spec.phases.size(); ++k)
        phases.push_back(check_phase(spec.phases[k], changing, fmt::format("{}: phase {}", network.file, k + 1)));
    check_total(phases, network.file);
    return phases;
}

}  // namespace aerie::check
