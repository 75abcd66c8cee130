#include "hw_model/compile/neuron_compiler.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"

namespace aerie::hw {

namespace {

constexpr std::uint32_t reset_draws = 64;   // draw numbers of the reset program start here

using lang::Reference;

/// Names of a neuron program: variables as they are at this point, locals, built-ins.
class NeuronNames final : public Names {
   public:
    NeuronNames(Emitter& emit, const CompileContext& context, PopulationId id, const NeuronImage& image, const NeuronUse& use)
        : emit_{emit}, context_{context}, population_{context.network.populations[id.index()]}, image_{image}, use_{use} {}

    Value read(const lang::Expr& name) override {
        switch (name.reference) {
            case Reference::own: return variable(name.name);
            case Reference::local: return locals_.at(name.name);
            case Reference::time: return time_value(emit_, context_);
            case Reference::index: return Value::lanes(emit_.builder().stream(Role::lane_index), 0, {0.0, static_cast<double>(population_.size)});
            case Reference::not_refractory: return active();
            case Reference::last_spike: return stored_tick(emit_, context_, emit_.builder().stream(Role::last_spike));
            case Reference::mean_rate: return mean_rate();
            default: break;
        }
        AERIE_ASSERT(!"the checker lets no other name into a neuron program");
    }
    Value stimulus(const lang::Expr& call) override { return stimulus_value(emit_, context_, call); }

    /// Mask of neurons that are not refractory; constant true where there is no refractoriness.
    Value active() {
        const lang::NeuronModel& model = population_.model;
        if (condition_) return *condition_;
        if (!model.refractory_s && model.refractory_while == nullptr) return Value::of(1.0);
        return emit_.less_equal(Value::lanes(emit_.builder().stream(Role::active_from), 0, {0.0, 2e9}), tick_value(emit_, context_));
    }
    void set_condition(Value active) { condition_ = active; }

    Held held(const std::string& name) {
        if (const auto found = current_.find(name); found != current_.end()) return found->second;
        const int index = find_stored(image_.variables, name);
        AERIE_ASSERT(index >= 0);
        const Operand raw = emit_.builder().stream(Role::variable, static_cast<std::size_t>(index));
        return {raw, value_of(raw, image_.variables[static_cast<std::size_t>(index)], context_.arithmetic)};
    }
    void set(const std::string& name, const Held& now) { current_[name] = now; }
    void set_local(const std::string& name, const Value& value) { locals_[name] = value; }

   private:
    Value variable(const std::string& name) {
        if (const auto found = locals_.find(name); found != locals_.end()) return found->second;   // an algebraic variable that is not stored
        if (current_.contains(name)) return current_.at(name).value;
        if (const auto constant = constant_of(name)) return Value::of(*constant);
        return held(name).value;
    }
    std::optional<double> constant_of(const std::string& name) const {
        if (use_.written.contains(name)) return std::nullopt;
        return constant_initial(population_.initial, name);
    }
    Value mean_rate() {
        AERIE_ASSERT(population_.model.rate_window_s.has_value());
        const double most = *population_.model.rate_window_s / context_.network.dt_s;
        const Value count = Value::lanes(emit_.builder().stream(Role::spike_count), 0, {0.0, most});
        return emit_.multiply(count, Value::of(1.0 / *population_.model.rate_window_s));
    }

