/// @file The plain reading of an expression with a bound on how far any decent arithmetic may be from it. Nothing here knows what the compiler does:
/// only that a word of 31 bits and a sign holds each result over its whole range.
#pragma once

#include <functional>

#include "core/interval.h"
#include "core/lang/ast.h"

namespace aerie::hw::test {

/// A value, how far the computed one may be from it, and the range over which its format was chosen.
struct Bounded {
    double value = 0.0;
    double error = 0.0;
    Interval range{};
    bool is_certain = true;   ///< false: a comparison, floor or sign could have gone the other way
};

/// How precise the arithmetic is.
struct Precision {
    double of_range = 0.0;    ///< of the largest magnitude in a range: fixed point
    double of_value = 0.0;    ///< of the value itself: floating point
    double of_function = 0.0; ///< relative, of exp and log; absolute, of sin and tanh
};
inline constexpr Precision fixed_precision{0x1p-28, 0.0, 6e-5};
inline constexpr Precision float_precision{0.0, 0x1p-50, 1e-14};

[[nodiscard]] Bounded bounded_evaluate(const lang::Expr& expr, const Precision& precision, const std::function<Bounded(const lang::Expr&)>& name);

}  // namespace aerie::hw::test
