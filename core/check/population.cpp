/// @file Populations and start values.
#include <fmt/format.h>

#include <algorithm>

#include "core/check/fields.h"
#include "core/check/parts.h"
#include "core/error.h"
#include "core/lang/parse.h"

namespace aerie::check {
namespace {

std::vector<std::string> settable_names(const std::vector<lang::Variable>& variables) {
    std::vector<std::string> names;
    for (const lang::Variable& v : variables)
        if (v.kind != lang::Kind::algebraic) names.push_back(v.name);
    return names;
}

const lang::Variable& settable_variable(const Setting& setting, const InitialSpec& spec, const std::string& where) {
    const lang::Variable* variable = lang::find_variable(spec.variables, setting.name);
    if (variable == nullptr) refuse_unknown("variable", setting.name, settable_names(spec.variables), where);
    if (variable->kind == lang::Kind::algebraic)
        throw InputError{{fmt::format("'{}' is computed in every tick and has no start value", setting.name), where, "",
                          "start values of stored variables and of those with dx/dt"}};
    return *variable;
}

/// Either text or a list, and a unit only with a list: what is left over would be ignored.
void check_setting_form(const Setting& setting, const std::string& where) {
    if (setting.value.empty() && setting.values.empty())
        throw InputError{{"a value is missing", where, "", "value: text with a unit, or values: a list"}};
    if (!setting.value.empty() && !setting.values.empty())
        throw InputError{{"both a value and a list of values", where, fmt::format("value: {} and {} values", setting.value, setting.values.size()),
                          "one of them"}};
    if (setting.values.empty() && !setting.unit.empty())
        throw InputError{{"a unit without a list", where, "unit: " + setting.unit, "the unit inside value, such as \"10 mV\""}};
}

void check_count(std::size_t found, std::uint64_t expected, const std::string& where) {
    if (found != expected)
        throw InputError{
            {"the list has the wrong length", where, fmt::format("{} values", found), fmt::format("{} values, one per member", expected)}};
}

InitialValue listed_value(const Setting& setting, const lang::Variable& variable, const InitialSpec& spec, const std::string& where) {
    if (variable.is_shared)
        check_count(setting.values.size(), 1, where);
    else if (spec.count)
        check_count(setting.values.size(), *spec.count, where);
    InitialValue result{setting.name, nullptr, si_values(setting.values, setting.unit, variable.dimension, where)};
    const auto is_truth = [](double x) { return x == 0.0 || x == 1.0; };
    if (variable.is_boolean && !std::all_of(result.values.begin(), result.values.end(), is_truth))
        throw InputError{{"a boolean variable holds 0 or 1", where, "another number in the list", "0 and 1"}};
    return result;
}

}  // namespace

std::string place(const Network& network, const std::string& kind, const std::string& name) {
    return fmt::format("{}: {} '{}'", network.file, kind, name);
}

lang::Scope scope_of(const Network& network, std::string where, std::uint64_t size) {
    lang::Scope scope;
    scope.where = std::move(where);
    scope.dt_s = network.dt_s;
    scope.schedule = network.schedule;
    scope.size = size;
    for (const Stimulus& s : network.stimuli) scope.stimuli[s.name] = {s.dimension, s.columns};
    return scope;
}

std::vector<InitialValue> check_initial_values(const InitialSpec& spec, const lang::Scope& scope) {
    std::vector<InitialValue> result;
    for (const Setting& setting : spec.settings) {
        const std::string where = fmt::format("{}: initial '{}'", scope.where, setting.name);
        const lang::Variable& variable = settable_variable(setting, spec, where);
        const auto is_same = [&](const InitialValue& v) { return v.variable == setting.name; };
        if (std::any_of(result.begin(), result.end(), is_same))
            throw InputError{{"a variable is set twice", where, "", "one start value per variable"}};
        check_setting_form(setting, where);
        if (setting.values.empty())
            result.push_back({setting.name, lang::check_initial(spec.use, variable, setting.value, scope), {}});
        else
            result.push_back(listed_value(setting, variable, spec, where));
    }
    return result;
}

lang::Scope neuron_scope(const PopulationSpec& spec, const Network& network, const std::string& where) {
    lang::Scope scope = scope_of(network, where, spec.size);
    scope.parameters = lang::evaluate_parameters(spec.parameters, scope);
    return scope;
}

Population check_population(const PopulationSpec& spec, const Network& network) {
    const std::string where = place(network, "population", spec.name);
    Population population;
    population.name = spec.name;
    population.size = neuron_count(spec.size, where);
    population.shape = check_shape(spec.shape, spec.size, where);
    const lang::Scope scope = neuron_scope(spec, network, where);
    population.model = lang::check_neuron(spec, scope);
    population.initial = check_initial_values({spec.initial, population.model.variables, lang::Use::neuron_initial, spec.size}, scope);
    return population;
}

}  // namespace aerie::check
