/// @file Ranges of variables that the network does not declare, from a float64 run with a margin.
#pragma once

#include "tools/session/prepare.h"

namespace aerie::session {

/// What was seen of one variable and what is proposed for it.
struct CalibratedRange {
    std::string name{};          ///< "population.variable"
    lang::Dimension dimension{};
    Interval seen{}, proposed{};
    std::optional<Interval> declared{};   ///< by the network's equations
    bool is_declared = false;    ///< or known without: a variable that never changes
};

struct CalibrationOptions {
    double margin = 0.5;                         ///< proposed = seen, widened on both sides by this part of its magnitude, then outward to two digits
    std::uint64_t most_ticks = 20000;
    std::uint64_t most_members = 512;            ///< neurons or synapses looked at per variable, evenly spread
};

/// Runs the network in float64 and watches every stored variable after every tick. A variable that stays 0 is proposed [-1, 1].
[[nodiscard]] std::vector<CalibratedRange> calibrate(const Request& request, const CalibrationOptions& options);

/// For a fixed-point run: ranges from the request's file, or from a calibration made now (with a note) where the network declares none.
[[nodiscard]] hw::RangeTable find_ranges(const Request& request, const Network& network, const hw::ChipSpec& chip, std::vector<std::string>& notes);

/// The formats that the chip gives the variables under these ranges, by "population.variable".
[[nodiscard]] std::map<std::string, hw::NumberFormat> formats_under(const Network& network, const hw::ChipSpec& chip, const std::vector<CalibratedRange>& ranges);

/// "name low high" lines in SI units, and back; ranges that the network declares are written as comments. Throws InputError.
[[nodiscard]] std::string to_text(const std::vector<CalibratedRange>& ranges);
[[nodiscard]] hw::RangeTable read_ranges(const std::filesystem::path& path);

}  // namespace aerie::session
