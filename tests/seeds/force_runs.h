/// @file Runs of tools/examples/force.txtpb, and what reference.md section 3 measures of them: a drift of the phase is no error there.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "tests/seeds/example.h"

namespace aerie::test {

/// z at the start of every millisecond of 15 s, spikes of all neurons by second.
struct ForceRun {
    std::vector<double> z;
    std::vector<double> spikes_by_second;
    std::uint64_t stores = 0, saturations = 0, lost = 0;
};

inline constexpr double force_hz = 5.0, force_neurons = 2000;
inline constexpr std::size_t force_seconds = 15, per_second = 1000;

inline ForceRun run_force(const Variant& variant) {
    const auto prepared = prepare_example(variant);
    const auto machine = hw::Machine::build({prepared->network, prepared->chip, prepared->images, prepared->mapping, prepared->problem.connectivity, prepared->seed, 1});
    const std::uint64_t ticks_per_ms = 20;
    ForceRun out;
    out.spikes_by_second.resize(force_seconds);
    for (std::uint64_t ms = 0; ms < force_seconds * per_second; ++ms) {
        machine->begin_tick();
        out.z.push_back(machine->program_values(ProgramId{0}, "z", {0})[0]);
        machine->run_until(Ticks{(ms + 1) * ticks_per_ms});
        out.spikes_by_second[ms / per_second] += static_cast<double>(machine->spikes().size());
        machine->spikes().clear();
    }
    for (const hw::VariableLosses& v : machine->losses()) {
        out.stores += v.stores;
        out.saturations += v.saturations;
        out.lost += v.lost;
    }
    return out;
}

inline double force_target(double ms) { return std::sin(2 * std::numbers::pi * force_hz * ms * 1e-3); }

/// Root mean square of z - target over [from, to) seconds.
inline double rmse(const ForceRun& run, std::size_t from, std::size_t to) {
    double sum = 0.0;
    for (std::size_t ms = from * per_second; ms < to * per_second; ++ms) sum += std::pow(run.z[ms] - force_target(static_cast<double>(ms)), 2);
    return std::sqrt(sum / static_cast<double>((to - from) * per_second));
}

/// Correlation of one second with the target moved by `lag_ms`.
inline double correlation(const ForceRun& run, std::size_t second, int lag_ms) {
    double z = 0, t = 0, zz = 0, tt = 0, zt = 0;
    for (std::size_t ms = second * per_second; ms < (second + 1) * per_second; ++ms) {
        const double a = run.z[ms], b = force_target(static_cast<double>(ms) + lag_ms);
        z += a, t += b, zz += a * a, tt += b * b, zt += a * b;
    }
    const double n = per_second;
    return (n * zt - z * t) / std::sqrt((n * zz - z * z) * (n * tt - t * t));
}

inline double best_correlation(const ForceRun& run, std::size_t second) {
    double best = -1.0;
    for (int lag = -100; lag <= 100; ++lag) best = std::max(best, correlation(run, second, lag));
    return best;
}
inline double worst_window(const ForceRun& run) {
    double worst = 1.0;
    for (std::size_t second = 10; second < 15; ++second) worst = std::min(worst, best_correlation(run, second));
    return worst;
}

/// Of the free run from 10 to 15 s: the slope of the phase against 5 Hz, one point for each window of 200 ms.
inline double frequency_hz(const ForceRun& run) {
    constexpr std::size_t window = 200;
    std::vector<double> phase;
    for (std::size_t begin = 10 * per_second; begin + window <= 15 * per_second; begin += window) {
        std::complex<double> sum;
        for (std::size_t ms = begin; ms < begin + window; ++ms) sum += run.z[ms] * std::polar(1.0, -2 * std::numbers::pi * force_hz * static_cast<double>(ms) * 1e-3);
        double now = std::arg(sum);
        if (!phase.empty()) now += 2 * std::numbers::pi * std::round((phase.back() - now) / (2 * std::numbers::pi));
        phase.push_back(now);
    }
    const double n = static_cast<double>(phase.size());
    double x = 0, y = 0, xx = 0, xy = 0;
    for (std::size_t k = 0; k < phase.size(); ++k) {
        const double s = static_cast<double>(k * window) * 1e-3;
        x += s, y += phase[k], xx += s * s, xy += s * phase[k];
    }
    return force_hz + (n * xy - x * y) / (n * xx - x * x) / (2 * std::numbers::pi);
}

/// sqrt(2) x standard deviation of z from 10 to 15 s: 1 for a sine of amplitude 1.
inline double amplitude(const ForceRun& run) {
    double sum = 0, squares = 0, n = 0;
    for (std::size_t ms = 10 * per_second; ms < 15 * per_second; ++ms, ++n) sum += run.z[ms], squares += run.z[ms] * run.z[ms];
    return std::sqrt(2 * (squares / n - sum / n * (sum / n)));
}

inline double rate_hz(const ForceRun& run, std::size_t from, std::size_t to) {
    double spikes = 0.0;
    for (std::size_t s = from; s < to; ++s) spikes += run.spikes_by_second[s];
    return spikes / static_cast<double>(to - from) / force_neurons;
}

}  // namespace aerie::test
