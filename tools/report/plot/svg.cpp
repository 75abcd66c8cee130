/// @file Writes SVG.
#include "tools/report/plot/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "tools/report/escape.h"

namespace aerie::tools::plot {

namespace {

/// Two decimals place a shape on any screen or page.
std::string number(double value) {
    std::string text = fmt::format("{:.2f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

std::string pair(Point point) { return fmt::format("{},{}", number(point.x), number(point.y)); }

bool is_finite(Point point) { return std::isfinite(point.x) && std::isfinite(point.y); }

constexpr std::array<std::array<std::array<int, 3>, 5>, 2> ramps{{
    {{{238, 243, 251}, {185, 210, 242}, {111, 163, 227}, {45, 108, 197}, {15, 58, 125}}},
    {{{239, 228, 216}, {244, 191, 134}, {236, 132, 55}, {200, 76, 12}, {124, 36, 0}}},
}};

}  // namespace

std::string series_colour(std::size_t index) {
    static constexpr std::array<const char*, 8> colours{"#2563c9", "#d9540b", "#0b8a6f", "#8a3fb8", "#b3831a", "#c2255c", "#347f99", "#6a7331"};
    return colours[index % colours.size()];
}

std::string heat(Ramp ramp, double part) {
    const auto& stops = ramps[static_cast<std::size_t>(ramp)];
    const double at = std::clamp(std::isfinite(part) ? part : 0, 0.0, 1.0) * 4;
    const auto low = std::min<std::size_t>(3, static_cast<std::size_t>(at));
    const auto mixed = [&](std::size_t channel) {
        const double from = stops[low][channel], to = stops[low + 1][channel];
        return static_cast<int>(std::lround(from + (to - from) * (at - static_cast<double>(low))));
    };
    return fmt::format("#{:02x}{:02x}{:02x}", mixed(0), mixed(1), mixed(2));
}

Svg::Svg(double width, double height, const std::string& title) {
    text_ = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
                        "font-family=\"system-ui, 'DejaVu Sans', 'Liberation Sans', sans-serif\">\n<title>{2}</title>\n"
                        "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
                        number(width), number(height), markup_escaped(title));
}

void Svg::rectangle(const Box& box, const std::string& fill, double radius) {
    text_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{}\"/>\n", number(box.left), number(box.top),
                         number(box.width), number(box.height), number(radius), fill);
}

void Svg::outline(const Box& box, const std::string& stroke, double radius) {
    text_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"none\" stroke=\"{}\"/>\n", number(box.left),
                         number(box.top), number(box.width), number(box.height), number(radius), stroke);
}

void Svg::line(Point from, Point to, const std::string& stroke, double width) {
    text_ += fmt::format("<path d=\"M{}L{}\" stroke=\"{}\" stroke-width=\"{}\"/>\n", pair(from), pair(to), stroke, number(width));
}

void Svg::polyline(const std::vector<Point>& points, const std::string& stroke, double width) {
    std::string path;
    bool is_drawing = false;
    for (const Point point : points) {
        if (is_finite(point)) path.append(is_drawing ? "L" : "M").append(pair(point));
        is_drawing = is_finite(point);
    }
    text_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"/>\n", path, stroke, number(width));
}

void Svg::polygon(const std::vector<Point>& points, const std::string& fill, double opacity) {
    std::string path;
    for (const Point point : points) path.append(path.empty() ? "M" : "L").append(pair(point));
    text_ += fmt::format("<path d=\"{}Z\" fill=\"{}\" fill-opacity=\"{}\"/>\n", path, fill, number(opacity));
}

void Svg::marks(const std::vector<Point>& centres, const std::string& fill, double width, double height) {
    const std::string stroke = fmt::format("v{}", number(height));
    std::string path;
    for (const Point centre : centres) path.append("M").append(pair({centre.x, centre.y - height / 2})).append(stroke);
    text_ += fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"{}\"/>\n", path, fill, number(width));
}

void Svg::cells(const Box& box, std::size_t columns, const std::vector<std::string>& colours) {
    std::map<std::string, std::string> paths;   // by colour, so that each is said once
    for (std::size_t first = 0; first < colours.size();) {
        const std::size_t row = first / columns;
        std::size_t last = first + 1;
        while (last < (row + 1) * columns && colours[last] == colours[first]) ++last;
        if (!colours[first].empty()) paths[colours[first]] += fmt::format("M{} {}h{}v1h-{}z", first % columns, row, last - first, last - first);
        first = last;
    }
    const double rows = static_cast<double>(colours.size()) / static_cast<double>(columns);   // whole numbers inside a scaled group make a small file
    text_ += fmt::format("<g transform=\"translate({},{}) scale({:.5f},{:.5f})\" shape-rendering=\"crispEdges\">\n", number(box.left), number(box.top),
                         box.width / static_cast<double>(columns), box.height / rows);
    for (const auto& [colour, path] : paths) text_ += fmt::format("<path d=\"{}\" fill=\"{}\"/>\n", path, colour);
    text_ += "</g>\n";
}

void Svg::text(Point at, const std::string& words, const TextStyle& style) {
    write_text(fmt::format("x=\"{}\" y=\"{}\"", number(at.x), number(at.y)), words, style);
}

void Svg::upright_text(Point at, const std::string& words, const TextStyle& style) {
    write_text(fmt::format("transform=\"translate({} {}) rotate(-90)\"", number(at.x), number(at.y)), words, style);
}

void Svg::write_text(const std::string& place, const std::string& words, const TextStyle& style) {
    static constexpr std::array<const char*, 3> anchors{"start", "middle", "end"};
    text_ +=
        fmt::format("<text {} text-anchor=\"{}\" font-size=\"{}\"{} fill=\"{}\">{}</text>\n", place, anchors[static_cast<std::size_t>(style.anchor)],
                    number(style.size), style.is_bold ? " font-weight=\"600\"" : "", style.colour, markup_escaped(words));
}

}  // namespace aerie::tools::plot
