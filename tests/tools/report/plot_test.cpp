/// @file Plots: ticks and scales by formula, every kind drawn, nothing recorded refused with the recorder to add.
#include "tools/report/plot.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/tools/report/fake_run.h"
#include "tools/report/plot/axes.h"

namespace aerie::tools {

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++times;
    return times;
}

Complaint complaint_of(const RunRecord& record, PlotKind kind) {
    try {
        static_cast<void>(plot_svg(record, kind, "out"));
    } catch (const InputError& error) {
        return error.complaint();
    }
    return {"accepted", "", "", ""};
}

}  // namespace

TEST_CASE("ticks are multiples of 1, 2 or 5 times a power of ten") {
    using plot::ticks;
    CHECK(ticks({0, 10}, 5) == std::vector<double>{0, 2, 4, 6, 8, 10});
    CHECK(ticks({0, 40}, 8) == std::vector<double>{0, 5, 10, 15, 20, 25, 30, 35, 40});
    CHECK(ticks({-3, 3}, 4) == std::vector<double>{-2, 0, 2});
    CHECK(ticks({1, 1}, 4).empty());
    CHECK(ticks({0, INFINITY}, 4).empty());
}

TEST_CASE("over any range there are at least two ticks and about as many as asked, all inside") {
    fake::Dice dice{7};
    for (int i = 0; i < 2000; ++i) {
        const double width = std::pow(10.0, dice.unit() * 30 - 15), low = (dice.unit() - 0.5) * width * 10;
        const int most = 3 + static_cast<int>(dice.below(10));
        const auto marks = plot::ticks({low, low + width}, most);
        CAPTURE(low, width, most);
        CHECK(marks.size() >= 2);
        CHECK(marks.size() <= std::max<std::size_t>(5, static_cast<std::size_t>(most) + 1));
        CHECK(marks.front() >= low - width * 1e-6);
        CHECK(marks.back() <= low + width * (1 + 1e-6));
    }
}

TEST_CASE("tick texts have the decimals that their step needs") {
    CHECK(plot::tick_text(0.5, 0.5) == "0.5");
    CHECK(plot::tick_text(2, 0.5) == "2.0");
    CHECK(plot::tick_text(20, 10) == "20");
    CHECK(plot::tick_text(-0.06, 0.01) == "-0.06");
    CHECK(plot::tick_text(1e-17, 0.1) == "0");
    CHECK(plot::tick_text(2e6, 1e6) == "2e+06");
    CHECK(plot::tick_text(5e-5, 1e-5) == "5e-05");
}

TEST_CASE("a range holds its values and is never empty") {
    const std::vector<double> values{1, 3, NAN}, same{5, 5}, none{NAN}, zeros{0, 0};
    const auto range = plot::range_of({&values});
    CHECK(range.low == Approx(0.9));
    CHECK(range.high == Approx(3.1));
    CHECK(plot::range_of({&same}).low < 5);
    CHECK(plot::range_of({&same}).high > 5);
    CHECK(plot::range_of({&zeros}).low < 0);
    CHECK(plot::range_of({&none}).high == 1);
    CHECK(plot::range_of({}).low == 0);
}

TEST_CASE("a value lies where its axes put it: left is low, up is high") {
    const plot::Axes axes{{100, 10, 200, 50}, {0, 4}, {-1, 1}};
    CHECK(axes.place(0, -1).x == 100);
    CHECK(axes.place(0, -1).y == 60);
    CHECK(axes.place(4, 1).x == 300);
    CHECK(axes.place(4, 1).y == 10);
    CHECK(axes.place(1, 0).x == 150);
    CHECK(axes.place(1, 0).y == 35);
}

TEST_CASE("heat goes from the first colour to the last and stays there outside") {
    using plot::Ramp;
    CHECK(plot::heat(Ramp::load, 0) == "#eef3fb");
    CHECK(plot::heat(Ramp::load, 1) == "#0f3a7d");
    CHECK(plot::heat(Ramp::load, 7) == "#0f3a7d");
    CHECK(plot::heat(Ramp::load, NAN) == "#eef3fb");
    CHECK(plot::heat(Ramp::link, 0.5) == "#ec8437");
}

