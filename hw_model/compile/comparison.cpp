/// @file Comparisons, masks and choices of the Emitter.
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "hw_model/compile/arithmetic.h"

namespace aerie::hw {

namespace {

/// 5 ms / 0.1 ms is 50, whatever double makes of it: a quotient next to a grid point is that point.
double on_grid(double x, int frac) {
    constexpr double tolerance = 1e-12;
    const double raw = std::ldexp(x, frac), nearest = std::floor(raw + 0.5);
    return std::abs(raw - nearest) <= tolerance * std::abs(nearest) ? std::ldexp(nearest, -frac) : x;
}

}  // namespace

Operand Emitter::mask_operand(const Value& x) {
    AERIE_ASSERT(x.is_mask || x.is_constant());
    if (x.is_constant()) return builder_.constant(x.real != 0.0 ? -1 : 0, x.real != 0.0 ? 1.0 : 0.0);
    return x.a;
}

/// x op c on the grid of x. With the constant first: c op x. A multiple of something exact, a time of ticks, is compared before it is multiplied.
Value Emitter::compare_constant(Opcode op, const Value& x, double c, bool constant_first) {
    if (is_fixed_ && x.form == Value::Form::product && x.has_factor) {
        const Value base = Value::lanes(x.a, x.frac, x.range * Interval::point(1.0 / x.real));
        return compare_constant(op, base, on_grid(c / x.real, x.frac), x.real < 0.0 ? !constant_first : constant_first);
    }
    const Value s = settled(x);
    const double exact = is_fixed_ ? std::ldexp(c, s.frac) : c;
    double raw = exact;
    if (op == Opcode::less) raw = constant_first ? std::floor(exact) : std::ceil(exact);
    if (op == Opcode::less_equal) raw = constant_first ? std::ceil(exact) : std::floor(exact);
    const bool is_on_grid = raw == exact;
    const bool is_above = raw > 2147483647.0, is_below = raw < -2147483648.0;
    if (is_fixed_ && (is_above || is_below)) return Value::of(op != Opcode::equal && is_above != constant_first ? 1.0 : 0.0);   // no word reaches it
    if (is_fixed_ && op == Opcode::equal && (!is_on_grid || raw != std::floor(raw))) return Value::mask(mask_operand(Value::of(0.0)));
    const Operand limit = builder_.constant(is_fixed_ ? static_cast<std::int32_t>(raw) : 0, c);
    return Value::mask(constant_first ? emit(op, limit, s.a) : emit(op, s.a, limit));
}

Value Emitter::compare(Opcode op, const Value& x, const Value& y) {
    if (x.is_constant()) return compare_constant(op, y, x.real, true);
    if (y.is_constant()) return compare_constant(op, x, y.real, false);
    const bool are_alike = x.form == Value::Form::product && y.form == Value::Form::product && x.has_factor && y.has_factor &&
                           x.real == y.real && x.real > 0.0 && x.frac == y.frac;
    if (are_alike) return Value::mask(emit(op, x.a, y.a));
    const int frac = common_frac(x, y);
    return Value::mask(emit(op, realise(x, frac), realise(y, frac)));
}

Value Emitter::less(const Value& x, const Value& y) {
    if (x.is_constant() && y.is_constant()) return Value::of(x.real < y.real ? 1.0 : 0.0);
    return compare(Opcode::less, x, y);
}

Value Emitter::less_equal(const Value& x, const Value& y) {
    if (x.is_constant() && y.is_constant()) return Value::of(x.real <= y.real ? 1.0 : 0.0);
    return compare(Opcode::less_equal, x, y);
}

Value Emitter::equal(const Value& x, const Value& y) {
    if (x.is_constant() && y.is_constant()) return Value::of(x.real == y.real ? 1.0 : 0.0);
    if (x.is_mask || y.is_mask) return Value::mask(emit(Opcode::equal, mask_operand(x), mask_operand(y)));
    return compare(Opcode::equal, x, y);
}

Value Emitter::both(const Value& x, const Value& y) {
    if (x.is_constant()) return x.real != 0.0 ? y : x;
    if (y.is_constant()) return both(y, x);
    return Value::mask(emit(Opcode::logical_and, x.a, y.a));
}

Value Emitter::either(const Value& x, const Value& y) {
    if (x.is_constant()) return x.real != 0.0 ? x : y;
    if (y.is_constant()) return either(y, x);
    return Value::mask(emit(Opcode::logical_or, x.a, y.a));
}

Value Emitter::invert(const Value& x) {
    if (x.is_constant()) return Value::of(x.real != 0.0 ? 0.0 : 1.0);
    return Value::mask(emit(Opcode::logical_not, x.a));
}

Value Emitter::select(const Value& condition, const Value& yes, const Value& no) {
    if (condition.is_constant()) return condition.real != 0.0 ? yes : no;
    const Operand mask = mask_operand(condition);
    if (yes.is_mask || no.is_mask) return Value::mask(emit(Opcode::select, mask, mask_operand(yes), mask_operand(no)));
    const int frac = yes.is_constant() && no.is_constant() ? std::min(natural_frac(yes), natural_frac(no)) : common_frac(yes, no);
    return Value::lanes(emit(Opcode::select, mask, realise(yes, frac), realise(no, frac)), frac, hull(yes.range, no.range));
}

}  // namespace aerie::hw
