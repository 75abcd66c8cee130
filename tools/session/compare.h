/// @file What precision costs: the same network, mapping and draws in fixed point and in float64, side by side.
#pragma once

#include <functional>

#include "hw_model/machine/machine.h"
#include "tools/session/prepare.h"

namespace aerie::session {

/// How far one variable was from its reference. Errors are SI.
struct VariableError {
    std::string name{};                       ///< "population.variable"
    lang::Dimension dimension{};
    std::string format{};
    double quantum = 0;
    std::uint64_t members = 0, samples = 0;   ///< samples = members x times
    double rms = 0, worst = 0;
    std::uint64_t worst_tick = 0;
    Interval reference{};                     ///< where the float64 values went
};

/// How far the spikes of one population were from their reference.
struct TrainError {
    std::string name{};
    std::uint32_t size = 0;
    std::uint64_t spikes_fixed = 0, spikes_float64 = 0, same = 0;   ///< same: neuron and tick agree
    double rate_fixed_hz = 0, rate_float64_hz = 0;
    double distance = 0;                      ///< van Rossum distance per neuron, mean over neurons
    std::optional<std::uint64_t> first_tick{};///< of the first spike that only one of the two has
};

struct FirstDivergence {
    std::uint64_t tick = 0;
    std::string population{};
    std::uint32_t neuron = 0;
    bool is_in_fixed = false;                 ///< else in float64
};

struct Comparison {
    std::string network{}, chip{};
    std::uint64_t seed = 0, ticks = 0, period_ticks = 0;
    double dt_s = 0, time_constant_s = 0;
    std::vector<VariableError> variables{};
    std::vector<TrainError> populations{};
    std::optional<FirstDivergence> first{};
    std::vector<hw::VariableLosses> losses{}; ///< of the fixed-point run
    std::vector<std::string> notes{};
};

struct CompareOptions {
    std::uint64_t period_ticks = 0;           ///< between two samples; 0: about a thousand samples over the run
    std::uint64_t most_members = 1000;        ///< neurons or synapses looked at per variable, evenly spread
    double time_constant_s = 0.01;            ///< of the spike train distance
    std::uint32_t threads = 1;
    std::function<void(Ticks done)> progress = [](Ticks) {};   ///< may throw to stop
};

/// `prepared` is for fixed point.
[[nodiscard]] Comparison compare(const Prepared& prepared, const CompareOptions& options);

}  // namespace aerie::session
