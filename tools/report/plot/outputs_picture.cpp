/// @file Outputs of the embedded processor against their targets, errors, weights; the time of learning is shaded.
#include <fmt/format.h>

#include <algorithm>

#include "tools/report/plot/axes.h"
#include "tools/report/plot/pictures.h"

namespace aerie::tools::plot {

namespace {

constexpr double width = 900, left = 84, right_margin = 24, header = 44, panel_title = 30, panel = 190, foot = 52;
const std::string target_colour = "#9ca3af", learning_colour = "#fdf3d8";

struct Line {
    const SeriesRecord* series = nullptr;
    std::size_t curve = 0;
    std::string label, colour;
    double width = 1.4;
};

struct Panel {
    std::string title;
    const ProcessorRecord* program = nullptr;
    std::vector<Line> lines;
};

const SeriesRecord* find_series(const RunRecord& record, const ProcessorRecord& program, const std::string& variable) {
    const auto found = std::find_if(record.series.begin(), record.series.end(),
                                    [&](const SeriesRecord& s) { return s.target == program.name && s.variable == variable && !s.time_s.empty() && !s.values.empty(); });
    return found == record.series.end() ? nullptr : &*found;
}

std::vector<Line> all_curves(const SeriesRecord& series) {
    std::vector<Line> lines;
    for (std::size_t k = 0; k < series.values.size(); ++k) lines.push_back({&series, k, series.labels[k], series_colour(k)});
    return lines;
}

std::vector<Panel> panels_of(const RunRecord& record) {
    std::vector<Panel> panels;
    for (const ProcessorRecord& program : record.processor) {
        for (const std::string& output : program.outputs) {
            Panel both{program.name + "." + output, &program, {}};
            if (const SeriesRecord* target = find_series(record, program, output + "_target")) both.lines.push_back({target, 0, "target", target_colour, 4});
            if (const SeriesRecord* result = find_series(record, program, output)) both.lines.push_back({result, 0, output, series_colour(0)});
            if (!both.lines.empty()) panels.push_back(both);
            for (const char* suffix : {"_error", "_weights"}) {
                if (const SeriesRecord* series = find_series(record, program, output + suffix)) panels.push_back({program.name + "." + output + suffix, &program, all_curves(*series)});
            }
        }
    }
    return panels;
}

void shade_learning(Svg& svg, const Axes& axes, const ProcessorRecord& program) {
    if (!program.learns_from_s) return;
    const double from = std::clamp(*program.learns_from_s, axes.x.low, axes.x.high), to = std::clamp(program.learns_until_s.value_or(axes.x.high), axes.x.low, axes.x.high);
    if (!(from < to)) return;
    const double begin = axes.place(from, axes.y.low).x, end = axes.place(to, axes.y.low).x;
    svg.rectangle({begin, axes.box.top, end - begin, axes.box.height}, learning_colour);
}

void draw_panel(Svg& svg, Axes axes, const Panel& panel_of) {
    std::vector<const std::vector<double>*> columns;
    for (const Line& line : panel_of.lines) columns.push_back(&line.series->values[line.curve]);
    axes.y = range_of(columns);
    shade_learning(svg, axes, *panel_of.program);
    const SeriesRecord& first = *panel_of.lines.front().series;
    draw_axes(svg, axes, "time (s)", first.unit.empty() || first.unit == "1" ? panel_of.title.substr(panel_of.title.rfind('.') + 1) : first.unit);
    std::vector<LegendEntry> entries;
    for (const Line& line : panel_of.lines) {
        std::vector<Point> points;
        for (std::size_t k = 0; k < line.series->time_s.size(); ++k) points.push_back(axes.place(line.series->time_s[k], line.series->values[line.curve][k]));
        svg.polyline(points, line.colour, line.width);
        entries.push_back({line.label, line.colour});
    }
    if (panel_of.program->learns_from_s) entries.push_back({"learning", learning_colour});
    svg.text({left, axes.box.top - 10}, panel_of.title, {Anchor::start, 12, "#17202e", true});
    draw_legend(svg, {left + text_width(panel_of.title, 12) + 24, axes.box.top - 10}, axes.box.right(), entries);
}

}  // namespace

std::string outputs_picture(const RunRecord& record, Range seconds) {
    const std::vector<Panel> panels = panels_of(record);
    const double each = panel_title + panel + foot;
    Svg svg{width, header + each * static_cast<double>(panels.size()), "Outputs of " + record.network};
    svg.text({left, 28}, "Outputs of " + record.network, {Anchor::start, 15, "#17202e", true});
    double top = header;
    for (const Panel& one : panels) {
        draw_panel(svg, {{left, top + panel_title, width - left - right_margin, panel}, seconds, {}}, one);
        top += each;
    }
    return svg.finish();
}

}  // namespace aerie::tools::plot
