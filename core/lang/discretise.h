/// @file From differential equations to one step of dt, as few operations as the equations allow. See README.md for the formulas.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/lang/ast.h"
#include "core/lang/model.h"

namespace aerie::lang {

/// Where an equation cannot be integrated by its method: the offending term and why. The checker turns it into a Complaint.
struct Unsuitable {
    std::string variable;
    ExprPtr term;
    std::string reason;    ///< "exp(v) is not linear in 'v'"
    std::string advice;    ///< "use method euler"
};
using Refuse = std::function<void(const Unsuitable&)>;   ///< must throw

/// How one tick is written.
struct Integration {
    double dt_s = 1e-3;
    bool algebraic_is_local = false;     ///< synapses: algebraic results are locals, and only those that are read are computed
    std::vector<Statement> on_tick;      ///< checked; they follow the integration, each seeing the results of those before it
};

/// The update of one tick for checked variables (event-driven ones are left out; each carries its method). Algebraic variables come first,
/// then new states, whose right sides all read the values of the tick's start; then on_tick.
[[nodiscard]] std::vector<UpdateStep> discretise(const std::vector<Variable>& variables, const Integration& integration, const Refuse& refuse);

/// `x op= value` as the new value of x, simplified.
[[nodiscard]] ExprPtr assigned_value(const Statement& statement, const ExprPtr& target);

/// Algebraic variables written out (to the end) in `expr`, where `is_wanted` says so of a variable. Draws stay as they are.
[[nodiscard]] ExprPtr inline_algebraic(const ExprPtr& expr, const std::vector<Variable>& variables, const std::function<bool(const Variable&)>& is_wanted);

/// The rate of a pure decay dx/dt = -rate * x in 1/s, as event-driven traces need it: x(t + T) = x(t) * exp(-rate * T). Absent: no pure decay.
[[nodiscard]] std::optional<double> decay_rate(const Variable& variable);

}  // namespace aerie::lang
