#include "hw_model/compile/synapse_compiler.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/lang/discretise.h"
#include "hw_model/compile/synapse_names.h"

namespace aerie::hw {

namespace {

/// Of room in an accumulator for the sum of the contributions that one tick may bring; with some to spare for other projections.
int fan_in_bits(const Network& network, const Projection& projection) {
    constexpr std::uint64_t least = 1 << 11;
    const ConnectSpec& connect = projection.connect;
    std::uint64_t synapses = network.size_of(projection.from);
    if (connect.rule == ConnectSpec::Rule::fixed_in_degree) synapses = connect.degree;
    if (connect.rule == ConnectSpec::Rule::fixed_out_degree && connect.allow_multiple) synapses *= connect.degree;
    if (connect.rule == ConnectSpec::Rule::pairs) synapses = connect.pre.size();
    return static_cast<int>(std::bit_width(std::max(synapses, least)));
}

bool belongs_to_target(Role role) {
    switch (role) {
        case Role::variable: case Role::post_trace: case Role::post_trace_tick: case Role::active_from: case Role::last_spike: case Role::spike_count:
        case Role::post_index: return true;
        default: return false;
    }
}

bool belongs_to_axon(Role role) {
    return role == Role::pre_trace || role == Role::pre_trace_tick || role == Role::last_spike_pre || role == Role::lane_index;
}

class SynapseCompiler {
   public:
    SynapseCompiler(const CompileContext& context, ProjectionId id, NeuronImage& target)
        : context_{context}, projection_{context.network.projections[id.index()]}, target_{target}, places_{locate_variables(projection_)} {}

    SynapseImage compile() {
        find_weights();
        for (const lang::Variable& v : projection_.model.variables) describe(v);
        image_.has_clock = !projection_.model.update.empty();
        plan_deliveries();
        image_.row_pre = event_program(projection_.model.on_pre, Location::synapse, 0);
        image_.axon_pre = event_program(projection_.model.on_pre, Location::axon, 1);
        image_.row_post = event_program(projection_.model.on_post, Location::synapse, 2);
        image_.neuron_post = event_program(projection_.model.on_post, Location::neuron, 3);
        if (image_.has_clock) {
            compile_clock_synapse();
            image_.clock_axon = clock_program(Location::axon, 5);
            image_.clock_neuron = clock_program(Location::neuron, 6);
        }
        image_.sum = sum_program(7);
        image_.is_static = is_static();
        image_.needs_last_spike_pre = reads_last_spike_pre();
        return std::move(image_);
    }

   private:
    static constexpr std::uint32_t draws_per_program = 64;

    /// Weights are what deliveries add: they live in weight memory; every other variable of a synapse is a trace.
    void find_weights() {
        for (const lang::Statement& s : projection_.model.on_pre) {
            if (s.side != lang::Side::post) continue;
            const auto term = as_linear(projection_, places_, *s.value);
            if (term && !term->weight.empty()) weights_.insert(term->weight);
        }
        if (weights_.empty()) weights_.insert("w");
    }

    void describe(const lang::Variable& v) {
        const auto place = places_.find(v.name);
        if (place == places_.end()) return;
        const bool is_written = writers_of(projection_.model, v.name).any();
        const Interval range = required_range(context_, projection_.name, v, projection_.initial, is_written);
        const bool is_weight = weights_.contains(v.name) && place->second == Location::synapse;
        StoredVariable stored{.name = v.name, .dimension = v.dimension, .format = {}, .is_boolean = v.is_boolean, .declared = range};
        stored.format = is_weight ? weight_format_for(range, context_.chip.weight, context_.chip.weight_grid) : format_for(range, context_.chip.trace);
        if (v.is_event_driven) {
            if (place->second == Location::synapse) refuse_event_driven(v);
            stored.decay_per_tick = std::exp(-lang::decay_rate(v).value() * context_.network.dt_s);
        }
        if (v.is_shared) stored.format.rounding = Rounding::nearest;
        (place->second == Location::synapse ? image_.synapse : place->second == Location::axon ? image_.pre : image_.post).push_back(stored);
    }

    [[noreturn]] void refuse_event_driven(const lang::Variable& v) const {
        throw InputError{{"event-driven variable '" + v.name + "' depends on both sides of the synapse, so it cannot be a trace of the axon or of the neuron",
                          context_.network.file + ": projection '" + projection_.name + "'", "", "write it in on_pre only or in on_post only, or mark it (clock-driven)"}};
    }

