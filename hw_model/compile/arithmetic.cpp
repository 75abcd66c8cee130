#include "hw_model/compile/arithmetic.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace aerie::hw {

namespace {

constexpr int factor_bits = 30, least_factor_bits = 25, cheap_shift = 32;

[[noreturn]] void refuse_quotient() {
    throw InputError{{"the compiler cannot bound a quotient: its divisor's range includes zero", "", "", "declare ranges that keep the divisor away from zero, e.g. [0.1, 5]"}};
}

}  // namespace

bool is_power_of_two(double x) {
    int exponent = 0;
    return x != 0.0 && std::isfinite(x) && std::frexp(std::abs(x), &exponent) == 0.5;
}

/// Shifts that no word survives give zero; only a zero can ask for more than 31 places to the left.
Operand Emitter::emit(Opcode op, Operand a, Operand b, Operand c, int shift) {
    const bool rounds = op == Opcode::shift || op == Opcode::multiply || op == Opcode::multiply_add;
    if (rounds && shift > 62) return op == Opcode::multiply_add ? a : number(0.0, 0);
    if (rounds) shift = std::max(shift, -31);
    Instruction ins;
    ins.op = op;
    ins.a = a;
    ins.b = b;
    ins.c = c;
    ins.shift = static_cast<std::int8_t>(shift);
    return builder_.emit(ins);
}

Operand Emitter::number(double real, int frac) {
    const double raw = std::clamp(std::floor(std::ldexp(real, frac) + 0.5), -2147483648.0, 2147483647.0);
    return builder_.constant(is_fixed_ ? static_cast<std::int32_t>(raw) : 0, real);
}

Emitter::Factor Emitter::factor(double real, int most_frac) {
    if (!is_fixed_) return {builder_.constant(0, real), 0};
    if (real == 0.0) return {number(0.0, 0), 0};
    // Shifts of up to 32 are the cheap ones on every instruction set; a factor keeps what that leaves it, a quarter of a quantum, and 25 bits at least.
    const int cheap_frac = most_frac - most_shift + cheap_shift, whole_bits = std::ilogb(real);
    const int frac = std::min({factor_bits - 1 - whole_bits, most_frac, std::max(cheap_frac, least_factor_bits - 1 - whole_bits)});
    return {number(real, frac), frac};
}

int Emitter::natural_frac(const Value& x) const {
    if (!is_fixed_) return 0;
    switch (x.form) {
        case Value::Form::constant: return finest_frac(x.range);
        case Value::Form::lanes: return x.frac;
        case Value::Form::product: break;
    }
    if (!x.has_factor) return std::min(x.frac + x.frac_b, finest_frac(x.range));
    if (is_power_of_two(x.real)) return std::min(x.frac - std::ilogb(x.real), finest_frac(x.range));
    return std::min(x.frac + factor_bits - 1 - std::ilogb(x.real), finest_frac(x.range));
}

Operand Emitter::realise_product(const Value& x, int frac) {
    if (!x.has_factor) return emit(Opcode::multiply, x.a, x.b, {}, x.frac + x.frac_b - frac);
    if (!is_fixed_) return emit(Opcode::multiply, x.a, number(x.real, 0));
    if (is_power_of_two(x.real)) {
        const int shift = x.frac - std::ilogb(x.real) - frac;
        const Operand moved = shift == 0 ? x.a : emit(Opcode::shift, x.a, {}, {}, shift);
        return x.real > 0.0 ? moved : emit(Opcode::negate, moved);
    }
    const Factor c = factor(x.real, frac + most_shift - x.frac);
    return emit(Opcode::multiply, x.a, c.operand, {}, x.frac + c.frac - frac);
}

Operand Emitter::realise(const Value& x, int frac) {
    if (x.is_constant()) return number(x.real, frac);
    if (x.form == Value::Form::product) return realise_product(x, is_fixed_ ? frac : 0);
    if (!is_fixed_ || x.frac == frac) return x.a;
    return emit(Opcode::shift, x.a, {}, {}, x.frac - frac);
}

Value Emitter::settled(const Value& x) {
    if (x.form != Value::Form::product) return x;
    const int frac = natural_frac(x);
    return Value::lanes(realise_product(x, frac), frac, x.range);
}

/// The fraction bits that meet a constant: the lanes' own where they are many, since then the constant loses nothing that counts; else as many
/// as the constant needs (i + 0.5, where i is an integer).
int Emitter::frac_beside(double c, int natural, int finest) {
    constexpr int spare = 2;
    int frac = natural;
    if (frac + spare >= finest) return frac;
    while (frac < finest && std::ldexp(c, frac) != std::floor(std::ldexp(c, frac))) ++frac;
    return frac;
}

/// As fine as the finer of both.
int Emitter::wanted_frac(const Value& x, const Value& y) const {
    if (x.is_constant()) return y.is_constant() ? std::max(natural_frac(x), natural_frac(y)) : frac_beside(x.real, natural_frac(y), finest_frac(y.range));
    return y.is_constant() ? frac_beside(y.real, natural_frac(x), finest_frac(x.range)) : std::max(natural_frac(x), natural_frac(y));
}

int Emitter::common_frac(const Value& x, const Value& y) const {
    if (!is_fixed_) return 0;
    return std::min({wanted_frac(x, y), finest_frac(x.range), finest_frac(y.range)});
}

