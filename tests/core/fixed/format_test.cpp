#include "core/fixed/format.h"

#include <cmath>
#include <random>

#include "tests/catch.h"

using namespace aerie;
using namespace aerie::fixed;

namespace {

constexpr Format q7{8, 7, true}, uq8{8, 8, false}, whole{8, 0, true};

/// Half a quantum of a format.
double half(Format f) { return std::ldexp(0.5, -f.frac); }

}  // namespace

TEST_CASE("a signed word of b bits reaches from -2^(b-1) to 2^(b-1) - 1, an unsigned one from 0 to 2^b - 1") {
    STATIC_REQUIRE(Format{8, 0, true}.least() == -128);
    STATIC_REQUIRE(Format{8, 0, true}.greatest() == 127);
    STATIC_REQUIRE(Format{8, 0, false}.least() == 0);
    STATIC_REQUIRE(Format{8, 0, false}.greatest() == 255);
    STATIC_REQUIRE(Format{1, 0, false}.greatest() == 1);
    STATIC_REQUIRE(Format{1, 0, true}.least() == -1);
    STATIC_REQUIRE(Format{62, 0, false}.greatest() == (std::int64_t{1} << 62) - 1);
}

TEST_CASE("formats print in Q notation") {
    CHECK(to_string(Format{16, 12, true}) == "Q3.12");
    CHECK(to_string(uq8) == "UQ0.8");
    CHECK(to_string(Format{8, 10, true}) == "Q-3.10");
}

TEST_CASE("a raw word stands for raw * 2^-frac, also with the point outside the word") {
    CHECK(to_double(64, q7) == 0.5);
    CHECK(to_double(-128, q7) == -1.0);
    CHECK(to_double(3, {8, -4, true}) == 48.0);
    CHECK(to_double(1, {8, 40, true}) == 0x1p-40);
}

TEST_CASE("nearest rounds halves up, like an added half before a shift") {
    CHECK(quantise(2.5, whole, Rounding::nearest) == 3);
    CHECK(quantise(-2.5, whole, Rounding::nearest) == -2);
    CHECK(quantise(std::nextafter(2.5, 0.0), whole, Rounding::nearest) == 2);
    CHECK(quantise(0.49999999999999994, whole, Rounding::nearest) == 0);   // adding 0.5 in double would give 1
}

TEST_CASE("toward zero cuts the fraction off on both sides") {
    CHECK(quantise(2.999, whole, Rounding::toward_zero) == 2);
    CHECK(quantise(-2.999, whole, Rounding::toward_zero) == -2);
}

TEST_CASE("stochastic rounding goes up exactly when the word lies below the fraction") {
    CHECK(quantise(2.25, whole, Rounding::stochastic, 0x3fffffff) == 3);
    CHECK(quantise(2.25, whole, Rounding::stochastic, 0x40000000) == 2);
    CHECK(quantise(-2.25, whole, Rounding::stochastic, 0xbfffffff) == -2);   // floor -3, fraction 3/4
    CHECK(quantise(-2.25, whole, Rounding::stochastic, 0xc0000000) == -3);
    CHECK(quantise(5.0, whole, Rounding::stochastic, 0) == 5);   // a whole number stays
}

TEST_CASE("stochastic rounding keeps the mean") {
    std::mt19937 random{1};
    const double value = 0.3;
    const int n = 100000;
    double sum = 0;
    for (int k = 0; k < n; ++k) sum += static_cast<double>(quantise(value, whole, Rounding::stochastic, static_cast<std::uint32_t>(random())));
    CHECK(std::abs(sum / n - value) < 5 * std::sqrt(0.3 * 0.7 / n));
}

TEST_CASE("values beyond the ends saturate, infinities too") {
    CHECK(quantise(1.0, q7, Rounding::nearest) == 127);
    CHECK(quantise(-1.5, q7, Rounding::nearest) == -128);
    CHECK(quantise(-0.1, uq8, Rounding::nearest) == 0);
    CHECK(quantise(std::numeric_limits<double>::infinity(), q7, Rounding::nearest) == 127);
    CHECK(quantise(-std::numeric_limits<double>::infinity(), q7, Rounding::nearest) == -128);
    CHECK(quantise(1e300, {62, 0, true}, Rounding::nearest) == (std::int64_t{1} << 61) - 1);
}

