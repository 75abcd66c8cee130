/// @file The pictures that plot_svg chooses from. Each shows all of its kind in a run; none is called when there is nothing to show.
#pragma once

#include <string>
#include <vector>

#include "tools/report/plot/axes.h"
#include "tools/report/plot/svg.h"
#include "tools/report/run_record.h"

namespace aerie::tools::plot {

/// Of the pictures whose parts stand below each other.
inline constexpr double picture_width = 900, picture_left = 84;

/// What is over time shows `seconds` of the run.
[[nodiscard]] std::string raster_picture(const RunRecord& record, Range seconds);
/// One panel a series, a curve a label; many curves as their median and the span from 10 to 90 %.
[[nodiscard]] std::string series_picture(const RunRecord& record, const std::vector<SeriesRecord>& series, const std::string& what, Range seconds);
/// Outputs of the embedded processor: each against its target, then its error and weights, with the time in which it learns.
[[nodiscard]] std::string outputs_picture(const RunRecord& record, Range seconds);
/// The panels alone, from `top` down.
void draw_series(Svg& svg, double top, const std::vector<SeriesRecord>& series, Range seconds);
[[nodiscard]] double series_height(const std::vector<SeriesRecord>& series);
/// For each projection a row of images at the start and one at the end, a column a target; then `series` as above.
[[nodiscard]] std::string image_picture(const RunRecord& record, const std::vector<SeriesRecord>& series, const std::string& what, Range seconds);
/// The used part of the mesh: cores by synaptic events, links by packets.
[[nodiscard]] std::string traffic_picture(const RunRecord& record);
/// A bar for each cause with a price, and the names of those without.
[[nodiscard]] std::string energy_picture(const RunRecord& record);

}  // namespace aerie::tools::plot