/// `x` at `frac`, cut off at the ends of `range` where it does not fit the word: for min and max, which lets the other operand through there.
Operand Emitter::confined(const Value& x, Interval range, int frac) {
    if (!is_fixed_) return realise(x, frac);
    if (x.is_constant()) return number(std::clamp(x.real, range.low, range.high), frac);
    if (finest_frac(x.range) >= frac) return realise(x, frac);
    const Value s = settled(x);
    Instruction ins;
    ins.op = Opcode::store;
    ins.a = s.a;
    ins.b = s.a;
    ins.shift = static_cast<std::int8_t>(std::max(s.frac - frac, -31));
    ins.low = static_cast<std::int32_t>(std::floor(std::ldexp(range.low, frac)));
    ins.high = static_cast<std::int32_t>(std::ceil(std::ldexp(range.high, frac)));
    return builder_.emit(ins);
}

Value Emitter::negate(const Value& x) {
    AERIE_ASSERT(!x.is_mask);
    if (x.is_constant()) return Value::of(-x.real);
    if (x.form == Value::Form::product && x.has_factor) {
        Value y = x;
        y.real = -x.real;
        y.range = -x.range;
        return y;
    }
    const Value s = settled(x);
    Value y{.form = Value::Form::product, .range = -s.range, .real = -1.0, .a = s.a, .has_factor = true, .frac = s.frac};
    return y;
}

Value Emitter::multiply(const Value& x, const Value& y) {
    AERIE_ASSERT(!x.is_mask && !y.is_mask);
    if (x.is_constant() && y.is_constant()) return Value::of(x.real * y.real);
    if (x.is_constant()) return multiply(y, x);
    Value out;
    if (y.is_constant()) {
        if (y.real == 0.0) return Value::of(0.0);
        if (y.real == 1.0) return x;
        if (x.form == Value::Form::product && x.has_factor) {
            out = x;
            out.real = x.real * y.real;
        } else {
            const Value s = settled(x);
            out = {.form = Value::Form::product, .real = y.real, .a = s.a, .has_factor = true, .frac = s.frac};
        }
        out.range = x.range * Interval::point(y.real);
        return out;
    }
    const Value a = settled(x), b = settled(y);
    out = {.form = Value::Form::product, .a = a.a, .b = b.a, .frac = a.frac, .frac_b = b.frac};
    const bool is_square = a.a.index == b.a.index && a.a.is_constant == b.a.is_constant && a.frac == b.frac;   // x * (x / 64) shares a register
    out.range = is_square ? square(a.range) : a.range * b.range;
    return out;
}

/// A divisor whose word may have been rounded to zero, or toward it by a quantum, keeps a quantum and its sign.
Value Emitter::nonzero(const Value& x) {
    const double quantum = std::ldexp(1.0, -x.frac);
    Value y = x;
    if (x.range.low > 0.0) {
        if (x.range.low < quantum) y.a = emit(Opcode::maximum, x.a, builder_.constant(1, quantum));
        y.range.low = std::max(x.range.low - quantum, quantum);
        y.range.high = std::max(x.range.high, y.range.low);
    } else if (x.range.high < 0.0) {
        if (x.range.high > -quantum) y.a = emit(Opcode::minimum, x.a, builder_.constant(-1, -quantum));
        y.range.high = std::min(x.range.high + quantum, -quantum);
        y.range.low = std::min(x.range.low, y.range.high);
    }
    return y;
}

Value Emitter::divide(const Value& x, const Value& y) {
    if (is_fixed_ && y.is_constant() && y.real == 0.0) refuse_quotient();
    if (y.is_constant()) return x.is_constant() ? Value::of(x.real / y.real) : multiply(x, Value::of(1.0 / y.real));
    const Value b = is_fixed_ ? nonzero(settled(y)) : settled(y);
    const Interval range = x.range / b.range;
    if (!is_fixed_) return Value::lanes(emit(Opcode::divide, realise(x, 0), b.a), 0, range);
    if (!range.is_finite()) refuse_quotient();
    const int frac_x = x.is_constant() ? finest_frac(x.range) - 1 : natural_frac(x);
    const int frac = std::min(finest_frac(range), frac_x - b.frac + 62);
    return Value::lanes(emit(Opcode::divide, realise(x, frac_x), b.a, {}, frac + b.frac - frac_x), frac, range);
}

Value Emitter::minimum(const Value& x, const Value& y) {
    if (x.is_constant() && y.is_constant()) return Value::of(std::min(x.real, y.real));
    if (x.range.high <= y.range.low) return x;
    if (y.range.high <= x.range.low) return y;
    const Interval range = aerie::min(x.range, y.range);
    const int frac = is_fixed_ ? std::min(wanted_frac(x, y), finest_frac(range)) : 0;
    return Value::lanes(emit(Opcode::minimum, confined(x, range, frac), confined(y, range, frac)), frac, range);
}

Value Emitter::maximum(const Value& x, const Value& y) {
    if (x.is_constant() && y.is_constant()) return Value::of(std::max(x.real, y.real));
    if (x.range.low >= y.range.high) return x;
    if (y.range.low >= x.range.high) return y;
    const Interval range = aerie::max(x.range, y.range);
    const int frac = is_fixed_ ? std::min(wanted_frac(x, y), finest_frac(range)) : 0;
    return Value::lanes(emit(Opcode::maximum, confined(x, range, frac), confined(y, range, frac)), frac, range);
}

Value Emitter::absolute(const Value& x) {
    if (x.is_constant()) return Value::of(std::abs(x.real));
    const Value s = settled(x);
    return Value::lanes(emit(Opcode::absolute, s.a), s.frac, abs(s.range));
}

}  // namespace aerie::hw
