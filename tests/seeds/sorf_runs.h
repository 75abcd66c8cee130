/// @file Runs of tools/examples/sorf.txtpb and what reference.md section 4 measures of them: rates, orientation selectivity and weights by epoch.
#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "core/stimulus.h"
#include "tests/seeds/example.h"

namespace aerie::test {

inline constexpr std::size_t gratings = 40, cells = 4, side = 32, pixels = side * side;
inline constexpr std::uint64_t shown_ms = 2000, slot_ms = 2500, epoch_ms = gratings * slot_ms;

struct Epoch {
    std::array<std::array<double, gratings>, cells> exc_hz{};   ///< while the grating was shown
    std::array<double, cells> inh_hz{};                         ///< mean over gratings
};

struct Learning {
    std::vector<Epoch> epochs;
    std::array<std::vector<double>, cells> on, off;             ///< weights at the end, by pixel
    std::vector<double> exc_inh;
    double lost = 0, saturated = 0, stores = 0;                 ///< of on_exc.w
};

struct SorfVariant {
    std::string name;
    std::vector<std::string> overrides{};
    hw::Arithmetic arithmetic = hw::Arithmetic::fixed;
};

/// Spikes belong to the grating that is shown; those of the rest that follows are not counted.
inline void count_spikes(const Network& network, const std::vector<hw::Spike>& spikes, Learning& out) {
    const Stimulus& grating = network.stimuli.front();
    for (const hw::Spike& s : spikes) {
        const std::string& name = network.name_of(s.address.population);
        const std::uint64_t row = row_at(grating, s.tick);
        if (row == no_row || (name != "exc" && name != "inh")) continue;
        Epoch& epoch = out.epochs[s.tick / epoch_ms];
        const double hz = 1e3 / static_cast<double>(shown_ms);
        if (name == "exc") epoch.exc_hz[s.address.neuron.index()][row] += hz;
        else epoch.inh_hz[s.address.neuron.index()] += hz / gratings;
    }
}

inline std::vector<double> all_weights(hw::Machine& machine, std::uint32_t projection, std::size_t count) {
    std::vector<std::uint32_t> indices(count);
    for (std::uint32_t k = 0; k < count; ++k) indices[k] = k;
    return machine.synapse_values(ProjectionId{projection}, "w", indices);
}

inline void take_weights(const Network& network, hw::Machine& machine, Learning& out) {
    for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
        const std::string& name = network.projections[p].name;
        if (name == "exc_inh") out.exc_inh = all_weights(machine, p, cells * cells);
        if (name != "on_exc" && name != "off_exc") continue;
        const std::vector<double> w = all_weights(machine, p, pixels * cells);   // in the order (pre, post)
        for (std::size_t k = 0; k < w.size(); ++k) (name == "on_exc" ? out.on : out.off)[k % cells].push_back(w[k]);
    }
    for (const hw::VariableLosses& losses : machine.losses()) {
        if (losses.name != "on_exc.w") continue;
        out.lost = static_cast<double>(losses.lost);
        out.saturated = static_cast<double>(losses.saturations);
        out.stores = static_cast<double>(losses.stores);
    }
}

inline Learning learn(const SorfVariant& variant, std::uint64_t seed, std::size_t epochs) {
    const auto prepared = prepare_example({.example = "sorf", .arithmetic = variant.arithmetic, .overrides = variant.overrides, .seed = seed,
                                           .duration = std::to_string(epochs * epoch_ms) + " ms"});
    Learning out;
    out.epochs.resize(epochs);
    session::RunOptions options;
    options.spikes = [&](const std::vector<hw::Spike>& spikes) { count_spikes(prepared->network, spikes, out); };
    options.at_end = [&](hw::Machine& machine) { take_weights(prepared->network, machine, out); };
    (void)session::run(*prepared, options);
    return out;
}

/// Mean over gratings of what the four fire together.
inline double exc_sum_hz(const Epoch& epoch) {
    double sum = 0.0;
    for (const auto& cell : epoch.exc_hz) for (const double hz : cell) sum += hz / gratings;
    return sum;
}
inline double inh_mean_hz(const Epoch& epoch) {
    double sum = 0.0;
    for (const double hz : epoch.inh_hz) sum += hz / cells;
    return sum;
}

/// |sum of rate e^(2 i theta)| / sum of rate.
inline double selectivity(const std::array<double, gratings>& hz) {
    double x = 0.0, y = 0.0, sum = 0.0;
    for (std::size_t k = 0; k < gratings; ++k) {
        const double theta = std::numbers::pi * static_cast<double>(k) / gratings;
        x += hz[k] * std::cos(2 * theta), y += hz[k] * std::sin(2 * theta), sum += hz[k];
    }
    return sum > 0.0 ? std::hypot(x, y) / sum : 0.0;
}
inline double mean_selectivity(const Epoch& epoch) {
    double sum = 0.0;
    for (const auto& cell : epoch.exc_hz) sum += selectivity(cell) / cells;
    return sum;
}
/// Of what the four fire, the part of the one that fires most; mean over gratings.
inline double winner_share(const Epoch& epoch) {
    double share = 0.0;
    for (std::size_t k = 0; k < gratings; ++k) {
        double most = 0.0, sum = 0.0;
        for (const auto& cell : epoch.exc_hz) most = std::max(most, cell[k]), sum += cell[k];
        share += sum > 0.0 ? most / sum / gratings : 0.0;
    }
    return share;
}

inline double grating_at(std::size_t k, std::size_t pixel) {
    const double theta = std::numbers::pi * static_cast<double>(k) / gratings;
    const double x = 2.0 * static_cast<double>(pixel % side) / (side - 1) - 1.0, y = 2.0 * static_cast<double>(pixel / side) / (side - 1) - 1.0;
    return std::sin(2 * std::numbers::pi * 1.2 * (std::cos(theta) * x + std::sin(theta) * y));
}
/// How much more the weights of a cell meet in their best grating than in their worst.
inline double best_by_worst(const Learning& learning, std::size_t cell) {
    double best = 0.0, worst = INFINITY;
    for (std::size_t k = 0; k < gratings; ++k) {
        double met = 0.0;
        for (std::size_t p = 0; p < pixels; ++p) met += learning.on[cell][p] * std::max(grating_at(k, p), 0.0) + learning.off[cell][p] * std::max(-grating_at(k, p), 0.0);
        best = std::max(best, met);
        worst = std::min(worst, met);
    }
    return best / worst;
}
inline double mean_weight(const std::vector<double>& w) {
    double sum = 0.0;
    for (const double x : w) sum += x / static_cast<double>(w.size());
    return sum;
}

}  // namespace aerie::test
