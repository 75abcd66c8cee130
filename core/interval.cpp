#include "core/interval.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace aerie {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Below this a product's rounding error may itself underflow, so it no longer proves that the product is exact.
constexpr double least_provable = 0x1p-960;

double down(double x) { return std::nextafter(x, -infinity); }
double up(double x) { return std::nextafter(x, infinity); }

/// A rounded result with whether it is known to be exact.
struct Rounded {
    double value;
    bool is_exact;
    [[nodiscard]] double low() const { return is_exact ? value : down(value); }
    [[nodiscard]] double high() const { return is_exact ? value : up(value); }
};

/// Knuth's two-sum: the error of a rounded sum is itself a double.
Rounded sum(double a, double b) {
    const double s = a + b;
    if (!std::isfinite(s)) return {s, std::isinf(a) || std::isinf(b)};
    const double b_part = s - a;
    const double error = (a - (s - b_part)) + (b - b_part);
    return {s, error == 0.0};
}

/// Bounds at infinity stand for "as large as you like": zero times that is zero.
Rounded product(double a, double b) {
    if (a == 0.0 || b == 0.0) return {0.0, true};
    const double p = a * b;
    if (!std::isfinite(p)) return {p, std::isinf(a) || std::isinf(b)};
    return {p, std::abs(p) > least_provable && std::fma(a, b, -p) == 0.0};
}

Rounded quotient(double a, double b) {
    if (a == 0.0) return {0.0, true};
    if (std::isinf(a) && std::isinf(b)) return {std::signbit(a) == std::signbit(b) ? infinity : -infinity, true};
    const double q = a / b;
    if (!std::isfinite(q)) return {q, std::isinf(a)};
    if (std::isinf(b)) return {q, true};   // q is 0, the limit
    const bool is_provable = std::abs(q) > least_provable && std::abs(a) > least_provable;
    return {q, is_provable && std::fma(q, b, -a) == 0.0};
}

/// A rounded overflow is a large finite number in truth: its inner bound must stay finite.
double inner_low(Rounded r) { return r.value == infinity && !r.is_exact ? std::numeric_limits<double>::max() : r.low(); }
double inner_high(Rounded r) { return r.value == -infinity && !r.is_exact ? std::numeric_limits<double>::lowest() : r.high(); }

Interval hull_of(std::initializer_list<Rounded> corners) {
    Interval all{infinity, -infinity};
    for (const Rounded& corner : corners) {
        all.low = std::min(all.low, inner_low(corner));
        all.high = std::max(all.high, inner_high(corner));
    }
    return all;
}

/// Bounds of a rising library function, whose results glibc promises to one unit in the last place at worst for those used here.
template <class Function>
Interval rising(Interval x, Function f) {
    const double low = f(x.low), high = f(x.high);
    return {std::isinf(low) && low > 0 ? std::numeric_limits<double>::max() : down(low), up(high)};
}

/// x^n by repeated squaring, every product rounded outward.
Interval point_power(Interval x, unsigned n) {
    if (n == 0) return Interval::point(1.0);
    const Interval half = square(point_power(x, n / 2));
    return n % 2 == 0 ? half : half * x;
}

/// Odd powers rise everywhere, even ones rise with the magnitude: the extremes are at the ends.
Interval whole_power(Interval base, unsigned n) {
    const Interval x = n % 2 == 0 ? abs(base) : base;
    return {point_power(Interval::point(x.low), n).low, point_power(Interval::point(x.high), n).high};
}

}  // namespace

bool Interval::is_finite() const { return std::isfinite(low) && std::isfinite(high); }

