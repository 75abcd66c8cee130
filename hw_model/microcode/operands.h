/// @file How many operands each operation reads, and which it draws.
#pragma once

#include "hw_model/microcode/program.h"

namespace aerie::hw {

constexpr int operand_count(Opcode op) {
    switch (op) {
        case Opcode::uniform:
        case Opcode::normal: return 0;
        case Opcode::add:
        case Opcode::subtract:
        case Opcode::minimum:
        case Opcode::maximum:
        case Opcode::multiply:
        case Opcode::divide:
        case Opcode::less:
        case Opcode::less_equal:
        case Opcode::equal:
        case Opcode::not_equal:
        case Opcode::logical_and:
        case Opcode::logical_or:
        case Opcode::store: return 2;
        case Opcode::multiply_add:
        case Opcode::accumulate:
        case Opcode::select: return 3;
        default: return 1;
    }
}

/// Whether the operands a and b may change places in both arithmetics.
constexpr bool is_commutative(Opcode op) {
    return op == Opcode::add || op == Opcode::multiply || op == Opcode::equal || op == Opcode::not_equal || op == Opcode::logical_and || op == Opcode::logical_or;
}

constexpr bool rounds(Opcode op) {
    return op == Opcode::shift || op == Opcode::multiply || op == Opcode::multiply_add || op == Opcode::store || op == Opcode::accumulate;
}

/// Whether an instruction of a fixed-point program draws words for its rounding.
constexpr bool rounds_by_chance(const Instruction& code) { return rounds(code.op) && code.rounding == Rounding::stochastic && code.shift > 0; }

/// An accumulate with c one that fits 32 bits: no product, and a sum that cannot wrap. Always inlined, since kernel files share no inline functions.
__attribute__((always_inline)) constexpr bool is_shifted(const Instruction& code) {
    constexpr std::int32_t limit = 1 << 30;
    return code.op == Opcode::accumulate && code.immediate == 1 && code.rounding == Rounding::nearest && code.shift >= 1 && code.shift <= 30 &&
           code.low >= -limit && code.high <= limit;
}

constexpr bool draws_number(Opcode op) { return op == Opcode::uniform || op == Opcode::normal; }

}  // namespace aerie::hw
