/// @file A sweep as a table for people, CSV for programs, and a picture.
#pragma once

#include <span>
#include <string>

#include "tools/noc/sweep.h"

namespace aerie::tools {

/// What one router did over all loads.
struct Curve {
    std::string router;           ///< as it was asked for: "booksim-b3 4x8", off a mesh or beside others with its topology
    bool drops = false;           ///< drops are shown
    double zero_load_latency = 0;
    std::vector<LoadPoint> points{};
};

/// The load at which the mean latency crosses three times that of zero load, by straight lines between the points; 0 when it does not.
[[nodiscard]] double crossing_load(const Curve& curve);

[[nodiscard]] std::string sweep_table(std::span<const Curve> curves);
[[nodiscard]] std::string sweep_csv(std::span<const Curve> curves);
/// Mean latency over offered load, cut at six times the highest zero-load latency, and accepted load below: the mean, dashed the least node's.
[[nodiscard]] std::string sweep_svg(std::span<const Curve> curves, const std::string& title);

}  // namespace aerie::tools
