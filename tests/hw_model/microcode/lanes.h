/// @file One-instruction programs and the lanes to run them on.
#pragma once

#include <cstdint>
#include <vector>

#include "hw_model/microcode/executor.h"

namespace aerie::hw::test {

using Lanes = std::vector<std::int32_t>;

/// Which operands are constants: bit 0 is a, bit 1 is b, bit 2 is c.
using Kinds = unsigned;

/// A program of `code` alone over streams 0 (a), 1 (b), 2 (c) and the target 3; constants 0, 1, 2 stand for a, b, c by `kinds`. One counter.
inline Program program_of(Instruction code, Kinds kinds = 0) {
    const auto operand = [kinds](unsigned k) { return (kinds >> k & 1) != 0 ? constant(k) : reg(k); };
    code.a = operand(0);
    code.b = operand(1);
    code.c = operand(2);
    code.target = 3;
    Program program;
    program.code = {code};
    program.streams = program.registers = 4;
    program.constants = {0, 0, 0};
    program.real_constants = {0, 0, 0};
    program.counters = 1;
    return program;
}

/// What a run left behind.
struct Ran {
    Lanes target;
    std::uint64_t saturations = 0;
    std::uint64_t lost = 0;
};

/// Runs a program_of(); a constant operand takes the first lane of its argument.
inline Ran ran(Executor<std::int32_t>& executor, Lanes a, Lanes b, Lanes c, const Identity& identity = {}) {
    executor.set_constant(0, a.empty() ? 0 : a[0]);
    executor.set_constant(1, b.empty() ? 0 : b[0]);
    executor.set_constant(2, c.empty() ? 0 : c[0]);
    Ran result{Lanes(a.size(), 0x5A5A5A5A)};
    ProgramCounts counts{{0}, {0}};
    const Stream<std::int32_t> streams[] = {{a.data()}, {b.data()}, {c.data()}, {result.target.data()}};
    executor.run(streams, a.size(), identity, counts);
    result.saturations = counts.saturations[0];
    result.lost = counts.lost[0];
    return result;
}

inline Instruction instruction(Opcode op, int shift = 0, Rounding rounding = Rounding::nearest) {
    Instruction code;
    code.op = op;
    code.shift = static_cast<std::int8_t>(shift);
    code.rounding = rounding;
    return code;
}

inline constexpr Rounding roundings[] = {Rounding::nearest, Rounding::toward_zero, Rounding::stochastic};

}  // namespace aerie::hw::test
