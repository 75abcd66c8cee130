/// @file Variables that are sums over synapses: x_post = e (summed). What is summed is what the synapses hold as the update begins.
#include <cmath>

#include "tests/catch.h"
#include "tests/hw_model/machine/rig.h"

using namespace aerie;
using namespace aerie::test;

namespace {

/// Two senders of weights 0.5 and 0.25; their axons' trace x halves in every tick of 1 ms and is raised by 1 with each spike.
NetworkSpec summing(Schedule schedule) {
    NetworkSpec spec = empty_network(schedule);
    spec.populations = {cells("n", 2, "drive : 1 [-8, 8]\nsaw : 1 [-8, 8]")};
    spec.populations[0].on_tick = "saw = drive";
    spec.sources = {at_ticks("in", 2, {0, 1, 0}, {2, 3, 3})};
    ProjectionSpec p = projection("wire", "in", "n");
    p.connect = pairs({0, 1}, {0, 0});
    p.equations = "w : 1 [0, 1]\ndx/dt = -x / tau : 1 [0, 4] (event-driven)\ndrive_post = w * x : 1 (summed)";
    p.on_pre = "x += 1";
    p.parameters = {setting("tau", "1 ms / log(2)")};
    p.initial = {setting("w", "0.5 if i == 0 else 0.25")};
    spec.projections = {p};
    return spec;
}

double trace(const std::vector<std::uint64_t>& arrivals, std::uint64_t tick) {
    double x = 0.0;
    for (const std::uint64_t a : arrivals) {
        if (a <= tick) x += std::exp2(-static_cast<double>(tick - a));
    }
    return x;
}

}  // namespace

TEST_CASE("BRIAN2: before its update a neuron sees the sum of what the spikes of earlier ticks have left, with the weights of now") {
    for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
        Rig rig{summing(Schedule::brian2), {.arithmetic = arithmetic}};
        for (std::uint64_t t = 0; t < 8; ++t) {
            rig.run_to(t + 1);
            double expected = 0.0;   // a spike of tick s is absorbed after the update of s
            for (const auto& [weight, ticks] : {std::pair{0.5, std::vector<std::uint64_t>{2, 3}}, {0.25, {3}}}) {
                std::vector<std::uint64_t> before;
                for (const std::uint64_t s : ticks) if (s < t) before.push_back(s);
                expected += weight * trace(before, t);
            }
            INFO("tick " << t);
            CHECK(rig.value(0, "drive") == Approx(expected).margin(1e-4));
            CHECK(rig.value(0, "saw") == rig.value(0, "drive"));   // the update of this very tick saw it
            CHECK(rig.value(0, "drive", 1) == 0.0);                // no synapse, no sum
        }
    }
}

TEST_CASE("CHIP: the input of a tick stands before its sum") {
    Rig rig{summing(Schedule::chip), {}};
    for (std::uint64_t t = 0; t < 8; ++t) {
        rig.run_to(t + 1);   // a spike of tick s arrives in s + 1 and is part of that tick's sum
        CHECK(rig.value(0, "drive") == Approx(0.5 * trace({3, 4}, t) + 0.25 * trace({4}, t)));
    }
}

TEST_CASE("a sum takes the weights as they are, also where they have just learnt") {
    NetworkSpec spec = summing(Schedule::brian2);
    spec.projections[0].equations = "w : 1 [0, 4]\ndrive_post = w : 1 (summed)";
    spec.projections[0].on_pre = "w += 1";
    spec.projections[0].parameters.clear();
    Rig rig{spec, {}};
    const double expected[] = {0.75, 0.75, 0.75, 1.75, 3.75, 3.75};   // 0.5 + 0.25; one more after tick 2, two more after tick 3
    for (std::uint64_t t = 0; t < 6; ++t) {
        rig.run_to(t + 1);
        CHECK(rig.value(0, "drive") == expected[t]);
    }
}

TEST_CASE("a sum costs a learning update of each synapse in each tick") {
    Rig rig{summing(Schedule::chip), {.arithmetic = hw::Arithmetic::fixed}};
    rig.run_to(10);
    CHECK(rig.machine().counts()[hw::Operation::learning_update] == 2 * 10);
}

TEST_CASE("what only axons and neurons hold costs no update of synapses") {
    NetworkSpec spec = summing(Schedule::chip);
    spec.projections[0].equations = "w : 1 [0, 1]\nx : 1 [0, 1]";
    spec.projections[0].on_pre = "x = 1\nw = clip(w + 0.1 * x, 0, 1)";
    spec.projections[0].on_tick = "x = 0";
    spec.projections[0].parameters.clear();
    Rig rig{spec, {.arithmetic = hw::Arithmetic::fixed}};
    rig.run_to(10);
    CHECK(rig.machine().counts()[hw::Operation::learning_update] == 0);
}
