/// @file Ranges of variables that the network does not declare, from a float64 run with a margin.
#pragma once

#include "tools/session/prepare.h"

namespace aerie::session {

/// What was seen of one variable and what is proposed for it.
struct CalibratedRange {
    std::string name{};          ///< "population.variable"
    Interval seen{}, proposed{};
    bool is_declared = false;
};

struct CalibrationOptions {
    double margin = 0.5;                         ///< proposed = seen, widened on both sides by this part of its magnitude
    std::uint64_t most_ticks = 20000;
    std::uint64_t most_members = 512;            ///< neurons or synapses looked at per variable, evenly spread
};

/// Runs the network in float64 and watches every stored variable after every tick.
[[nodiscard]] std::vector<CalibratedRange> calibrate(const Request& request, const CalibrationOptions& options);

/// For a fixed-point run: ranges from the request's file, or from a calibration made now (with a note) where the network declares none.
[[nodiscard]] hw::RangeTable find_ranges(const Request& request, const Network& network, const hw::ChipSpec& chip, std::vector<std::string>& notes);

/// "name low high" lines in SI units, and back. Throws InputError.
[[nodiscard]] std::string to_text(const std::vector<CalibratedRange>& ranges);
[[nodiscard]] hw::RangeTable read_ranges(const std::filesystem::path& path);

}  // namespace aerie::session
