#include "hw_model/compile/register_file.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace aerie::hw {

namespace {

constexpr int most_extra_bits = 20;   // that a value carries beyond its register before it is rounded
constexpr int free_grid_bits = 8;     // enough to tell a real increment from the rounding of code * LSB / LSB
constexpr std::int32_t free_grid_tolerance = 2;
constexpr int most_shift = 60;

Held held(Operand raw, const StoredVariable& variable, Arithmetic arithmetic) { return {raw, value_of(raw, variable, arithmetic)}; }

bool is_free_grid(const NumberFormat& f) { return f.scale != 1.0; }

Instruction store_instruction(Operand a, Operand old_raw, const NumberFormat& f, std::uint16_t counter) {
    Instruction ins;
    ins.op = Opcode::store;
    ins.rounding = f.rounding;
    ins.a = a;
    ins.b = old_raw;
    ins.low = f.low;
    ins.high = f.high;
    ins.counter = counter;
    return ins;
}

/// Two's complement wrap to `bits`: up to the word's top and back.
Operand wrapped(Emitter& emit, Operand a, int bits) {
    const int gap = 32 - bits;
    return gap == 0 ? a : emit.emit(Opcode::shift, emit.emit(Opcode::shift, a, {}, {}, -gap), {}, {}, gap);
}

Operand store_wrapping(Emitter& emit, const NumberFormat& f, std::uint16_t counter, const Value& v, Operand old_raw) {
    Instruction ins = store_instruction(emit.realise(v, f.frac), old_raw, f, counter);
    ins.low = INT32_MIN;
    ins.high = INT32_MAX;
    return wrapped(emit, emit.builder().emit(ins), f.bits);
}

/// The value's range needs more whole bits than the register has: saturate on the coarse grid, then shift into place.
Operand store_coarse(Emitter& emit, const NumberFormat& f, std::uint16_t counter, const Value& v, int frac) {
    const int gap = f.frac - frac;
    const Operand a = emit.realise(v, frac);
    Instruction ins = store_instruction(a, a, f, counter);
    ins.low = gap > 31 ? 0 : f.low >> gap;
    ins.high = gap > 31 ? 0 : f.high >> gap;
    return emit.emit(Opcode::shift, emit.builder().emit(ins), {}, {}, -std::min(gap, 31));
}

}  // namespace

Value value_of(Operand raw, const StoredVariable& variable, Arithmetic arithmetic) {
    if (variable.is_boolean) return Value::mask(raw);
    if (arithmetic == Arithmetic::float64) return Value::lanes(raw, 0, Interval::everything());
    const Interval range = variable.format.range();
    if (!is_free_grid(variable.format)) return Value::lanes(raw, variable.format.frac, range);
    return {.form = Value::Form::product, .range = range, .real = variable.format.scale, .a = raw, .has_factor = true, .frac = variable.format.frac};
}

Held store(Emitter& emit, const StoredVariable& variable, std::uint16_t counter, const Value& value, Operand old_raw) {
    const Arithmetic arithmetic = emit.is_fixed() ? Arithmetic::fixed : Arithmetic::float64;
    const NumberFormat& f = variable.format;
    if (variable.is_boolean) return held(emit.mask_operand(value), variable, arithmetic);
    if (!emit.is_fixed()) {
        const Operand raw = emit.realise(value, 0);
        return {raw, value.is_constant() ? value : Value::lanes(raw, 0, value.range)};
    }
    if (value.is_constant()) {
        const std::int32_t raw = f.quantise(value.real);
        return {emit.builder().constant(raw, value.real), Value::of(f.value(raw))};
    }
    const Value v = is_free_grid(f) ? emit.multiply(value, Value::of(1.0 / f.scale)) : value;
    if (!f.saturates && f.low < 0) return held(store_wrapping(emit, f, counter, v, old_raw), variable, arithmetic);
    const int frac = std::min(emit.natural_frac(v), finest_frac(v.range));
    if (frac < f.frac) return held(store_coarse(emit, f, counter, v, frac), variable, arithmetic);
    const int extra = std::min(frac - f.frac, is_free_grid(f) ? free_grid_bits : most_extra_bits);
    const Interval raw_range = v.range * Interval::point(std::ldexp(1.0, f.frac));
    const Operand a = emit.realise(v, f.frac + extra);
    if (extra == 0 && Interval{static_cast<double>(f.low), static_cast<double>(f.high)}.contains(raw_range)) return held(a, variable, arithmetic);
    Instruction ins = store_instruction(a, old_raw, f, counter);
    ins.shift = static_cast<std::int8_t>(extra);
    ins.tolerance = is_free_grid(f) ? free_grid_tolerance : 0;
    return held(emit.builder().emit(ins), variable, arithmetic);
}

Held accumulate(Emitter& emit, const StoredVariable& variable, std::uint16_t counter, Operand old_raw, const Value& increment) {
    const NumberFormat& f = variable.format;
    const Arithmetic arithmetic = emit.is_fixed() ? Arithmetic::fixed : Arithmetic::float64;
    const Value old = value_of(old_raw, variable, arithmetic);
    if (!emit.is_fixed() || is_free_grid(f) || !f.saturates) return store(emit, variable, counter, emit.add(old, increment), old_raw);
    Instruction ins = store_instruction(old_raw, {}, f, counter);
    ins.op = Opcode::accumulate;
    const Operand one = emit.number(1.0, 0);
    int frac = 0;   // of b * c
    switch (increment.form) {
        case Value::Form::constant: {
            const Emitter::Factor c = emit.factor(increment.real, f.frac + most_shift);
            ins.b = c.operand;
            ins.c = one;
            frac = c.frac;
            break;
        }
        case Value::Form::lanes:
            ins.b = increment.a;
            ins.c = one;
            frac = increment.frac;
            break;
        case Value::Form::product:
            ins.b = increment.a;
            ins.c = increment.b;
            frac = increment.frac + increment.frac_b;
            if (!increment.has_factor) break;
            const Emitter::Factor c = emit.factor(increment.real, f.frac + most_shift - increment.frac);
            ins.c = c.operand;
            frac = increment.frac + c.frac;
            const bool is_decay = !increment.a.is_constant && increment.a.index == old_raw.index && increment.real >= -1.0 && increment.real <= 0.0;
            if (is_decay) ins.op = Opcode::multiply_add;   // cannot leave the range: no border to watch
            break;
    }
    ins.shift = static_cast<std::int8_t>(frac - f.frac);
    return held(emit.builder().emit(ins), variable, arithmetic);
}

}  // namespace aerie::hw
