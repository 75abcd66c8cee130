/// @file The tutorial "Spike and learn": what the package neurons printed, and all it computed on the way (data/spike_and_learn.json, reference.md section 5).
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/seeds/example.h"

using namespace aerie;
using namespace aerie::test;

namespace {

constexpr std::size_t steps = 10;
using Exchanges = std::vector<std::pair<std::string, std::string>>;

/// From revision a6d9121 on the package fires where u crosses 1 from below: it was below in the step before.
const Exchanges from_below{{"\"u : 1 [-16, 8]\"]", "\"u : 1 [-16, 8]; before : 1 [-16, 8]\"]"},
                           {"on_tick: \"u = drive - eta\"", "on_tick: \"before = u; u = drive - eta\""},
                           {"threshold: \"u > 1 or", "threshold: \"(u > 1 and before < 1) or"}};
const Exchanges without_learning{{"name: \"eta\" value: \"0.05\"", "name: \"eta\" value: \"0\""}};

struct Expected {
    std::vector<std::vector<int>> spikes;          ///< [neuron][step]
    std::vector<std::vector<double>> u, weights;   ///< [step][neuron], [step][synapse]: after the step

    explicit Expected(const char* key) {
        const nlohmann::json all = nlohmann::json::parse(std::ifstream{AERIE_SEEDS "/data/spike_and_learn.json"});
        const nlohmann::json& own = all.at(key);
        spikes = own.at("spikes").get<std::vector<std::vector<int>>>();
        u = own.at("U").get<std::vector<std::vector<double>>>();
        if (own.contains("W_traj")) weights = own.at("W_traj").get<std::vector<std::vector<double>>>();
    }
};

ExampleRun run(hw::Arithmetic arithmetic, const Exchanges& exchanges = {}, const std::vector<std::string>& overrides = {}, std::uint64_t seed = 1) {
    return run_example({.example = "spike_and_learn", .arithmetic = arithmetic, .overrides = overrides, .seed = seed, .exchanges = exchanges});
}

void check_spikes(const ExampleRun& run, const Expected& expected) {
    for (std::uint32_t n = 0; n < 3; ++n) {
        std::vector<std::uint64_t> ticks;
        for (std::size_t t = 0; t < steps; ++t) {
            if (expected.spikes[n][t] != 0) ticks.push_back(t);
        }
        INFO("neuron " << n);
        CHECK(run.ticks("neurons", n) == ticks);
    }
}

/// Recorders see the state before a tick; the last one is asked for at the end.
double after(const ExampleRun& run, const std::string& target, const std::string& variable, std::size_t member, std::size_t step) {
    if (step + 1 == steps) return run.last.at(target + "." + variable)[member];
    return run.series(target + "_" + variable).values[member][step + 1];
}

double worst_weight(const ExampleRun& run, const Expected& expected) {
    double worst = 0.0;
    for (std::size_t t = 0; t < steps; ++t) {
        for (std::size_t k = 0; k < 2; ++k) worst = std::max(worst, std::abs(after(run, "learning", "w", k, t) - expected.weights[t][k]));
    }
    return worst;
}

double worst_u(const ExampleRun& run, const Expected& expected) {
    double worst = 0.0;
    for (std::size_t t = 0; t < steps; ++t) {
        for (std::size_t n = 0; n < 3; ++n) worst = std::max(worst, std::abs(after(run, "neurons", "u", n, t) - expected.u[t][n]));
    }
    return worst;
}

/// Everything that the package computed, to the last digits that a double keeps, and the two weights as it prints them.
void check_exact(const ExampleRun& run, const Expected& expected, const std::array<std::string, 2>& printed) {
    check_spikes(run, expected);
    CHECK(worst_u(run, expected) < 1e-12);
    CHECK(worst_weight(run, expected) < 1e-12);
    for (std::size_t k = 0; k < printed.size(); ++k) CHECK(fmt::format("{:.8f}", run.last.at("learning.w")[k]) == printed[k]);
}

double quantum(const ExampleRun& run) { return run.prepared->images.front().projections[0].synapse[0].format.lsb(); }

}  // namespace

TEST_CASE("spike and learn in float64: every spike, every potential, every weight, and the printed digits") {
    check_exact(run(hw::Arithmetic::float64), Expected{"from_below_False"}, {"1.28884081", "1.28063985"});
}

TEST_CASE("spike and learn with the later rule, a threshold crossed from below, gives the later numbers of the package") {
    check_exact(run(hw::Arithmetic::float64, from_below), Expected{"from_below_True"}, {"1.18586337", "1.17766241"});
}

TEST_CASE("the spike response model alone, without learning, fires twice") {
    const Expected expected{"srm_only_level"};
    const ExampleRun done = run(hw::Arithmetic::float64, without_learning);
    check_spikes(done, expected);
    CHECK(worst_u(done, expected) < 1e-12);
}

TEST_CASE("spike and learn in fixed point on the default chip: the same spikes, weights within two quanta") {
    for (const char* rounding : {"stochastic", "nearest"}) {
        INFO(rounding);
        const std::vector<std::string> overrides{std::string{"weight.rounding="} + rounding};
        const Expected level{"from_below_False"}, below{"from_below_True"};
        const ExampleRun done = run(hw::Arithmetic::fixed, {}, overrides), later = run(hw::Arithmetic::fixed, from_below, overrides);
        CHECK(quantum(done) == 0x1p-14);   // 16 bits, a sign, [0, 1.9]
        check_spikes(done, level);
        check_spikes(later, below);
        for (std::size_t k = 0; k < 2; ++k) {
            CHECK(std::abs(done.last.at("learning.w")[k] - level.weights.back()[k]) <= 2 * quantum(done));
            CHECK(std::abs(later.last.at("learning.w")[k] - below.weights.back()[k]) <= 2 * quantum(later));
        }
        CHECK(worst_u(done, level) < 2e-3);   // the rules leave a margin of 0.08 (reference.md)
    }
}

TEST_CASE("no seed of stochastic rounding changes a spike, and the weights scatter around the exact ones") {
    const Expected expected{"from_below_False"};
    constexpr int seeds = 20, changes = 6;   // steps in which a weight changes: each rounds by less than a quantum, half of one in the mean at most
    double sum = 0.0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const ExampleRun done = run(hw::Arithmetic::fixed, {}, {}, seed);
        check_spikes(done, expected);
        CHECK(worst_weight(done, expected) < changes * quantum(done));
        sum += (done.last.at("learning.w")[0] - expected.weights.back()[0]) / quantum(done);
    }
    CHECK(std::abs(sum / seeds) < 4 * 0.5 * std::sqrt(changes / static_cast<double>(seeds)));
}
