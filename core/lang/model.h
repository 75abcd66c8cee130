/// @file What the equations of one population or one projection mean, once parsed, resolved and unit-checked.
/// Plain values; every name in every expression carries its Reference; parameters have become numbers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/lang/ast.h"

namespace aerie::lang {

enum class Method { euler, exponential_euler, midpoint, exact };

struct Range {
    double low = 0.0;   ///< SI units
    double high = 0.0;
};

enum class Kind {
    differential,   ///< dx/dt = rhs
    algebraic,      ///< x = rhs, evaluated once per tick from the values at the tick's start, in dependency order
    stored          ///< x : unit; a per-neuron or per-synapse value, set initially and by statements, constant otherwise
};

struct Variable {
    std::string name;
    Kind kind = Kind::stored;
    ExprPtr rhs;                      ///< differential, algebraic; typed, as written (`update` holds the simplified form)
    Dimension dimension;
    bool is_boolean = false;
    bool is_shared = false;           ///< (shared): one value for the whole group
    bool is_constant = false;         ///< (constant): never written after initialisation
    bool is_unless_refractory = false;
    bool is_event_driven = false;     ///< synapse: (event-driven), advanced lazily at spikes; only linear decay dx/dt = -x/tau
    Method method = Method::euler;    ///< differential: how it is integrated (the population's, or its own flag `method=...`)
    std::optional<Range> range;       ///< declared: `: volt [-80 mV, 20 mV]` or `: [-80 mV, 20 mV]`
    Span span;
};

/// One step of the discretised update. Steps run in order; `local` targets are intermediates, others store to a variable.
/// discretise() has already arranged that every right side reads the values from the start of the tick. Algebraic variables come first:
/// stored in neurons (threshold, reset and recorders may read them), locals in synapses, and there only where the update needs them.
struct UpdateStep {
    std::string target;
    bool is_local = false;
    ExprPtr value;
    bool is_unless_refractory = false;   ///< keep the old value while refractory
    bool is_shared = false;              ///< one value for the whole group: rand() and randn() are drawn once for all
};

struct NeuronModel {
    std::vector<Variable> variables;         ///< file order; algebraic ones after those they depend on
    std::vector<UpdateStep> update;          ///< integration of one dt, then `on_tick` statements
    ExprPtr threshold;                       ///< boolean; null: never fires
    std::vector<Statement> reset;
    std::optional<double> refractory_s;      ///< duration in seconds; absent: none
    ExprPtr refractory_while;                ///< boolean condition instead of a duration; null: none
    std::optional<double> rate_window_s;     ///< set when mean_rate is used or asked for
};

struct SynapseModel {
    std::vector<Variable> variables;         ///< includes `w` when nothing was declared
    std::vector<UpdateStep> update;          ///< clock-driven part (differential variables not event-driven, then `on_tick`); empty: none
    std::vector<Statement> on_pre;           ///< x_post += e, x_post -= e accumulate; other writes go to own or x_pre-free synapse variables
    std::vector<Statement> on_post;
    std::vector<Statement> sums;             ///< x_post = e (summed): before each update of the targets, x becomes the sum of e over all their synapses
};

}  // namespace aerie::lang
