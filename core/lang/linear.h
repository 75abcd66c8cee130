/// @file Is an expression a1*x1 + a2*x2 + ... + b? The coefficients as trees, or the term that is in the way.
#pragma once

#include <string>
#include <vector>

#include "core/lang/ast.h"

namespace aerie::lang {

/// Null coefficients and a null constant are zero. None of them reads a variable. `obstacle` is set when the form does not exist.
struct LinearForm {
    std::vector<ExprPtr> coefficients;   ///< one per variable asked for
    ExprPtr constant;
    ExprPtr obstacle;                    ///< the smallest term that is not linear
};
[[nodiscard]] LinearForm linear_form(const ExprPtr& expr, const std::vector<std::string>& variables);

}  // namespace aerie::lang
