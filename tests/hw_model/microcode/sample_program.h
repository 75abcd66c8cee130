/// @file A program with every instruction in it, and values to run it on: for laws that hold of any program.
#pragma once

#include <type_traits>

#include "hw_model/microcode/program.h"

namespace aerie::hw::test {

inline constexpr std::size_t sample_streams = 6, sample_counters = 3;

/// Every opcode that both arithmetics have, several roundings, constants in every place; results flow back into the streams.
inline Program sample_program() {
    Program p;
    p.streams = sample_streams;
    p.registers = sample_streams + 4;
    p.constants = {0, 1, -12345, 40000, INT32_MAX};
    p.real_constants = {0.0, 1.0, -0.75, 2.5, 1e9};
    p.counters = sample_counters;
    p.tables.push_back({{5, 4, 3, 2, 1}, {0.5, 0.25, 0.125, 0.0, -1.0}, -100000, 15});
    const std::size_t t = sample_streams;
    const auto emit = [&p](Opcode op, std::size_t target, Operand a, Operand b, Operand c, int shift, Rounding rounding) {
        Instruction code;
        code.op = op;
        code.target = static_cast<std::uint16_t>(target);
        code.a = a;
        code.b = b;
        code.c = c;
        code.shift = static_cast<std::int8_t>(shift);
        code.rounding = rounding;
        code.low = -1000000;
        code.high = 900000;
        code.tolerance = 2;
        if (op == Opcode::store || op == Opcode::accumulate || op == Opcode::multiply_add) code.counter = static_cast<std::uint16_t>(target % sample_counters);
        p.code.push_back(code);
    };
    constexpr auto nearest = Rounding::nearest, zero = Rounding::toward_zero, chance = Rounding::stochastic;
    emit(Opcode::copy, t, reg(0), {}, {}, 0, nearest);
    emit(Opcode::add, t + 1, reg(0), reg(1), {}, 0, nearest);
    emit(Opcode::add, t + 1, constant(1), reg(t + 1), {}, 0, nearest);
    emit(Opcode::subtract, t + 2, constant(3), reg(2), {}, 0, nearest);
    emit(Opcode::negate, t + 3, reg(t + 2), {}, {}, 0, nearest);
    emit(Opcode::absolute, t + 3, reg(t + 3), {}, {}, 0, nearest);
    emit(Opcode::minimum, t + 1, reg(t + 1), reg(t + 3), {}, 0, nearest);
    emit(Opcode::maximum, t + 1, reg(t + 1), constant(2), {}, 0, nearest);
    emit(Opcode::multiply, t, reg(t + 1), reg(2), {}, 17, nearest);
    emit(Opcode::multiply, t + 2, constant(3), reg(0), {}, 20, chance);
    emit(Opcode::shift, t + 2, reg(t + 2), {}, {}, 2, zero);
    emit(Opcode::multiply_add, 5, reg(t), constant(2), reg(t + 2), 25, zero);
    emit(Opcode::accumulate, 0, reg(0), reg(t + 2), reg(1), 18, nearest);
    emit(Opcode::accumulate, 2, reg(2), reg(t), constant(2), 22, chance);
    emit(Opcode::divide, t, reg(2), reg(1), {}, 8, nearest);
    emit(Opcode::square_root, t + 1, reg(t + 3), {}, {}, 8, nearest);
    emit(Opcode::store, 3, reg(t + 1), reg(3), {}, 2, chance);
    emit(Opcode::less, t + 1, reg(0), reg(2), {}, 0, nearest);
    emit(Opcode::less_equal, t + 2, constant(0), reg(3), {}, 0, nearest);
    emit(Opcode::logical_and, t + 1, reg(t + 1), reg(t + 2), {}, 0, nearest);
    emit(Opcode::equal, t + 2, reg(1), reg(4), {}, 0, nearest);
    emit(Opcode::logical_or, t + 1, reg(t + 1), reg(t + 2), {}, 0, nearest);
    emit(Opcode::not_equal, t + 2, reg(0), constant(0), {}, 0, nearest);
    emit(Opcode::logical_not, t + 2, reg(t + 2), {}, {}, 0, nearest);
    emit(Opcode::select, 1, reg(t + 1), reg(4), reg(t), 0, nearest);
    emit(Opcode::floor_fraction, t, reg(5), {}, {}, 3, nearest);
    emit(Opcode::truncate, t + 1, reg(2), {}, {}, 4, nearest);
    emit(Opcode::table, t + 3, reg(3), {}, {}, 0, nearest);
    emit(Opcode::add, t, reg(t), reg(t + 1), {}, 0, nearest);
    emit(Opcode::uniform, t + 1, {}, {}, {}, 0, nearest);
    emit(Opcode::multiply, t, reg(t), reg(t + 1), {}, 31, nearest);
    emit(Opcode::normal, t + 1, {}, {}, {}, 10, nearest);
    emit(Opcode::add, t, reg(t), reg(t + 1), {}, 0, nearest);
    emit(Opcode::store, 4, reg(t), reg(4), {}, 0, nearest);
    emit(Opcode::function, t + 1, reg(4), {}, {}, 0, nearest);
    emit(Opcode::minimum, t + 1, reg(t + 1), constant(3), {}, 0, nearest);
    emit(Opcode::exp2, t + 1, reg(t + 1), {}, {}, 6, nearest);
    emit(Opcode::log2, t + 2, reg(t + 3), {}, {}, 1, nearest);
    emit(Opcode::add, t + 1, reg(t + 1), reg(t + 2), {}, 0, nearest);
    emit(Opcode::store, 5, reg(t + 1), reg(5), {}, -1, nearest);
    return p;
}

/// A value for lane i of stream k, the same on every machine, at home in either arithmetic.
template <class Lane>
Lane sample_value(std::size_t k, std::size_t i) {
    const auto word = static_cast<std::uint32_t>((i + 1) * 2654435761u + k * 40503u * (i + 7));
    if constexpr (std::is_same_v<Lane, std::int32_t>) return static_cast<std::int32_t>(word) >> (i % 20);
    else return static_cast<double>(static_cast<std::int32_t>(word)) * 0x1p-28;
}

}  // namespace aerie::hw::test
