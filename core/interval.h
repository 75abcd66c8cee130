/// @file Where a value can be: closed intervals of real numbers whose operations never exclude a possible result. Every bound that is not
/// exact is moved outward by one unit in the last place, so that floating-point rounding cannot make a range too small.
#pragma once

#include <limits>

namespace aerie {

/// [low, high], low <= high, either may be infinite. No member is NaN.
struct Interval {
    double low = 0.0;
    double high = 0.0;

    [[nodiscard]] static constexpr Interval everything() {
        return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    }
    [[nodiscard]] static constexpr Interval point(double x) { return {x, x}; }
    [[nodiscard]] constexpr bool contains(double x) const { return low <= x && x <= high; }
    [[nodiscard]] constexpr bool contains(Interval x) const { return low <= x.low && x.high <= high; }
    [[nodiscard]] bool is_finite() const;
    constexpr bool operator==(const Interval&) const = default;
};

/// Smallest interval that holds both.
[[nodiscard]] Interval hull(Interval a, Interval b);

[[nodiscard]] Interval operator-(Interval a);
[[nodiscard]] Interval operator+(Interval a, Interval b);
[[nodiscard]] Interval operator-(Interval a, Interval b);
[[nodiscard]] Interval operator*(Interval a, Interval b);
/// Everything when `b` holds zero.
[[nodiscard]] Interval operator/(Interval a, Interval b);

/// For the functions below, members of `x` outside the function's domain (log: x <= 0, sqrt: x < 0) give no result and are left out;
/// when no member is inside, the answer is everything.
[[nodiscard]] Interval exp(Interval x);
[[nodiscard]] Interval log(Interval x);
[[nodiscard]] Interval sqrt(Interval x);
[[nodiscard]] Interval tanh(Interval x);
[[nodiscard]] Interval sin(Interval x);
[[nodiscard]] Interval cos(Interval x);

[[nodiscard]] Interval abs(Interval x);
[[nodiscard]] Interval square(Interval x);                     ///< tighter than x * x: never negative
[[nodiscard]] Interval power(Interval base, Interval exponent);
[[nodiscard]] Interval truncate(Interval x);                   ///< toward zero, as int() does
[[nodiscard]] Interval min(Interval a, Interval b);
[[nodiscard]] Interval max(Interval a, Interval b);
[[nodiscard]] Interval clip(Interval x, Interval low, Interval high);   ///< min(max(x, low), high)
/// Remainder with the sign of the divisor (Python's and Brian2's %). Everything when `b` holds zero.
[[nodiscard]] Interval modulo(Interval a, Interval b);

}  // namespace aerie
