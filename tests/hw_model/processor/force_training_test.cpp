/// @file FORCE training on a machine: against the rule written out by hand, in its window alone, the same bits for any mapping.
#include <cmath>
#include <cstring>

#include "tests/catch.h"
#include "tests/hw_model/machine/rig.h"

using namespace aerie;
using namespace aerie::test;

namespace {

constexpr std::uint32_t neurons = 12;

/// Leaky integrators of unlike speeds, driven by their own output and by an unlike constant each; x is what is read.
NetworkSpec reservoir() {
    NetworkSpec spec = empty_network(Schedule::brian2, "1 ms", "400 ms");
    spec.populations = {cells("n", neurons, "dx/dt = (bias + z * gain - x) / tau * (1 + i) : 1 [-8, 8]\nz : 1 [-4, 4] (shared)\nbias : 1 [-2, 2]\ngain : 1 [-2, 2]")};
    spec.populations[0].parameters = {setting("tau", "50 ms")};
    spec.populations[0].initial = {setting("bias", "normal(0, 0.5)"), setting("gain", "uniform(-1, 1)"), setting("x", "uniform(-1, 1)")};
    ProcessorSpec program;
    program.name = "force";
    program.from = "n";
    program.variable = "x";
    program.outputs = {{.name = "z", .weights = {}, .target = "sin(2*pi*20*Hz*t)", .to = "n", .variable = "z", .indices = {}}};
    program.rls = ProcessorSpec::Rls{.period = "2 ms", .start = "20 ms", .stop = "220 ms", .alpha = "0.5"};
    spec.programs = {program};
    return spec;
}

/// The textbook's full matrices, the network by Euler.
std::vector<double> by_hand(const NetworkSpec& spec, bool has_prior_gain, std::uint64_t ticks) {
    const Network network = check_network(spec);
    const auto start = [&](const char* name) { return initial_values(network, PopulationId{0}, name); };
    std::vector<double> x = start("x"), w(neurons), p(neurons * neurons), out;
    const std::vector<double> bias = start("bias"), gain = start("gain");
    for (std::uint32_t i = 0; i < neurons; ++i) p[i * neurons + i] = 0.5;
    for (std::uint64_t tick = 0; tick < ticks; ++tick) {
        double z = 0.0;
        for (std::uint32_t i = 0; i < neurons; ++i) z += w[i] * x[i];
        out.push_back(z);
        if (tick >= 20 && tick < 220 && tick % 2 == 0) {
            std::vector<double> u(neurons);
            double xu = 0.0;
            for (std::uint32_t i = 0; i < neurons; ++i) {
                for (std::uint32_t j = 0; j < neurons; ++j) u[i] += p[i * neurons + j] * x[j];
                xu += x[i] * u[i];
            }
            const double error = z - std::sin(2 * M_PI * 20 * static_cast<double>(tick) * 1e-3), shrink = 1 / (1 + xu);
            for (std::uint32_t i = 0; i < neurons; ++i) {
                w[i] -= error * u[i] * (has_prior_gain ? 1.0 : shrink);
                for (std::uint32_t j = 0; j < neurons; ++j) p[i * neurons + j] -= u[i] * u[j] * shrink;
            }
        }
        for (std::uint32_t i = 0; i < neurons; ++i) x[i] += (bias[i] + z * gain[i] - x[i]) / 50 * (1 + i);
    }
    return out;
}

std::vector<double> by_machine(const NetworkSpec& spec, const Setup& setup, std::uint64_t ticks) {
    Rig rig{spec, setup};
    std::vector<double> out;
    for (std::uint64_t tick = 0; tick < ticks; ++tick) {
        rig.run_to(tick);
        rig.machine().begin_tick();
        out.push_back(rig.machine().program_values(ProgramId{0}, "z", {0})[0]);
    }
    return out;
}

double worst(const std::vector<double>& a, const std::vector<double>& b) {
    double most = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) most = std::max(most, std::abs(a[k] - b[k]));
    return most;
}

}  // namespace

TEST_CASE("FORCE training in float64 follows the rule written out by hand, with either gain") {
    for (const bool has_prior_gain : {false, true}) {
        NetworkSpec spec = reservoir();
        spec.programs[0].rls->has_prior_gain = has_prior_gain;
        CHECK(worst(by_machine(spec, {}, 400), by_hand(spec, has_prior_gain, 400)) < 1e-6);
    }
}

TEST_CASE("weights move in the learning window alone") {
    Rig rig{reservoir()};
    const auto weights = [&] { return rig.machine().program_values(ProgramId{0}, "z_weights", {0, 5, 11}); };
    rig.run_to(20);
    CHECK(weights() == std::vector<double>{0, 0, 0});
    rig.run_to(21);   // the program of tick 20 learns
    CHECK(weights() != std::vector<double>{0, 0, 0});
    rig.run_to(219);
    const auto last = weights();
    rig.run_to(220);   // tick 219 is odd
    CHECK(weights() == last);
    rig.run_to(400);
    CHECK(weights() == last);
}

TEST_CASE("FORCE training gives the same bits under any mapping and number of threads") {
    for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
        NetworkSpec spec = reservoir();
        spec.programs[0].weight_format = ProcessorSpec::WeightFormat{12, "1.9", fixed::Rounding::stochastic};
        const auto one = by_machine(spec, {.arithmetic = arithmetic, .cores = {std::vector<std::uint32_t>(neurons, 0)}}, 300);
        const auto many = by_machine(spec, {.arithmetic = arithmetic, .cores = {{7, 3, 5, 3, 7, 1, 0, 2, 9, 3, 7, 1}}, .threads = 2}, 300);
        CHECK(std::memcmp(one.data(), many.data(), one.size() * sizeof(double)) == 0);
    }
}

TEST_CASE("what learning costs is what a processor with a symmetric matrix computes") {
    Rig rig{reservoir()};
    rig.run_to(20);
    const auto before = rig.machine().processor().activity()[0];
    rig.run_to(21);
    const auto after = rig.machine().processor().activity()[0];
    const std::uint64_t n = neurons, triangle = n * (n + 1) / 2, readout = 2 * n;   // 64-bit numbers count twice
    const std::uint64_t target = 2 * static_cast<std::uint64_t>(rig.parts().network.programs[0].outputs[0].target->nodes);
    CHECK(after.operations - before.operations == readout + 2 * (n * n + n + triangle + 2) + 2 * n + target);
    CHECK(after.memory_words - before.memory_words == readout + 2 * 3 * triangle + 4 * n);
}
