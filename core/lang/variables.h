/// @file From equation lines to checked variables: declared once, units agree, dependencies in order. Shared by neurons and synapses.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/lang/check.h"
#include "core/lang/model.h"
#include "core/lang/parse.h"
#include "core/lang/typing.h"

namespace aerie::lang {

/// What the equations of one group can see beside their own variables and parameters.
struct Surroundings {
    const Scope* scope = nullptr;
    bool is_synapse = false;
    Method method = Method::euler;
    std::uint64_t size = 0, post_size = 0;   ///< of what i and j count
    std::function<ExprPtr(const Expr& name, const Source& source)> resolve;   ///< names of the surroundings; null: unknown
    std::function<std::vector<std::string>()> known;
};

/// Variables in file order, algebraic ones after those they depend on. Throws InputError.
[[nodiscard]] std::vector<Variable> check_variables(const std::vector<EquationLine>& lines, const Source& source, const Surroundings& around);

/// The names an expression of this group may use, given its checked variables.
[[nodiscard]] Names names_of(const std::vector<Variable>& variables, const Source& source, const Surroundings& around);

/// t, dt, pi and e; null: another name.
[[nodiscard]] ExprPtr resolve_common(const Expr& name, const Scope& scope);

/// Typed, checked to be finite. `is_shared_only` refuses what differs between the members of the group.
[[nodiscard]] ExprPtr check_expression(const ExprPtr& expr, const Source& source, const Names& names);
void require_shared(const Expr& expr, const std::vector<Variable>& variables, const Source& source, const std::string& what);

/// "euler", "exponential_euler", ... ; throws with the known names.
[[nodiscard]] Method parse_method(const std::string& text, const std::string& where);

/// True for t, dt, i, j, lastspike and all other names that a variable or parameter cannot have.
void refuse_reserved(const std::string& name, const Source& source, Span span);

}  // namespace aerie::lang
