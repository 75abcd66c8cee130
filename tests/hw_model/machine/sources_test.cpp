/// @file Spike sources: exact where they are exact, and as random as binomial bounds allow where they are random.
#include "hw_model/machine/source_bank.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/hw_model/machine/rig.h"

using namespace aerie;
using namespace aerie::test;
using TickList = std::vector<std::uint64_t>;

namespace {

Network with_source(SourceSpec source, std::vector<StimulusSpec> stimuli = {}) {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("n", 1)};
    spec.sources = {std::move(source)};
    spec.stimuli = std::move(stimuli);
    return check_network(spec);
}

/// Ticks of each neuron of the only source, over ticks [0, end).
std::vector<TickList> trains(const Network& network, std::uint64_t end, std::uint64_t seed = 1) {
    hw::SourceBank bank{network, seed};
    std::vector<TickList> out(network.sources[0].size);
    std::vector<Address> fired;
    for (std::uint64_t t = 0; t < end; ++t) {
        fired.clear();
        bank.fire(Ticks{t}, fired);
        REQUIRE(std::is_sorted(fired.begin(), fired.end(), std::less_equal<>{}));   // ascending, none twice
        for (const Address a : fired) out[a.neuron.index()].push_back(t);
    }
    return out;
}

/// A count of n trials with probability p lies within five standard deviations: once in 1.7 million for a fair coin, and seeds are fixed.
void check_binomial(std::size_t count, double n, double p) {
    INFO(count << " of " << n << " with p " << p);
    CHECK(std::abs(static_cast<double>(count) - n * p) <= 5.0 * std::sqrt(n * p * (1 - p)));
}

}  // namespace

TEST_CASE("a Poisson source fires in each tick with its probability, whatever it did before") {
    const std::uint64_t ticks = 5000;
    const auto all = trains(with_source(poisson("in", 200, "50 Hz")), ticks);   // p = 0.05 per 1 ms tick
    std::size_t spikes = 0, followed = 0, coincident = 0;
    double square = 0.0;
    for (std::size_t n = 0; n < all.size(); ++n) {
        spikes += all[n].size();
        square += std::pow(static_cast<double>(all[n].size()) - 250.0, 2);
        for (std::size_t k = 1; k < all[n].size(); ++k) followed += all[n][k] == all[n][k - 1] + 1 ? 1 : 0;
        TickList both;
        std::set_intersection(all[n].begin(), all[n].end(), all[(n + 1) % 200].begin(), all[(n + 1) % 200].end(), std::back_inserter(both));
        coincident += both.size();
    }
    check_binomial(spikes, 200.0 * 5000, 0.05);
    check_binomial(followed, 200.0 * 4999, 0.05 * 0.05);
    check_binomial(coincident, 200.0 * 5000, 0.05 * 0.05);
    const double variance = square / 200.0, expected = 5000 * 0.05 * 0.95;
    CHECK(std::abs(variance / expected - 1.0) < 5.0 * std::sqrt(2.0 / 200.0));
}

TEST_CASE("the first tick is as likely as any other, before and after a change of rate") {
    const StimulusSpec steps{"steps", "10 ms", {200, 10, 300}, 1, "Hz"};
    const auto all = trains(with_source(poisson("in", 4000, "steps(t)"), {steps}), 40);
    for (const auto& [tick, p] : {std::pair{0, 0.2}, {9, 0.2}, {10, 0.01}, {19, 0.01}, {20, 0.3}, {29, 0.3}, {30, 0.3}, {39, 0.3}}) {
        std::size_t count = 0;
        for (const TickList& train : all) count += std::binary_search(train.begin(), train.end(), static_cast<std::uint64_t>(tick)) ? 1 : 0;
        INFO("tick " << tick);
        check_binomial(count, 4000, p);
    }
}

