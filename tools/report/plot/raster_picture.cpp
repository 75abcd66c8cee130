/// @file The raster: a band per population, a mark per spike.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/report/plot/axes.h"
#include "tools/report/plot/pictures.h"
#include "tools/report/units.h"

namespace aerie::tools::plot {

namespace {

constexpr double width = 900, left = 74, right_margin = 24, header = 56, band_title = 22, foot = 54;

/// Rows of a band: the population, or its first neurons where spikes of no others were kept.
std::uint64_t rows_of(const RasterRecord& raster) {
    constexpr std::uint64_t small_part = 4;   // of a population: fewer would be a line
    const auto highest = std::max_element(raster.neuron.begin(), raster.neuron.end());
    const std::uint64_t rows = highest == raster.neuron.end() ? raster.size : std::uint64_t{*highest} + 1;
    return rows < raster.size / small_part ? rows : std::max<std::uint64_t>(raster.size, 1);
}

/// A small population stays visible beside a large one.
double band_height(const RasterRecord& raster) { return std::clamp(11 * std::sqrt(static_cast<double>(rows_of(raster))), 40.0, 260.0); }

void draw_band(Svg& svg, const Axes& axes, const RasterRecord& raster, const std::string& colour) {
    const Box& box = axes.box;
    svg.text({box.left, box.top - 6}, raster.population, {Anchor::start, 12, colour, true});
    const std::string shown = raster.time_s.size() < raster.total ? fmt::format(", {} of them shown", grouped(raster.time_s.size())) : "";
    svg.text({box.left + text_width(raster.population, 12) + 16, box.top - 6},
             fmt::format("{} neuron{}, {} spike{}{}", grouped(raster.size), raster.size == 1 ? "" : "s", grouped(raster.total),
                         raster.total == 1 ? "" : "s", shown),
             {});
    svg.text({box.left - 8, box.top + 10}, "0", {Anchor::end, 12});
    if (rows_of(raster) > 1) svg.text({box.left - 8, box.bottom() - 2}, grouped(rows_of(raster) - 1), {Anchor::end, 12});
    std::vector<Point> centres;
    for (std::size_t i = 0; i < raster.time_s.size(); ++i) {
        if (!(raster.time_s[i] >= axes.x.low && raster.time_s[i] <= axes.x.high)) continue;
        centres.push_back(axes.place(raster.time_s[i], axes.y.high - 0.5 - static_cast<double>(raster.neuron[i])));
    }
    const double row = box.height / static_cast<double>(rows_of(raster));
    svg.marks(centres, colour, row > 6 ? 0.8 : 1.4, std::clamp(0.7 * row, 1.4, 24.0));
}

}  // namespace

std::string raster_picture(const RunRecord& record, Range seconds) {
    double height = header + foot;
    for (const auto& raster : record.rasters) height += band_title + band_height(raster);
    Svg svg{width, height, "Spikes of " + record.network};
    svg.text({left, 28}, "Spikes of " + record.network, {Anchor::start, 15, "#17202e", true});
    const double band_width = width - left - right_margin;
    draw_x_axis(svg, {{left, header, band_width, height - header - foot}, seconds, {}}, "time (s)");
    double top = header - 8;
    for (std::size_t i = 0; i < record.rasters.size(); ++i) {
        const auto& raster = record.rasters[i];
        const Box box{left, top + band_title, band_width, band_height(raster)};
        draw_band(svg, {box, seconds, {0, static_cast<double>(rows_of(raster))}}, raster, series_colour(i));
        top = box.bottom();
    }
    return svg.finish();
}

}  // namespace aerie::tools::plot
