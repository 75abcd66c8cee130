#include "hw_model/compile/number_format.h"

#include <cmath>
#include <limits>

#include "core/error.h"

#include "tests/catch.h"

namespace aerie::hw {
namespace {

NumberKind kind(int bits, bool is_signed = true) { return {.bits = bits, .is_signed = is_signed}; }

TEST_CASE("a format is the finest that holds both ends of the range") {
    const NumberFormat f = format_for({-1.0, 1.0}, kind(16));   // Q1.14: 1.0 itself must fit
    CHECK(f.frac == 14);
    CHECK(f.low == -32768);
    CHECK(f.high == 32767);
    CHECK(f.lsb() == 0x1p-14);
    CHECK(format_for({-1.0, 0.9999}, kind(16)).frac == 15);
    CHECK(format_for({0.0, 0.9999}, kind(16, false)).frac == 16);
    CHECK(format_for({0.0, 1e-12}, kind(16)).frac == 54);   // 2^-40 = 9.1e-13 < 1e-12 < 2^-39: 39 + 15
}

TEST_CASE("registers of 32 bits keep one bit for the adder") {
    const NumberFormat f = format_for({-8.0, 7.0}, kind(32));
    CHECK(f.bits == 31);
    CHECK(f.frac == 27);
    CHECK(f.low == -(1 << 30));
    CHECK(f.high == (1 << 30) - 1);
    CHECK(format_for({0.0, 7.0}, kind(32, false)).low == -(1 << 30));   // a word of 32 bits has a sign in any case
}

TEST_CASE("a range below zero takes a sign even on a chip of unsigned numbers") {
    CHECK(format_for({-1.0, 1.0}, kind(8, false)).low == -128);
    CHECK(format_for({0.0, 1.0}, kind(8, false)).low == 0);
}

TEST_CASE("values are quantised to nearest and saturate at both ends") {
    const NumberFormat f = format_for({-1.0, 0.99}, kind(8));   // Q0.7
    CHECK(f.quantise(0.0) == 0);
    CHECK(f.quantise(0.49 / 128) == 0);
    CHECK(f.quantise(0.51 / 128) == 1);
    CHECK(f.quantise(-1.0) == -128);
    CHECK(f.quantise(-1.1) == -128);
    CHECK(f.quantise(-1e300) == -128);
    CHECK(f.quantise(127.4 / 128) == 127);
    CHECK(f.quantise(1e300) == 127);
    CHECK(f.value(f.quantise(0.5)) == 0.5);
    CHECK(f.range().low == -1.0);
    CHECK(f.range().high == 127.0 / 128);
}

TEST_CASE("on a free grid the greatest code is the greatest weight") {
    for (const int bits : {3, 4, 6, 8}) {
        const NumberFormat f = weight_format_for({0.0, 2.0}, kind(bits, false), WeightGrid::free_scale);
        CHECK(f.high == (1 << bits) - 1);
        CHECK(f.low == 0);
        CHECK(f.lsb() == Approx(2.0 / ((1 << bits) - 1)).epsilon(1e-15));
        CHECK(f.quantise(2.0) == f.high);
        CHECK(f.quantise(-0.1) == 0);
    }
    CHECK(weight_format_for({0.0, 2.0}, kind(4, false), WeightGrid::power_of_two).lsb() == 0.25);   // 2.0 = 8 * 0.25 <= 15 * 0.25
}

TEST_CASE("a free grid with a sign is symmetric") {
    const NumberFormat f = weight_format_for({-0.5, 3.0}, kind(8), WeightGrid::free_scale);
    CHECK(f.high == 127);
    CHECK(f.low == -127);
    CHECK(f.lsb() == Approx(3.0 / 127));
}

TEST_CASE("inhibitory weights live on codes without a sign, counting downwards") {
    const NumberFormat f = weight_format_for({-3.0, 0.0}, kind(4, false), WeightGrid::free_scale);
    CHECK(f.quantise(-3.0) == 15);
    CHECK(f.quantise(0.0) == 0);
    CHECK(f.quantise(0.2) == 0);
    CHECK(f.value(5) == Approx(-1.0));
    CHECK(f.range().low == Approx(-3.0));
    CHECK(f.range().high == 0.0);
}

TEST_CASE("weights of both signs cost a bit on a chip of unsigned codes") {
    const NumberFormat f = weight_format_for({-3.0, 3.0}, kind(4, false), WeightGrid::free_scale);
    CHECK(f.low == -7);
    CHECK(f.high == 7);
}

TEST_CASE("finest_frac leaves the largest value inside 32 bits, and no bit unused") {
    for (const double most : {1.0, 0.99999, 1e-9, 3.7e5, 2147483000.0, 1e30}) {
        const int frac = finest_frac({-most / 2, most});
        INFO(most);
        CHECK(std::ldexp(most, frac) <= 2147483648.0 - 256.0);
        CHECK(std::ldexp(most, frac + 1) > 2147483648.0 - 256.0);
    }
    CHECK(finest_frac({0.0, 0.0}) == 126);
    CHECK(finest_frac({-1e-300, 0.0}) == 126);
    CHECK_THROWS_AS(finest_frac({0.0, std::numeric_limits<double>::infinity()}), InputError);
}

TEST_CASE("formats read as Q notation or as code and quantum") {
    CHECK(format_for({-8.0, 7.0}, kind(32)).text() == "Q3.27");
    CHECK(format_for({0.0, 0.99}, kind(8, false)).text() == "UQ0.8");
    CHECK(weight_format_for({0.0, 2.0}, kind(4, false), WeightGrid::free_scale).text() == "4 bit, LSB 0.1333");
}

}  // namespace
}  // namespace aerie::hw
