#include "core/interval.h"

#include <cmath>
#include <random>

#include "tests/catch.h"

using namespace aerie;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Random numbers of all signs and many magnitudes, zero and one among them.
class Numbers {
   public:
    double any(double reach = 60) {
        switch (random_() % 8) {
            case 0: return 0.0;
            case 1: return 1.0;
            case 2: return static_cast<double>(random_() % 9) - 4.0;
            default: return (unit() < 0.5 ? -1 : 1) * std::exp2((2 * unit() - 1) * reach);
        }
    }
    Interval interval(double reach = 60) {
        const double a = any(reach), b = random_() % 6 == 0 ? a : any(reach);
        return {std::min(a, b), std::max(a, b)};
    }
    double inside(Interval x) {
        const std::uint32_t where = random_() % 4;
        if (where == 0) return x.low;
        if (where == 1) return x.high;
        return std::clamp(x.low + unit() * (x.high - x.low), x.low, x.high);
    }
    double unit() { return std::uniform_real_distribution<double>{0, 1}(random_); }

   private:
    std::mt19937 random_{11};
};

/// The true result, in 64-bit-mantissa arithmetic, must lie inside.
bool holds(Interval x, long double value) {
    return static_cast<long double>(x.low) <= value && value <= static_cast<long double>(x.high);
}

template <class Bound, class Truth>
void check_unary(Bound bound, Truth truth, double reach) {
    Numbers numbers;
    for (int k = 0; k < 20000; ++k) {
        const Interval x = numbers.interval(reach);
        const double a = numbers.inside(x);
        const long double value = truth(static_cast<long double>(a));
        if (std::isnan(value)) continue;
        const Interval result = bound(x);
        INFO("[" << x.low << ", " << x.high << "] at " << a << " gives [" << result.low << ", " << result.high << "]");
        REQUIRE(result.low <= result.high);
        REQUIRE(holds(result, value));
    }
}

template <class Bound, class Truth>
void check_binary(Bound bound, Truth truth, double reach = 60) {
    Numbers numbers;
    for (int k = 0; k < 20000; ++k) {
        const Interval x = numbers.interval(reach), y = numbers.interval(reach);
        const double a = numbers.inside(x), b = numbers.inside(y);
        const long double value = truth(static_cast<long double>(a), static_cast<long double>(b));
        if (std::isnan(value)) continue;
        const Interval result = bound(x, y);
        INFO("[" << x.low << ", " << x.high << "], [" << y.low << ", " << y.high << "] at " << a << ", " << b);
        REQUIRE(result.low <= result.high);
        REQUIRE(holds(result, value));
    }
}

}  // namespace

TEST_CASE("sums, differences, products and quotients hold every result of members") {
    check_binary([](auto x, auto y) { return x + y; }, [](long double a, long double b) { return a + b; });
    check_binary([](auto x, auto y) { return x - y; }, [](long double a, long double b) { return a - b; });
    check_binary([](auto x, auto y) { return x * y; }, [](long double a, long double b) { return a * b; });
    check_binary([](auto x, auto y) { return x / y; }, [](long double a, long double b) { return b == 0 ? NAN : a / b; });
}

TEST_CASE("products and quotients stay sound where they underflow and overflow") {
    check_binary([](auto x, auto y) { return x * y; }, [](long double a, long double b) { return a * b; }, 1000);
    check_binary([](auto x, auto y) { return x / y; }, [](long double a, long double b) { return b == 0 ? NAN : a / b; }, 1000);
    check_unary([](auto x) { return square(x); }, [](long double a) { return a * a; }, 1000);
}

TEST_CASE("functions hold the value at every member") {
    check_unary([](auto x) { return exp(x); }, [](long double a) { return std::exp(a); }, 11);
    check_unary([](auto x) { return log(x); }, [](long double a) { return a > 0 ? std::log(a) : NAN; }, 60);
    check_unary([](auto x) { return sqrt(x); }, [](long double a) { return a >= 0 ? std::sqrt(a) : NAN; }, 60);
    check_unary([](auto x) { return tanh(x); }, [](long double a) { return std::tanh(a); }, 6);
    check_unary([](auto x) { return sin(x); }, [](long double a) { return std::sin(a); }, 5);
    check_unary([](auto x) { return cos(x); }, [](long double a) { return std::cos(a); }, 5);
    check_unary([](auto x) { return abs(x); }, [](long double a) { return std::fabs(a); }, 60);
    check_unary([](auto x) { return truncate(x); }, [](long double a) { return std::trunc(a); }, 20);
}

TEST_CASE("whole and broken powers hold the value at every member") {
    for (double n : {0.0, 1.0, 2.0, 3.0, 5.0, 8.0, -1.0, -2.0, -3.0})
        check_unary([n](auto x) { return power(x, Interval::point(n)); },
                    [n](long double a) { return n < 0 && a == 0 ? NAN : std::pow(a, static_cast<long double>(n)); }, 20);
    check_binary([](auto x, auto y) { return power(x, y); },
                 [](long double a, long double b) { return a <= 0 ? NAN : std::pow(a, b); }, 4);
}

