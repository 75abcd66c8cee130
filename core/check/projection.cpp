/// @file Projections: both ends, the rule, the synapse model, delays and start values.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/check/fields.h"
#include "core/check/parts.h"
#include "core/check_connect.h"
#include "core/error.h"

namespace aerie::check {
namespace {

using Rule = ConnectSpec::Rule;

PopulationId check_end(const Network& network, const std::string& name, const std::string& where) {
    if (name.empty()) throw InputError{{"an end is missing", where, "", "the name of a population"}};
    const auto group = find_group(network, name);
    if (!group) refuse_unknown("population", name, group_names(network), where);
    return *group;
}

PopulationId check_target(const Network& network, const std::string& name, const std::string& where) {
    const PopulationId group = check_end(network, name, where);
    if (network.is_source(group)) {
        std::string known;
        for (const Population& p : network.populations) known += (known.empty() ? "'" : ", '") + p.name + "'";
        throw InputError{{"a source cannot receive spikes", where, "'" + name + "', a source", "a population: " + known}};
    }
    return group;
}

void check_least_delay(const Projection& projection, const Network& network, const std::string& where) {
    if (!projection.delay || projection.delay->node != lang::Node::number) return;   // what is drawn is checked when it is drawn
    const double least = network.schedule == Schedule::chip ? 1.0 : 0.0;
    const double ticks = std::floor(projection.delay->value / network.dt_s + 0.5);
    if (!(ticks >= least && ticks <= 0xffffffffu))
        throw InputError{{"a delay outside what the schedule allows", where,
                          fmt::format("{:.12g} ms is {:.12g} ticks", projection.delay->value * 1e3, ticks),
                          fmt::format("{:.12g} to {} ticks of {:.12g} ms{}", least, 0xffffffffu, network.dt_s * 1e3,
                                      network.schedule == Schedule::chip ? "; schedule BRIAN2 allows 0" : "")}};
}

bool is_written(const lang::SynapseModel& model, const std::string& name) {
    const auto writes = [&](const lang::Statement& s) { return s.side == lang::Side::own && s.target == name; };
    const auto steps = [&](const lang::UpdateStep& s) { return !s.is_local && s.target == name; };
    return std::any_of(model.on_pre.begin(), model.on_pre.end(), writes) || std::any_of(model.on_post.begin(), model.on_post.end(), writes) ||
           std::any_of(model.update.begin(), model.update.end(), steps);
}

bool is_read(const lang::Expr& expr, const std::string& name) {
    if (expr.node == lang::Node::name && expr.reference == lang::Reference::own && expr.name == name) return true;
    return std::any_of(expr.args.begin(), expr.args.end(), [&](const lang::ExprPtr& arg) { return is_read(*arg, name); });
}

/// A weight that is read but never set is zero for ever: the projection would do nothing.
void check_weight_is_set(const Projection& projection, const std::string& where) {
    const auto reads = [](const lang::Statement& s) { return is_read(*s.value, "w"); };
    const lang::Variable* w = lang::find_variable(projection.model.variables, "w");
    const bool is_set = std::any_of(projection.initial.begin(), projection.initial.end(), [](const InitialValue& v) { return v.variable == "w"; });
    if (w == nullptr || w->kind != lang::Kind::stored || is_set || is_written(projection.model, "w")) return;
    const bool is_used = std::any_of(projection.model.on_pre.begin(), projection.model.on_pre.end(), reads) ||
                         std::any_of(projection.model.sums.begin(), projection.model.sums.end(), reads);
    if (is_used)
        throw InputError{{"the weight 'w' is used but never set: no spike would have an effect", where, "",
                          "initial { name: \"w\" value: ... }, or a statement that sets w"}};
}

/// A sum over synapses is the variable's value: nobody else may write it.
void check_sums_alone(const Projection& projection, const Network& network, const std::string& where) {
    const Population& target = network.populations[projection.to.index()];
    const auto refuse = [&](const std::string& variable, const std::string& other) {
        throw InputError{{fmt::format("'{}' of population '{}' is a sum over synapses and is also written by {}", variable, target.name, other), where, "",
                          "a variable of its own for the sum; the equations of the population can add it to another"}};
    };
    const auto sums = [](const Projection& p, const std::string& name) {
        return std::any_of(p.model.sums.begin(), p.model.sums.end(), [&](const lang::Statement& s) { return s.target == name; });
    };
    const auto adds = [](const Projection& p, const std::string& name) {
        return std::any_of(p.model.on_pre.begin(), p.model.on_pre.end(), [&](const lang::Statement& s) { return s.side == lang::Side::post && s.target == name; });
    };
    for (const lang::Statement& s : projection.model.sums) {
        const auto writes = [&](const auto& step) { return step.target == s.target; };
        if (std::any_of(target.model.update.begin(), target.model.update.end(), writes)) refuse(s.target, "the population's on_tick");
        if (std::any_of(target.model.reset.begin(), target.model.reset.end(), writes)) refuse(s.target, "the population's reset");
        if (adds(projection, s.target)) refuse(s.target, "on_pre");
    }
    for (const Projection& other : network.projections) {
        if (other.to != projection.to) continue;
        for (const lang::Statement& s : projection.model.sums)
            if (sums(other, s.target) || adds(other, s.target)) refuse(s.target, fmt::format("projection '{}'", other.name));
        for (const lang::Statement& s : other.model.sums)
            if (adds(projection, s.target)) refuse(s.target, fmt::format("projection '{}'", projection.name));
    }
}

/// Lists of values follow the pairs as listed; a network's synapses are in the order (pre, post).
void sort_by_pair(std::vector<double>& values, const ConnectSpec& connect) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair{connect.pre[a], connect.post[a]} < std::pair{connect.pre[b], connect.post[b]};
    });
    std::vector<double> sorted;
    sorted.reserve(values.size());
    for (const std::size_t k : order) sorted.push_back(values[k]);
    values = std::move(sorted);
}

