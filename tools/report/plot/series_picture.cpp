/// @file Curves over biological time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/report/plot/axes.h"
#include "tools/report/plot/pictures.h"
#include "tools/report/units.h"

namespace aerie::tools::plot {

namespace {

constexpr double width = picture_width, left = picture_left, right_margin = 24, header = 44, panel_title = 30, panel = 190, foot = 52;
constexpr std::size_t most_curves = 12;   ///< above it, curves hide each other

/// The value below which a part of the values lies, between two of them by proportion; NaN of nothing.
double quantile(const std::vector<double>& sorted, double part) {
    if (sorted.empty()) return NAN;
    const double at = part * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const double above = sorted[std::min(low + 1, sorted.size() - 1)];
    return sorted[low] + (above - sorted[low]) * (at - static_cast<double>(low));
}

struct Spread {
    std::vector<double> low, median, high;
};

Spread spread_of(const SeriesRecord& series) {
    Spread spread;
    for (std::size_t t = 0; t < series.time_s.size(); ++t) {
        std::vector<double> sorted;
        for (const auto& curve : series.values) {
            if (std::isfinite(curve[t])) sorted.push_back(curve[t]);
        }
        std::sort(sorted.begin(), sorted.end());
        spread.low.push_back(quantile(sorted, 0.1));
        spread.median.push_back(quantile(sorted, 0.5));
        spread.high.push_back(quantile(sorted, 0.9));
    }
    return spread;
}

std::vector<Point> placed(const Axes& axes, const std::vector<double>& times, const std::vector<double>& values) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < times.size(); ++i) points.push_back(axes.place(times[i], values[i]));
    return points;
}

std::string title_of(const SeriesRecord& series) {
    return series.target.empty() ? series.variable : series.target + "." + series.variable;
}

double legend_start(const SeriesRecord& series) { return left + text_width(title_of(series), 12) + 24; }

void draw_curves(Svg& svg, const Axes& axes, const SeriesRecord& series) {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        svg.polyline(placed(axes, series.time_s, series.values[i]), series_colour(i), 1.4);
        entries.push_back({series.labels[i], series_colour(i)});
    }
    draw_legend(svg, {legend_start(series), axes.box.top - 10}, axes.box.right(), entries);
}

void draw_spread(Svg& svg, const Axes& axes, const SeriesRecord& series, const Spread& spread) {
    std::vector<Point> band;
    for (const Point point : placed(axes, series.time_s, spread.high)) {
        if (std::isfinite(point.y)) band.push_back(point);
    }
    auto below = placed(axes, series.time_s, spread.low);
    std::reverse(below.begin(), below.end());
    std::copy_if(below.begin(), below.end(), std::back_inserter(band), [](Point point) { return std::isfinite(point.y); });
    if (!band.empty()) svg.polygon(band, series_colour(0), 0.18);
    svg.polyline(placed(axes, series.time_s, spread.median), series_colour(0), 2);
    draw_legend(svg, {legend_start(series), axes.box.top - 10}, axes.box.right(),
                {{fmt::format("median of {}", grouped(series.values.size())), series_colour(0)}, {"10 to 90 %", "#d3dff5"}});
}

void draw_panel(Svg& svg, Axes axes, const SeriesRecord& series) {
    svg.text({left, axes.box.top - 10}, title_of(series), {Anchor::start, 12, "#17202e", true});
    const std::string label = series.unit.empty() || series.unit == "1" ? series.variable : fmt::format("{} ({})", series.variable, series.unit);
    if (series.values.size() > most_curves) {
        const Spread spread = spread_of(series);
        axes.y = range_of({&spread.low, &spread.high});
        draw_axes(svg, axes, "time (s)", label);
        draw_spread(svg, axes, series, spread);
        return;
    }
    std::vector<const std::vector<double>*> columns;
    for (const auto& curve : series.values) columns.push_back(&curve);
    static const std::vector<double> zero{0};
    if (series.unit == "Hz") columns.push_back(&zero);   // a rate is read from the ground
    axes.y = range_of(columns);
    draw_axes(svg, axes, "time (s)", label);
    draw_curves(svg, axes, series);
}

}  // namespace

double series_height(const std::vector<SeriesRecord>& series) { return (panel_title + panel + foot) * static_cast<double>(series.size()); }

void draw_series(Svg& svg, double top, const std::vector<SeriesRecord>& series, Range seconds) {
    for (const auto& one : series) {
        draw_panel(svg, {{left, top + panel_title, width - left - right_margin, panel}, seconds, {}}, one);
        top += panel_title + panel + foot;
    }
}

std::string series_picture(const RunRecord& record, const std::vector<SeriesRecord>& series, const std::string& what, Range seconds) {
    Svg svg{width, header + series_height(series), what + " of " + record.network};
    svg.text({left, 28}, what + " of " + record.network, {Anchor::start, 15, "#17202e", true});
    draw_series(svg, header, series, seconds);
    return svg.finish();
}

}  // namespace aerie::tools::plot
