/// @file From a specification's text to a model: every name resolved, every unit compared, every write allowed, the update discretised.
/// All functions throw InputError with the place, line, column and caret.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/lang/ast.h"
#include "core/lang/model.h"
#include "core/network.h"

namespace aerie::lang {

/// A number in SI units and what it measures.
struct Constant {
    double value = 0.0;
    Dimension dimension;
};
using Constants = std::map<std::string, Constant>;

/// What a caller must know of a stimulus array: name(t), or name(t, i) when it has more than one column.
struct StimulusShape {
    Dimension dimension;
    std::uint32_t columns = 1;
};

/// What surrounds the text being checked.
struct Scope {
    std::string where;                               ///< opens every message: "net.txtpb: population 'Exc'"
    double dt_s = 1e-3;
    Schedule schedule = Schedule::chip;
    Constants parameters;                            ///< of this population, source or projection
    std::map<std::string, StimulusShape> stimuli;
    std::uint64_t size = 0;                          ///< N of a population or source; bounds the i of a stimulus name(t, i)
};

/// The two ends of a projection. A source has no model, but spikes: lastspike_pre and i.
struct Ends {
    const NeuronModel* pre = nullptr;                ///< null: a source
    const NeuronModel* post = nullptr;
    std::uint64_t pre_size = 0, post_size = 0;       ///< N_pre and N_post
    std::string pre_name, post_name;                 ///< for messages
    std::optional<double> source_rate_window_s;      ///< set when rate_pre of a source is counted
};

/// Parses, resolves, checks and discretises (update is filled). spec.parameters is not read: scope.parameters holds them evaluated.
[[nodiscard]] NeuronModel check_neuron(const PopulationSpec& spec, const Scope& scope);
[[nodiscard]] SynapseModel check_synapse(const ProjectionSpec& spec, const Scope& scope, const Ends& ends);

/// A constant setting such as "10 ms" or "1/(2*ms)"; may use `known` names. `where` opens the message.
[[nodiscard]] Constant evaluate_quantity(const std::string& text, const std::string& where, const Constants& known = {});
/// The same with its unit checked: SI value.
[[nodiscard]] double evaluate_quantity(const std::string& text, Dimension expected, const std::string& where, const Constants& known = {});
/// All parameters of a population or projection, in file order; a later one may use an earlier one. `values` lists are refused.
[[nodiscard]] Constants evaluate_parameters(const std::vector<Setting>& settings, const Scope& scope);

/// What an expression outside the equations may use beside numbers, parameters and pure functions.
enum class Use {
    neuron_initial,    ///< rand randn uniform(a, b) normal(m, s), i, N
    synapse_initial,   ///< the same, i and j, N_pre and N_post (from Ends given in scope.parameters if wanted)
    source_rate,       ///< stimuli, t, i, N
    target,            ///< stimuli, t: what an output of the embedded processor is to become
    source_timing,     ///< i, N, rand: period and start of a regular source
    delay              ///< rand randn uniform normal, i, j
};
/// A checked expression of dimension `expected`; uniform and normal have become rand() and randn().
[[nodiscard]] ExprPtr check_value(Use use, const std::string& text, Dimension expected, const Scope& scope, const std::string& field);
/// Start value of a variable (its dimension and boolean or not).
[[nodiscard]] ExprPtr check_initial(Use use, const Variable& variable, const std::string& text, const Scope& scope);

/// Finds a variable by name; null when there is none.
[[nodiscard]] const Variable* find_variable(const std::vector<Variable>& variables, const std::string& name);

}  // namespace aerie::lang