void check_synapse_values(const ProjectionSpec& spec, Projection& projection, const Network& network, lang::Scope scope) {
    scope.parameters["N_pre"] = {static_cast<double>(network.size_of(projection.from)), {}};
    scope.parameters["N_post"] = {static_cast<double>(network.size_of(projection.to)), {}};
    projection.initial =
        check_initial_values({spec.initial, projection.model.variables, lang::Use::synapse_initial, synapse_count(projection, network)}, scope);
    for (InitialValue& v : projection.initial)
        if (spec.connect.rule == Rule::pairs && v.values.size() == spec.connect.pre.size()) sort_by_pair(v.values, spec.connect);
    if (!spec.delay.empty()) projection.delay = lang::check_value(lang::Use::delay, spec.delay, second, scope, "delay");
    check_least_delay(projection, network, scope.where + ": delay");
    check_weight_is_set(projection, scope.where);
}

}  // namespace

std::optional<std::uint64_t> synapse_count(const Projection& projection, const Network& network) {
    const std::uint64_t from = network.size_of(projection.from), to = network.size_of(projection.to);
    const ConnectSpec& c = projection.connect;
    switch (c.rule) {
        case Rule::one_to_one: return from;
        case Rule::all_to_all: return from * to - (projection.from == projection.to && !c.allow_self ? from : 0);
        case Rule::fixed_probability: return std::nullopt;
        case Rule::fixed_in_degree: return to * c.degree;
        case Rule::fixed_out_degree: return from * c.degree;
        case Rule::pairs: return c.pre.size();
    }
    return std::nullopt;
}

lang::Scope synapse_scope(const ProjectionSpec& spec, const Network& network, const std::string& where) {
    lang::Scope scope = scope_of(network, where);
    scope.parameters = lang::evaluate_parameters(spec.parameters, scope);
    return scope;
}

lang::Ends ends_of(const Projection& projection, const Network& network) {
    lang::Ends ends;
    if (!network.is_source(projection.from)) ends.pre = &network.populations[projection.from.index()].model;
    ends.post = &network.populations[projection.to.index()].model;
    ends.pre_size = network.size_of(projection.from);
    ends.post_size = network.size_of(projection.to);
    ends.pre_name = network.name_of(projection.from);
    ends.post_name = network.name_of(projection.to);
    return ends;
}

Projection check_projection(const ProjectionSpec& spec, const Network& network) {
    const std::string where = place(network, "projection", spec.name);
    Projection projection;
    projection.name = spec.name;
    projection.from = check_end(network, spec.from, where + ": from");
    projection.to = check_target(network, spec.to, where + ": to");
    projection.connect = spec.connect;
    check_connect(spec.connect, {network.size_of(projection.from), network.size_of(projection.to), projection.from == projection.to},
                  where + ": connect");
    const lang::Scope scope = synapse_scope(spec, network, where);
    projection.model = lang::check_synapse(spec, scope, ends_of(projection, network));
    check_sums_alone(projection, network, where);
    check_synapse_values(spec, projection, network, scope);
    return projection;
}

}  // namespace aerie::check