    Emitter& emit_;
    const CompileContext& context_;
    const Population& population_;
    const NeuronImage& image_;
    const NeuronUse& use_;
    std::map<std::string, Value> locals_;
    std::map<std::string, Held> current_;
    std::optional<Value> condition_;
};

/// All variables that something writes after the start.
std::set<std::string> written_variables(const Population& population, const NeuronUse& use) {
    std::set<std::string> written = use.written;
    for (const lang::UpdateStep& step : population.model.update) {
        if (!step.is_local) written.insert(step.target);
    }
    for (const lang::Statement& statement : population.model.reset) written.insert(statement.target);
    return written;
}

std::set<std::string> read_by_reset(const lang::Expr& expr) {
    std::set<std::string> names;
    if (expr.node == lang::Node::name) names.insert(expr.name);
    for (const lang::ExprPtr& arg : expr.args) names.merge(read_by_reset(*arg));
    return names;
}

/// Builds the update program step by step.
class UpdateCompiler {
   public:
    UpdateCompiler(const CompileContext& context, PopulationId id, NeuronImage& image, const NeuronUse& use)
        : context_{context}, population_{context.network.populations[id.index()]}, image_{image}, builder_{context.arithmetic},
          emit_{builder_}, names_{emit_, context, id, image, use}, lowering_{emit_, names_} {}

    Compiled compile() {
        builder_.count_into(static_cast<std::uint16_t>(image_.variables.size()));
        release_by_condition();
        for (const lang::UpdateStep& step : population_.model.update) take(step);
        emit_.share_draws(false);
        if (population_.model.threshold != nullptr) {
            builder_.comment("threshold");
            const Value fired = emit_.both(lowering_.lower(*population_.model.threshold), names_.active());
            builder_.write(Role::fired, 0, emit_.mask_operand(fired));
        }
        return builder_.finish();
    }

   private:
    /// Brian2's refractory condition: a neuron that fired stays refractory while the condition holds.
    void release_by_condition() {
        if (population_.model.refractory_while == nullptr) return;
        const Value until = Value::lanes(builder_.stream(Role::active_from), 0, {0.0, 2e9});
        const Value holds = lowering_.lower(*population_.model.refractory_while);
        const Value now = emit_.either(emit_.less_equal(until, tick_value(emit_, context_)), emit_.invert(holds));
        names_.set_condition(now);
        builder_.write(Role::active_from, 0, emit_.realise(emit_.select(now, Value::of(0.0), until), 0));
    }

    void take(const lang::UpdateStep& step) {
        builder_.comment(step.target);
        emit_.share_draws(step.is_shared);
        const int index = step.is_local ? -1 : find_stored(image_.variables, step.target);
        if (index < 0) {
            names_.set_local(step.target, within_declared(emit_, population_.model.variables, step.target, lowering_.lower(*step.value)));
            return;
        }
        const StoredVariable& variable = image_.variables[static_cast<std::size_t>(index)];
        const std::uint16_t counter = static_cast<std::uint16_t>(index);
        const Held old = names_.held(step.target);
        const lang::ExprPtr increment = increment_of(*step.value, step.target);
        Held now = increment != nullptr ? accumulate(emit_, variable, counter, old.raw, lowering_.lower(*increment))
                                        : store(emit_, variable, counter, lowering_.lower(*step.value), old.raw);
        if (step.is_unless_refractory) now = freeze(now, old, variable);
        names_.set(step.target, now);
        builder_.write(Role::variable, counter, now.raw);
    }

    Held freeze(const Held& now, const Held& old, const StoredVariable& variable) {
        const Value active = names_.active();
        if (active.is_constant()) return now;
        const Operand raw = emit_.emit(Opcode::select, emit_.mask_operand(active), now.raw, old.raw);
        return {raw, value_of(raw, variable, context_.arithmetic)};
    }

