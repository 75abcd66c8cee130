#include "hw_model/machine/source_bank.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/lang/evaluate.h"
#include "core/lang/rewrite.h"
#include "core/random.h"
#include "core/stimulus.h"

namespace aerie::hw {

namespace {

constexpr std::uint64_t never = ~std::uint64_t{0};

/// Ticks until the next success of a coin with probability p, counted from 0: floor(ln U / ln(1 - p)), U uniform in (0, 1] with 53 bits.
/// p = 1 has ln(1 - p) = -inf and gives 0.
std::uint64_t geometric_gap(double log_silence, std::array<std::uint32_t, 2> words) {
    const std::uint64_t bits = (std::uint64_t{words[0]} << 32 | words[1]) >> 11;
    const double u = static_cast<double>(bits + 1) * 0x1p-53;
    const double gap = std::floor(std::log(u) / log_silence);
    return gap < 9e18 ? static_cast<std::uint64_t>(gap) : never;
}

bool mentions_time(const lang::Expr& e) {
    if (e.node == lang::Node::name && e.reference == lang::Reference::time) return true;
    if (e.node == lang::Node::call && e.reference == lang::Reference::stimulus) return e.args.size() > 1 && mentions_time(*e.args[1]);
    return std::any_of(e.args.begin(), e.args.end(), [](const lang::ExprPtr& a) { return mentions_time(*a); });
}

}  // namespace

SourceBank::SourceBank(const Network& network, std::uint64_t seed) : network_{&network}, seed_{seed}, near_(near_ticks) {
    std::uint32_t total = 0;
    for (const Source& s : network.sources) {
        first_.push_back(total);
        total += s.size;
    }
    cursor_.assign(total, 0);
    poisson_of_.assign(network.sources.size(), 0);
    for (std::uint32_t s = 0; s < network.sources.size(); ++s) begin(s, 0);
}

void SourceBank::begin(std::uint32_t source, std::uint64_t tick) {
    const Source& s = network_->sources[source];
    switch (s.kind) {
        case Source::Kind::poisson: {
            poisson_of_[source] = static_cast<std::uint32_t>(poisson_.size());
            poisson_.push_back({.source = source, .rate = s.rate, .probability = std::vector<double>(s.size, -1.0), .log_silence = std::vector<double>(s.size), .generation = std::vector<std::uint32_t>(s.size)});
            Poisson& p = poisson_.back();
            if (s.rate == nullptr) change_rate(PopulationId{static_cast<std::uint32_t>(network_->populations.size()) + source}, nullptr, s.rates_hz, Ticks{tick});
            else change_rate(PopulationId{static_cast<std::uint32_t>(network_->populations.size()) + source}, p.rate, {}, Ticks{tick});
            return;
        }
        case Source::Kind::spikes:
            for (std::uint32_t n = 0; n < s.size; ++n) {
                if (!s.ticks[n].empty()) push(s.ticks[n][0], {source, n, 0});
            }
            return;
        case Source::Kind::regular:
            for (std::uint32_t n = 0; n < s.size; ++n) push(s.start[n], {source, n, 0});
            return;
    }
}

void SourceBank::push(std::uint64_t tick, const Due& due) {
    if (tick - now_ < near_ticks) near_[tick % near_ticks].push_back(due);
    else far_.push(Ticks{tick}, EventSource{first_[due.source] + due.neuron}, due);
}

/// What is due in this tick, by source and neuron; each of these has at most one event that counts.
void SourceBank::take_due(std::uint64_t tick) {
    due_.clear();
    due_.swap(near_[tick % near_ticks]);
    while (far_.is_due(Ticks{tick})) due_.push_back(far_.pop().payload);
    std::sort(due_.begin(), due_.end(), [](const Due& a, const Due& b) { return a.source != b.source ? a.source < b.source : a.neuron < b.neuron; });
}

void SourceBank::read_rate(Poisson& poisson, const lang::ExprPtr& rate) const {
    poisson.rate = rate;
    poisson.stimuli.clear();
    poisson.rows.clear();
    poisson.has_time = rate != nullptr && mentions_time(*rate);
    poisson.change_every = poisson.has_time ? 1 : 0;
    for (std::uint32_t k = 0; rate != nullptr && k < network_->stimuli.size(); ++k) {
        const Stimulus& s = network_->stimuli[k];
        const auto is_call = [&](const lang::Expr& e) { return e.reference == lang::Reference::stimulus && e.name == s.name; };
        if (!lang::contains(*rate, is_call)) continue;
        poisson.stimuli.push_back(k);
        poisson.change_every = std::gcd(poisson.change_every, std::gcd(s.dt_ticks, s.pause_ticks));
    }
}

/// Rows last long beside the greatest common period of their beginnings; evaluating a rate for every neuron is dear.
bool SourceBank::shows_other_rows(Poisson& poisson, std::uint64_t tick) const {
    std::vector<std::uint64_t> rows;
    for (const std::uint32_t k : poisson.stimuli) rows.push_back(row_at(network_->stimuli[k], tick));
    if (rows == poisson.rows && !poisson.has_time && !rows.empty()) return false;
    poisson.rows = std::move(rows);
    return true;
}

std::vector<double> SourceBank::rates_at(const Poisson& poisson, std::uint64_t tick) const {
    std::vector<double> rates(poisson.probability.size());
    std::uint32_t neuron = 0;
    lang::Environment environment;
    environment.name = [&](const lang::Expr& name) {
        return name.reference == lang::Reference::index ? static_cast<double>(neuron) : static_cast<double>(tick) * network_->dt_s;
    };
    environment.call = [&](const lang::Expr& call, std::span<const double> arguments) {
        for (const Stimulus& s : network_->stimuli) {
            if (s.name == call.name) return value_at(s, tick, arguments.size() > 1 ? static_cast<std::uint64_t>(arguments[1]) : 0);
        }
        AERIE_ASSERT(!"the checker lets only known stimuli into a rate");
    };
    for (; neuron < rates.size(); ++neuron) rates[neuron] = lang::evaluate(*poisson.rate, environment);
    return rates;
}

/// Draws anew for a neuron whose rate differs from what it was: gaps have no memory, so the others keep their event.
void SourceBank::set_rate(Poisson& poisson, std::uint32_t neuron, double p, std::uint64_t tick) {
    if (p == poisson.probability[neuron]) return;
    poisson.probability[neuron] = p;
    poisson.log_silence[neuron] = std::log1p(-p);
    ++poisson.generation[neuron];
    schedule(poisson, neuron, tick);
}

void SourceBank::refresh(Poisson& poisson, std::uint64_t tick) {
    if (!shows_other_rows(poisson, tick)) return;
    const std::vector<double> rates = rates_at(poisson, tick);
    for (std::uint32_t n = 0; n < rates.size(); ++n) {
        const double p = rates[n] * network_->dt_s;
        if (!(p >= 0.0 && p <= 1.0)) {
            throw InputError{{"the rate of a Poisson source leaves what one tick can carry", network_->file + ": source '" + network_->sources[poisson.source].name + "'",
                              std::to_string(rates[n]) + " Hz", "0 to " + std::to_string(1.0 / network_->dt_s) + " Hz"}};
        }
        set_rate(poisson, n, p, tick);
    }
}

void SourceBank::schedule(Poisson& poisson, std::uint32_t neuron, std::uint64_t from) {
    if (poisson.probability[neuron] <= 0.0) return;
    const DrawKey key{seed_, Purpose::source, poisson.source, from, poisson.generation[neuron]};
    const std::uint64_t gap = geometric_gap(poisson.log_silence[neuron], key.words(neuron, 0));
    if (gap != never) push(from + gap, {poisson.source, neuron, poisson.generation[neuron]});
}

void SourceBank::change_rate(PopulationId source, const lang::ExprPtr& rate, const std::vector<double>& rates_hz, Ticks tick) {
    const std::uint32_t index = source.index() - static_cast<std::uint32_t>(network_->populations.size());
    Poisson& poisson = poisson_[poisson_of_[index]];
    read_rate(poisson, rate);
    if (rate != nullptr) refresh(poisson, tick.count());
    for (std::uint32_t n = 0; n < rates_hz.size(); ++n) {
        const double p = rates_hz[n] * network_->dt_s;
        set_rate(poisson, n, p, tick.count());
    }
    next_change_ = never;
    for (const Poisson& p : poisson_) {
        if (p.change_every != 0) next_change_ = std::min(next_change_, (tick.count() / p.change_every + 1) * p.change_every);
    }
}

void SourceBank::schedule_next(const Due& due, std::uint64_t tick) {
    const Source& s = network_->sources[due.source];
    if (s.kind == Source::Kind::poisson) return schedule(poisson_[poisson_of_[due.source]], due.neuron, tick + 1);
    if (s.kind == Source::Kind::regular) return push(tick + s.period[due.neuron], due);
    std::size_t& cursor = cursor_[first_[due.source] + due.neuron];
    if (++cursor < s.ticks[due.neuron].size()) push(s.ticks[due.neuron][cursor], due);
}

void SourceBank::fire(Ticks tick, std::vector<Address>& fired) {
    now_ = tick.count();
    if (tick.count() >= next_change_) {
        next_change_ = never;
        for (Poisson& p : poisson_) {
            if (p.change_every == 0) continue;
            if (tick.count() % p.change_every == 0) refresh(p, tick.count());
            next_change_ = std::min(next_change_, (tick.count() / p.change_every + 1) * p.change_every);
        }
    }
    take_due(tick.count());
    for (const Due& due : due_) {
        const bool is_poisson = network_->sources[due.source].kind == Source::Kind::poisson;
        if (is_poisson && poisson_[poisson_of_[due.source]].generation[due.neuron] != due.generation) continue;
        fired.push_back({PopulationId{static_cast<std::uint32_t>(network_->populations.size()) + due.source}, NeuronId{due.neuron}});
        schedule_next(due, tick.count());
    }
}

}  // namespace aerie::hw
