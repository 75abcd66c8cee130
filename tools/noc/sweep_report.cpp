#include "tools/noc/sweep_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace aerie::tools {
namespace {

/// Where numbers lie on the picture.
struct Frame {
    double max_load = 0;
    double max_latency = 0;
    static constexpr double left = 60, right = 620, top = 40, bottom = 380;
    [[nodiscard]] double x(double load) const { return left + (right - left) * load / max_load; }
    [[nodiscard]] double y(double latency) const { return bottom - (bottom - top) * latency / max_latency; }
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

std::string axes(const Frame& frame) {
    std::string svg;
    for (double load = 0; load <= frame.max_load * 1.0001; load += mark_step(frame.max_load))
        svg += fmt::format("<path d='M{0:.1f} {1}v{2}' class='grid'/><text x='{0:.1f}' y='{3}' text-anchor='middle'>{4:.4g}</text>\n", frame.x(load), Frame::top,
                           Frame::bottom - Frame::top, Frame::bottom + 18, load);
    for (double latency = 0; latency <= frame.max_latency * 1.0001; latency += mark_step(frame.max_latency))
        svg += fmt::format("<path d='M{0} {1:.1f}h{2}' class='grid'/><text x='{3}' y='{4:.1f}' text-anchor='end'>{5:.4g}</text>\n", Frame::left,
                           frame.y(latency), Frame::right - Frame::left, Frame::left - 6, frame.y(latency) + 4, latency);
    return svg + fmt::format("<text x='{}' y='{}' text-anchor='middle'>offered load, packets per node and cycle</text>\n"
                             "<text transform='translate(16 {}) rotate(-90)' text-anchor='middle'>mean latency, cycles</text>\n",
                             (Frame::left + Frame::right) / 2, Frame::bottom + 38, (Frame::top + Frame::bottom) / 2);
}

/// Straight lines from point to point; the first that leaves the picture ends at its upper edge.
std::string line_of(const Curve& curve, const Frame& frame) {
    std::string path;
    const LoadPoint* before = nullptr;
    for (const LoadPoint& point : curve.points) {
        double load = point.load;
        const double latency = std::min(point.mean_latency, frame.max_latency);
        const bool leaves = point.mean_latency > frame.max_latency;
        if (leaves && before)
            load = before->load + (load - before->load) * (latency - before->mean_latency) / (point.mean_latency - before->mean_latency);
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", frame.x(load), frame.y(latency));
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
        text += "    load  offered  accepted  least node      mean     p50     p95     p99      max\n";
        for (const LoadPoint& p : curve.points)
            text += fmt::format("{:8.4f} {:8.4f}  {:8.4f}    {:8.4f} {:9.2f} {:7} {:7} {:7} {:8}{}\n", p.load, p.offered, p.accepted, p.accepted_min, p.mean_latency,
                                p.p50_latency, p.p95_latency, p.p99_latency, p.max_latency, p.is_saturated ? "  saturated" : "");
        if (const double crossing = crossing_load(curve); crossing > 0)
            text += fmt::format("  three times the zero-load latency at load {:.4f} (straight lines between the points above)\n", crossing);
    }
    return text;
}

std::string sweep_csv(std::span<const Curve> curves) {
    std::string text = "router,load,offered,accepted,accepted_min_node,packets,mean_latency_cycles,p50_cycles,p95_cycles,p99_cycles,max_cycles,saturated\n";
    for (const Curve& curve : curves)
        for (const LoadPoint& p : curve.points)
            text += fmt::format("{},{:.6f},{:.6f},{:.6f},{:.6f},{},{:.4f},{},{},{},{},{}\n", curve.router, p.load, p.offered, p.accepted, p.accepted_min, p.packets,
                                p.mean_latency, p.p50_latency, p.p95_latency, p.p99_latency, p.max_latency, p.is_saturated ? 1 : 0);
    return text;
}

std::string sweep_svg(std::span<const Curve> curves, const std::string& title) {
    // Okabe and Ito, "Color Universal Design", 2008: told apart by everybody.
    constexpr std::array colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
    Frame frame;
    for (const Curve& curve : curves) {
        frame.max_latency = std::max(frame.max_latency, 6 * curve.zero_load_latency);
        for (const LoadPoint& point : curve.points) frame.max_load = std::max(frame.max_load, point.load);
    }
    std::string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='660' height='430' viewBox='0 0 660 430'>\n"
                      "<style>text{font:12px sans-serif;fill:#222}.grid{stroke:#ddd}.line{fill:none;stroke-width:2}</style>\n"
                      "<rect width='660' height='430' fill='#fff'/>\n";
    svg += fmt::format("<text x='340' y='22' text-anchor='middle' style='font-size:14px'>{}</text>\n", escaped(title)) + axes(frame);
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const char* colour = colours[i % colours.size()];
        const double y = Frame::top + 16 + 16 * static_cast<double>(i);
        svg += fmt::format("<path d='{}' class='line' stroke='{}'/>\n", line_of(curves[i], frame), colour);
        svg += fmt::format("<path d='M{0} {1:.1f}h20' class='line' stroke='{2}'/><text x='{3}' y='{4:.1f}'>{5}</text>\n", Frame::left + 10, y, colour, Frame::left + 36,
                           y + 4, escaped(curves[i].router));
    }
    return svg + "</svg>\n";
}

}  // namespace aerie::tools