TEST_CASE("every word of every small format survives the way to double and back, whatever the rounding") {
    for (int bits = 1; bits <= 8; ++bits)
        for (int frac : {-3, 0, 5, 12})
            for (bool is_signed : {false, true}) {
                const Format f{bits, frac, is_signed};
                for (std::int64_t raw = f.least(); raw <= f.greatest(); ++raw)
                    for (Rounding r : {Rounding::nearest, Rounding::toward_zero, Rounding::stochastic})
                        REQUIRE(quantise(to_double(raw, f), f, r, 0) == raw);
            }
}

TEST_CASE("rounding errs by at most half a quantum to nearest and less than one otherwise") {
    std::mt19937 random{2};
    std::uniform_real_distribution<double> value{-0.99, 0.99};
    for (int k = 0; k < 20000; ++k) {
        const double x = value(random);
        REQUIRE(std::abs(to_double(quantise(x, q7, Rounding::nearest), q7) - x) <= half(q7));
        REQUIRE(std::abs(to_double(quantise(x, q7, Rounding::stochastic, static_cast<std::uint32_t>(random())), q7) - x) < 2 * half(q7));
        const double cut = to_double(quantise(x, q7, Rounding::toward_zero), q7);
        REQUIRE(std::abs(cut) <= std::abs(x));
        REQUIRE(std::abs(cut - x) < 2 * half(q7));
    }
}

TEST_CASE("a shift rounds as the same value does") {
    std::mt19937_64 random{3};
    for (int k = 0; k < 20000; ++k) {
        const auto wide = static_cast<std::int64_t>(random() >> 12) - (std::int64_t{1} << 51);   // exact in a double
        const int shift = static_cast<int>(random() % 40);
        const auto word = static_cast<std::uint32_t>(random());
        const double value = std::ldexp(static_cast<double>(wide), -shift);
        const Format wide_format{62, 0, true};
        REQUIRE(shift_right(wide, shift, Rounding::nearest) == quantise(value, wide_format, Rounding::nearest));
        REQUIRE(shift_right(wide, shift, Rounding::toward_zero) == quantise(value, wide_format, Rounding::toward_zero));
        if (shift <= 32)
            REQUIRE(shift_right(wide, shift, Rounding::stochastic, word) == quantise(value, wide_format, Rounding::stochastic, word));
    }
}

TEST_CASE("shifts at the edges of the wide word") {
    STATIC_REQUIRE(shift_right(5, 0, Rounding::nearest) == 5);
    STATIC_REQUIRE(shift_right(5, 1, Rounding::nearest) == 3);
    STATIC_REQUIRE(shift_right(-5, 1, Rounding::nearest) == -2);
    STATIC_REQUIRE(shift_right(-5, 1, Rounding::toward_zero) == -2);
    STATIC_REQUIRE(shift_right(-1, 62, Rounding::toward_zero) == 0);
    STATIC_REQUIRE(shift_right(-1, 62, Rounding::nearest) == 0);
    STATIC_REQUIRE(shift_right(std::int64_t{1} << 61, 62, Rounding::nearest) == 1);
    STATIC_REQUIRE(shift_right(std::int64_t{1} << 61, 62, Rounding::stochastic, 0x7fffffff) == 1);
    STATIC_REQUIRE(shift_right(std::int64_t{1} << 61, 62, Rounding::stochastic, 0x80000000) == 0);
}

