#include "hw_model/compile/lowering.h"

#include <cmath>

#include "core/error.h"

namespace aerie::hw {

using lang::Node;

Value Lowering::lower(const lang::Expr& expr) {
    const auto arg = [&](std::size_t k) { return lower(*expr.args[k]); };
    switch (expr.node) {
        case Node::number: return Value::of(expr.value);
        case Node::name: return names_.read(expr);
        case Node::negate: return emit_.negate(arg(0));
        case Node::logical_not: return emit_.invert(arg(0));
        case Node::add: case Node::subtract: return lower_sum(expr);
        case Node::multiply: { const Value x = arg(0); return emit_.multiply(x, arg(1)); }
        case Node::divide: { const Value x = arg(0); return emit_.divide(x, lower_divisor(*expr.args[1])); }
        case Node::modulo: { const Value x = arg(0); return lower_modulo(x, lower_divisor(*expr.args[1])); }
        case Node::power: return lower_power(expr);
        case Node::less: { const Value x = arg(0); return emit_.less(x, arg(1)); }
        case Node::less_equal: { const Value x = arg(0); return emit_.less_equal(x, arg(1)); }
        case Node::greater: { const Value x = arg(0); return emit_.less(arg(1), x); }
        case Node::greater_equal: { const Value x = arg(0); return emit_.less_equal(arg(1), x); }
        case Node::equal: { const Value x = arg(0); return emit_.equal(x, arg(1)); }
        case Node::not_equal: { const Value x = arg(0); return emit_.invert(emit_.equal(x, arg(1))); }
        case Node::logical_and: { const Value x = arg(0); return emit_.both(x, arg(1)); }
        case Node::logical_or: { const Value x = arg(0); return emit_.either(x, arg(1)); }
        case Node::select: {
            const Value condition = arg(0), yes = arg(1);
            return emit_.select(condition, yes, arg(2));
        }
        case Node::call: return lower_call(expr);
    }
    AERIE_ASSERT(!"every node is lowered");
}

/// Chains of three or more terms meet on one grid; in float64 they keep the author's order.
Value Lowering::lower_sum(const lang::Expr& expr) {
    std::vector<Value> terms;
    const auto is_sum = [](const lang::Expr& e) { return e.node == Node::add || e.node == Node::subtract; };
    const auto collect = [&](const auto& self, const lang::Expr& e, bool is_negative) -> void {
        if (is_sum(e)) {
            self(self, *e.args[0], is_negative);
            self(self, *e.args[1], is_negative != (e.node == Node::subtract));
            return;
        }
        const Value term = lower(e);
        terms.push_back(is_negative ? emit_.negate(term) : term);
    };
    if (emit_.is_fixed() && (is_sum(*expr.args[0]) || is_sum(*expr.args[1]))) {
        collect(collect, expr, false);
        return emit_.sum(std::move(terms));
    }
    const Value x = lower(*expr.args[0]), y = lower(*expr.args[1]);
    return expr.node == Node::add ? emit_.add(x, y) : emit_.subtract(x, y);
}

namespace {

constexpr double harmless_exponent = 4.0;   // 26 fraction bits are left

/// Variables confined to what their author declares.
class ConfinedNames final : public Names {
   public:
    ConfinedNames(Emitter& emit, Names& names) : emit_{emit}, names_{names} {}
    Value read(const lang::Expr& name) override {
        const Value value = names_.read(name);
        if (value.is_mask || value.is_constant() || !value.declared.is_finite()) return value;
        return emit_.minimum(emit_.maximum(value, Value::of(value.declared.low)), Value::of(value.declared.high));
    }
    Value stimulus(const lang::Expr& call) override { return names_.stimulus(call); }

