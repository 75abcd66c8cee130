/// @file Images of synapses: one for each target and moment, on one scale for a projection, cells where synapses are.
#include <cmath>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/tools/report/fake_run.h"
#include "tools/report/plot.h"

namespace aerie::tools {

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++times;
    return times;
}

ImageRecord image(std::string target, double time_s, std::vector<double> values) {
    return {.projection = "retina<p>", .variable = "w", .unit = "1", .target = std::move(target), .time_s = time_s, .rows = 2, .columns = 3, .values = std::move(values)};
}

/// Two targets at two moments, and the series that its recorder brings.
RunRecord with_images() {
    RunRecord record;
    record.network = "images";
    record.biological_seconds = 1;
    record.images = {image("a[0]", 0, {0, 0, 0, 1, 1, 1}), image("a[1]", 0, {0, 1, 0, 1, 0, 1}), image("a[0]", 1, {NAN, 0, 0.5, 1, 1, 1}), image("a[1]", 1, {1, 1, 1, 1, 1, 1})};
    record.series = {{"r", "retina<p>", "w", "1", {0, 1}, {"w[0]"}, {{0, 1}}}, {"o", "other", "w", "1", {0, 1}, {"w[0]"}, {{0, 1}}}};
    return record;
}

}  // namespace

TEST_CASE("weights of a population with a shape are drawn as images, the others as curves") {
    const std::string svg = plot_svg(with_images(), PlotKind::weights, "out");
    CHECK(count(svg, "a[0] at 0 s") == 1);
    CHECK(count(svg, "a[1] at 1 s") == 1);
    CHECK(count(svg, "retina&lt;p&gt;.w") == 1);   // the images' title: the series that they show entirely is not drawn
    CHECK(count(svg, "other.w") == 1);
    CHECK(png_from_svg(svg, 1).substr(1, 3) == "PNG");
}

TEST_CASE("neighbours of one colour are one shape, and no synapse is no cell") {
    RunRecord record = with_images();
    record.images = {image("a[0]", 0, {0, 0, 0, 1, 1, 1})};
    const std::string two_runs = plot_svg(record, PlotKind::weights, "out");
    record.images = {image("a[0]", 0, {0, 1, 0, 1, 0, 1})};
    const std::string six_runs = plot_svg(record, PlotKind::weights, "out");
    record.images = {image("a[0]", 0, {NAN, 1, NAN, 1, 0, 1})};
    const std::string four_runs = plot_svg(record, PlotKind::weights, "out");
    CHECK(count(six_runs, "v1h") - count(two_runs, "v1h") == 4);
    CHECK(count(six_runs, "v1h") - count(four_runs, "v1h") == 2);
}

TEST_CASE("images without values, or all of one value, are drawn all the same") {
    RunRecord record = with_images();
    record.images = {image("a[0]", 0, std::vector<double>(6, NAN)), image("a[0]", 1, std::vector<double>(6, NAN))};
    CHECK_FALSE(plot_svg(record, PlotKind::weights, "out").empty());
    record.images = {image("a[0]", 0, std::vector<double>(6, 3.0))};
    CHECK_FALSE(plot_svg(record, PlotKind::weights, "out").empty());
}

TEST_CASE("images survive report.json, absent synapses too, and one of another size than it says is refused") {
    const RunRecord record = with_images();
    const RunRecord back = from_json(to_json(record), "report.json");
    REQUIRE(back.images.size() == 4);
    CHECK(std::isnan(back.images[2].values[0]));
    CHECK(back.images[1].values == record.images[1].values);
    CHECK(back.images[3].target == "a[1]");
    RunRecord wrong = record;
    wrong.images[0].columns = 4;
    CHECK_THROWS_AS(from_json(to_json(wrong), "report.json"), InputError);
}

}  // namespace aerie::tools