TEST_CASE("a curve has a gap where a value is not finite") {
    plot::Svg svg{10, 10, "t"};
    svg.polyline({{0, 0}, {1, 1}, {2, NAN}, {3, 3}, {4, 4}}, "#000000", 1);
    CHECK(svg.finish().find("d=\"M0,0L1,1M3,3L4,4\"") != std::string::npos);
}

TEST_CASE("every kind of plot of a full run is an SVG with text, and a PNG of its size") {
    const RunRecord record = fake::homeostasis();
    for (const auto& name : plot_kinds()) {
        CAPTURE(name);
        const std::string svg = plot_svg(record, plot_kind(name), "out");
        CHECK(svg.rfind("<svg ", 0) == 0);
        CHECK(count(svg, "<text ") > 5);
        CHECK(svg.find("nan") == std::string::npos);
        CHECK(svg.find("inf") == std::string::npos);
        CHECK(svg == plot_svg(record, plot_kind(name), "out"));
        const std::string png = png_from_svg(svg, 1);
        REQUIRE(png.size() > 1000);
        CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
    }
}

TEST_CASE("the scale of a PNG multiplies its pixels") {
    const std::string svg = plot::Svg{30, 20, "t"}.finish();
    const auto width = [](const std::string& png) {   // big-endian, bytes 16 to 19 of the IHDR chunk
        unsigned value = 0;
        for (std::size_t i = 16; i < 20; ++i) value = value << 8 | static_cast<unsigned char>(png[i]);
        return value;
    };
    CHECK(width(png_from_svg(svg, 1)) == 30);
    CHECK(width(png_from_svg(svg, 2.5)) == 75);
    CHECK_THROWS_AS(png_from_svg("not a picture", 1), InputError);
    CHECK_THROWS_AS(png_from_svg("", 1), InputError);
}

TEST_CASE("a raster has a dot for every spike that is shown") {
    RunRecord record = fake::silent();
    record.biological_seconds = 1;
    // 3 neurons share the least height of a band, 40: a mark is 0.7 of 40 / 3 high
    record.rasters = {{"Exc", 3, 4, {0.1, 0.2, 0.3, 7.0}, {0, 1, 2, 0}}};   // the last is outside the run
    CHECK(count(plot_svg(record, PlotKind::raster, "out"), "v9.33") == 3);
}

TEST_CASE("a raster of the first few neurons of a large population fills its band with them") {
    RunRecord record = fake::silent();
    record.biological_seconds = 1;
    record.rasters = {{"Exc", 2000, 9, {0.1, 0.2, 0.3}, {0, 1, 2}}};
    CHECK(count(plot_svg(record, PlotKind::raster, "out"), "v9.33") == 3);       // three rows of the least height of a band, as above
    record.rasters[0].neuron[2] = 1999;
    CHECK(count(plot_svg(record, PlotKind::raster, "out"), "v9.33") == 0);
}

TEST_CASE("rates that share their times share a panel") {
    CHECK(count(plot_svg(fake::homeostasis(), PlotKind::rates, "out"), "time (s)") == 1);
    CHECK(count(plot_svg(fake::homeostasis(), PlotKind::states, "out"), "time (s)") == 2);
}

TEST_CASE("an output of the embedded processor shares a panel with its target, and error and weights have their own") {
    RunRecord record = fake::homeostasis();
    CHECK(count(plot_svg(record, PlotKind::outputs, "out"), "time (s)") == 1);
    CHECK(count(plot_svg(record, PlotKind::outputs, "out"), "stroke-linejoin") == 2);
    record.series.push_back({"e", "readout", "z_error", "", {0, 1}, {"z_error"}, {{0, 1}}});
    record.series.push_back({"w", "readout", "z_weights", "", {0, 1}, {"w[0]", "w[1]"}, {{0, 1}, {1, 0}}});
    CHECK(count(plot_svg(record, PlotKind::outputs, "out"), "time (s)") == 3);
    CHECK(count(plot_svg(record, PlotKind::states, "out"), "time (s)") == 2);    // outputs are neither states nor weights
    CHECK(count(plot_svg(record, PlotKind::weights, "out"), "time (s)") == 1);
}