    /// Each `x_post += e` becomes a delivery: a walk along the row where e is linear in one weight, else a contribution of the row program.
    void plan_deliveries() {
        std::set<std::string> written;
        for (std::size_t k = 0; k < projection_.model.on_pre.size(); ++k) {
            const lang::Statement& s = projection_.model.on_pre[k];
            if (s.side == lang::Side::own) written.insert(s.target);
            if (s.side != lang::Side::post) continue;
            const int variable = find_stored(target_.variables, s.target);
            AERIE_ASSERT(variable >= 0);
            const auto term = as_linear(projection_, places_, *s.value);
            const bool written_before = term && written.contains(term->weight);
            const bool is_linear = term && !(written_before && is_written_after(term->weight, k));
            if (is_linear) plan_linear(s, *term, static_cast<std::uint16_t>(variable), written_before);
            contributions_[k] = is_linear ? -1 : static_cast<int>(image_.deliveries.size());
            if (!is_linear) image_.deliveries.push_back({.accumulator = static_cast<std::uint16_t>(variable), .is_linear = false});
        }
    }

    [[nodiscard]] bool is_written_after(const std::string& name, std::size_t k) const {
        const auto& list = projection_.model.on_pre;
        return std::any_of(list.begin() + static_cast<std::ptrdiff_t>(k), list.end(),
                           [&](const lang::Statement& s) { return s.side == lang::Side::own && s.target == name; });
    }

    void plan_linear(const lang::Statement& s, const LinearTerm& term, std::uint16_t variable, bool written_before) {
        const int weight = term.weight.empty() ? -1 : find_stored(image_.synapse, term.weight);
        double unit = s.op == lang::Assign::subtract ? -term.factor : term.factor;
        if (weight >= 0 && context_.is_fixed()) unit *= image_.synapse[static_cast<std::size_t>(weight)].format.lsb();
        image_.deliveries.push_back({.accumulator = accumulator_for(target_, variable, std::abs(unit)), .weight = static_cast<std::int16_t>(weight),
                                     .after_program = written_before, .sign = unit < 0.0 ? -1 : 1});
    }

    /// on_pre or on_post over one location's lanes. All statements are lowered, since later ones may read what earlier ones changed; only the
    /// variables of this location are written (the others have programs of their own), and dead code falls away.
    Compiled event_program(const std::vector<lang::Statement>& statements, Location location, std::uint32_t number) {
        Builder builder{context_.arithmetic, number * draws_per_program};
        builder.count_into(counters());
        Emitter emit{builder};
        SynapseNames names{emit, context_, projection_, image_, target_, places_};
        Lowering lowering{emit, names};
        for (std::size_t k = 0; k < statements.size(); ++k) {
            const lang::Statement& s = statements[k];
            builder.comment(s.target);
            if (s.side == lang::Side::post) {
                const bool contributes = &statements == &projection_.model.on_pre && location == Location::synapse && contributions_.at(k) >= 0;
                if (contributes) contribute(emit, lowering, s, static_cast<std::size_t>(contributions_.at(k)));
                continue;
            }
            const SynapseNames::Place place = names.place_of(s.target);
            const Held old = names.held(s.target);
            const std::uint16_t counter = place.location == location ? place.counter : no_counter;   // each change is counted where it is kept
            const lang::ExprPtr increment = s.op == lang::Assign::set ? increment_of(*s.value, s.target) : nullptr;
            const Held now = increment != nullptr ? accumulate(emit, *place.variable, counter, old.raw, lowering.lower(*increment))
                                                  : apply_statement(emit, *place.variable, counter, old, s.op, lowering.lower(*s.value));
            names.set(s.target, now);
            if (place.location != location) continue;
            builder.write(place.role(), place.index, now.raw);
            if (names.is_event_driven(s.target)) builder.write(place.tick_role(), place.index, builder.tick_constant({.kind = TickConstant::Kind::tick}));
        }
        return builder.finish();
    }

    void contribute(Emitter& emit, Lowering& lowering, const lang::Statement& s, std::size_t delivery) {
        Delivery& d = image_.deliveries[delivery];
        d.accumulator = accumulator_for(target_, d.accumulator, write_contribution(emit, lowering.lower(*s.value), delivery));
        d.sign = s.op == lang::Assign::subtract ? -1 : 1;
    }
    /// Returns the value of one raw unit, coarse enough that the sum over a neuron's synapses fits.
    double write_contribution(Emitter& emit, const Value& unsettled, std::size_t index) {
        const Value value = emit.settled(unsettled);
        int frac = 0;
        if (emit.is_fixed()) frac = std::min(emit.natural_frac(value), finest_frac(value.range) - fan_in_bits(context_.network, projection_));
        emit.builder().write(Role::contribution, index, emit.realise(value, frac));
        return std::ldexp(1.0, -frac);
    }