TEST_CASE("minimum, maximum, clip and hull hold the value at every member") {
    check_binary([](auto x, auto y) { return min(x, y); }, [](long double a, long double b) { return std::min(a, b); });
    check_binary([](auto x, auto y) { return max(x, y); }, [](long double a, long double b) { return std::max(a, b); });
    check_binary([](auto x, auto y) { return hull(x, y); }, [](long double a, long double) { return a; });
    check_unary([](auto x) { return clip(x, Interval{-2, -1}, Interval{1, 2}); },
                [](long double a) { return std::min(std::max(a, -1.5L), 1.5L); }, 5);
}

TEST_CASE("the remainder has the divisor's sign") {
    check_binary([](auto x, auto y) { return modulo(x, y); },
                 [](long double a, long double b) { return b == 0 ? NAN : a - b * std::floor(a / b); }, 8);
    CHECK(modulo({1, 2}, {3, 4}) == Interval{1, 2});
    CHECK(modulo({-1, 9}, {3, 4}) == Interval{0, 4});
    CHECK(modulo({0, 9}, {-4, -3}) == Interval{-4, 0});
}

TEST_CASE("exact results are not widened") {
    CHECK(Interval{1, 2} + Interval{3, 4} == Interval{4, 6});
    CHECK(Interval{0, 2} * Interval{-3, 4} == Interval{-6, 8});
    CHECK(Interval{1, 2} / Interval{4, 8} == Interval{0.125, 0.5});
    CHECK(sqrt({4, 9}) == Interval{2, 3});
    CHECK(square({-3, 2}) == Interval{0, 9});
    CHECK(power({-2, 1}, Interval::point(3)) == Interval{-8, 1});
    CHECK(exp({0, 0}) == Interval{1, 1});
    CHECK(log({1, 1}) == Interval{0, 0});
}

TEST_CASE("a sum that is not exact is wider than its rounded bounds by one unit in the last place on each side") {
    const Interval tenth = Interval::point(0.1), fifth = Interval::point(0.2);
    const Interval sum = tenth + fifth;   // 0.1 + 0.2 is not a double
    CHECK(sum == Interval{std::nextafter(0.1 + 0.2, -1.0), std::nextafter(0.1 + 0.2, 1.0)});
}

TEST_CASE("a range that cannot be negative stays so under multiplication, exp, sqrt and square") {
    CHECK((Interval{0, 1} * Interval{0.1, 0.3}).low == 0.0);
    CHECK(exp({-1e9, 0.1}).low == 0.0);
    CHECK(sqrt({0, 0.1}).low == 0.0);
    CHECK(square({-0.1, 0.1}).low == 0.0);
    CHECK(abs({-3, 2}) == Interval{0, 3});
}

TEST_CASE("division by a range that holds zero is everything, at its edge too") {
    CHECK(Interval{1, 2} / Interval{-1, 1} == Interval::everything());
    CHECK(Interval{1, 2} / Interval{0, 1} == Interval::everything());
    CHECK((Interval{1, 2} / Interval{5e-324, 1}).low == 1.0);
    CHECK(modulo({1, 2}, {0, 1}) == Interval::everything());
}

TEST_CASE("members outside a function's domain are left out") {
    CHECK(log({-1, 1}) == Interval{-infinity, 0});
    CHECK(sqrt({-4, 4}) == Interval{0, 2});
    CHECK(log({-2, -1}) == Interval::everything());
    CHECK(sqrt({-2, -1}) == Interval::everything());
}

TEST_CASE("infinite ends stay ends") {
    const Interval all = Interval::everything();
    CHECK(all + Interval{1, 2} == all);
    CHECK(all * Interval{0, 0} == Interval{0, 0});
    CHECK(exp(all) == Interval{0, infinity});
    CHECK(tanh(all) == Interval{-1, 1});
    CHECK(sin(all) == Interval{-1, 1});
    CHECK_FALSE(all.is_finite());
    CHECK(clip(all, Interval::point(-1), Interval::point(5)) == Interval{-1, 5});
}

TEST_CASE("an overflow keeps a finite inner bound") {
    const Interval big{1e308, 1e308};
    CHECK((big + big).low == std::numeric_limits<double>::max());
    CHECK((big * big).high == infinity);
    CHECK((-big * big).high == std::numeric_limits<double>::lowest());
    CHECK(exp({1000, 1001}).low == std::numeric_limits<double>::max());
}

TEST_CASE("crests and troughs inside the range are found") {
    CHECK(cos({-0.1, 0.1}).high == 1.0);
    CHECK(cos({3.1, 3.2}).low == -1.0);
    CHECK(sin({1.5, 1.6}).high == 1.0);
    CHECK(cos({0.5, 1.0}).high == Approx(std::cos(0.5)));
    CHECK(cos({0.5, 1.0}).low == Approx(std::cos(1.0)));
    CHECK(cos({0, 7}) == Interval{-1, 1});
}