    const CompileContext& context_;
    const Population& population_;
    NeuronImage& image_;
    Builder builder_;
    Emitter emit_;
    NeuronNames names_;
    Lowering lowering_;
};

Compiled compile_reset(const CompileContext& context, PopulationId id, NeuronImage& image, const NeuronUse& use) {
    Builder builder{context.arithmetic, reset_draws};
    builder.count_into(static_cast<std::uint16_t>(image.variables.size()));
    Emitter emit{builder};
    NeuronNames names{emit, context, id, image, use};
    Lowering lowering{emit, names};
    for (const lang::Statement& statement : context.network.populations[id.index()].model.reset) {
        builder.comment("reset " + statement.target);
        const int index = find_stored(image.variables, statement.target);
        AERIE_ASSERT(index >= 0);
        const auto counter = static_cast<std::uint16_t>(index);
        const Held now = apply_statement(emit, image.variables[counter], counter, names.held(statement.target), statement.op, lowering.lower(*statement.value));
        names.set(statement.target, now);
        builder.write(Role::variable, counter, now.raw);
    }
    return builder.finish();
}

}  // namespace

NeuronImage compile_neurons(const CompileContext& context, PopulationId id, const NeuronUse& outside) {
    const Population& population = context.network.populations[id.index()];
    NeuronUse use = outside;
    use.written = written_variables(population, outside);
    for (const lang::Statement& s : population.model.reset) use.observed.merge(read_by_reset(*s.value));
    NeuronImage image;
    for (const lang::Variable& v : population.model.variables) {
        if (v.kind == lang::Kind::algebraic && !use.observed.contains(v.name)) continue;
        const Interval range = required_range(context, population.name, v, population.initial, use.written.contains(v.name));
        image.variables.push_back({.name = v.name, .dimension = v.dimension, .format = format_for(range, context.chip.state), .is_boolean = v.is_boolean, .declared = range});
        if (v.is_shared) image.variables.back().format.rounding = Rounding::nearest;   // a coin for each neuron would make them differ
    }
    image.has_threshold = population.model.threshold != nullptr;
    const double dt = context.network.dt_s;
    if (population.model.refractory_s) image.refractory_ticks = static_cast<std::uint64_t>(std::llround(*population.model.refractory_s / dt));
    if (population.model.rate_window_s) image.rate_window_ticks = static_cast<std::uint64_t>(std::llround(*population.model.rate_window_s / dt));
    image.update = UpdateCompiler{context, id, image, use}.compile();
    image.reset = compile_reset(context, id, image, use);
    return image;
}

std::uint16_t accumulator_for(NeuronImage& image, std::uint16_t variable, double unit) {
    for (std::size_t k = 0; k < image.accumulators.size(); ++k) {
        if (image.accumulators[k].variable == variable && image.accumulators[k].unit == unit && !image.accumulators[k].is_sum) return static_cast<std::uint16_t>(k);
    }
    image.accumulators.push_back({.variable = variable, .unit = unit});
    return static_cast<std::uint16_t>(image.accumulators.size() - 1);
}

void compile_accumulators(const CompileContext& context, PopulationId id, NeuronImage& image) {
    const Population& population = context.network.populations[id.index()];
    for (std::size_t k = 0; k < image.accumulators.size(); ++k) {
        Accumulator& accumulator = image.accumulators[k];
        const StoredVariable& variable = image.variables[accumulator.variable];
        Builder builder{context.arithmetic};
        builder.count_into(static_cast<std::uint16_t>(image.variables.size()));
        builder.comment((accumulator.is_sum ? "sum for " : "input to ") + variable.name);
        Emitter emit{builder};
        const NeuronUse use{};
        NeuronNames names{emit, context, id, image, use};
        const Operand raw = builder.stream(Role::accumulator, k);
        const Value input = emit.multiply(Value::lanes(raw, 0, {-2147483648.0, 2147483647.0}), Value::of(accumulator.unit));
        const Held old = names.held(variable.name);
        Held now = accumulator.is_sum ? store(emit, variable, accumulator.variable, input, old.raw) : accumulate(emit, variable, accumulator.variable, old.raw, input);
        const auto declared = std::find_if(population.model.variables.begin(), population.model.variables.end(), [&](const lang::Variable& v) { return v.name == variable.name; });
        const Value active = declared->is_unless_refractory ? names.active() : Value::of(1.0);
        if (!active.is_constant()) now.raw = emit.emit(Opcode::select, emit.mask_operand(active), now.raw, old.raw);
        builder.write(Role::variable, accumulator.variable, now.raw);
        builder.write(Role::accumulator, k, emit.number(0.0, 0));
        accumulator.apply = builder.finish();
    }
}

}  // namespace aerie::hw
