/// @file Every fixed-point instruction against 128-bit arithmetic over its whole edge set, all shifts, roundings and operand kinds.
#include <algorithm>
#include <cmath>

#include "hw_model/microcode/operands.h"
#include "tests/catch.h"
#include "tests/hw_model/microcode/lanes.h"
#include "tests/hw_model/microcode/reference.h"

using namespace aerie;
using namespace aerie::hw;
using namespace aerie::hw::test;

namespace {

struct Triples {
    Lanes a, b, c;
    [[nodiscard]] std::size_t size() const { return a.size(); }
};

Triples pairs(const Lanes& values) {
    Triples all;
    for (const auto a : values)
        for (const auto b : values) {
            all.a.push_back(a);
            all.b.push_back(b);
            all.c.push_back(0);
        }
    return all;
}

Triples triples(const Lanes& values) {
    Triples all;
    for (const auto a : values)
        for (const auto b : values)
            for (const auto c : values) {
                all.a.push_back(a);
                all.b.push_back(b);
                all.c.push_back(c);
            }
    return all;
}

/// All lanes but those of the constant operands, which keep their first value everywhere.
Triples with_constants(Triples lanes, Kinds kinds) {
    const auto level = [](Lanes& x) { std::fill(x.begin(), x.end(), x[0]); };
    if ((kinds & 1) != 0) level(lanes.a);
    if ((kinds & 2) != 0) level(lanes.b);
    if ((kinds & 4) != 0) level(lanes.c);
    return lanes;
}

constexpr std::uint64_t seed = 7;
constexpr std::uint32_t entity = 3;
constexpr std::uint64_t tick = 1234567890123;

std::vector<std::uint32_t> identities(std::size_t count) {
    std::vector<std::uint32_t> all(count);
    for (std::size_t k = 0; k < count; ++k) {
        const bool has_neighbours = k / 100 % 2 == 1;   // beginning with an even one, and with an odd one
        all[k] = has_neighbours ? static_cast<std::uint32_t>(k + k / 200 % 2) : static_cast<std::uint32_t>(k * 2654435761u);
    }
    return all;
}

/// True when every lane and both counters are as the reference says.
bool agrees(const Instruction& code, const Triples& in, Kinds kinds = 0) {
    Executor<std::int32_t> executor(program_of(code, kinds));
    const auto first = identities(in.size());
    const Ran got = ran(executor, in.a, in.b, in.c, {first.data(), nullptr, seed, entity, tick});
    const DrawKey key(seed, Purpose::rounding, entity, tick, 0);   // the only instruction is number 0
    Ran want{Lanes(in.size())};
    for (std::size_t k = 0; k < in.size(); ++k) {
        const std::array<std::uint32_t, 2> words = !rounds_by_chance(code) ? std::array<std::uint32_t, 2>{} : code.shift > 32 ? key.words(first[k], 0) : std::array{key.word(first[k], 0), 0u};
        const Outcome lane = expected(code, in.a[k], in.b[k], in.c[k], words);
        want.target[k] = lane.value;
        want.saturations += code.counter != no_counter && lane.is_saturated;
        want.lost += code.counter != no_counter && lane.is_lost;
        if (got.target[k] == lane.value) continue;
        UNSCOPED_INFO("op " << int(code.op) << " s " << int(code.shift) << " rounding " << int(code.rounding) << " kinds " << kinds << ": a " << in.a[k]
                            << " b " << in.b[k] << " c " << in.c[k] << " gave " << got.target[k] << ", not " << lane.value);
        return false;
    }
    UNSCOPED_INFO("op " << int(code.op) << " s " << int(code.shift) << " rounding " << int(code.rounding) << " kinds " << kinds << " saturations "
                        << got.saturations << " of " << want.saturations << ", lost " << got.lost << " of " << want.lost);
    return got.saturations == want.saturations && got.lost == want.lost;
}

/// `code` for vectors, and for every mix of constants with every value of `values` as the constant.
void require_agreement(const Instruction& code, const Triples& in, const Lanes& values) {
    REQUIRE(agrees(code, in));
    const unsigned last = 1u << operand_count(code.op);
    for (Kinds kinds = 1; kinds < last; ++kinds)
        for (const std::int32_t value : values) {
            Triples led = with_constants(in, kinds);
            if ((kinds & 1) != 0) std::fill(led.a.begin(), led.a.end(), value);
            if ((kinds & 2) != 0) std::fill(led.b.begin(), led.b.end(), value);
            if ((kinds & 4) != 0) std::fill(led.c.begin(), led.c.end(), value);
            REQUIRE(agrees(code, led, kinds));
        }
}

const Lanes constants{0, 1, -1, 3, -65537, 1 << 20, INT32_MIN, INT32_MAX};

}  // namespace

