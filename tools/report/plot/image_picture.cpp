/// @file Receptive fields: the synapses of a neuron where their sources stand, at the start and at the end.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/report/plot/axes.h"
#include "tools/report/plot/pictures.h"
#include "tools/report/units.h"

namespace aerie::tools::plot {

namespace {

constexpr double header = 44, group_title = 26, image_title = 16, gap = 14, most_width = 180, scale_width = 90;
constexpr double levels = 32;   // of colour: more cannot be told apart, and fewer make a small file

using Images = std::vector<const ImageRecord*>;

/// Images of one projection and variable: one scale, so that start and end compare.
std::vector<Images> groups_of(const RunRecord& record) {
    std::vector<Images> groups;
    for (const ImageRecord& image : record.images) {
        const bool is_new = groups.empty() || groups.back().front()->projection != image.projection || groups.back().front()->variable != image.variable;
        if (is_new) groups.emplace_back();
        groups.back().push_back(&image);
    }
    return groups;
}

struct Layout {
    std::size_t columns = 1, rows = 1;
    double width = 0, height = 0;   ///< of one image
    [[nodiscard]] double total() const { return group_title + static_cast<double>(rows) * (image_title + height + gap); }
};

/// A row for each moment, wrapped where targets are many.
Layout layout_of(const Images& group) {
    const auto moment = static_cast<std::size_t>(
        std::count_if(group.begin(), group.end(), [&](const ImageRecord* i) { return i->time_s == group.front()->time_s; }));
    Layout layout;
    layout.columns = std::min<std::size_t>(moment, 8);
    layout.rows = (moment + layout.columns - 1) / layout.columns * ((group.size() + moment - 1) / moment);
    const double room = picture_width - picture_left - scale_width - gap * static_cast<double>(layout.columns);
    layout.width = std::min(most_width, room / static_cast<double>(layout.columns));
    layout.height = layout.width * static_cast<double>(group.front()->rows) / static_cast<double>(group.front()->columns);
    return layout;
}

Range scale_of(const Images& group) {
    Range scale{INFINITY, -INFINITY};
    for (const ImageRecord* image : group) {
        for (const double value : image->values) {
            if (!std::isfinite(value)) continue;
            scale.low = std::min(scale.low, value);
            scale.high = std::max(scale.high, value);
        }
    }
    if (!(scale.low <= scale.high)) return {0, 1};
    return scale.low < scale.high ? scale : Range{scale.low, scale.low + 1};
}

double level_of(double value, const Range& scale) { return std::floor((value - scale.low) / (scale.high - scale.low) * (levels - 1) + 0.5) / (levels - 1); }

void draw_image(Svg& svg, const Box& box, const ImageRecord& image, const Range& scale) {
    std::vector<std::string> colours;
    for (const double value : image.values) colours.push_back(std::isfinite(value) ? heat(Ramp::load, level_of(value, scale)) : "");
    svg.text({box.left, box.top - 4}, fmt::format("{} at {} s", image.target, plain(image.time_s)), {Anchor::start, 10});
    svg.cells(box, image.columns, colours);
    svg.outline(box, "#c9d1dc");
}

void draw_scale(Svg& svg, const Box& box, const Range& scale, const ImageRecord& image) {
    std::vector<std::string> colours;
    for (double k = levels; k-- > 0;) colours.push_back(heat(Ramp::load, k / (levels - 1)));
    svg.cells(box, 1, colours);
    const std::string unit = image.unit == "1" ? "" : " " + image.unit;
    svg.text({box.right() + 5, box.top + 9}, plain(scale.high) + unit, {Anchor::start, 10});
    svg.text({box.right() + 5, box.bottom()}, plain(scale.low) + unit, {Anchor::start, 10});
}

void draw_group(Svg& svg, double top, const Images& group) {
    const Layout layout = layout_of(group);
    const Range scale = scale_of(group);
    svg.text({picture_left, top + 14}, fmt::format("{}.{}, where the sources stand", group.front()->projection, group.front()->variable), {Anchor::start, 12, "#17202e", true});
    for (std::size_t k = 0; k < group.size(); ++k) {
        const double column = static_cast<double>(k % layout.columns), row = static_cast<double>(k / layout.columns);
        draw_image(svg, {picture_left + column * (layout.width + gap), top + group_title + image_title + row * (image_title + layout.height + gap), layout.width, layout.height},
                   *group[k], scale);
    }
    draw_scale(svg, {picture_left + static_cast<double>(layout.columns) * (layout.width + gap), top + group_title + image_title, 12, layout.height}, scale, *group.front());
}

}  // namespace

std::string image_picture(const RunRecord& record, const std::vector<SeriesRecord>& series, const std::string& what, Range seconds) {
    const std::vector<Images> groups = groups_of(record);
    double height = header + series_height(series);
    for (const Images& group : groups) height += layout_of(group).total();
    Svg svg{picture_width, height, what + " of " + record.network};
    svg.text({picture_left, 28}, what + " of " + record.network, {Anchor::start, 15, "#17202e", true});
    double top = header;
    for (const Images& group : groups) {
        draw_group(svg, top, group);
        top += layout_of(group).total();
    }
    draw_series(svg, top, series, seconds);
    return svg.finish();
}

}  // namespace aerie::tools::plot