TEST_CASE("the time of learning is shaded where it is in the picture") {
    const RunRecord record = fake::homeostasis();   // learns from 10 to 30 s
    const auto shades = [&](const TimeWindow& window) { return count(plot_svg(record, PlotKind::outputs, "out", window), "fill=\"#fdf3d8\"") - 1; };   // one in the legend
    CHECK(shades({}) == 1);
    CHECK(shades({5, 11}) == 1);
    CHECK(shades({31, 40}) == 0);
}

TEST_CASE("a window draws a part of the run, and none that the run has not") {
    RunRecord record = fake::silent();
    record.biological_seconds = 1;
    record.rasters = {{"Exc", 3, 4, {0.1, 0.2, 0.3, 0.9}, {0, 1, 2, 0}}};
    CHECK(count(plot_svg(record, PlotKind::raster, "out", {0.15, 0.5}), "v9.33") == 2);
    CHECK(count(plot_svg(record, PlotKind::raster, "out", {0.15, {}}), "v9.33") == 3);
    for (const TimeWindow& none : {TimeWindow{0.5, 0.5}, TimeWindow{0.6, 0.4}, TimeWindow{0, 1.5}, TimeWindow{2.0, {}}}) {
        CHECK_THROWS_AS(plot_svg(record, PlotKind::raster, "out", none), InputError);
    }
}

TEST_CASE("names in a plot are escaped") {
    RunRecord record = fake::homeostasis();
    record.network = "<b>&\"";
    record.rasters[0].population = "</svg>";
    for (const auto& name : plot_kinds()) {
        const std::string svg = plot_svg(record, plot_kind(name), "out");
        CAPTURE(name);
        CHECK(count(svg, "<svg") == 1);
        CHECK(count(svg, "</svg>") == 1);
        CHECK_NOTHROW(png_from_svg(svg, 0.5));   // still well-formed
    }
}

TEST_CASE("nothing recorded is refused with the recorder to add") {
    const RunRecord record = fake::silent();
    CHECK(complaint_of(record, PlotKind::raster).allowed.find("spikes {}") != std::string::npos);
    CHECK(complaint_of(record, PlotKind::rates).allowed.find("rate {}") != std::string::npos);
    CHECK(complaint_of(record, PlotKind::states).allowed.find("variable: \"v\"") != std::string::npos);
    CHECK(complaint_of(record, PlotKind::weights).allowed.find("variable: \"w\"") != std::string::npos);
    CHECK(complaint_of(record, PlotKind::outputs).allowed.find("processor_program") != std::string::npos);
    CHECK(complaint_of(record, PlotKind::traffic).what == "nothing to plot: the run has no used cores and no packets");
    CHECK(complaint_of(record, PlotKind::energy).where == "out");
}

TEST_CASE("an unknown kind is refused with the nearest") {
    CHECK(plot_kind("traffic") == PlotKind::traffic);
    CHECK_THROWS_WITH(plot_kind("rastr"), Catch::Contains("'raster'"));
    CHECK_THROWS_AS(plot_kind(""), InputError);
}

TEST_CASE("any record is drawn or refused, never worse") {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        for (const auto& name : plot_kinds()) {
            CAPTURE(seed, name);
            try {
                const std::string svg = plot_svg(fake::arbitrary(seed), plot_kind(name), "out");
                CHECK(svg.find("nan") == std::string::npos);
            } catch (const InputError& error) {
                CHECK(error.complaint().what.find("nothing to plot") == 0);
            }
        }
    }
}

}  // namespace aerie::tools
