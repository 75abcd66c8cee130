/// @file Runs of tools/examples/stdp_correlated.txtpb and Brian2's spike lists of the same, as lists of events for a scan.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iostream>
#include <numeric>

#include "tests/seeds/example.h"
#include "tools/analysis/pair_scan.h"

namespace aerie::test {

inline constexpr std::array<const char*, 3> groups{"c0", "c50", "c100"};
inline constexpr std::array<int, 3> percents{0, 50, 100};

inline ExampleRun correlated_run(std::uint64_t seed, const std::vector<std::string>& overrides = {}, hw::Arithmetic arithmetic = hw::Arithmetic::fixed) {
    return run_example({.example = "stdp_correlated", .arithmetic = arithmetic, .overrides = overrides, .seed = seed});
}

inline std::vector<analysis::Event> events_of(const ExampleRun& run, const std::string& population) {
    std::vector<analysis::Event> events;
    for (const auto& [tick, neuron] : run.spikes.at(population)) events.push_back({static_cast<double>(tick) * 0.1, neuron});
    return events;
}

/// What the chip's synapse between neurons 0 and 1 of a group ended with.
inline double learnt(const ExampleRun& run, std::size_t group) { return run.last.at(std::string{"learns_"} + groups[group] + ".w").at(0); }

/// Spikes of the tutorial's Brian2 script (brian2_correlated.py): lines of correlation in percent, tick, neuron.
inline std::vector<analysis::Event> brian2_events(int percent) {
    std::ifstream file{AERIE_SEEDS "/data/correlated_seed1.csv"};
    REQUIRE(file.good());
    std::vector<analysis::Event> events;
    std::string line;
    std::getline(file, line);
    int correlation = 0;
    long tick = 0;
    unsigned neuron = 0;
    for (char comma = 0; file >> correlation >> comma >> tick >> comma >> neuron;) {
        if (correlation == percent) events.push_back({static_cast<double>(tick) * 0.1, neuron});
    }
    return events;
}

inline double mean_of(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size()); }
inline double sd_of(const std::vector<double>& x) {
    double squares = 0.0;
    for (const double v : x) squares += (v - mean_of(x)) * (v - mean_of(x));
    return std::sqrt(squares / static_cast<double>(x.size() - 1));
}

inline const char* name_of(hw::Rounding rounding) {
    switch (rounding) {
        case hw::Rounding::nearest: return "nearest";
        case hw::Rounding::toward_zero: return "toward_zero";
        case hw::Rounding::stochastic: break;
    }
    return "stochastic";
}

/// A line of the table in tools/examples/README.md.
inline void print_errors(const std::string& grid, hw::Rounding rounding, const std::array<std::vector<double>, 3>& errors) {
    std::cout << fmt::format("| {} | {} |", grid, name_of(rounding));
    for (const std::vector<double>& e : errors) std::cout << fmt::format(" {:.3f} +- {:.3f} |", mean_of(e), sd_of(e));
    std::cout << "\n";
}

}  // namespace aerie::test
