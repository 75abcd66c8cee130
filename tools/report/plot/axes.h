/// @file Axes: which values get a tick, where a value lies, and the frame of a chart.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/report/plot/svg.h"

namespace aerie::tools::plot {

struct Range {
    double low = 0, high = 1;
};

/// The smallest range that holds all finite values, widened by a twentieth on both sides; [0, 1] for none, and never empty.
[[nodiscard]] Range range_of(const std::vector<const std::vector<double>*>& columns);

/// From 0 to the end of the run; a second when that is not known.
[[nodiscard]] Range time_range(double biological_seconds);

/// Multiples of 1, 2 or 5 times a power of ten inside the range, about `most` of them (at least 3), never fewer than two.
[[nodiscard]] std::vector<double> ticks(Range range, int most);

/// A tick's text: as many decimals as the step between ticks needs, a power of ten for what is very large or small.
[[nodiscard]] std::string tick_text(double value, double step);

/// Two scales and the box that they fill.
struct Axes {
    Box box;
    Range x, y;
    [[nodiscard]] Point place(double at_x, double at_y) const;
};

/// Grid, ticks, and what they measure.
void draw_axes(Svg& svg, const Axes& axes, const std::string& x_label, const std::string& y_label);
/// The time axis alone, below a box.
void draw_x_axis(Svg& svg, const Axes& axes, const std::string& label);

struct LegendEntry {
    std::string label, colour;
};
/// A row of swatches and names from `at` to the right, cut at `right`.
void draw_legend(Svg& svg, Point at, double right, const std::vector<LegendEntry>& entries);

/// About how wide a text is drawn: fonts differ, so plans leave room.
[[nodiscard]] double text_width(const std::string& text, double size);

}  // namespace aerie::tools::plot
