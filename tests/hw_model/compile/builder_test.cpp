#include "hw_model/compile/builder.h"

#include <random>

#include "hw_model/microcode/operands.h"
#include "tests/hw_model/compile/lane_run.h"

namespace aerie::hw::test {
namespace {

Operand emitted(Builder& b, Opcode op, Operand x, Operand y = {}, Operand z = {}) {
    Instruction ins;
    ins.op = op;
    ins.a = x;
    ins.b = y;
    ins.c = z;
    return b.emit(ins);
}

/// What variables 0.. hold after the program, from {10, 11, 12, ...}.
std::vector<std::int32_t> after(Builder& b, unsigned variables) {
    const Compiled compiled = b.finish();
    INFO(disassemble(compiled.program));
    Lanes<std::int32_t> lanes;
    for (unsigned k = 0; k < variables; ++k) lanes[{Role::variable, k}] = {static_cast<std::int32_t>(10 + k)};
    (void)run(compiled, lanes, 1);
    std::vector<std::int32_t> values;
    for (unsigned k = 0; k < variables; ++k) values.push_back(lanes[{Role::variable, k}][0]);
    return values;
}

TEST_CASE("the same expression twice is computed once") {
    Builder b{Arithmetic::fixed};
    const Operand x = b.stream(Role::variable, 0), y = b.stream(Role::variable, 1);
    const Operand sum = emitted(b, Opcode::add, x, y);
    CHECK(emitted(b, Opcode::add, x, y).index == sum.index);
    b.write(Role::variable, 0, emitted(b, Opcode::multiply, sum, emitted(b, Opcode::add, x, y)));
    CHECK(b.finish().program.code.size() == 2);
}

TEST_CASE("draws are never shared, the same constants are") {
    Builder b{Arithmetic::fixed};
    CHECK(b.next_draw() != b.next_draw());
    CHECK(b.constant(5, 0.5).index == b.constant(5, 0.5).index);
    CHECK(b.constant(5, 0.5).index != b.constant(5, 0.25).index);   // float64 runs the same program
}

TEST_CASE("a constant that the machine rewrites is not taken for another of the same value") {
    Builder b{Arithmetic::fixed};
    const Operand tick = b.tick_constant({.kind = TickConstant::Kind::tick});
    CHECK(b.constant(0, 0.0).index != tick.index);
    CHECK(b.tick_constant({.kind = TickConstant::Kind::tick}).index == tick.index);
}

TEST_CASE("what nobody writes takes no instruction, no stream and no table") {
    Builder b{Arithmetic::fixed};
    const Operand x = b.stream(Role::variable, 0);
    (void)emitted(b, Opcode::negate, b.stream(Role::variable, 1));
    Instruction look_up;
    look_up.op = Opcode::table;
    look_up.a = x;
    look_up.immediate = b.table({.fixed = {1, 2, 3}, .real = {}});
    (void)b.emit(look_up);
    look_up.immediate = b.table({.fixed = {7, 8}, .real = {}});
    b.write(Role::variable, 0, b.emit(look_up));
    const Compiled compiled = b.finish();
    REQUIRE(compiled.program.code.size() == 1);
    CHECK(compiled.streams.size() == 1);
    REQUIRE(compiled.program.tables.size() == 1);
    CHECK(compiled.program.tables[compiled.program.code[0].immediate].fixed == std::vector<std::int32_t>{7, 8});
    CHECK(compiled.table_lookups == 1);
}

TEST_CASE("a result goes straight into its stream") {
    Builder b{Arithmetic::fixed};
    b.write(Role::variable, 0, emitted(b, Opcode::add, b.stream(Role::variable, 0), b.constant(1, 1.0)));
    const Compiled compiled = b.finish();
    CHECK(compiled.program.code.size() == 1);
    CHECK(compiled.program.registers == 1);
    CHECK(compiled.streams[0].is_written);
}

TEST_CASE("an old value that is read later survives the write") {
    Builder b{Arithmetic::fixed};
    const Operand x = b.stream(Role::variable, 0), y = b.stream(Role::variable, 1);
    b.write(Role::variable, 0, emitted(b, Opcode::add, x, y));        // x = x + y
    b.write(Role::variable, 1, emitted(b, Opcode::subtract, y, x));   // y = y - old x
    CHECK(after(b, 2) == std::vector<std::int32_t>{21, 1});
}

TEST_CASE("two variables change places") {
    Builder b{Arithmetic::fixed};
    b.write(Role::variable, 0, b.stream(Role::variable, 1));
    b.write(Role::variable, 1, b.stream(Role::variable, 0));
    CHECK(after(b, 2) == std::vector<std::int32_t>{11, 10});
}

TEST_CASE("three variables go round, with a computed one between") {
    Builder b{Arithmetic::fixed};
    const Operand x = b.stream(Role::variable, 0), y = b.stream(Role::variable, 1), z = b.stream(Role::variable, 2);
    b.write(Role::variable, 0, y);
    b.write(Role::variable, 1, emitted(b, Opcode::negate, z));
    b.write(Role::variable, 2, x);
    CHECK(after(b, 3) == std::vector<std::int32_t>{11, -12, 10});
}

TEST_CASE("the last write counts, one value may go to several variables, and a constant may be written") {
    Builder b{Arithmetic::fixed};
    const Operand sum = emitted(b, Opcode::add, b.stream(Role::variable, 0), b.stream(Role::variable, 1));
    b.write(Role::variable, 0, b.constant(99, 99.0));
    b.write(Role::variable, 0, sum);
    b.write(Role::variable, 1, sum);
    b.write(Role::variable, 2, b.constant(5, 5.0));
    b.write(Role::variable, 3, b.stream(Role::variable, 3));
    CHECK(after(b, 4) == std::vector<std::int32_t>{21, 21, 5, 13});
}

/// The law behind all of these: after any program each variable holds what the instructions, read in order on unlimited registers, give.
TEST_CASE("in random programs registers are reused without clobbering") {
    constexpr unsigned variables = 4;
    for (std::uint32_t seed = 0; seed < 2000; ++seed) {
        std::mt19937 random{seed};
        const auto pick = [&](std::size_t n) { return random() % n; };
        Builder b{Arithmetic::fixed};
        std::vector<std::pair<Operand, std::int32_t>> known;   // a register and what it holds
        for (unsigned k = 0; k < variables; ++k) known.emplace_back(b.stream(Role::variable, k), static_cast<std::int32_t>(10 + k));
        std::vector<std::int32_t> expected;
        for (unsigned k = 0; k < variables; ++k) expected.push_back(known[k].second);
        for (std::size_t k = 0, n = 1 + pick(12); k < n; ++k) {
            const auto [a, va] = known[pick(known.size())];
            const auto [c, vc] = known[pick(known.size())];
            switch (pick(4)) {
                case 0: known.emplace_back(emitted(b, Opcode::add, a, c), va + vc); break;
                case 1: known.emplace_back(emitted(b, Opcode::subtract, a, c), va - vc); break;
                case 2: known.emplace_back(emitted(b, Opcode::minimum, a, c), std::min(va, vc)); break;
                default: {
                    const unsigned target = static_cast<unsigned>(pick(variables));
                    b.write(Role::variable, target, a);
                    expected[target] = va;
                }
            }
        }
        INFO("seed " << seed);
        REQUIRE(after(b, variables) == expected);
    }
}

TEST_CASE("few registers suffice for long programs") {
    Builder b{Arithmetic::fixed};
    Operand x = b.stream(Role::variable, 0);
    for (int k = 1; k <= 50; ++k) x = emitted(b, Opcode::add, x, b.constant(k, k));
    b.write(Role::variable, 0, x);
    CHECK(b.finish().program.registers <= 2);
}

}  // namespace
}  // namespace aerie::hw::test