    /// What each synapse adds to the variables that are sums; event-driven traces are decayed to this tick as they are read.
    Compiled sum_program(std::uint32_t number) {
        Builder builder{context_.arithmetic, number * draws_per_program};
        builder.count_into(counters());
        Emitter emit{builder};
        SynapseNames names{emit, context_, projection_, image_, target_, places_};
        Lowering lowering{emit, names};
        for (const lang::Statement& s : projection_.model.sums) {
            builder.comment("sum " + s.target);
            const int variable = find_stored(target_.variables, s.target);
            AERIE_ASSERT(variable >= 0);
            const double unit = write_contribution(emit, lowering.lower(*s.value), image_.deliveries.size() + image_.sums.size());
            image_.sums.push_back(static_cast<std::uint16_t>(target_.accumulators.size()));
            target_.accumulators.push_back({.variable = static_cast<std::uint16_t>(variable), .unit = unit, .is_sum = true});
        }
        return builder.finish();
    }

    /// The costly one: it runs for every synapse in every tick, so what depends on one side alone leaves it.
    void compile_clock_synapse() {
        Builder builder = clock_builder(Location::synapse, 4);
        image_.shared_neuron = builder.take_out(Role::shared_post, belongs_to_target);
        image_.shared_axon = builder.take_out(Role::shared_pre, belongs_to_axon);
        image_.clock_synapse = builder.finish();
    }

    Compiled clock_program(Location location, std::uint32_t number) { return clock_builder(location, number).finish(); }

    Builder clock_builder(Location location, std::uint32_t number) {
        Builder builder{context_.arithmetic, number * draws_per_program};
        builder.count_into(counters());
        Emitter emit{builder};
        SynapseNames names{emit, context_, projection_, image_, target_, places_};
        Lowering lowering{emit, names};
        for (const lang::UpdateStep& step : projection_.model.update) {
            builder.comment(step.target);
            emit.share_draws(step.is_shared);
            if (step.is_local) {
                names.set_local(step.target, within_declared(emit, projection_.model.variables, step.target, lowering.lower(*step.value)));
                continue;
            }
            const SynapseNames::Place place = names.place_of(step.target);
            const Held old = names.held(step.target);
            const std::uint16_t counter = place.location == location ? place.counter : no_counter;
            const lang::ExprPtr increment = increment_of(*step.value, step.target);
            const Held now = increment != nullptr ? accumulate(emit, *place.variable, counter, old.raw, lowering.lower(*increment))
                                                  : store(emit, *place.variable, counter, lowering.lower(*step.value), old.raw);
            names.set(step.target, now);
            if (place.location == location) builder.write(place.role(), place.index, now.raw);
        }
        return builder;
    }

    [[nodiscard]] std::uint16_t counters() const {
        return static_cast<std::uint16_t>(image_.synapse.size() + image_.pre.size() + image_.post.size());
    }

    [[nodiscard]] bool is_static() const {
        const bool only_sums = std::all_of(image_.deliveries.begin(), image_.deliveries.end(), [](const Delivery& d) { return d.is_linear; });
        const bool no_programs = image_.row_pre.empty() && image_.axon_pre.empty() && image_.row_post.empty() && image_.neuron_post.empty() && !image_.walks_columns();
        return only_sums && no_programs && image_.synapse.size() <= 1;
    }

    [[nodiscard]] bool reads_last_spike_pre() const {
        for (const Compiled* c : {&image_.row_pre, &image_.axon_pre, &image_.row_post, &image_.neuron_post, &image_.shared_axon, &image_.shared_neuron, &image_.clock_synapse,
                                  &image_.clock_axon, &image_.clock_neuron, &image_.sum}) {
            if (std::any_of(c->streams.begin(), c->streams.end(), [](const StreamRef& r) { return r.role == Role::last_spike_pre; })) return true;
        }
        return false;
    }

    const CompileContext& context_;
    const Projection& projection_;
    NeuronImage& target_;
    std::map<std::string, Location> places_;
    std::set<std::string> weights_;
    std::map<std::size_t, int> contributions_;
    SynapseImage image_;
};

}  // namespace

SynapseImage compile_synapses(const CompileContext& context, ProjectionId id, NeuronImage& target) { return SynapseCompiler{context, id, target}.compile(); }

}  // namespace aerie::hw