TEST_CASE("instructions without a shift agree with wide integers for every pair of edges and every kind of operand") {
    const auto op = GENERATE(Opcode::copy, Opcode::add, Opcode::subtract, Opcode::negate, Opcode::absolute, Opcode::minimum, Opcode::maximum,
                             Opcode::less, Opcode::less_equal, Opcode::equal, Opcode::not_equal, Opcode::logical_and, Opcode::logical_or,
                             Opcode::logical_not);
    require_agreement(instruction(op), pairs(edges()), constants);
}

TEST_CASE("select takes b where the mask is set and c elsewhere") {
    require_agreement(instruction(Opcode::select), triples(few_edges()), constants);
}

TEST_CASE("shift agrees with wide integers for every legal shift and rounding") {
    const Triples in{edges(), edges(), edges()};
    for (const Rounding rounding : roundings)
        for (int s = -31; s <= 62; ++s) require_agreement(instruction(Opcode::shift, s, rounding), in, constants);
}

TEST_CASE("multiply agrees with wide integers for every legal shift and rounding") {
    const Triples all = pairs(edges()), few = pairs(few_edges());
    for (const Rounding rounding : roundings)
        for (int s = -31; s <= 62; ++s) {
            REQUIRE(agrees(instruction(Opcode::multiply, s, rounding), all));
            require_agreement(instruction(Opcode::multiply, s, rounding), few, {-65537, INT32_MIN});
        }
}

TEST_CASE("multiply_add agrees with wide integers and counts lost increments for every legal shift and rounding") {
    const Triples all = triples({INT32_MIN, -65537, -32768, -3, -1, 0, 1, 2, 32767, 65536, INT32_MAX});
    for (const Rounding rounding : roundings)
        for (int s = -31; s <= 62; ++s) {
            Instruction code = instruction(Opcode::multiply_add, s, rounding);
            require_agreement(code, all, {-3});
            code.counter = 0;
            require_agreement(code, all, {-65537});
        }
}

TEST_CASE("accumulate sums in wide integers, clamps once, and counts saturated and lost lanes for every legal shift and rounding") {
    const Triples all = triples({INT32_MIN, -65537, -32768, -3, -1, 0, 1, 2, 32767, 65536, INT32_MAX});
    for (const Rounding rounding : roundings)
        for (int s = -31; s <= 62; ++s) {
            Instruction code = instruction(Opcode::accumulate, s, rounding);
            require_agreement(code, all, {-3});
            code.counter = 0;
            code.low = -70000;
            code.high = 32767;
            require_agreement(code, all, {-65537});
        }
}

TEST_CASE("store agrees with wide integers and counts both edges, for every shift, rounding, limit and tolerance") {
    const Triples all = pairs(edges()), few = pairs(few_edges());
    const std::pair<std::int32_t, std::int32_t> limits[] = {
        {INT32_MIN, INT32_MAX}, {-32768, 32767}, {0, 127}, {-1, 0}, {5, 5}, {INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}, {-1 << 30, -1 << 20}};
    for (const Rounding rounding : roundings)
        for (int s = -31; s <= 31; ++s)
            for (const auto& [low, high] : limits)
                for (const std::int32_t tolerance : {0, 1, 1000, INT32_MAX}) {
                    Instruction code = instruction(Opcode::store, s, rounding);
                    code.low = low;
                    code.high = high;
                    code.tolerance = tolerance;
                    require_agreement(code, few, {});
                    code.counter = 0;
                    REQUIRE(agrees(code, tolerance == 1 ? all : few));
                    require_agreement(code, few, {0, high});
                }
}

