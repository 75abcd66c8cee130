/// @file The STDP window on chip against the tutorial's dw(x) (reference.md section 2): lazy traces, traces that tick, and what rounding does to them.
#include <cmath>

#include "tests/seeds/example.h"

using namespace aerie;
using namespace aerie::test;

namespace {

constexpr std::size_t synapses = 101;
constexpr double tau_ms = 10.0, dt_ms = 0.1;

double lag_ms(std::size_t synapse) { return static_cast<double>(synapse) - 50.0; }   // t_pre - t_post
double window(double x) { return x == 0.0 ? 1.0 : x < 0.0 ? std::exp(x / tau_ms) : -std::exp(-x / tau_ms); }

double worst_error(const std::vector<double>& w) {
    REQUIRE(w.size() == synapses);
    double worst = 0.0;
    for (std::size_t k = 0; k < synapses; ++k) worst = std::max(worst, std::abs(w[k] - window(lag_ms(k))));
    return worst;
}

/// Traces brought up to date at spikes, or in every tick.
enum class Traces { lazy, ticking };

ExampleRun run(Traces traces, hw::Arithmetic arithmetic, const std::vector<std::string>& overrides = {}, std::uint64_t seed = 1) {
    return run_example({.example = traces == Traces::lazy ? "stdp_window" : "stdp_window_ticking", .arithmetic = arithmetic, .overrides = overrides, .seed = seed});
}

const std::vector<double>& weights(const ExampleRun& run) { return run.last.at("pairs.w"); }

struct Quanta {
    double weight, trace;
    explicit Quanta(const ExampleRun& run)
        : weight{run.prepared->images.front().projections[1].synapse.at(0).format.lsb()}, trace{run.prepared->images.front().projections[1].pre.at(0).format.lsb()} {}
};

}  // namespace

TEST_CASE("each lag is what its name says: all receivers fire at 60 ms, sender i at 10 + i ms") {
    const ExampleRun done = run(Traces::lazy, hw::Arithmetic::fixed);
    for (std::uint32_t k = 0; k < synapses; ++k) {
        CHECK(done.ticks("receivers", k) == std::vector<std::uint64_t>{600});
        CHECK(done.ticks("senders", k) == std::vector<std::uint64_t>{100 + 10 * std::uint64_t{k}});
    }
}

TEST_CASE("in float64 both kinds of traces draw exp(-|x| / tau) to 1e-12, and +1 at lag 0") {
    for (const Traces traces : {Traces::lazy, Traces::ticking}) {
        const ExampleRun done = run(traces, hw::Arithmetic::float64);
        CHECK(worst_error(weights(done)) < 1e-12);
        CHECK(weights(done)[50] == 1.0);
    }
}

TEST_CASE("in fixed point a lazy trace is right to its quantum, whatever the bits and the rounding") {
    for (const char* rounding : {"nearest", "toward_zero", "stochastic"}) {
        for (const char* bits : {"6", "8", "12", "16"}) {
            INFO(bits << " bits, " << rounding);
            const ExampleRun done = run(Traces::lazy, hw::Arithmetic::fixed, {std::string{"trace.bits="} + bits, std::string{"trace.rounding="} + rounding});
            const Quanta q{done};
            CHECK(worst_error(weights(done)) <= q.trace + q.weight);   // one rounding of the decayed trace, one of the weight
        }
    }
}

TEST_CASE("a trace that ticks freezes under nearest rounding below 0.5 / (1 - exp(-dt / tau)) quanta, so the window has a floor") {
    const double frozen = std::floor(0.5 / -std::expm1(-dt_ms / tau_ms));
    CHECK(frozen == 50);
    for (const char* bits : {"6", "8", "12", "16"}) {
        INFO(bits << " bits");
        const ExampleRun done = run(Traces::ticking, hw::Arithmetic::fixed, {std::string{"trace.bits="} + bits, "trace.rounding=nearest"});
        const Quanta q{done};
        const double floor = std::min(frozen * q.trace, 1.0);
        const std::vector<double>& w = weights(done);
        if (floor > window(-50.0)) {
            CHECK(w.front() == Approx(floor).margin(q.weight));     // 50 ms before: still there
            CHECK(w.back() == Approx(-floor).margin(q.weight));
            CHECK(worst_error(w) == Approx(floor - window(-50.0)).margin(q.weight));
        }
        CHECK(worst_error(w) <= floor + q.weight);   // above the floor an increment is off by half a quantum at most, and that decays
    }
}

TEST_CASE("a trace that ticks is right in the mean under stochastic rounding: with 16 bits every lag, with 8 bits the mean of many") {
    const ExampleRun wide = run(Traces::ticking, hw::Arithmetic::fixed, {"trace.bits=16", "trace.rounding=stochastic"});
    // Each tick rounds with a standard deviation below half a quantum and the next ones forget 1 % of it each: sqrt(0.25 / (1 - f^2)) = 3.6 quanta.
    const double f = std::exp(-dt_ms / tau_ms), wander = 0.5 / std::sqrt(1.0 - f * f);
    const Quanta q{wide};
    CHECK(worst_error(weights(wide)) < 5.0 * wander * q.trace + q.weight);
    constexpr int seeds = 40;
    std::vector<double> mean(synapses);
    double quantum = 0.0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const ExampleRun done = run(Traces::ticking, hw::Arithmetic::fixed, {"trace.bits=8", "trace.rounding=stochastic"}, seed);
        quantum = Quanta{done}.trace;
        for (std::size_t k = 0; k < synapses; ++k) mean[k] += weights(done)[k] / seeds;
    }
    CHECK(worst_error(mean) < 5.0 * wander * quantum / std::sqrt(static_cast<double>(seeds)) + q.weight);
}

TEST_CASE("other chips with traces draw the window too, each as fine as its weights are") {
    for (const char* chip : {"loihi1", "brainscales1-digital"}) {
        INFO(chip);
        const ExampleRun done = run_example({.example = "stdp_window", .chip = chip});
        const Quanta q{done};
        CHECK(worst_error(weights(done)) <= q.weight + q.trace);
    }
}
