/// @file Microcode of a NeuroCore: straight-line code over lanes. A lane is a neuron, a synapse or an axon; one instruction runs over all lanes
/// of a block before the next. The same instruction set has two arithmetics: fixed point (int32 lanes) and float64 (the reference).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/random.h"

namespace aerie::hw {

/// Named, never silent. `nearest` rounds ties toward plus infinity (add half, shift), `toward_zero` truncates, `stochastic`
/// rounds up with the probability of the remainder: floor((x + u) / 2^s), u uniform in [0, 2^s): the top s bits of the lane's DrawKey::word for
/// s <= 32, else of its two DrawKey::words, word 0 first; the draw's number is the instruction's index in the code (Purpose::rounding).
enum class Rounding : std::uint8_t { nearest, toward_zero, stochastic };

/// Semantics for int32 lanes (all arithmetic wraps modulo 2^32 unless stated; the compiler's interval analysis proves that it does not) and, in
/// brackets, for double lanes. a, b, c are registers or constants; s = shift; R(x, s) = x / 2^s rounded by `rounding`, on int64.
/// Legal s: -31 .. 62 for shift, multiply, multiply_add, accumulate, divide and square_root; 0 .. 31 for floor_fraction and truncate; -31 .. 31 elsewhere.
/// exp2, log2, divide, square_root, function and normal round to nearest whatever `rounding` says. Nothing is lost where s <= 0 in a product.
/// Cheap for the compiler to emit: 1 <= s <= 32 after a product, constants as c (or b), no counter where none is reported.
enum class Opcode : std::uint8_t {
    copy,            ///< d = a
    add,             ///< d = a + b
    subtract,        ///< d = a - b
    negate,          ///< d = -a
    absolute,        ///< d = |a|
    minimum, maximum,///< d = min(a, b), max(a, b)
    shift,           ///< d = s >= 0 ? R(a, s) : a << -s                       [d = a]
    multiply,        ///< d = R(int64(a) * b, s); s may be negative (left)     [d = a * b]
    multiply_add,    ///< d = a + R(int64(b) * c, s). Lost increment: b*c != 0 and R = 0   [d = a + b * c, two roundings]
    divide,          ///< d = nearest(a * 2^s / b) in double, saturated to int32; b = 0: sign(a) * INT32_MAX, 0/0 = 0   [d = a / b]
    square_root,     ///< d = nearest(sqrt(max(a, 0) * 2^s))                   [d = sqrt(a)]
    exp2,            ///< a has 16 fraction bits; d = 2^(a / 2^16) * 2^s, by a 256-entry table of 2^f with linear interpolation, rounded, saturated to int32 [d = exp2(a)]
    log2,            ///< a > 0 as an integer with s fraction bits; d = log2(a / 2^s) with 16 fraction bits, table of 256 with linear interpolation; a <= 0: INT32_MIN / 2 [d = log2(a)]
    exponential, logarithm,      ///< float64 only: std::exp, std::log
    function,        ///< d = tables[immediate] interpolated at a (fixed); float64: the libm function number `immediate` (sin cos tan tanh)
    floor_fraction,  ///< d = a with the low s bits cleared (floor)            [d = floor(a)]
    truncate,        ///< d = a with the low s bits cleared toward zero        [d = trunc(a)]
    less, less_equal, equal, not_equal,   ///< d = (a op b) ? -1 : 0           [1.0 : 0.0]
    logical_and, logical_or, logical_not, ///< on masks
    select,          ///< d = a ? b : c  (a is a mask)
    table,           ///< d = tables[immediate][clamp(a, 0, size - 1)]: exact look-up, no interpolation; used for decay by ticks since
    uniform,         ///< d = word >> 1, a uniform number in [0, 1) with 31 fraction bits, draw number `immediate`  [word / 2^32]
    normal,          ///< d = nearest(to_normal(words) * 2^s), draw number `immediate`                              [to_normal(words)]
    store,           ///< the border of every variable: new = clamp(R(a, s), low, high); d = new. b is the old value of the variable.
                     ///< Saturated lanes are counted in saturations[counter]; lanes with new == b but |a - (b << s)| > tolerance in lost[counter].  [d = a]
    accumulate,      ///< multiply_add and store in one, summed in int64 so that it cannot wrap: d = clamp(a + R(int64(b) * c, s), low, high), s may be
                     ///< negative. Saturated lanes are counted in saturations[counter], lanes with b*c != 0 and R = 0 in lost[counter].   [d = a + b * c, two roundings]
                     ///< `immediate` 1 promises that c is one and that a lies in [low, high]: with 1 <= s <= 30, nearest, and a register of at most
                     ///< 31 bits no product is formed.
};

/// An operand: a register (a lane array) or a constant (one value for all lanes).
struct Operand {
    std::uint16_t index = 0;
    bool is_constant = false;
};
constexpr Operand reg(std::size_t index) { return {static_cast<std::uint16_t>(index), false}; }
constexpr Operand constant(std::size_t index) { return {static_cast<std::uint16_t>(index), true}; }

constexpr std::uint16_t no_counter = 0xFFFF;

struct Instruction {
    Opcode op = Opcode::copy;
    Rounding rounding = Rounding::nearest;
    std::int8_t shift = 0;
    std::uint16_t target = 0;            ///< register written
    Operand a, b, c;
    std::uint32_t immediate = 0;         ///< table or draw number
    std::int32_t low = INT32_MIN, high = INT32_MAX;   ///< store
    std::int32_t tolerance = 0;          ///< store
    std::uint16_t counter = no_counter;  ///< store, multiply_add: which variable's counters
};

/// A table in the NeuroCore's memory. `function`: entry k is f(first + k * 2^step_bits) in the input's raw units, input outside is clamped.
struct Table {
    std::vector<std::int32_t> fixed;
    std::vector<double> real;
    std::int32_t first = 0;
    std::uint8_t step_bits = 0;
};

/// Straight-line code. Registers 0 .. streams-1 are bound by the caller to lane arrays of variables; the rest are temporaries of the block.
/// The compiler (hw_model/compile) makes two programs of one tree: `fixed` uses `constants`, `float64` uses `real_constants`.
struct Program {
    std::vector<Instruction> code;
    std::uint16_t streams = 0;
    std::uint16_t registers = 0;                 ///< streams + temporaries
    std::vector<std::int32_t> constants;         ///< fixed lanes; entries may be rewritten each tick (time, stimuli) by their owner
    std::vector<double> real_constants;          ///< float64 lanes
    std::vector<Table> tables;
    std::uint16_t counters = 0;                  ///< number of counted variables
    std::vector<std::string> comments;           ///< one per instruction, for --explain; may be empty
};

/// Who the lanes are, for draws: lane k has identity (first[k], second[k]); null `first` means 0, null `second` means `second_of_all`. And the key
/// material of the tick.
struct Identity {
    const std::uint32_t* first = nullptr;
    const std::uint32_t* second = nullptr;
    std::uint64_t seed = 0;
    std::uint32_t entity = 0;
    std::uint64_t tick = 0;
    std::uint32_t second_of_all = 0;
};

/// Per counted variable. An executor adds to saturations and lost; the owner of the lanes knows how often it stored.
struct ProgramCounts {
    std::vector<std::uint64_t> saturations;
    std::vector<std::uint64_t> lost;
    std::vector<std::uint64_t> stores{};
};

}  // namespace aerie::hw
