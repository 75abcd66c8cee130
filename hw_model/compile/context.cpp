#include "hw_model/compile/context.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/lang/check.h"
#include "core/stimulus.h"

namespace aerie::hw {

namespace {

/// Start values know only their own index and constants.
class InitialNames final : public Names {
   public:
    Value read(const lang::Expr&) override { return Value::lanes({}, 0, {0.0, 4294967295.0}); }
    Value stimulus(const lang::Expr&) override { return Value::lanes({}, 0, Interval::everything()); }
};

const InitialValue* find_initial(const std::vector<InitialValue>& initial, const std::string& variable) {
    const auto found = std::find_if(initial.begin(), initial.end(), [&](const InitialValue& v) { return v.variable == variable; });
    return found == initial.end() ? nullptr : &*found;
}

std::uint64_t ticks_of(const Network& network) {
    std::uint64_t ticks = 0;
    for (const Phase& phase : network.phases) ticks += phase.duration.count();
    return ticks;
}

}  // namespace

Value tick_value(Emitter& emit, const CompileContext& context) {
    const Operand tick = emit.builder().tick_constant({.kind = TickConstant::Kind::tick});
    return Value::lanes(tick, 0, {0.0, static_cast<double>(ticks_of(context.network))});
}

Value time_value(Emitter& emit, const CompileContext& context) {
    return emit.multiply(tick_value(emit, context), Value::of(context.network.dt_s));
}

Value stored_tick(Emitter& emit, const CompileContext& context, Operand ticks) {
    const Interval range{static_cast<double>(no_spike), static_cast<double>(ticks_of(context.network))};
    return emit.multiply(Value::lanes(ticks, 0, range), Value::of(context.network.dt_s));
}

Value stimulus_value(Emitter& emit, const CompileContext& context, const lang::Expr& call) {
    const auto& all = context.network.stimuli;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Stimulus& s) { return s.name == call.name; });
    AERIE_ASSERT(found != all.end());
    const Interval range = range_of(*found);
    const int frac = emit.is_fixed() ? finest_frac(range) : 0;
    const std::size_t index = static_cast<std::size_t>(found - all.begin());
    if (call.args.size() > 1) return Value::lanes(emit.builder().stream(Role::stimulus, index), frac, range);
    TickConstant constant{.kind = TickConstant::Kind::stimulus, .stimulus = static_cast<std::uint16_t>(index), .frac = frac};
    return Value::lanes(emit.builder().tick_constant(constant), frac, range);
}

Value within_declared(Emitter& emit, const std::vector<lang::Variable>& variables, const std::string& name, const Value& value) {
    const lang::Variable* v = lang::find_variable(variables, name);
    if (!emit.is_fixed() || v == nullptr || !v->range || value.is_constant() || value.is_mask) return value;
    Value within = value;
    if (value.range.low < v->range->low) within = emit.maximum(within, Value::of(v->range->low));
    if (value.range.high > v->range->high) within = emit.minimum(within, Value::of(v->range->high));
    return within;
}

std::optional<double> constant_initial(const std::vector<InitialValue>& initial, const std::string& variable) {
    const InitialValue* found = find_initial(initial, variable);
    if (found == nullptr) return 0.0;
    if (found->expression == nullptr || found->expression->node != lang::Node::number) return std::nullopt;
    return found->expression->value;
}

Interval range_of_initial(const CompileContext&, const std::vector<InitialValue>& initial, const std::string& variable) {
    const InitialValue* found = find_initial(initial, variable);
    if (found == nullptr) return Interval::point(0.0);
    if (found->expression == nullptr) {
        const auto [low, high] = std::minmax_element(found->values.begin(), found->values.end());
        return {*low, *high};
    }
    Builder builder{Arithmetic::float64};   // only the ranges are wanted; the code is thrown away
    Emitter emit{builder};
    InitialNames names;
    return Lowering{emit, names}.lower(*found->expression).range;
}

std::optional<Interval> known_range(const CompileContext& context, const std::string& group, const lang::Variable& variable,
                                    const std::vector<InitialValue>& initial, bool is_written) {
    if (variable.range) return Interval{variable.range->low, variable.range->high};
    if (const auto found = context.ranges.find(group + "." + variable.name); found != context.ranges.end()) return found->second;
    if (is_written) return std::nullopt;
    const Interval range = range_of_initial(context, initial, variable.name);
    if (!range.is_finite()) return std::nullopt;
    return range;
}

Interval required_range(const CompileContext& context, const std::string& group, const lang::Variable& variable,
                        const std::vector<InitialValue>& initial, bool is_written) {
    if (!context.is_fixed() || variable.is_boolean) return {-1.0, 1.0};   // formats mean nothing in float64
    if (const auto range = known_range(context, group, variable, initial, is_written)) return *range;
    throw InputError{{"variable '" + variable.name + "' has no range, so no fixed-point format can be chosen",
                      context.network.file + ": '" + group + "'", "no declared range and no calibration",
                      "declare one in the equation, `: [low, high]`, or let `aerie calibrate` propose it"}};
}

}  // namespace aerie::hw
