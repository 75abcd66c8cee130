/// @file Axes.
#include "tools/report/plot/axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aerie::tools::plot {

namespace {

const std::string grid_colour = "#e5e7eb";
constexpr double gap = 8;

std::vector<double> multiples(Range range, double step) {
    std::vector<double> marks;
    const double first = std::ceil(range.low / step - 1e-9);
    for (int i = 0; (first + i) * step <= range.high + step * 1e-9; ++i) marks.push_back((first + i) * step);
    return marks;
}

double step_of(const std::vector<double>& marks) { return marks.size() > 1 ? marks[1] - marks[0] : 1; }

}  // namespace

Range range_of(const std::vector<const std::vector<double>*>& columns) {
    Range range{INFINITY, -INFINITY};
    for (const auto* column : columns) {
        for (const double value : *column) {
            if (!std::isfinite(value)) continue;
            range.low = std::min(range.low, value);
            range.high = std::max(range.high, value);
        }
    }
    if (range.low > range.high) return {0, 1};
    double margin = (range.high - range.low) / 20;
    if (!(margin > std::abs(range.high) * 1e-12)) margin = range.high == 0 ? 1 : std::abs(range.high) / 2;   // all values alike
    return {range.low - margin, range.high + margin};
}

Range time_range(double biological_seconds) { return {0, biological_seconds > 0 && std::isfinite(biological_seconds) ? biological_seconds : 1}; }

std::vector<double> ticks(Range range, int most) {
    const double width = range.high - range.low;
    if (!(width > 0) || !std::isfinite(width)) return {};
    const double power = std::pow(10.0, std::floor(std::log10(width / most)));
    double step = 10 * power, finer = 5 * power;
    for (const auto& [factor, next] : {std::pair{5.0, 2.0}, {2.0, 1.0}, {1.0, 0.5}}) {
        if (width / (factor * power) > most) break;
        step = factor * power;
        finer = next * power;
    }
    const auto marks = multiples(range, step);
    return marks.size() >= 2 ? marks : multiples(range, finer);
}

std::string tick_text(double value, double step) {
    if (std::abs(value) < step * 1e-6) return "0";
    const double size = std::max(std::abs(value), step);
    if (size >= 1e6 || size < 1e-3) return fmt::format("{:.3g}", value);
    const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
    return fmt::format("{:.{}f}", value, decimals);
}

Point Axes::place(double at_x, double at_y) const {
    return {box.left + (at_x - x.low) / (x.high - x.low) * box.width, box.bottom() - (at_y - y.low) / (y.high - y.low) * box.height};
}

void draw_x_axis(Svg& svg, const Axes& axes, const std::string& label) {
    const auto marks = ticks(axes.x, std::max(3, static_cast<int>(axes.box.width / 80)));
    for (const double mark : marks) {
        const Point foot{axes.place(mark, axes.y.low).x, axes.box.bottom()};
        svg.line({foot.x, axes.box.top}, foot, grid_colour, 1);
        svg.text({foot.x, foot.y + gap + 10}, tick_text(mark, step_of(marks)), {Anchor::middle, 12});
    }
    svg.text({axes.box.left + axes.box.width / 2, axes.box.bottom() + gap + 28}, label, {Anchor::middle, 12});
}

void draw_axes(Svg& svg, const Axes& axes, const std::string& x_label, const std::string& y_label) {
    draw_x_axis(svg, axes, x_label);
    const auto marks = ticks(axes.y, std::max(3, static_cast<int>(axes.box.height / 40)));
    for (const double mark : marks) {
        const Point foot = axes.place(axes.x.low, mark);
        svg.line(foot, {axes.box.right(), foot.y}, grid_colour, 1);
        svg.text({foot.x - gap, foot.y + 4}, tick_text(mark, step_of(marks)), {Anchor::end, 12});
    }
    svg.upright_text({axes.box.left - 52, axes.box.top + axes.box.height / 2}, y_label, {Anchor::middle, 12});
}

double text_width(const std::string& text, double size) {
    const auto letters = std::count_if(text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; });
    return static_cast<double>(letters) * size * 0.62;
}

void draw_legend(Svg& svg, Point at, double right, const std::vector<LegendEntry>& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double width = 16 + text_width(entries[i].label, 12) + 14;
        if (at.x + width > right) {
            svg.text({at.x, at.y}, fmt::format("and {} more", entries.size() - i), {});
            return;
        }
        svg.rectangle({at.x, at.y - 10, 10, 10}, entries[i].colour, 3);
        svg.text({at.x + 16, at.y}, entries[i].label, {});
        at.x += width;
    }
}

}  // namespace aerie::tools::plot
