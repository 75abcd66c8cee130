/// @file From files to a machine that can start: network, chip, ranges, programs, connections, mapping. Each step is one function.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hw_model/compile/compile.h"
#include "hw_model/mapping/mapping.h"

namespace aerie::session {

/// What was asked, as text from the command line.
struct Request {
    std::filesystem::path network;
    std::string chip = "aerie";
    std::vector<std::string> overrides;            ///< "weight.bits=6"
    std::optional<std::uint64_t> seed;
    std::string duration;                          ///< "10 s"; empty: as the network says
    hw::Arithmetic arithmetic = hw::Arithmetic::fixed;
    std::filesystem::path mapping;                 ///< read instead of made
    std::filesystem::path ranges;                  ///< written by `aerie calibrate`
    std::uint32_t threads = 1;
    hw::MapOptions map;
};

/// Everything that a machine is built from.
struct Prepared {
    Network network;
    hw::ChipSpec chip;
    hw::RangeTable ranges;                         ///< calibrated, not declared
    std::vector<hw::NetworkImage> images;          ///< by phase
    hw::MappingProblem problem;                    ///< points into this
    hw::Mapping mapping;
    std::uint64_t seed = 1;
    std::vector<std::string> notes;                ///< what the user should know about the choices made
    Prepared() = default;
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
};

/// Ticks by which the network runs.
[[nodiscard]] std::uint64_t total_ticks(const Network& network);
[[nodiscard]] Network load_network(const Request& request);
[[nodiscard]] hw::ChipSpec load_chip(const Request& request);
/// The network's models as they are in each phase, compiled.
[[nodiscard]] std::vector<hw::NetworkImage> compile_phases(const Network& network, const hw::ChipSpec& chip, hw::Arithmetic arithmetic, const hw::RangeTable& ranges);
/// Connections written out, plasticity, expected rates.
void fill_problem(Prepared& prepared);

/// All steps. In fixed point, variables without a range are calibrated by a float64 run of up to `calibration_ticks` first, with a note.
[[nodiscard]] std::unique_ptr<Prepared> prepare(const Request& request);

}  // namespace aerie::session
