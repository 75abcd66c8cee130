/// @file Curves over anything.
#include "tools/report/plot/axes.h"
#include "tools/report/plot/curves.h"

namespace aerie::tools::plot {

namespace {

constexpr double width = 900, left = 84, right_margin = 24, header = 72, panel = 320, foot = 52;
constexpr std::size_t most_marks = 300;   ///< more would cover the line
const std::string reference_colour = "#9ca3af";

void draw_curve(Svg& svg, const Axes& axes, const Curve& curve, const std::string& colour) {
    std::vector<Point> points;
    for (std::size_t k = 0; k < curve.x.size(); ++k) points.push_back(axes.place(curve.x[k], curve.y[k]));
    svg.polyline(points, colour, curve.is_reference ? 4 : 1.4);
    if (!curve.is_reference && points.size() <= most_marks) svg.marks(points, colour, 4, 4);
}

}  // namespace

std::string draw(const CurvePicture& picture) {
    Svg svg{width, header + panel + foot, picture.title};
    svg.text({left, 28}, picture.title, {Anchor::start, 15, "#17202e", true});
    std::vector<const std::vector<double>*> x, y;
    for (const Curve& curve : picture.curves) {
        x.push_back(&curve.x);
        y.push_back(&curve.y);
    }
    const Axes axes{{left, header, width - left - right_margin, panel}, range_of(x), range_of(y)};
    draw_axes(svg, axes, picture.x_label, picture.y_label);
    std::vector<LegendEntry> entries;
    for (const bool is_reference : {true, false}) {
        std::size_t colour = 0;
        for (const Curve& curve : picture.curves) {
            if (curve.is_reference != is_reference) continue;
            entries.push_back({curve.label, is_reference ? reference_colour : series_colour(colour++)});
            draw_curve(svg, axes, curve, entries.back().colour);
        }
    }
    draw_legend(svg, {left, header - 14}, axes.box.right(), entries);
    return svg.finish();
}

}  // namespace aerie::tools::plot
