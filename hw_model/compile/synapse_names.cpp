#include "hw_model/compile/synapse_names.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/lang/check.h"
#include "core/lang/discretise.h"
#include "hw_model/compile/neuron_compiler.h"

namespace aerie::hw {

namespace {

constexpr int decay_frac = 30;
constexpr double longest_decay_table = 65536;

/// exp(-rate dt k) for k = 0, 1, ... until it is less than half a quantum of a 31-bit register; then 0 for ever. A decay that takes longer than
/// the longest table has an entry for every 2^step_bits ticks and is interpolated.
Table decay_table(double decay_per_tick) {
    const double rate = -std::log(decay_per_tick), ticks = 31.0 * std::log(2.0) / rate;
    Table table;
    while (std::ldexp(ticks, -table.step_bits) > longest_decay_table && table.step_bits < 30) ++table.step_bits;
    const double step = std::ldexp(1.0, table.step_bits);
    const int entries = static_cast<int>(std::min(std::ceil(ticks / step), longest_decay_table)) + 1;
    for (int k = 0; k < entries; ++k) {
        const double factor = k + 1 == entries && table.step_bits < 30 ? 0.0 : std::exp(-rate * k * step);
        table.fixed.push_back(static_cast<std::int32_t>(std::floor(std::ldexp(factor, decay_frac) + 0.5)));
        table.real.push_back(factor);
    }
    return table;
}

}  // namespace

SynapseNames::SynapseNames(Emitter& emit, const CompileContext& context, const Projection& projection, const SynapseImage& image,
                           const NeuronImage& target, const std::map<std::string, Location>& places)
    : emit_{emit}, context_{context}, projection_{projection}, image_{image}, target_{target}, places_{places} {}

Role SynapseNames::Place::role() const {
    return location == Location::synapse ? Role::synapse : location == Location::axon ? Role::pre_trace : Role::post_trace;
}

Role SynapseNames::Place::tick_role() const { return location == Location::axon ? Role::pre_trace_tick : Role::post_trace_tick; }

SynapseNames::Place SynapseNames::place_of(const std::string& name) const {
    const auto found = places_.find(name);
    AERIE_ASSERT(found != places_.end());
    const std::size_t synapse = image_.synapse.size(), pre = image_.pre.size();
    const std::vector<StoredVariable>& list = found->second == Location::synapse ? image_.synapse : found->second == Location::axon ? image_.pre : image_.post;
    const int index = find_stored(list, name);
    AERIE_ASSERT(index >= 0);
    const std::size_t before = found->second == Location::synapse ? 0 : found->second == Location::axon ? synapse : synapse + pre;
    return {.location = found->second, .index = static_cast<std::uint16_t>(index),
            .counter = static_cast<std::uint16_t>(before + static_cast<std::size_t>(index)), .variable = &list[static_cast<std::size_t>(index)]};
}

bool SynapseNames::is_event_driven(const std::string& name) const {
    const lang::Variable* v = lang::find_variable(projection_.model.variables, name);
    return v != nullptr && v->is_event_driven;
}

Held SynapseNames::decayed(const Place& place, const Held& stale) {
    const double per_tick = place.variable->decay_per_tick;
    if (per_tick == 1.0) return stale;
    const Operand last = emit_.builder().stream(place.tick_role(), place.index);
    const Operand tick = emit_.builder().tick_constant({.kind = TickConstant::Kind::tick});
    const Operand elapsed = emit_.emit(Opcode::subtract, tick, last);
    if (!emit_.is_fixed()) {
        const Operand exponent = emit_.emit(Opcode::multiply, elapsed, emit_.number(std::log(per_tick), 0));
        const Operand factor = emit_.emit(Opcode::exponential, exponent);
        const Operand raw = emit_.emit(Opcode::multiply, stale.raw, factor);
        return {raw, value_of(raw, *place.variable, context_.arithmetic)};
    }
    Table table = decay_table(per_tick);
    Instruction look_up;
    look_up.op = table.step_bits == 0 ? Opcode::table : Opcode::function;
    look_up.a = elapsed;
    look_up.immediate = emit_.builder().table(std::move(table));
    const Operand factor = emit_.builder().emit(look_up);
    const Operand raw = emit_.emit(Opcode::multiply, stale.raw, factor, {}, decay_frac);
    return {raw, value_of(raw, *place.variable, context_.arithmetic)};
}

Held SynapseNames::held(const std::string& name) {
    if (const auto found = current_.find(name); found != current_.end()) return found->second;
    const Place place = place_of(name);
    const Operand raw = emit_.builder().stream(place.role(), place.index);
    Held now{raw, value_of(raw, *place.variable, context_.arithmetic)};
    if (is_event_driven(name)) now = decayed(place, now);
    return current_[name] = now;
}

Value SynapseNames::own_variable(const std::string& name) {
    if (const auto found = locals_.find(name); found != locals_.end()) return found->second;
    const lang::Variable* v = lang::find_variable(projection_.model.variables, name);
    AERIE_ASSERT(v != nullptr);
    if (v->kind == lang::Kind::algebraic) return Lowering{emit_, *this}.lower(*v->rhs);
    if (places_.contains(name)) return held(name).value;
    return Value::of(*constant_initial(projection_.initial, name));
}

Value SynapseNames::post_variable(const std::string& name) {
    const int index = find_stored(target_.variables, name);
    AERIE_ASSERT(index >= 0);
    const Operand raw = emit_.builder().stream(Role::variable, static_cast<std::size_t>(index));
    return value_of(raw, target_.variables[static_cast<std::size_t>(index)], context_.arithmetic);
}

Value SynapseNames::mean_rate(lang::Side side) {
    const Population& target = context_.network.populations[projection_.to.index()];
    if (side == lang::Side::pre || !target.model.rate_window_s) {
        throw InputError{{"a synapse program can read the mean rate of its target only", context_.network.file + ": projection '" + projection_.name + "'",
                          "rate_pre", "rate_post, with rate_window set in the target population"}};
    }
    const double window = *target.model.rate_window_s;
    const Operand count = emit_.builder().stream(Role::spike_count);
    return emit_.multiply(Value::lanes(count, 0, {0.0, window / context_.network.dt_s}), Value::of(1.0 / window));
}

Value SynapseNames::read(const lang::Expr& name) {
    Builder& builder = emit_.builder();
    switch (name.reference) {
        case lang::Reference::own: return own_variable(name.name);
        case lang::Reference::post: return post_variable(name.name);
        case lang::Reference::local: return locals_.at(name.name);
        case lang::Reference::time: return time_value(emit_, context_);
        case lang::Reference::last_spike: return stored_tick(emit_, context_, builder.stream(name.side == lang::Side::pre ? Role::last_spike_pre : Role::last_spike));
        case lang::Reference::mean_rate: return mean_rate(name.side);
        case lang::Reference::index: return Value::lanes(builder.stream(Role::lane_index), 0, {0.0, static_cast<double>(context_.network.size_of(projection_.from))});
        case lang::Reference::post_index: return Value::lanes(builder.stream(Role::post_index), 0, {0.0, static_cast<double>(context_.network.size_of(projection_.to))});
        case lang::Reference::not_refractory:
            return emit_.less_equal(Value::lanes(builder.stream(Role::active_from), 0, {0.0, 2e9}), tick_value(emit_, context_));
        case lang::Reference::pre: case lang::Reference::stimulus: case lang::Reference::unresolved: break;
    }
    throw InputError{{"a synapse cannot read '" + name.name + "' of its source neuron: only spikes cross the mesh",
                      context_.network.file + ": projection '" + projection_.name + "'", name.name,
                      "lastspike_pre, variables of the synapse, and x_post of the target"}};
}

}  // namespace aerie::hw