TEST_CASE("saturation stays at the nearest end, wrapping keeps the low bits") {
    STATIC_REQUIRE(confine(127, whole, Overflow::saturate) == 127);
    STATIC_REQUIRE(confine(128, whole, Overflow::saturate) == 127);
    STATIC_REQUIRE(confine(-129, whole, Overflow::saturate) == -128);
    STATIC_REQUIRE(confine(128, whole, Overflow::wrap) == -128);
    STATIC_REQUIRE(confine(-129, whole, Overflow::wrap) == 127);
    STATIC_REQUIRE(confine(256, uq8, Overflow::wrap) == 0);
    STATIC_REQUIRE(confine(-1, uq8, Overflow::wrap) == 255);
    STATIC_REQUIRE(confine(-1, uq8, Overflow::saturate) == 0);
}

TEST_CASE("wrapping agrees with the machine's own narrow integers") {
    std::mt19937_64 random{4};
    for (int k = 0; k < 20000; ++k) {
        const auto raw = static_cast<std::int64_t>(random());
        REQUIRE(confine(raw, {32, 0, true}, Overflow::wrap) == static_cast<std::int32_t>(raw));
        REQUIRE(confine(raw, {16, 0, true}, Overflow::wrap) == static_cast<std::int16_t>(raw));
        REQUIRE(confine(raw, {16, 0, false}, Overflow::wrap) == static_cast<std::uint16_t>(raw));
    }
}

TEST_CASE("the format for a range is signed only when the range goes below zero") {
    CHECK(format_for({0, 1}, 16) == Format{16, 15, false});   // 1 = 2^15 quanta; 2^16 would not fit
    CHECK(format_for({-1, 0.5}, 16) == Format{16, 15, true});
    CHECK(signed_format_for({0, 1}, 16) == Format{16, 14, true});
}

TEST_CASE("both edges: the greatest word fits, half a quantum more does not") {
    const double one_less = 1.0 - 0x1p-15;   // 32767 quanta of 2^-15
    CHECK(format_for({-1, one_less}, 16).frac == 15);
    CHECK(format_for({-1, one_less + 0x1p-17}, 16).frac == 15);    // a quarter quantum: rounds back
    CHECK(format_for({-1, one_less + 0x1p-16}, 16).frac == 14);    // half: rounds up to 32768
    CHECK(format_for({-1 - 0x1p-17, 0}, 16).frac == 15);
    CHECK(format_for({-1 - 0x1p-16, 0}, 16).frac == 15);           // halves round up, to -32768
    CHECK(format_for({-1 - 0x1p-15, 0}, 16).frac == 14);
}

TEST_CASE("large and tiny ranges put the point outside the word") {
    CHECK(format_for({-70000, 70000}, 8).frac == -10);   // 2^17 > 70000 / 2^0 > 127 * 2^9 = 65024
    CHECK(format_for({0, 1e-12}, 32).frac == 71);        // 2^32 * 2^-72 = 9.1e-13 < 1e-12 < 2^32 * 2^-71
    CHECK(format_for({0, 0}, 16) == Format{16, 16, false});
    CHECK(signed_format_for({0, 0}, 16) == Format{16, 15, true});
}

TEST_CASE("for random ranges the format holds both ends and one bit finer does not") {
    std::mt19937 random{5};
    std::uniform_real_distribution<double> exponent{-40, 40}, sign{-1, 1};
    for (int k = 0; k < 20000; ++k) {
        const double a = sign(random) * std::exp2(exponent(random)), b = sign(random) * std::exp2(exponent(random));
        const Interval range{std::min(a, b), std::max(a, b)};
        const int bits = 2 + static_cast<int>(random() % 31);
        const Format f = format_for(range, bits), finer{bits, f.frac + 1, f.is_signed};
        for (double end : {range.low, range.high})
            REQUIRE(std::abs(to_double(quantise(end, f, Rounding::nearest), f) - end) <= half(f));
        const bool low_fits = std::abs(to_double(quantise(range.low, finer, Rounding::nearest), finer) - range.low) <= half(finer);
        const bool high_fits = std::abs(to_double(quantise(range.high, finer, Rounding::nearest), finer) - range.high) <= half(finer);
        REQUIRE_FALSE((low_fits && high_fits));
    }
}
