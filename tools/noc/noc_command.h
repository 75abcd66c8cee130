/// @file `aerie noc`: load sweeps over any router policy, and the replay of packet logs of published routers.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tools/noc/sweep.h"

namespace aerie::tools {

/// Of routers that drop, where not their own; refused with others.
struct DropOptions {
    std::optional<std::uint64_t> wait1{}, wait2{}, reinject_after{}, link_cycles{}, phase{};   ///< cycles
    std::optional<bool> emergency{};
    bool operator==(const DropOptions&) const = default;
};

struct NocOptions {
    std::string replay{};                         ///< a log; empty: sweep
    std::string stalls{};                         ///< beside the log when empty
    std::vector<std::string> routers{};
    std::vector<std::string> topologies{};        ///< "mesh:8x8"; 8x8 of the router's own kind when empty
    std::optional<std::uint32_t> channels{};
    std::optional<std::uint32_t> fifo_depth{};
    std::optional<std::uint64_t> hop_latency{};    ///< cycles; the router's own when absent
    std::optional<std::uint64_t> credit_latency{};
    DropOptions drops{};
    std::string routing = "xy";
    std::string pattern = "uniform";
    std::string loads = "0.01..0.5";
    std::uint32_t steps = 12;
    MeasurePlan plan{};
    std::string csv{};                            ///< files to write; none when empty
    std::string svg{};
};

/// The text for the screen, and whether what was checked agreed (a sweep checks nothing).
struct NocResult {
    std::string text;
    bool agrees = true;
};

/// Throws InputError. Writes the files that the options name.
[[nodiscard]] NocResult run_noc(const NocOptions& options);

void add_noc_command(CLI::App& app);

}  // namespace aerie::tools
