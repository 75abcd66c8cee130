/// @file The used part of the mesh: cores by synaptic events, links by packets. Row 0 is the north edge.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tools/report/links.h"
#include "tools/report/plot/axes.h"
#include "tools/report/plot/pictures.h"
#include "tools/report/units.h"

namespace aerie::tools::plot {

namespace {

constexpr double cell = 64, core_size = 40, margin = 30, header = 60, key_height = 64, key_width = 480;

struct Window {
    int left = 0, top = 0, right = 0, bottom = 0;
    [[nodiscard]] double columns() const { return right - left + 1; }
    [[nodiscard]] double rows() const { return bottom - top + 1; }
    void include(int x, int y) {
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
    }
};

Window used_window(const RunRecord& record) {
    const auto at = [](std::uint32_t coordinate) { return static_cast<int>(coordinate); };
    Window window{1 << 30, 1 << 30, 0, 0};
    for (const auto& core : record.cores) window.include(at(core.x), at(core.y));
    for (const auto& link : record.links) {
        window.include(at(link.x), at(link.y));
        // A link that closes a ring leaves the picture where it leaves its router.
        const int x = at(link.x) + step_x(link.direction), y = at(link.y) + step_y(link.direction);
        window.include(std::clamp(x, 0, std::max(at(record.mesh_width), 1) - 1), std::clamp(y, 0, std::max(at(record.mesh_height), 1) - 1));
    }
    return window;
}

struct Map {
    Svg& svg;
    Window window;
    double indent = 0;   ///< what centres a small mesh above its keys
    [[nodiscard]] Point centre(double x, double y) const {
        return {margin + indent + (x - window.left + 0.5) * cell, header + (y - window.top + 0.5) * cell};
    }
    [[nodiscard]] Box box(double x, double y) const {
        const Point middle = centre(x, y);
        return {middle.x - core_size / 2, middle.y - core_size / 2, core_size, core_size};
    }
};

/// An arrow from core to core, beside the one that comes back; broader and darker with its load.
void draw_link(const Map& map, const LinkRecord& link, double load) {
    const double dx = step_x(link.direction), dy = step_y(link.direction), width = 2 + 5 * load, tip = std::min(8.0, width + 3);
    const Point middle = map.centre(link.x, link.y);
    const Point from{middle.x + dx * core_size / 2 - dy * 7, middle.y + dy * core_size / 2 + dx * 7};
    const double length = cell - core_size - 2;
    const auto point = [&](double along, double aside) { return Point{from.x + dx * along - dy * aside, from.y + dy * along + dx * aside}; };
    map.svg.polygon({point(0, width / 2), point(length - tip, width / 2), point(length - tip, width / 2 + 1.5), point(length, 0),
                     point(length - tip, -width / 2 - 1.5), point(length - tip, -width / 2), point(0, -width / 2)},
                    heat(Ramp::link, load));
}

void draw_key(Svg& svg, Point at, Ramp ramp, const std::string& label, std::uint64_t most) {
    svg.text(at, label, {});
    const double start = at.x + 150;
    svg.text({start - 6, at.y}, "0", {Anchor::end, 12});
    for (int i = 0; i < 40; ++i) svg.rectangle({start + 4 * i, at.y - 9, 4.2, 9}, heat(ramp, i / 39.0));
    svg.text({start + 168, at.y}, grouped(most), {});
}

}  // namespace

std::string traffic_picture(const RunRecord& record) {
    const Window window = used_window(record);
    const double mesh_width = window.columns() * cell, width = std::max(key_width, mesh_width) + 2 * margin;
    Svg svg{width, header + window.rows() * cell + key_height + 10, "Mesh traffic of " + record.network};
    svg.text({margin, 28}, "Mesh traffic of " + record.network, {Anchor::start, 15, "#17202e", true});
    svg.text({margin, 46},
             fmt::format("columns {} to {}, rows {} to {} of {} x {}", window.left, window.right, window.top, window.bottom, record.mesh_width,
                         record.mesh_height),
             {});
    const Map map{svg, window, (width - 2 * margin - mesh_width) / 2};
    std::set<std::pair<std::uint32_t, std::uint32_t>> used;
    std::uint64_t most_events = 0, most_packets = 0;
    for (const auto& core : record.cores) {
        used.insert({core.x, core.y});
        most_events = std::max(most_events, core.synaptic_events);
    }
    for (const auto& link : record.links) {
        if (link.direction != 'L') most_packets = std::max(most_packets, link.packets);
    }
    for (int y = window.top; y <= window.bottom; ++y) {
        for (int x = window.left; x <= window.right; ++x) {
            if (!used.contains({static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)})) svg.outline(map.box(x, y), "#d5dae2", 6);
        }
    }
    const auto part = [](std::uint64_t value, std::uint64_t most) { return most > 0 ? static_cast<double>(value) / static_cast<double>(most) : 0; };
    for (const auto& link : record.links) {
        if (link.direction != 'L') draw_link(map, link, part(link.packets, most_packets));
    }
    for (const auto& core : record.cores) {
        const double load = part(core.synaptic_events, most_events);
        svg.rectangle(map.box(core.x, core.y), heat(Ramp::load, load), 6);
        const Point middle = map.centre(core.x, core.y);
        svg.text({middle.x, middle.y + 4}, std::to_string(core.core), {Anchor::middle, 12, load > 0.5 ? "#ffffff" : "#17202e", true});
    }
    const double keys = header + window.rows() * cell + 24;
    draw_key(svg, {margin, keys}, Ramp::load, "synaptic events", most_events);
    draw_key(svg, {margin, keys + 22}, Ramp::link, "packets on a link", most_packets);
    return svg.finish();
}

}  // namespace aerie::tools::plot
