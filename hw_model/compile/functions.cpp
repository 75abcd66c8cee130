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
constexpr int table_bits = 10;      // 1024 intervals of a tabulated function
constexpr int normal_frac = 28;     // Box and Muller on 32-bit words stays below 6.66
constexpr double normal_bound = 6.67;

struct Tabulated {
    const char* name;
    double (*value)(double);
    Interval (*range)(Interval);
};
constexpr double pole_free = 1e6;
Interval tangent_range(Interval) { return {-pole_free, pole_free}; }
/// The number of a function here is the `immediate` of Opcode::function in float64.
constexpr std::array<Tabulated, 4> tabulated_functions{{
    {"sin", [](double x) { return std::sin(x); }, [](Interval x) { return sin(x); }},
    {"cos", [](double x) { return std::cos(x); }, [](Interval x) { return cos(x); }},
    {"tan", [](double x) { return std::tan(x); }, tangent_range},
    {"tanh", [](double x) { return std::tanh(x); }, [](Interval x) { return tanh(x); }},
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

Value Lowering::exponential(const Value& x) {
    if (x.is_constant()) return Value::of(std::exp(x.real));
    if (!emit_.is_fixed()) return Value::lanes(emit_.emit(Opcode::exponential, emit_.realise(x, 0)), 0, exp(x.range));
    if (!x.range.is_finite()) refuse_unbounded("exp");
    const double most = std::min(x.range.high, 30.0 * std::numbers::ln2);   // beyond, the result saturates
    const Interval range = exp(Interval{std::min(x.range.low, most), most});
    const int frac = std::min(finest_frac(range), 40);
    const Value y = emit_.multiply(emit_.maximum(emit_.minimum(x, Value::of(most + 1.0)), Value::of(-100.0)), Value::of(std::numbers::log2e));
    return Value::lanes(emit_.emit(Opcode::exp2, emit_.realise(y, exp2_frac), {}, {}, frac), frac, range);
}

Value Lowering::logarithm(const Value& x) {
    if (x.is_constant()) return Value::of(std::log(x.real));
    if (!emit_.is_fixed()) return Value::lanes(emit_.emit(Opcode::logarithm, emit_.realise(x, 0)), 0, log(x.range));
    const Value s = emit_.settled(x);
    const Interval range = log(Interval{std::max(s.range.low, std::ldexp(1.0, -s.frac)), s.range.high});
    const Value log2 = Value::lanes(emit_.emit(Opcode::log2, s.a, {}, {}, s.frac), exp2_frac, range * Interval::point(std::numbers::log2e));
    return emit_.multiply(log2, Value::of(std::numbers::ln2));
}

Value Lowering::square_root(const Value& x) {
    if (x.is_constant()) return Value::of(std::sqrt(x.real));
    const Value s = emit_.settled(x);
    const Interval range = sqrt(s.range);
    if (!emit_.is_fixed()) return Value::lanes(emit_.emit(Opcode::square_root, s.a), 0, range);
    if (!range.is_finite()) refuse_unbounded("sqrt");
    const int frac = std::min(finest_frac(range), 30);
    return Value::lanes(emit_.emit(Opcode::square_root, s.a, {}, {}, 2 * frac - s.frac), frac, range);
}

Value Lowering::floor(const Value& x) {
    if (x.is_constant()) return Value::of(std::floor(x.real));
    const Value s = emit_.settled(x);
    const Interval range{std::floor(s.range.low), std::floor(s.range.high)};
    if (emit_.is_fixed() && s.frac <= 0) return s;
    return Value::lanes(emit_.emit(Opcode::floor_fraction, s.a, {}, {}, std::min(s.frac, 31)), s.frac, range);
}

Value Lowering::truncate(const Value& x) {
    if (x.is_constant()) return Value::of(std::trunc(x.real));
    const Value s = emit_.settled(x);
    if (emit_.is_fixed() && s.frac <= 0) return s;
    return Value::lanes(emit_.emit(Opcode::truncate, s.a, {}, {}, std::min(s.frac, 31)), s.frac, aerie::truncate(s.range));
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
    const Interval range = found->range(s.range);
    const int frac = finest_frac(range);
    ins.immediate = emit_.builder().table(make_table(*found, s, frac));
    return Value::lanes(emit_.builder().emit(ins), frac, range);
}

Value Lowering::uniform() {
    Instruction ins;
    ins.op = Opcode::uniform;
    ins.immediate = emit_.builder().next_draw();
    return Value::lanes(emit_.builder().emit(ins), emit_.is_fixed() ? 31 : 0, {0.0, 1.0});
}

Value Lowering::normal() {
    Instruction ins;
    ins.op = Opcode::normal;
    ins.shift = normal_frac;
    ins.immediate = emit_.builder().next_draw();
    return Value::lanes(emit_.builder().emit(ins), emit_.is_fixed() ? normal_frac : 0, {-normal_bound, normal_bound});
}

}  // namespace aerie::hw