Interval hull(Interval a, Interval b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

Interval operator-(Interval a) { return {-a.high, -a.low}; }

Interval operator+(Interval a, Interval b) { return {inner_low(sum(a.low, b.low)), inner_high(sum(a.high, b.high))}; }

Interval operator-(Interval a, Interval b) { return a + -b; }

Interval operator*(Interval a, Interval b) {
    return hull_of({product(a.low, b.low), product(a.low, b.high), product(a.high, b.low), product(a.high, b.high)});
}

Interval operator/(Interval a, Interval b) {
    if (b.contains(0.0)) return Interval::everything();
    return hull_of({quotient(a.low, b.low), quotient(a.low, b.high), quotient(a.high, b.low), quotient(a.high, b.high)});
}

Interval exp(Interval x) {
    const Interval e = rising(x, [](double v) { return std::exp(v); });
    return {x.low == 0.0 ? 1.0 : std::max(e.low, 0.0), x.high == 0.0 ? 1.0 : e.high};
}

Interval log(Interval x) {
    if (x.high <= 0.0) return Interval::everything();
    const Interval l = rising({std::max(x.low, 0.0), x.high}, [](double v) { return std::log(v); });
    return {x.low == 1.0 ? 0.0 : l.low, x.high == 1.0 ? 0.0 : l.high};
}

Interval sqrt(Interval x) {
    if (x.high < 0.0) return Interval::everything();
    const auto root = [](double v) {
        const double r = std::sqrt(v);
        return Rounded{r, v == 0.0 || std::isinf(v) || (v > least_provable && std::fma(r, r, -v) == 0.0)};
    };
    return {root(std::max(x.low, 0.0)).low(), root(x.high).high()};
}

Interval tanh(Interval x) {
    // glibc's tanh is within two units in the last place.
    const Interval t = rising(x, [](double v) { return std::tanh(v); });
    return {std::max(down(t.low), -1.0), std::min(up(t.high), 1.0)};
}

Interval cos(Interval x) {
    if (!x.is_finite() || x.high - x.low >= 6.0 || std::max(std::abs(x.low), std::abs(x.high)) > 1e6) return {-1.0, 1.0};
    constexpr double half_turn = 3.14159265358979323846;
    constexpr double slack = 1e-9;   // above the error of k * half_turn for |k| up to 1e6
    const double a = std::cos(x.low), b = std::cos(x.high);
    Interval result{std::max(down(std::min(a, b)), -1.0), std::min(up(std::max(a, b)), 1.0)};
    for (double k = std::ceil(x.low / half_turn - slack); k * half_turn <= x.high + slack; k += 1.0) {
        if (std::fmod(std::abs(k), 2.0) < 0.5) result.high = 1.0;   // an even multiple of pi: a crest
        else result.low = -1.0;
    }
    return result;
}

Interval sin(Interval x) {
    constexpr double quarter_turn = 1.57079632679489661923;
    if (!x.is_finite() || std::max(std::abs(x.low), std::abs(x.high)) > 1e6) return {-1.0, 1.0};
    const Interval shifted = cos(x - Interval{down(quarter_turn), up(quarter_turn)});
    // The shift costs an absolute error, which near a zero of the sine is more than one unit in the last place.
    return {std::max(shifted.low - 1e-9, -1.0), std::min(shifted.high + 1e-9, 1.0)};
}

Interval abs(Interval x) {
    if (x.low >= 0.0) return x;
    if (x.high <= 0.0) return -x;
    return {0.0, std::max(-x.low, x.high)};
}

Interval square(Interval x) {
    const Interval a = abs(x);
    return {std::max(inner_low(product(a.low, a.low)), 0.0), inner_high(product(a.high, a.high))};
}

Interval power(Interval base, Interval exponent) {
    const double n = exponent.low;
    const bool is_whole = exponent.low == exponent.high && n == std::floor(n) && std::abs(n) <= 64.0;
    if (is_whole && n >= 0.0) return whole_power(base, static_cast<unsigned>(n));
    if (is_whole) return Interval::point(1.0) / whole_power(base, static_cast<unsigned>(-n));
    if (base.low < 0.0) return Interval::everything();   // a negative base with a broken exponent has no real power
    if (base.low == 0.0 && exponent.low <= 0.0) return Interval::everything();
    // Monotonic in each argument on positive bases: the extremes are at corners. pow is within one unit in the last place.
    Interval all{infinity, -infinity};
    for (double b : {base.low, base.high})
        for (double e : {exponent.low, exponent.high}) {
            const double p = std::pow(b, e);
            if (std::isnan(p)) return Interval::everything();
            all = {std::min(all.low, down(p)), std::max(all.high, up(p))};
        }
    return {std::max(all.low, 0.0), all.high};
}

Interval truncate(Interval x) { return {std::trunc(x.low), std::trunc(x.high)}; }

Interval min(Interval a, Interval b) { return {std::min(a.low, b.low), std::min(a.high, b.high)}; }

Interval max(Interval a, Interval b) { return {std::max(a.low, b.low), std::max(a.high, b.high)}; }

Interval clip(Interval x, Interval low, Interval high) { return min(max(x, low), high); }

Interval modulo(Interval a, Interval b) {
    if (b.contains(0.0)) return Interval::everything();
    if (b.low > 0.0 && a.low >= 0.0 && a.high < b.low) return a;   // already reduced
    if (b.low < 0.0) return {b.low, 0.0};
    return {0.0, a.low >= 0.0 ? std::min(a.high, b.high) : b.high};
}

}  // namespace aerie
