#include "tools/noc/sweep_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace aerie::tools {
namespace {

/// Where numbers lie in one panel of the picture.
struct Frame {
    double max_load = 0;
    double max_value = 0;
    double top = 0, bottom = 0;
    static constexpr double left = 60, right = 620;
    [[nodiscard]] double x(double load) const { return left + (right - left) * load / max_load; }
    [[nodiscard]] double y(double value) const { return bottom - (bottom - top) * value / max_value; }
};

/// 1, 2 or 5 times a power of ten, for about five marks.
double mark_step(double range) {
    const double power = std::pow(10, std::floor(std::log10(range / 5)));
    const double ratio = range / 5 / power;
    return power * (ratio > 5 ? 10 : ratio > 2 ? 5 : ratio > 1 ? 2 : 1);
}

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text) safe += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '>' ? "&gt;" : std::string(1, c);
    return safe;
}

std::string axes(const Frame& frame, const char* what) {
    std::string svg;
    for (double load = 0; load <= frame.max_load * 1.0001; load += mark_step(frame.max_load))
        svg += fmt::format("<path d='M{0:.1f} {1}v{2}' class='grid'/><text x='{0:.1f}' y='{3}' text-anchor='middle'>{4:.4g}</text>\n", frame.x(load), frame.top,
                           frame.bottom - frame.top, frame.bottom + 18, load);
    for (double value = 0; value <= frame.max_value * 1.0001; value += mark_step(frame.max_value))
        svg += fmt::format("<path d='M{0} {1:.1f}h{2}' class='grid'/><text x='{3}' y='{4:.1f}' text-anchor='end'>{5:.4g}</text>\n", Frame::left,
                           frame.y(value), Frame::right - Frame::left, Frame::left - 6, frame.y(value) + 4, value);
    return svg + fmt::format("<text x='{}' y='{}' text-anchor='middle'>offered load, packets per node and cycle</text>\n"
                             "<text transform='translate(16 {}) rotate(-90)' text-anchor='middle'>{}</text>\n",
                             (Frame::left + Frame::right) / 2, frame.bottom + 38, (frame.top + frame.bottom) / 2, what);
}

/// Straight lines from point to point; the first that leaves the picture ends at its upper edge.
std::string line_of(const Curve& curve, const Frame& frame, double LoadPoint::*what) {
    std::string path;
    const LoadPoint* before = nullptr;
    for (const LoadPoint& point : curve.points) {
        double load = point.load;
        const double value = std::min(point.*what, frame.max_value);
        const bool leaves = point.*what > frame.max_value;
        if (leaves && before) load = before->load + (load - before->load) * (value - before->*what) / (point.*what - before->*what);
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", frame.x(load), frame.y(value));
        if (leaves) break;
        before = &point;
    }
    return path;
}

}  // namespace

double crossing_load(const Curve& curve) {
    const double limit = 3 * curve.zero_load_latency;
    double load = 0;
    double latency = curve.zero_load_latency;
    for (const LoadPoint& point : curve.points) {
        if (point.mean_latency > limit) return load + (point.load - load) * (limit - latency) / (point.mean_latency - latency);
        load = point.load;
        latency = point.mean_latency;
    }
    return 0;
}

std::string sweep_table(std::span<const Curve> curves) {
    std::string text;
    for (const Curve& curve : curves) {
        text += fmt::format("{}: zero-load latency {:.2f} cycles by the closed form\n", curve.router, curve.zero_load_latency);
        text += fmt::format("    load  offered  accepted  least node      mean     p50     p95     p99      max{}\n", curve.drops ? "    dropped       lost" : "");
        for (const LoadPoint& p : curve.points)
            text += fmt::format("{:8.4f} {:8.4f}  {:8.4f}    {:8.4f} {:9.2f} {:7} {:7} {:7} {:8}{}{}\n", p.load, p.offered, p.accepted, p.accepted_min, p.mean_latency,
                                p.p50_latency, p.p95_latency, p.p99_latency, p.max_latency, curve.drops ? fmt::format(" {:10} {:10}", p.dropped, p.lost) : "",
                                p.is_saturated ? "  saturated" : "");
        if (const double crossing = crossing_load(curve); crossing > 0)
            text += fmt::format("  three times the zero-load latency at load {:.4f} (straight lines between the points above)\n", crossing);
    }
    return text;
}

std::string sweep_csv(std::span<const Curve> curves) {
    std::string text = "router,load,offered,accepted,accepted_min_node,packets,mean_latency_cycles,p50_cycles,p95_cycles,p99_cycles,max_cycles,saturated,dropped,lost\n";
    for (const Curve& curve : curves)
        for (const LoadPoint& p : curve.points)
            text += fmt::format("{},{:.6f},{:.6f},{:.6f},{:.6f},{},{:.4f},{},{},{},{},{},{},{}\n", curve.router, p.load, p.offered, p.accepted, p.accepted_min, p.packets,
                                p.mean_latency, p.p50_latency, p.p95_latency, p.p99_latency, p.max_latency, p.is_saturated ? 1 : 0, p.dropped, p.lost);
    return text;
}

std::string sweep_svg(std::span<const Curve> curves, const std::string& title) {
    // Okabe and Ito, "Color Universal Design", 2008: told apart by everybody.
    constexpr std::array colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
    Frame latency{.top = 40, .bottom = 380}, accepted{.top = 450, .bottom = 700};
    for (const Curve& curve : curves) {
        latency.max_value = std::max(latency.max_value, 6 * curve.zero_load_latency);
        for (const LoadPoint& point : curve.points) {
            latency.max_load = accepted.max_load = std::max(latency.max_load, point.load);
            accepted.max_value = std::max({accepted.max_value, point.accepted, point.accepted_min});
        }
    }
    std::string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='660' height='750' viewBox='0 0 660 750'>\n"
                      "<style>text{font:12px sans-serif;fill:#222}.grid{stroke:#ddd}.line{fill:none;stroke-width:2}.least{stroke-dasharray:5 4}</style>\n"
                      "<rect width='660' height='750' fill='#fff'/>\n";
    svg += fmt::format("<text x='340' y='22' text-anchor='middle' style='font-size:14px'>{}</text>\n", escaped(title));
    svg += axes(latency, "mean latency, cycles") + axes(accepted, "accepted load (dashed: least node)");
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const char* colour = colours[i % colours.size()];
        const double y = latency.top + 16 + 16 * static_cast<double>(i);
        svg += fmt::format("<path d='{}' class='line' stroke='{}'/>\n", line_of(curves[i], latency, &LoadPoint::mean_latency), colour);
        svg += fmt::format("<path d='{}' class='line' stroke='{}'/>\n", line_of(curves[i], accepted, &LoadPoint::accepted), colour);
        svg += fmt::format("<path d='{}' class='line least' stroke='{}'/>\n", line_of(curves[i], accepted, &LoadPoint::accepted_min), colour);
        svg += fmt::format("<path d='M{0} {1:.1f}h20' class='line' stroke='{2}'/><text x='{3}' y='{4:.1f}'>{5}</text>\n", Frame::left + 10, y, colour, Frame::left + 36,
                           y + 4, escaped(curves[i].router));
    }
    return svg + "</svg>\n";
}

}  // namespace aerie::tools