TEST_CASE("divide and square_root agree with double arithmetic for every legal shift") {
    const Triples all = pairs(edges());
    for (int s = -31; s <= 62; ++s) {
        require_agreement(instruction(Opcode::divide, s), all, {3});
        require_agreement(instruction(Opcode::square_root, s), all, {3});
    }
}

TEST_CASE("divide by zero saturates with the sign of the dividend, and nothing by nothing is nothing") {
    Executor<std::int32_t> executor(program_of(instruction(Opcode::divide, 4)));
    CHECK(ran(executor, {5, -5, 0, INT32_MIN}, {0, 0, 0, 0}, {0, 0, 0, 0}).target == Lanes{INT32_MAX, -INT32_MAX, 0, -INT32_MAX});
}

TEST_CASE("floor_fraction and truncate clear exactly the fraction for every number of fraction bits") {
    for (int s = 0; s <= 31; ++s)
        for (const Opcode op : {Opcode::floor_fraction, Opcode::truncate}) require_agreement(instruction(op, s), {edges(), edges(), edges()}, constants);
}

TEST_CASE("a store is silent at the limit and counts one step beyond it") {
    Instruction code = instruction(Opcode::store);
    code.low = -100;
    code.high = 200;
    code.counter = 0;
    Executor<std::int32_t> executor(program_of(code));
    CHECK(ran(executor, {200, -100}, {0, 0}, {0, 0}).saturations == 0);
    CHECK(ran(executor, {201, -101}, {0, 0}, {0, 0}).saturations == 2);
}

TEST_CASE("a stored increment is lost above the tolerance and kept at it") {
    Instruction code = instruction(Opcode::store, 8);
    code.tolerance = 3;
    code.counter = 0;
    Executor<std::int32_t> executor(program_of(code));
    const std::int32_t old = 10, exact = old << 8;
    CHECK(ran(executor, {exact + 3, exact - 3}, {old, old}, {0, 0}).lost == 0);
    CHECK(ran(executor, {exact + 4, exact - 4}, {old, old}, {0, 0}).lost == 2);
    CHECK(ran(executor, {exact + 128}, {old}, {0}).lost == 0);   // half a quantum rounds up: it arrives
}

TEST_CASE("an increment of multiply_add is lost just below half a quantum and arrives at half") {
    Instruction code = instruction(Opcode::multiply_add, 8);
    code.counter = 0;
    Executor<std::int32_t> executor(program_of(code));
    const Ran below = ran(executor, {5}, {127}, {1}), at = ran(executor, {5}, {128}, {1}), nothing = ran(executor, {5}, {0}, {1});
    CHECK((below.target[0] == 5 && below.lost == 1));
    CHECK((at.target[0] == 6 && at.lost == 0));
    CHECK((nothing.target[0] == 5 && nothing.lost == 0));
}

TEST_CASE("stochastic rounding goes up as often as the remainder says") {
    const std::size_t count = 100000;
    const auto first = identities(count);
    Executor<std::int32_t> executor(program_of(instruction(Opcode::shift, 8, Rounding::stochastic)));
    for (const std::int32_t remainder : {0, 1, 64, 200, 255}) {
        const Ran got = ran(executor, Lanes(count, -5 * 256 + remainder), Lanes(count), Lanes(count), {first.data(), nullptr, 1, 2, 3});
        const double p = remainder / 256.0;
        const auto up = static_cast<double>(std::count(got.target.begin(), got.target.end(), -4));
        CHECK(std::abs(up - p * count) <= 5 * std::sqrt(count * p * (1 - p)));   // five standard deviations of a binomial
        CHECK(std::all_of(got.target.begin(), got.target.end(), [](std::int32_t x) { return x == -5 || x == -4; }));
    }
}
