/// @file One picture of a run, as SVG: for a paper, a README or a slide. Same record, same bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/report/run_record.h"

namespace aerie::tools {

enum class PlotKind { raster, rates, weights, states, outputs, traffic, energy };

/// What part of the run is drawn, where a picture is over time; absent: from its start, to its end.
struct TimeWindow {
    std::optional<double> from_s{}, to_s{};
};

/// The names of all kinds, in the order of the enum.
[[nodiscard]] const std::vector<std::string>& plot_kinds();
/// Throws InputError with the nearest known name.
[[nodiscard]] PlotKind plot_kind(const std::string& name);

/// Throws InputError, naming `where` and the recorder to add, when the run recorded nothing of this kind.
[[nodiscard]] std::string plot_svg(const RunRecord& record, PlotKind kind, const std::string& where, const TimeWindow& window = {});

/// The bytes of a PNG at `pixels_per_unit` (the SVG's own size times it). Throws InputError when `svg` is none.
[[nodiscard]] std::string png_from_svg(const std::string& svg, double pixels_per_unit);

}  // namespace aerie::tools