   private:
    Emitter& emit_;
    Names& names_;
};

}  // namespace

/// A variable declared as [1, 100] may stand in a register that holds -128 to 128. Where that does harm, the variables of `expr` are confined to
/// what their author declares, at one or two instructions each.
Value Lowering::lower_confined(const lang::Expr& expr, bool (*does_harm)(Interval)) {
    const std::uint32_t mark = emit_.builder().draw_mark();
    const Value plain = lower(expr);
    if (!emit_.is_fixed() || plain.is_constant() || !does_harm(plain.range)) return plain;
    emit_.builder().rewind_draws(mark);
    ConfinedNames names{emit_, names_};
    return Lowering{emit_, names}.lower(expr);
}

/// Zero must be excluded.
Value Lowering::lower_divisor(const lang::Expr& expr) {
    return lower_confined(expr, [](Interval x) { return x.contains(0.0); });
}

/// One word holds exp(x) for the whole range of x: each unit more at its upper end costs 1.4 bits everywhere.
Value Lowering::lower_exponent(const lang::Expr& expr) {
    return lower_confined(expr, [](Interval x) { return x.high > harmless_exponent; });
}
/// The same for exp(x) and exp(-x).
Value Lowering::lower_even_exponent(const lang::Expr& expr) {
    return lower_confined(expr, [](Interval x) { return x.high > harmless_exponent || x.low < -harmless_exponent; });
}

/// Whole powers by squaring; other powers as 2^(b log2 a).
Value Lowering::lower_power(const lang::Expr& expr) {
    const bool is_reciprocal = expr.args[1]->node == Node::number && expr.args[1]->value < 0.0;
    const Value base = is_reciprocal ? lower_divisor(*expr.args[0]) : lower(*expr.args[0]);
    const Value exponent = lower(*expr.args[1]);
    if (base.is_constant() && exponent.is_constant()) return Value::of(std::pow(base.real, exponent.real));
    if (exponent.is_constant() && exponent.real == 0.5) return square_root(base);
    if (!exponent.is_constant() || exponent.real != std::floor(exponent.real) || std::abs(exponent.real) > 64) {
        return exponential(emit_.multiply(exponent, logarithm(base)));
    }
    unsigned n = static_cast<unsigned>(std::abs(exponent.real));
    Value result = Value::of(1.0), square = base;
    for (; n != 0; n >>= 1) {
        if (n & 1u) result = emit_.multiply(result, square);
        if (n > 1) square = emit_.settled(emit_.multiply(square, square));
    }
    return exponent.real < 0 ? emit_.divide(Value::of(1.0), result) : result;
}

/// The sign of the divisor, as Python and Brian2 have it: x - y floor(x / y).
Value Lowering::lower_modulo(const Value& x, const Value& y) {
    const Value whole = floor(emit_.divide(x, y));
    Value rest = emit_.settled(emit_.subtract(x, emit_.multiply(y, whole)));
    rest.range = modulo(x.range, y.range);
    return rest;
}

/// Zero and less become one quantum, so that a logarithm has a lower end that leaves its format precise.
Value Lowering::above_zero(const Value& x) {
    if (!emit_.is_fixed() || x.is_constant()) return x;
    const Value s = emit_.settled(x);
    return emit_.maximum(s, Value::of(std::ldexp(1.0, -s.frac)));
}

Value Lowering::lower_call(const lang::Expr& call) {
    if (call.reference == lang::Reference::stimulus) return names_.stimulus(call);
    const std::string& f = call.name;
    if (f == "rand") return uniform();
    if (f == "randn") return normal();
    if (f == "exp") return exponential(lower_exponent(*call.args[0]));
    if (f == "exprel") return relative_exponential(lower_exponent(*call.args[0]));
    if (f == "cosh") return hyperbolic_cosine(lower_even_exponent(*call.args[0]));
    if (f == "sinh") {   // the difference of exponentials would lose small x
        const Value x = lower_even_exponent(*call.args[0]);
        return emit_.multiply(tabulated(x, "tanh"), hyperbolic_cosine(x));
    }
    const Value x = lower(*call.args[0]);
    if (f == "log") return logarithm(above_zero(x));
    if (f == "log10") return emit_.multiply(logarithm(above_zero(x)), Value::of(1.0 / std::log(10.0)));
    if (f == "sqrt") return square_root(x);
    if (f == "abs" || f == "fabs") return emit_.absolute(x);
    if (f == "int") return x.is_mask ? emit_.select(x, Value::of(1.0), Value::of(0.0)) : truncate(x);
    if (f == "floor") return floor(x);
    if (f == "ceil") return emit_.negate(floor(emit_.negate(x)));
    if (f == "sign") return emit_.select(emit_.less(x, Value::of(0.0)), Value::of(-1.0), emit_.select(emit_.less(Value::of(0.0), x), Value::of(1.0), Value::of(0.0)));
    if (f == "min" || f == "max") {
        Value best = x;
        for (std::size_t k = 1; k < call.args.size(); ++k) {
            const Value y = lower(*call.args[k]);
            best = f == "min" ? emit_.minimum(best, y) : emit_.maximum(best, y);
        }
        return best;
    }
    if (f == "clip") {
        const Value low = lower(*call.args[1]);
        return emit_.minimum(emit_.maximum(x, low), lower(*call.args[2]));
    }
    return tabulated(x, f);
}

}  // namespace aerie::hw
