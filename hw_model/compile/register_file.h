/// @file The border between a program's values and the registers that outlive it: reading a variable, storing it, adding to it.
#pragma once

#include "hw_model/compile/arithmetic.h"
#include "hw_model/compile/image.h"

namespace aerie::hw {

/// What a variable's register holds as a value, and the register itself.
struct Held {
    Operand raw;
    Value value;
};

/// A register with the variable's format read as a value. On a free weight grid that is code * LSB.
[[nodiscard]] Value value_of(Operand raw, const StoredVariable& variable, Arithmetic arithmetic);

/// Brings `value` into the variable's format with the chip's rounding and overflow; saturations and lost increments go to `counter`.
[[nodiscard]] Held store(Emitter& emit, const StoredVariable& variable, std::uint16_t counter, const Value& value, Operand old_raw);

/// variable + increment, rounded once, saturated, counted.
[[nodiscard]] Held accumulate(Emitter& emit, const StoredVariable& variable, std::uint16_t counter, Operand old_raw, const Value& increment);

}  // namespace aerie::hw
