/// @file Functions that a NeuroCore computes by table or by a special unit.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "hw_model/compile/lowering.h"

namespace aerie::hw {

namespace {

constexpr int exp2_frac = 16;       // of the argument of Opcode::exp2 and the result of Opcode::log2
constexpr int exp2_shift = 31;      // most fraction bits that exp2 and log2 know; beyond, the exponent moves
constexpr double exp2_error = 0x1p-15;     // relative: 2^-17 ln 2 from the argument's rounding, 1e-6 from the table
constexpr double log2_error = 0x1p-15;
constexpr double log2_of_zero = -16384.0;  // what the machine answers at and below zero
constexpr int table_bits = 12;      // 4096 intervals of a tabulated function: errors like those of exp
constexpr double flat_tanh = 10.0;  // tanh is 1 up to 4e-9 from here
constexpr double one_table = 8.0;   // widest argument of sin, cos and tan that one table covers
constexpr int normal_frac = 28;     // Box and Muller on 32-bit words stays below 6.66
constexpr double normal_bound = 6.67;

struct Tabulated {
    const char* name;
    double (*value)(double);
    Interval (*range)(Interval);
};
constexpr double pole_free = 1e6;
Interval tangent_range(Interval) { return {-pole_free, pole_free}; }
double relative_exponential_of(double x) { return x == 0.0 ? 1.0 : std::expm1(x) / x; }
/// The number of a function here is the `immediate` of Opcode::function in float64, which knows the first four.
constexpr std::array<Tabulated, 5> tabulated_functions{{
    {"sin", [](double x) { return std::sin(x); }, [](Interval x) { return sin(x); }},
    {"cos", [](double x) { return std::cos(x); }, [](Interval x) { return cos(x); }},
    {"tan", [](double x) { return std::tan(x); }, tangent_range},
    {"tanh", [](double x) { return std::tanh(x); }, [](Interval x) { return tanh(x); }},
    {"exprel", relative_exponential_of, [](Interval x) { return Interval{relative_exponential_of(x.low), relative_exponential_of(x.high)}; }},
}};

[[noreturn]] void refuse_unbounded(const std::string& function) {
    throw InputError{{"the compiler cannot bound the argument of " + function + "()", "", "", "declare the ranges of its variables: `: volt [-80 mV, 20 mV]`"}};
}

Table make_table(const Tabulated& f, const Value& x, int frac) {
    const double low = std::ldexp(x.range.low, x.frac), high = std::ldexp(x.range.high, x.frac);
    int step_bits = 0;
    while (std::ldexp(1.0, step_bits + table_bits) < high - low) ++step_bits;
    Table table;
    table.first = static_cast<std::int32_t>(std::floor(low));
    table.step_bits = static_cast<std::uint8_t>(step_bits);
    const int entries = static_cast<int>(std::ceil((high - low) / std::ldexp(1.0, step_bits))) + 2;
    for (int k = 0; k < entries; ++k) {
        const double at = std::ldexp(static_cast<double>(table.first) + std::ldexp(k, step_bits), -x.frac);
        const double y = std::clamp(std::ldexp(f.value(at), frac), -2147483648.0, 2147483647.0);
        table.fixed.push_back(static_cast<std::int32_t>(std::floor(y + 0.5)));
    }
    return table;
}

}  // namespace

/// Confined to [low, high], up to a quantum. A time since the start of the run times a rate is confined while it is still whole ticks: what is left of
/// the word are fraction bits.
Value Lowering::confined(const Value& x, double low, double high) {
    const bool is_long = x.form == Value::Form::product && x.has_factor && x.real != 0.0 && finest_frac(x.range) < exp2_frac;
    if (!is_long) return emit_.maximum(emit_.minimum(x, Value::of(high)), Value::of(low));
    const double quantum = std::ldexp(1.0, -x.frac), ends[] = {low / x.real, high / x.real};
    Value whole = Value::lanes(x.a, x.frac, x.range * Interval::point(1.0 / x.real));
    const double least = std::floor(std::min(ends[0], ends[1]) / quantum) * quantum, most = std::ceil(std::max(ends[0], ends[1]) / quantum) * quantum;
    whole = emit_.maximum(emit_.minimum(whole, Value::of(most)), Value::of(least));
    return emit_.multiply(whole, Value::of(x.real));
}

Value Lowering::exponential(const Value& x) {
    if (x.is_constant()) return Value::of(std::exp(x.real));
    if (!emit_.is_fixed()) return Value::lanes(emit_.emit(Opcode::exponential, emit_.realise(x, 0)), 0, exp(x.range));
    if (!x.range.is_finite()) refuse_unbounded("exp");
    const double most = std::min(x.range.high, 30.0 * std::numbers::ln2);   // beyond, the result saturates
    const Interval exact = exp(Interval{std::min(x.range.low, most), most});
    const Interval range{0.0, exact.high * (1.0 + exp2_error)};
    const int frac = std::min(finest_frac(range), 80), offset = std::max(frac - exp2_shift, 0);   // small results: 2^(y + offset) * 2^shift
    const Value y = emit_.multiply(confined(x, -100.0, most), Value::of(std::numbers::log2e));
    const Operand scaled = emit_.emit(Opcode::exp2, emit_.realise(emit_.add(y, Value::of(offset)), exp2_frac), {}, {}, frac - offset);
    return Value::lanes(scaled, frac, {exact.low * (1.0 - exp2_error) - std::ldexp(1.0, -frac) > 0.0 ? exact.low * (1.0 - exp2_error) - std::ldexp(1.0, -frac) : 0.0, range.high});
}

Value Lowering::logarithm(const Value& x) {
    if (x.is_constant()) return Value::of(std::log(x.real));
    if (!emit_.is_fixed()) return Value::lanes(emit_.emit(Opcode::logarithm, emit_.realise(x, 0)), 0, log(x.range));
    const Value s = emit_.settled(x);
    const int offset = s.frac - std::clamp(s.frac, -exp2_shift, exp2_shift);
    const double quantum = std::ldexp(1.0, -s.frac);
    const double least = s.range.low >= quantum ? std::log2(s.range.low - quantum / 2) : log2_of_zero;
    const Interval range{least - log2_error, std::max(std::log2(std::max(s.range.high, quantum)), least) + log2_error};
    const Interval shifted{std::max(range.low + offset, log2_of_zero), range.high + offset};
    const Value log2 = Value::lanes(emit_.emit(Opcode::log2, s.a, {}, {}, s.frac - offset), exp2_frac, shifted);
    return emit_.multiply(emit_.add(log2, Value::of(-offset)), Value::of(std::numbers::ln2));
}

Value Lowering::square_root(const Value& x) {
    if (x.is_constant()) return Value::of(std::sqrt(x.real));
    const Value s = emit_.settled(x);
    const Interval range = sqrt(s.range);
    if (!emit_.is_fixed()) return Value::lanes(emit_.emit(Opcode::square_root, s.a), 0, range);
    if (!range.is_finite()) refuse_unbounded("sqrt");
    const int frac = std::min(finest_frac(range), static_cast<int>(std::floor((62 + s.frac) / 2.0)));   // the machine shifts by 62 at most
    return Value::lanes(emit_.emit(Opcode::square_root, s.a, {}, {}, 2 * frac - s.frac), frac, range);
}

Value Lowering::floor(const Value& x) {
    if (x.is_constant()) return Value::of(std::floor(x.real));
    const Value s = emit_.settled(x);
    const Interval range{std::floor(s.range.low), std::floor(s.range.high)};
    if (!emit_.is_fixed()) return Value::lanes(emit_.emit(Opcode::floor_fraction, s.a), 0, range);
    if (s.frac <= 0) return s;
    if (s.frac >= 31) return emit_.select(emit_.less(s, Value::of(0.0)), Value::of(-1.0), Value::of(0.0));   // |x| < 1
    const Operand whole = emit_.emit(Opcode::floor_fraction, s.a, {}, {}, s.frac);
    const int frac = std::min(s.frac, finest_frac(range));   // -1.5 may become -2, which takes another bit
    return Value::lanes(frac == s.frac ? whole : emit_.emit(Opcode::shift, whole, {}, {}, s.frac - frac), frac, range);
}

Value Lowering::truncate(const Value& x) {
    if (x.is_constant()) return Value::of(std::trunc(x.real));
    const Value s = emit_.settled(x);
    if (emit_.is_fixed() && s.frac <= 0) return s;
    return Value::lanes(emit_.emit(Opcode::truncate, s.a, {}, {}, std::min(s.frac, 31)), s.frac, aerie::truncate(s.range));
}

/// x - 2 pi floor(x / 2 pi), for a table of one turn.
Value Lowering::within_one_turn(const Value& x) {
    const Value turns = emit_.settled(emit_.multiply(x, Value::of(0.5 / std::numbers::pi)));
    Value rest = emit_.settled(emit_.subtract(turns, floor(turns)));
    rest.range = {0.0, 1.0};
    return emit_.settled(emit_.multiply(rest, Value::of(2.0 * std::numbers::pi)));
}

Value Lowering::hyperbolic_cosine(const Value& x) {
    return emit_.multiply(emit_.add(exponential(x), exponential(emit_.negate(x))), Value::of(0.5));
}

/// (exp(x) - 1) / x without the difference of nearly equal numbers.
Value Lowering::relative_exponential(const Value& x) {
    if (x.is_constant()) return Value::of(x.real == 0.0 ? 1.0 : std::expm1(x.real) / x.real);
    if (!emit_.is_fixed()) {   // expm1(x) = tanh(x / 2) (exp(x) + 1)
        const Value difference = emit_.multiply(tabulated(emit_.multiply(x, Value::of(0.5)), "tanh"), emit_.add(exponential(x), Value::of(1.0)));
        return emit_.select(emit_.equal(x, Value::of(0.0)), Value::of(1.0), emit_.divide(difference, x));
    }
    constexpr double tail = -16.0, most = 30.0 * std::numbers::ln2;   // below the tail it is -1 / x up to 1e-8
    if (x.range.high <= tail) return emit_.divide(Value::of(-1.0), x);
    const Value body = tabulated(emit_.minimum(emit_.maximum(x, Value::of(tail)), Value::of(most)), "exprel");
    if (x.range.low >= tail) return body;
    return emit_.select(emit_.less(x, Value::of(tail)), emit_.divide(Value::of(-1.0), emit_.minimum(x, Value::of(tail))), body);
}

Value Lowering::tabulated(const Value& x, const std::string& name) {
    const auto found = std::find_if(tabulated_functions.begin(), tabulated_functions.end(), [&](const Tabulated& f) { return name == f.name; });
    AERIE_ASSERT(found != tabulated_functions.end());
    if (x.is_constant()) return Value::of(found->value(x.real));
    const Value s = emit_.settled(x);
    Instruction ins;
    ins.op = Opcode::function;
    ins.a = s.a;
    if (!emit_.is_fixed()) {
        ins.immediate = static_cast<std::uint32_t>(found - tabulated_functions.begin());
        return Value::lanes(emit_.builder().emit(ins), 0, found->range(s.range));
    }
    if (!s.range.is_finite()) refuse_unbounded(name);
    if (name == "tanh" && (s.range.low < -2.0 * flat_tanh || s.range.high > 2.0 * flat_tanh)) {
        return tabulated(emit_.minimum(emit_.maximum(s, Value::of(-flat_tanh)), Value::of(flat_tanh)), name);
    }
    const bool has_turns = name == "sin" || name == "cos" || name == "tan";
    if (has_turns && s.range.high - s.range.low > one_table) return tabulated(within_one_turn(x), name);
    const Interval range = found->range(s.range);
    const int frac = finest_frac(range);
    ins.immediate = emit_.builder().table(make_table(*found, s, frac));
    return Value::lanes(emit_.builder().emit(ins), frac, range);
}

/// A number that is the same for all lanes is a constant of the tick.
Value Lowering::shared_draw(TickConstant::Kind kind, int frac, Interval range) {
    TickConstant constant{.kind = kind, .frac = frac};
    constant.draw = emit_.builder().next_draw();
    return Value::lanes(emit_.builder().tick_constant(constant), emit_.is_fixed() ? frac : 0, range);
}

Value Lowering::uniform() {
    if (emit_.shares_draws()) return shared_draw(TickConstant::Kind::uniform, 31, {0.0, 1.0});
    Instruction ins;
    ins.op = Opcode::uniform;
    ins.immediate = emit_.builder().next_draw();
    return Value::lanes(emit_.builder().emit(ins), emit_.is_fixed() ? 31 : 0, {0.0, 1.0});
}

Value Lowering::normal() {
    if (emit_.shares_draws()) return shared_draw(TickConstant::Kind::normal, normal_frac, {-normal_bound, normal_bound});
    Instruction ins;
    ins.op = Opcode::normal;
    ins.shift = normal_frac;
    ins.immediate = emit_.builder().next_draw();
    return Value::lanes(emit_.builder().emit(ins), emit_.is_fixed() ? normal_frac : 0, {-normal_bound, normal_bound});
}

}  // namespace aerie::hw
