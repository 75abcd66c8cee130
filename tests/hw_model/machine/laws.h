/// @file Networks whose results must not depend on where and by whom they are computed, and all that a run of them leaves behind.
#pragma once

#include <cstring>
#include <optional>
#include <set>

#include "tests/catch.h"
#include "tests/hw_model/machine/rig.h"

namespace aerie::test {

struct Outcome {
    std::vector<hw::Spike> spikes;
    std::vector<std::string> names;            ///< of values: "tick 100 E.v"
    std::vector<std::vector<double>> values;   ///< every stored variable of every neuron and synapse, four times in the run
    std::size_t cores = 0;
};

inline std::vector<std::uint32_t> all_below(std::size_t n) {
    std::vector<std::uint32_t> all(n);
    for (std::uint32_t k = 0; k < n; ++k) all[k] = k;
    return all;
}

inline void look(Rig& rig, Outcome& out) {
    const Parts& p = rig.parts();
    const std::string when = "tick " + std::to_string(rig.machine().now().count()) + " ";
    for (std::uint32_t k = 0; k < p.network.populations.size(); ++k) {
        for (const hw::StoredVariable& v : p.images[0].populations[k].variables) {
            out.names.push_back(when + p.network.populations[k].name + "." + v.name);
            out.values.push_back(rig.machine().neuron_values(PopulationId{k}, v.name, all_below(p.network.populations[k].size)));
        }
    }
    for (std::uint32_t k = 0; k < p.network.projections.size(); ++k) {
        const hw::SynapseImage& image = p.images[0].projections[k];
        for (const auto* list : {&image.synapse, &image.pre, &image.post}) {
            for (const hw::StoredVariable& v : *list) {
                out.names.push_back(when + p.network.projections[k].name + "." + v.name);
                out.values.push_back(rig.machine().synapse_values(ProjectionId{k}, v.name, all_below(p.problem.connectivity[k].post.size())));
            }
        }
    }
}

inline Outcome outcome_of(const NetworkSpec& spec, const Setup& setup, std::uint64_t ticks) {
    Rig rig{spec, setup};
    Outcome out;
    for (std::uint64_t quarter = 1; quarter <= 4; ++quarter) {
        rig.run_to(ticks * quarter / 4);
        look(rig, out);
    }
    out.spikes = rig.machine().spikes();
    out.cores = rig.cores_used();
    return out;
}

/// Calls it a failure at the first thing that differs, with its name.
inline void require_equal(const Outcome& a, const Outcome& b) {
    REQUIRE(a.spikes.size() == b.spikes.size());
    REQUIRE(a.spikes == b.spikes);
    REQUIRE(a.values.size() == b.values.size());
    for (std::size_t k = 0; k < a.values.size(); ++k) {
        INFO(a.names[k]);
        REQUIRE(a.values[k].size() == b.values[k].size());
        REQUIRE(std::memcmp(a.values[k].data(), b.values[k].data(), a.values[k].size() * sizeof(double)) == 0);
    }
}

/// 80 excitatory and 20 inhibitory neurons under Poisson drive; weights and delays drawn one by one, sums in odd numbers, so that any
/// change of order shows in float64.
inline NetworkSpec balanced(Schedule schedule) {
    NetworkSpec spec = empty_network(schedule, "0.5 ms");
    for (const auto& [name, size] : {std::pair{"E", 80}, std::pair{"I", 20}}) {
        PopulationSpec p = cells(name, static_cast<std::uint64_t>(size), "dv/dt = (g - v) / tau : 1 [-8, 8] (unless refractory)\ndg/dt = -g / tau_g : 1 [-64, 64]", "v > 1", "v = 0");
        p.parameters = {setting("tau", "10 ms"), setting("tau_g", "3 ms")};
        p.initial = {setting("v", "uniform(0, 0.9)")};
        p.refractory = "2 ms";
        spec.populations.push_back(std::move(p));
    }
    spec.sources = {poisson("noise", 30, "120 Hz")};
    const auto random = [&](std::string name, std::string from, std::string to, std::string weight) {
        ProjectionSpec p = wires(std::move(name), std::move(from), std::move(to), std::move(weight), schedule == Schedule::chip ? "uniform(0.5 * ms, 9 * ms)" : "uniform(0 * ms, 9 * ms)");
        p.equations = "w : 1 [-2, 2]";
        p.on_pre = "g_post += w";
        p.connect.rule = ConnectSpec::Rule::fixed_probability;
        p.connect.probability = 0.2;
        return p;
    };
    spec.projections = {random("drive", "noise", "E", "uniform(0.3, 1.2)"), random("drive_i", "noise", "I", "uniform(0.3, 1.1)"), random("ee", "E", "E", "uniform(0.03, 0.3)"),
                        random("ei", "E", "I", "uniform(0.03, 0.3)"), random("ie", "I", "E", "uniform(-0.6, -0.1)"), random("ii", "I", "I", "uniform(-0.6, -0.1)")};
    return spec;
}

/// The synapses E to E learn by pairs, with traces that are told at events.
inline NetworkSpec with_stdp(NetworkSpec spec) {
    ProjectionSpec& p = spec.projections[2];
    p.equations = "w : 1 [0, 1]\ndx/dt = -x / tau_x : 1 [0, 16] (event-driven)\ndy/dt = -y / tau_y : 1 [0, 16] (event-driven)";
    p.parameters = {setting("tau_x", "15 ms"), setting("tau_y", "20 ms")};
    p.on_pre = "g_post += w\nx += 1\nw = clip(w - 0.011 * y, 0, 0.7)";
    p.on_post = "y += 1\nw = clip(w + 0.013 * x, 0, 0.7)";
    return spec;
}

/// The synapses E to E change in every tick, by last spikes and rates.
inline NetworkSpec with_clock_driven(NetworkSpec spec) {
    for (PopulationSpec& p : spec.populations) p.rate_window = "50 ms";
    ProjectionSpec& p = spec.projections[2];
    p.equations = "dw/dt = (0.1 - w) / (300 * ms) + 0.002 * (rate_post - 0.04 / ms) - trace / (2000 * ms) : 1 [0, 1] (clock-driven)\ndtrace/dt = -trace / (9 * ms) : 1 [0, 16] (clock-driven)";
    p.on_pre = "g_post += w\ntrace += 1";
    p.on_post = "w = clip(w + 0.01 * trace, 0, 1)";
    p.on_tick = "w = clip(w + (0.003 if lastspike_pre > lastspike_post else -0.001), 0, 0.5)";
    return spec;
}

/// The synapses E to E act through what their axons remember, which each neuron sums up anew in every tick; weights learn by pairs.
inline NetworkSpec with_sums(NetworkSpec spec) {
    spec = with_stdp(std::move(spec));
    spec.populations[0].equations = "dv/dt = (g + psp - v) / tau : 1 [-8, 8] (unless refractory)\ndg/dt = -g / tau_g : 1 [-64, 64]\npsp : 1 [-64, 64]";
    ProjectionSpec& p = spec.projections[2];
    p.equations += "\npsp_post = w * x : 1 (summed)";
    p.on_pre = "x += 1\nw = clip(w - 0.011 * y, 0, 0.7)";
    return spec;
}

/// Neurons under noise of their own, and of all.
inline NetworkSpec with_shared_noise() {
    NetworkSpec spec = balanced(Schedule::chip);
    for (PopulationSpec& p : spec.populations) {
        p.equations += "\nweather = randn() : 1 [-8, 8] (shared)\nmood : 1 [0, 1] (shared)";
        p.on_tick = "mood = 0.9 * mood + 0.1 * rand()\nv = v + 0.2 * randn() + 0.1 * weather + 0.1 * (mood - 0.5)";
    }
    return spec;
}

/// Neurons under noise of their own.
inline NetworkSpec noisy() {
    NetworkSpec spec = balanced(Schedule::chip);
    for (PopulationSpec& p : spec.populations) p.on_tick = "v = v + 0.2 * randn() + 0.1 * (rand() - 0.3)";
    return spec;
}

}  // namespace aerie::test
