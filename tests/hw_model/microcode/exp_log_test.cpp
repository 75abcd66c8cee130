/// @file exp2, log2, function and table: error bounds against long double, edges, and the tables' statement rebuilt.
#include <algorithm>
#include <cmath>

#include "hw_model/microcode/kernels.h"
#include "tests/catch.h"
#include "tests/hw_model/microcode/lanes.h"
#include "tests/hw_model/microcode/reference.h"

using namespace aerie::hw;
using namespace aerie::hw::test;

namespace {

Lanes of_every(const Instruction& code, const Lanes& inputs) {
    Executor<std::int32_t> executor(program_of(code));
    return ran(executor, inputs, inputs, inputs).target;
}

/// Relative error of linear interpolation of 2^x over steps of h = 1/256: at most (h ln 2)^2 / 8; and of the table and its interpolation, two halves of 2^-30.
const long double exp2_relative = std::pow(std::log(2.0L) / 256, 2) / 8 + std::ldexp(2.0L, -30);
/// Of log2(1 + x): at most h^2 / (8 ln 2), the cut of the rest to 15 bits, and the two roundings at 24 bits.
const long double log2_absolute = 1 / (8 * 65536 * std::log(2.0L)) + std::ldexp(1.0L, -23) / std::log(2.0L) + std::ldexp(1.0L, -24);

Lanes exponents() {
    Lanes all = edges();
    for (std::int32_t a = -33 * 65536; a <= 32 * 65536; a += 97) all.push_back(a);
    for (std::int32_t a = -70000; a <= 70000; ++a) all.push_back(a);
    return all;
}

}  // namespace

TEST_CASE("exp2 stays within half a quantum and the error of linear interpolation, and saturates where int32 ends") {
    const Lanes inputs = exponents();
    for (const int s : {-31, -8, 0, 1, 14, 16, 30, 31}) {
        const Lanes got = of_every(instruction(Opcode::exp2, s), inputs);
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            const long double exact = std::exp2(inputs[k] / 65536.0L + s);
            if (exact >= 0x1p31L) {
                if (got[k] != INT32_MAX) FAIL("2^" << inputs[k] / 65536.0 << " with s " << s << " gave " << got[k]);
                continue;
            }
            if (std::abs(got[k] - exact) > 0.5L + exact * exp2_relative + 1e-9L) FAIL("2^" << inputs[k] / 65536.0 << " with s " << s << " gave " << got[k]);
        }
    }
}

TEST_CASE("exp2 is exact at whole numbers and never falls") {
    const Lanes whole = of_every(instruction(Opcode::exp2, 10), {0, 65536, -65536, -10 * 65536, -11 * 65536, -12 * 65536, 20 * 65536, 21 * 65536});
    CHECK(whole == Lanes{1024, 2048, 512, 1, 1, 0, 1 << 30, INT32_MAX});   // one half rounds up to 1
    Lanes rising;
    for (std::int32_t a = -65536; a <= 65536; ++a) rising.push_back(a);
    const Lanes got = of_every(instruction(Opcode::exp2, 28), rising);
    CHECK(std::is_sorted(got.begin(), got.end()));
}

TEST_CASE("log2 stays within half a quantum and the error of linear interpolation") {
    Lanes inputs = edges();
    for (std::int32_t a = 1; a <= 100000; ++a) inputs.push_back(a);
    for (std::int32_t a = 100000; a < INT32_MAX - 70001; a += 70001) inputs.push_back(a);
    for (const int s : {-31, 0, 1, 16, 31}) {
        const Lanes got = of_every(instruction(Opcode::log2, s), inputs);
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            if (inputs[k] <= 0) {
                if (got[k] != INT32_MIN / 2) FAIL("log2 of " << inputs[k] << " gave " << got[k]);
                continue;
            }
            const long double exact = (std::log2(static_cast<long double>(inputs[k])) - s) * 65536;
            if (std::abs(got[k] - exact) > 0.5L + 65536 * log2_absolute) FAIL("log2 of " << inputs[k] << " with s " << s << " gave " << got[k]);
        }
    }
}

TEST_CASE("log2 is exact at powers of two and never falls") {
    Lanes powers, want;
    for (int k = 0; k <= 30; ++k) {
        powers.push_back(1 << k);
        want.push_back((k - 16) * 65536);
    }
    CHECK(of_every(instruction(Opcode::log2, 16), powers) == want);
    Lanes rising;
    for (std::int32_t a = 1; a <= 300000; ++a) rising.push_back(a);
    const Lanes got = of_every(instruction(Opcode::log2, 0), rising);
    CHECK(std::is_sorted(got.begin(), got.end()));
}

TEST_CASE("no entry of the exp2 and log2 tables lies so near a tie that a libm could round it otherwise") {
    const auto& tables = kernels::exp_log_tables();
    for (int k = 0; k <= 256; ++k) {
        const long double power = std::exp2(k / 256.0L) * 0x1p30L, log = std::log2(1 + k / 256.0L) * 0x1p24L;
        CHECK(std::abs(power - tables.exp2[k]) < 0.499L);
        CHECK(std::abs(log - tables.log2[k]) < 0.499L);
    }
}

TEST_CASE("a table returns its entries exactly and its ends beyond them") {
    Program program = program_of(instruction(Opcode::table));
    program.tables.push_back({{7, -9, INT32_MAX, INT32_MIN, 5}, {}, 0, 0});
    Executor<std::int32_t> executor(program);
    const Lanes at{INT32_MIN, -1, 0, 1, 2, 3, 4, 5, INT32_MAX};
    CHECK(ran(executor, at, at, at).target == Lanes{7, 7, 7, -9, INT32_MAX, INT32_MIN, 5, 5, 5});
}

TEST_CASE("a function is exact at its entries, linear and rounded to nearest between, and constant outside") {
    for (const int bits : {0, 1, 8, 20, 30})
        for (const std::int32_t first : {0, -1000, INT32_MIN, INT32_MAX - 700}) {
            const auto step_bits = static_cast<std::uint8_t>(bits);
            Program program = program_of(instruction(Opcode::function));
            program.tables.push_back({{7, INT32_MIN, INT32_MAX, -3, 1000}, {}, first, step_bits});
            const auto& entries = program.tables[0].fixed;
            Executor<std::int32_t> executor(program);
            Lanes inputs = edges();
            for (std::int64_t k = -2; k < 3000; ++k)
                if (const std::int64_t x = first + k * (std::max<std::int64_t>(1, (std::int64_t{1} << step_bits) / 500)); x >= INT32_MIN && x <= INT32_MAX)
                    inputs.push_back(static_cast<std::int32_t>(x));
            const Lanes got = ran(executor, inputs, inputs, inputs).target;
            for (std::size_t i = 0; i < inputs.size(); ++i) {
                const Wide step = Wide{1} << step_bits;
                const Wide offset = std::clamp<Wide>(Wide{inputs[i]} - first, 0, step * 4);
                const std::size_t k = std::min<std::size_t>(static_cast<std::size_t>(offset / step), 3);
                const Wide rest = offset - step * static_cast<Wide>(k);
                const Wide want = entries[k] + rounded((Wide{entries[k + 1]} - entries[k]) * rest, step_bits, Rounding::nearest, {});
                if (got[i] != want) FAIL("step 2^" << bits << " first " << first << " at " << inputs[i] << " gave " << got[i]);
            }
        }
}
