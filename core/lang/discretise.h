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

/// The update of one tick for checked variables (event-driven ones are left out). Algebraic variables come first, then new states; every
/// right side reads the values of the tick's start. Variables carry their method. In synapses algebraic results are locals (not stored).
struct Integration {
    double dt_s = 1e-3;
    bool algebraic_is_local = false;
};
[[nodiscard]] std::vector<UpdateStep> discretise(const std::vector<Variable>& variables, const Integration& integration, const Refuse& refuse);

/// The rate of a pure decay dx/dt = -rate * x in 1/s, as event-driven traces need it: x(t + T) = x(t) * exp(-rate * T). Absent: no pure decay.
[[nodiscard]] std::optional<double> decay_rate(const Variable& variable);

}  // namespace aerie::lang
