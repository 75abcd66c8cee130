/// @file The same value in fewer operations: constants collected, divisions by constants turned into products, like terms joined.
#pragma once

#include "core/lang/ast.h"

namespace aerie::lang {

/// A checked tree in, an equivalent tree out (equal up to rounding of the constants). The cost that counts is operations: a + b*(-2) is
/// a - b*2, (x/tau)*dt is x*(dt/tau), and a constant factor of a sum goes into the terms only where that is free. Draws are never joined.
[[nodiscard]] ExprPtr simplify(const ExprPtr& expr);

/// Operations of a tree: every node that is not a number or a name.
[[nodiscard]] int operation_count(const Expr& expr);

}  // namespace aerie::lang
