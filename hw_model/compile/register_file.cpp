#include "hw_model/compile/register_file.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace aerie::hw {

namespace {

constexpr int most_extra_bits = 20;   // that a value carries beyond its register before it is rounded
constexpr int free_grid_bits = 8;     // enough to tell a real increment from the rounding of code * LSB / LSB
constexpr std::int32_t free_grid_tolerance = 2;

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

/// Wrap to the format's bits: two's complement up to the word's top and back, unsigned by dropping what lies above.
Operand wrapped(Emitter& emit, Operand a, const NumberFormat& f) {
    const int gap = 32 - f.bits;
    if (f.low == 0) return gap == 0 ? a : emit.emit(Opcode::subtract, a, emit.emit(Opcode::floor_fraction, a, {}, {}, f.bits));
    return gap == 0 ? a : emit.emit(Opcode::shift, emit.emit(Opcode::shift, a, {}, {}, -gap), {}, {}, gap);
}

/// Where the value's range fits 32 bits it is rounded as the chip does; beyond, only its low bits matter.
Operand store_wrapping(Emitter& emit, const NumberFormat& f, std::uint16_t counter, const Value& v, Operand old_raw) {
    const int extra = std::clamp(std::min(emit.natural_frac(v), finest_frac(v.range)) - f.frac, 0, most_extra_bits);
    Instruction ins = store_instruction(emit.realise(v, f.frac + extra), old_raw, f, counter);
    ins.shift = static_cast<std::int8_t>(extra);
    ins.low = INT32_MIN;
    ins.high = INT32_MAX;
    return wrapped(emit, emit.builder().emit(ins), f);
}

/// The value's range needs more whole bits than the register has: shifted up in 64 bits, then saturated. Beyond 31 bits of shift every value but
/// zero saturates, as it does at 31.
Operand store_coarse(Emitter& emit, const NumberFormat& f, std::uint16_t counter, const Value& v, int frac, Operand old_raw) {
    Instruction ins = store_instruction(emit.realise(v, frac), old_raw, f, counter);
    ins.shift = static_cast<std::int8_t>(-std::min(f.frac - frac, 31));
    return emit.builder().emit(ins);
}

/// An increment as the exact product b * c * 2^-frac.
struct Addend {
    Operand b, c;
    int frac = 0;
};

Addend addend_of(Emitter& emit, const Value& increment, int most_frac) {
    const Operand one = emit.number(1.0, 0);
    switch (increment.form) {
        case Value::Form::constant: {
            const Emitter::Factor c = emit.factor(increment.real, most_frac);
            return {c.operand, one, c.frac};
        }
        case Value::Form::lanes: return {increment.a, one, increment.frac};
        case Value::Form::product: break;
    }
    if (!increment.has_factor) return {increment.a, increment.b, increment.frac + increment.frac_b};
    const Emitter::Factor c = emit.factor(increment.real, most_frac - increment.frac);
    return {increment.a, c.operand, increment.frac + c.frac};
}

/// A product whose range needs more whole bits than the register has, but which is exact in 64 bits: a time of many ticks. Nothing old to compare
/// with: what is not zero but becomes zero counts as lost.
Operand store_product(Emitter& emit, const NumberFormat& f, std::uint16_t counter, const Value& v) {
    Addend addend = addend_of(emit, v, f.frac + most_shift);
    const int shift = std::clamp(addend.frac - f.frac, least_shift, most_shift);
    Instruction ins = store_instruction(emit.number(0.0, 0), addend.b, f, counter);
    ins.op = Opcode::accumulate;
    ins.c = addend.c;
    ins.shift = static_cast<std::int8_t>(shift);
    return emit.builder().emit(ins);
}

/// x += x * c with -1 <= c <= 0 cannot leave the range: no border to watch.
bool is_decay(const Value& increment, Operand old_raw) {
    return increment.form == Value::Form::product && increment.has_factor && !increment.a.is_constant && increment.a.index == old_raw.index &&
           increment.real >= -1.0 && increment.real <= 0.0;
}

}  // namespace

Value value_of(Operand raw, const StoredVariable& variable, Arithmetic arithmetic) {
    if (variable.is_boolean) return Value::mask(raw);
    if (arithmetic == Arithmetic::float64) return Value::lanes(raw, 0, Interval::everything());
    const Interval range = variable.format.range();
    Value value = Value::lanes(raw, variable.format.frac, range);
    value.declared = variable.declared;
    if (!is_free_grid(variable.format)) return value;
    value.form = Value::Form::product;
    value.has_factor = true;
    value.real = variable.format.scale;
    return value;
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
    if (!f.saturates) return held(store_wrapping(emit, f, counter, v, old_raw), variable, arithmetic);
    const int frac = std::min(emit.natural_frac(v), finest_frac(v.range));
    if (frac < f.frac) return held(v.form == Value::Form::product ? store_product(emit, f, counter, v) : store_coarse(emit, f, counter, v, frac, old_raw), variable, arithmetic);
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
    if (increment.is_constant() && increment.real == 0.0) return {old_raw, old};
    if (!emit.is_fixed() || is_free_grid(f)) return store(emit, variable, counter, emit.add(old, increment), old_raw);
    Addend addend = addend_of(emit, increment, f.frac + most_shift);
    if (addend.frac - f.frac > most_shift) addend = {emit.realise(increment, f.frac + 31), emit.number(1.0, 0), f.frac + 31};
    if (addend.frac - f.frac < least_shift) return store(emit, variable, counter, emit.add(old, increment), old_raw);
    Instruction ins = store_instruction(old_raw, addend.b, f, counter);
    ins.op = !f.saturates || is_decay(increment, old_raw) ? Opcode::multiply_add : Opcode::accumulate;
    ins.c = addend.c;
    ins.shift = static_cast<std::int8_t>(addend.frac - f.frac);
    ins.immediate = increment.form == Value::Form::lanes ? 1 : 0;   // c is one
    const Operand sum = emit.builder().emit(ins);
    return held(f.saturates ? sum : wrapped(emit, sum, f), variable, arithmetic);
}

}  // namespace aerie::hw
