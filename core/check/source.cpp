/// @file Spike sources: Poisson rates, spike lists, regular trains.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/check/fields.h"
#include "core/check/parts.h"
#include "core/error.h"
#include "core/initial.h"
#include "core/lang/evaluate.h"
#include "core/stimulus.h"

namespace aerie::check {
namespace {

/// A rate that changes is looked at where it can change, up to this many points; beyond, the run itself must cope.
constexpr std::uint64_t most_points = 1'000'000;

struct Use {
    std::set<std::string> stimuli;
    bool has_time = false, has_index = false;
};

void collect(const lang::Expr& expr, Use& use) {
    const bool is_stimulus = expr.node == lang::Node::call && expr.reference == lang::Reference::stimulus;
    if (is_stimulus) use.stimuli.insert(expr.name);
    if (expr.node == lang::Node::name && expr.reference == lang::Reference::time) use.has_time = true;
    if (expr.node == lang::Node::name && expr.reference == lang::Reference::index) use.has_index = true;
    for (std::size_t k = is_stimulus ? 1 : 0; k < expr.args.size(); ++k) collect(*expr.args[k], use);   // the first argument of a stimulus is t
}

const Stimulus& stimulus_named(const Network& network, const std::string& name) {
    return *std::find_if(network.stimuli.begin(), network.stimuli.end(), [&](const Stimulus& s) { return s.name == name; });
}

double rate_at(const lang::Expr& rate, std::uint64_t tick, std::uint32_t i, const Network& network) {
    lang::Environment environment;
    environment.name = [&](const lang::Expr& name) {
        return name.reference == lang::Reference::index ? i : static_cast<double>(tick) * network.dt_s;
    };
    environment.call = [&](const lang::Expr& call, std::span<const double> arguments) {
        const Stimulus& stimulus = stimulus_named(network, call.name);
        const double column = arguments.size() > 1 ? arguments[1] : 0.0;
        return value_at(stimulus, tick, static_cast<std::uint64_t>(std::clamp(column, 0.0, stimulus.columns - 1.0)));
    };
    return lang::evaluate(rate, environment);
}

void check_rate(double hz, const Network& network, const std::string& where, const std::string& which) {
    const double most = 1.0 / network.dt_s;
    if (!(hz >= 0.0 && hz * network.dt_s <= 1.0 + 1e-12))
        throw InputError{{"a rate that no Poisson source of this time step can have", where, fmt::format("{:.12g} Hz{}", hz, which),
                          fmt::format("0 to {:.12g} Hz, one spike per tick", most)}};
}

/// The ticks at which a rate of stimuli can change: wherever a row or a pause of one that it reads begins.
std::set<std::uint64_t> changing_ticks(const Use& use, const Network& network) {
    std::set<std::uint64_t> ticks{0};
    for (const std::string& name : use.stimuli) {
        const Stimulus& s = stimulus_named(network, name);
        const std::uint64_t shown = std::min<std::uint64_t>(slots(s), most_points);
        for (std::uint64_t slot = 0; slot < shown; ++slot) {
            ticks.insert(slot * slot_ticks(s));
            if (s.pause_ticks != 0) ticks.insert(slot * slot_ticks(s) + s.dt_ticks);
        }
    }
    return ticks;
}

/// Of those, the first for each combination of rows: repetitions say nothing new, unless the rate depends on t besides.
std::set<std::uint64_t> telling_ticks(const Use& use, const Network& network) {
    const std::set<std::uint64_t> all = changing_ticks(use, network);
    if (use.has_time) return all;
    std::set<std::vector<std::uint64_t>> seen;
    std::set<std::uint64_t> ticks;
    for (const std::uint64_t tick : all) {
        std::vector<std::uint64_t> rows;
        for (const std::string& name : use.stimuli) rows.push_back(row_at(stimulus_named(network, name), tick));
        if (seen.insert(std::move(rows)).second) ticks.insert(tick);
    }
    return ticks;
}

void check_rate_expression(const lang::Expr& rate, std::uint32_t size, const Network& network, const std::string& where) {
    Use use;
    collect(rate, use);
    const auto ticks = telling_ticks(use, network);
    const std::uint64_t neurons = std::min<std::uint64_t>(use.has_index ? size : 1, most_points / ticks.size() + 1);
    for (const std::uint64_t tick : ticks)
        for (std::uint32_t i = 0; i < neurons; ++i)
            check_rate(rate_at(rate, tick, i, network), network, where,
                       use.stimuli.empty() && !use.has_index ? "" : fmt::format(" at tick {} for i = {}", tick, i));
}

void check_spike_list(const SourceSpec::SpikeList& list, std::uint32_t size, const std::string& where) {
    if (!list.time_ms.empty() && !list.tick.empty())
        throw InputError{{"both time_ms and tick", where, fmt::format("{} times, {} ticks", list.time_ms.size(), list.tick.size()), "one of them"}};
    const std::size_t times = list.time_ms.size() + list.tick.size();
    if (times != list.neuron.size())
        throw InputError{
            {"lists of different length", where, fmt::format("{} neurons, {} times", list.neuron.size(), times), "one time per neuron listed"}};
    if (size > most_listed)
        throw InputError{{"too many neurons for a spike list", where, fmt::format("size: {}", size), fmt::format("1 to {}", most_listed)}};
    for (std::size_t k = 0; k < list.neuron.size(); ++k)
        if (list.neuron[k] >= size)
            throw InputError{{"no such neuron", where, fmt::format("neuron[{}]: {}", k, list.neuron[k]), fmt::format("0 to {}", size - 1)}};
}

std::uint64_t spike_tick(const SourceSpec::SpikeList& list, std::size_t k, double dt_s, const std::string& where) {
    const double tick = list.tick.empty() ? std::floor(list.time_ms[k] * 1e-3 / dt_s + 0.5) : static_cast<double>(list.tick[k]);
    const std::string found = list.tick.empty() ? fmt::format("time_ms[{}]: {}", k, list.time_ms[k]) : fmt::format("tick[{}]: {}", k, list.tick[k]);
    if (!(tick >= 0.0 && tick <= static_cast<double>(most_ticks)))
        throw InputError{{"a spike outside of time", where, found, fmt::format("tick 0 to {}, a tick being {:.12g} ms", most_ticks, dt_s * 1e3)}};
    return list.tick.empty() ? static_cast<std::uint64_t>(tick) : list.tick[k];
}

std::vector<std::vector<std::uint64_t>> spike_trains(const SourceSpec::SpikeList& list, std::uint32_t size, double dt_s, const std::string& where) {
    check_spike_list(list, size, where);
    std::vector<std::vector<std::uint64_t>> trains(size);
    for (std::size_t k = 0; k < list.neuron.size(); ++k) trains[list.neuron[k]].push_back(spike_tick(list, k, dt_s, where));
    for (std::uint32_t i = 0; i < size; ++i) {
        std::sort(trains[i].begin(), trains[i].end());
        const auto twice = std::adjacent_find(trains[i].begin(), trains[i].end());
        if (twice != trains[i].end())
            throw InputError{{"a neuron fires twice in one tick", where,
                              fmt::format("neuron {} at tick {} ({:.12g} ms)", i, *twice, static_cast<double>(*twice) * dt_s * 1e3),
                              "one spike per neuron and tick; a smaller dt tells them apart"}};
    }
    return trains;
}

/// One time per neuron, in ticks; a constant must be whole ticks, an expression of i is rounded to the nearest.
std::vector<std::uint64_t> times_in_ticks(const std::string& text, std::uint64_t least, const DrawnField& field, const lang::Scope& scope) {
    const lang::ExprPtr expr = lang::check_value(lang::Use::source_timing, text, second, scope, "regular: " + field.name);
    if (expr->node == lang::Node::number && (least > 0 || expr->value != 0.0))
        return std::vector<std::uint64_t>(scope.size, whole_ticks(expr->value, scope.dt_s, field.where));
    std::vector<Member> members(scope.size);
    for (std::uint32_t i = 0; i < members.size(); ++i) members[i].i = i;
    std::vector<std::uint64_t> ticks;
    for (const double seconds : drawn_values(*expr, field, members)) {
        const double rounded = std::floor(seconds / scope.dt_s + 0.5);
        if (!(rounded >= static_cast<double>(least) && rounded <= static_cast<double>(most_ticks)))
            throw InputError{{"a time out of range", field.where, fmt::format("{:.12g} ms for i = {}", seconds * 1e3, ticks.size()),
                              fmt::format("{} to {} ticks of {:.12g} ms", least, most_ticks, scope.dt_s * 1e3)}};
        ticks.push_back(static_cast<std::uint64_t>(rounded));
    }
    return ticks;
}

void check_regular(const SourceSpec& spec, Source& source, const lang::Scope& scope, const DrawnField& key) {
    if (source.size > most_listed)
        throw InputError{
            {"too many neurons for a regular source", scope.where, fmt::format("size: {}", source.size), fmt::format("1 to {}", most_listed)}};
    if (spec.regular->period.empty())
        throw InputError{{"a period is missing", scope.where + ": regular", "", "a time above zero, such as \"20 ms\""}};
    const auto field = [&](const char* name) {
        DrawnField f = key;
        f.name = name;
        f.where = scope.where + ": regular: " + name;
        return f;
    };
    source.kind = Source::Kind::regular;
    source.period = times_in_ticks(spec.regular->period, 1, field("period"), scope);
    source.start = times_in_ticks(spec.regular->start.empty() ? "0 ms" : spec.regular->start, 0, field("start"), scope);
}

}  // namespace

Rates check_rates(const SourceSpec::Poisson& spec, std::uint32_t size, const Network& network, const std::string& where) {
    if (spec.rate.empty() == spec.rates_hz.empty())
        throw InputError{{spec.rate.empty() ? "a rate is missing" : "both a rate and a list of rates", where, "",
                          "rate: \"50 Hz\" or an expression, or rates_hz: one per neuron"}};
    Rates rates{nullptr, spec.rates_hz};
    if (spec.rates_hz.empty()) {
        rates.rate = lang::check_value(lang::Use::source_rate, spec.rate, hertz, scope_of(network, where, size), "rate");
        check_rate_expression(*rates.rate, size, network, where + ": rate");
        return rates;
    }
    if (spec.rates_hz.size() != size)
        throw InputError{{"the list of rates has the wrong length", where, fmt::format("{} rates", spec.rates_hz.size()),
                          fmt::format("{} rates, one per neuron", size)}};
    for (std::size_t i = 0; i < spec.rates_hz.size(); ++i) check_rate(spec.rates_hz[i], network, where, fmt::format(" for i = {}", i));
    return rates;
}

Source check_source(const SourceSpec& spec, const Network& network, PopulationId id) {
    const lang::Scope scope = scope_of(network, place(network, "source", spec.name), spec.size);
    const int kinds = int{spec.poisson.has_value()} + int{spec.spikes.has_value()} + int{spec.regular.has_value()};
    if (kinds != 1)
        throw InputError{
            {kinds == 0 ? "a source of no kind" : "a source of several kinds", scope.where, "", "exactly one of poisson, spikes, regular"}};
    Source source;
    source.name = spec.name;
    source.size = neuron_count(spec.size, scope.where);
    source.shape = check_shape(spec.shape, spec.size, scope.where);
    if (spec.poisson) {
        Rates rates = check_rates(*spec.poisson, source.size, network, scope.where);
        source.kind = Source::Kind::poisson;
        source.rate = std::move(rates.rate);
        source.rates_hz = std::move(rates.rates_hz);
    } else if (spec.spikes) {
        source.kind = Source::Kind::spikes;
        source.ticks = spike_trains(*spec.spikes, source.size, network.dt_s, scope.where + ": spikes");
    } else {
        check_regular(spec, source, scope, {network.seed, Purpose::initial, id.index(), {}, {}});
    }
    return source;
}

}  // namespace aerie::check