TEST_CASE("rates change at the tick of their stimulus and the last one holds on") {
    const StimulusSpec gate{"gate", "10 ms", {0, 1000, 0, 1000}, 1, "Hz"};   // 1000 Hz is certain in 1 ms
    const auto all = trains(with_source(poisson("in", 2, "gate(t)"), {gate}), 50);
    TickList expected;
    for (std::uint64_t t = 10; t < 50; ++t) {
        if (t < 20 || t >= 30) expected.push_back(t);
    }
    CHECK(all[0] == expected);
    CHECK(all[1] == expected);
}

TEST_CASE("rates of their own: each neuron has its own, zero is silence") {
    SourceSpec s = poisson("in", 3, "");
    s.poisson->rate.clear();
    s.poisson->rates_hz = {0, 1000, 100};
    const auto all = trains(with_source(s), 4000);
    CHECK(all[0].empty());
    CHECK(all[1].size() == 4000);
    check_binomial(all[2].size(), 4000, 0.1);
}

TEST_CASE("the same seed gives the same spikes, another seed others") {
    const Network network = with_source(poisson("in", 20, "40 Hz"));
    CHECK(trains(network, 500, 7) == trains(network, 500, 7));
    CHECK(trains(network, 500, 7) != trains(network, 500, 8));
}

TEST_CASE("a regular source fires at its start and then once per period, both may differ by neuron") {
    const auto all = trains(with_source(regular("in", 3, "(i + 2) * ms", "i * 3 * ms")), 12);
    CHECK(all[0] == TickList{0, 2, 4, 6, 8, 10});
    CHECK(all[1] == TickList{3, 6, 9});
    CHECK(all[2] == TickList{6, 10});
}

TEST_CASE("a list of spikes is played as written, in any order of writing") {
    const auto all = trains(with_source(at_ticks("in", 2, {1, 0, 1, 0}, {9, 4, 0, 0})), 12);
    CHECK(all[0] == TickList{0, 4});
    CHECK(all[1] == TickList{0, 9});
}

TEST_CASE("a phase changes parameters and rates at its first tick, not before and not after, and they stay") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.duration.clear();
    spec.populations = {cells("n", 1, "dv/dt = a / tau : 1 [-64, 64]")};
    spec.populations[0].parameters = {setting("a", "1"), setting("tau", "1 ms")};
    spec.sources = {poisson("in", 1, "0 Hz")};
    spec.projections = {wires("wire", "in", "n", "0.5")};
    spec.projections[0].on_pre = "v_post += g * w";
    spec.projections[0].parameters = {setting("g", "1")};
    spec.phases = {{"4 ms", {}}, {"3 ms", {{"n", "a", "2", {}}, {"in", "rate", "1000 Hz", {}}}}, {"3 ms", {{"in", "rate", "0 Hz", {}}, {"wire", "g", "2", {}}}}};
    for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
        Rig rig{spec, {.arithmetic = arithmetic}};
        // Spikes in 4, 5, 6 are due in 5, 6, 7: on_pre runs when they are due, so the last one is worth 2 * 0.5.
        const std::vector<double> expected{0, 1, 2, 3, 4, 6, 8.5, 11, 14, 16, 18};
        const std::vector<double> course = rig.course(0, "v", 11);
        CHECK(rig.machine().spikes().size() == 3);
        CHECK(course == expected);
    }
}

TEST_CASE("a refractory time that a phase changes holds from then on") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.duration.clear();
    spec.populations = {cells("n", 1, "dv/dt = 1 / tau : 1 [-8, 8] (unless refractory)", "v > b", "v = 0")};
    spec.populations[0].parameters = {setting("tau", "1 ms"), setting("b", "0.5")};
    spec.populations[0].refractory = "1 ms";
    spec.phases = {{"6 ms", {}}, {"20 ms", {{"n", "b", "1.5", {}}}}};
    Rig rig{spec, {}};
    rig.run_to(16);
    CHECK(rig.spikes(0) == TickList{0, 2, 4, 7, 10, 13});   // every second tick; from 6 on two of growth and one frozen
}
