#include <cmath>

#include "tests/tools/formats/complaint_of.h"
#include "tests/tools/session/small_network.h"
#include "tools/session/calibrate_table.h"

using namespace aerie;
using namespace aerie::session;
using namespace aerie::tests;

namespace {

/// Nothing drives it: v decays from 0.5 by exp(-1/10) per tick, which euler makes 0.9.
const char* const decaying = R"net(name: "decay" dt: "1 ms" duration: "20 ms"
population { name: "A" size: 3 equations: "dv/dt = -v / (10 ms) : volt" equations: "du/dt = (v - u) / (10 ms) : volt [-1 volt, 1 volt]" equations: "k : 1" equations: "z : 1" reset: "z = z + 1"
  threshold: "v > 10 volt" initial { name: "v" value: "-0.5 volt" } initial { name: "k" value: "3" } }
)net";

const CalibratedRange& find(const std::vector<CalibratedRange>& all, const std::string& name) {
    for (const CalibratedRange& r : all) if (r.name == name) return r;
    FAIL("no " << name);
    return all.front();
}

}  // namespace

TEST_CASE("calibration sees the least and the most of every stored variable, and widens it by the margin") {
    const SmallRequest small{decaying};
    const std::vector<CalibratedRange> all = calibrate(small.request, {.margin = 0.5});
    const CalibratedRange& v = find(all, "A.v");
    CHECK(v.seen.low == -0.5);
    CHECK(v.seen.high == Approx(-0.5 * std::pow(0.9, 20)));
    CHECK(v.proposed == Interval{-0.75, 0.0});
    CHECK_FALSE(v.is_declared);
    CHECK(find(calibrate(small.request, {.margin = 0.0}), "A.v").proposed == Interval{-0.5, 0.0});
    CHECK(find(calibrate(small.request, {.most_ticks = 1}), "A.v").seen.high == Approx(-0.45));
}

TEST_CASE("a trace that is gone a tick after its spike is calibrated to what the spike left") {
    const SmallRequest small{"name: \"n\" dt: \"1 ms\" duration: \"20 ms\" source { name: \"S\" size: 1 regular { period: \"5 ms\" } }\n"
                             "population { name: \"A\" size: 1 equations: \"x : 1 [0, 100]\" }\n"
                             "projection { name: \"P\" from: \"S\" to: \"A\" connect { all_to_all {} } equations: \"dc/dt = -c / (0.2 ms) : 1 (event-driven)\" on_pre: \"c += 3; x_post += c\" }\n"};
    const CalibratedRange c = find(calibrate(small.request, {}), "P.c");
    CHECK(c.seen.high == Approx(3.0 * (1.0 + std::exp(-25.0))));   // what is left of the spike before is exp(-5 / 0.2)
    CHECK(c.seen.low == 0.0);
}

TEST_CASE("what is declared or never changes needs no range, and what never left 0 is told apart") {
    const SmallRequest small{decaying};
    const std::vector<CalibratedRange> all = calibrate(small.request, {});
    CHECK(find(all, "A.u").declared == Interval{-1.0, 1.0});
    CHECK(find(all, "A.u").is_declared);
    CHECK(find(all, "A.z").proposed == Interval{-1.0, 1.0});
    const std::string table = calibration_table(all, formats_under(load_network(small.request), load_chip(small.request), all));
    CHECK(table.find(": volt [-750 mV, 0 volt]") != std::string::npos);
    CHECK(table.find("never left 0") != std::string::npos);
    CHECK(table.find("declared") != std::string::npos);
}

TEST_CASE("the format of a proposal holds the proposal, and no format of one bit less range would") {
    const SmallRequest small{decaying};
    const std::vector<CalibratedRange> all = calibrate(small.request, {});
    const auto formats = formats_under(load_network(small.request), load_chip(small.request), all);
    const hw::NumberFormat& v = formats.at("A.v");
    CHECK(v.range().contains(find(all, "A.v").proposed));
    CHECK(-v.range().low < 2.0 * 0.75 * 2.0);   // a power of two, and the adder's guard bit
}

TEST_CASE("a ranges file is read back, and a run with it equals a run with the ranges declared") {
    const SmallRequest small{decaying};
    const std::vector<CalibratedRange> all = calibrate(small.request, {});
    const hw::RangeTable table = read_ranges(small.directory.file("net.ranges", to_text(all)));
    REQUIRE(table.contains("A.v"));
    CHECK(table.at("A.v") == find(all, "A.v").proposed);
    CHECK_FALSE(table.contains("A.u"));   // declared: a comment
    Request with_file = small.request;
    with_file.ranges = small.directory / "net.ranges";
    const std::unique_ptr<Prepared> prepared = prepare(with_file);
    CHECK(prepared->notes.empty());
    CHECK(prepared->images[0].populations[0].variables[0].format.text() == formats_under(prepared->network, prepared->chip, all).at("A.v").text());
}

TEST_CASE("a run without declared ranges calibrates itself and says so for each variable") {
    const SmallRequest small{decaying};
    const std::unique_ptr<Prepared> prepared = prepare(small.request);
    std::string notes;
    for (const std::string& note : prepared->notes) notes += note + "\n";
    CHECK(notes.find("A.v calibrated to [-0.75, 0]") != std::string::npos);
}

TEST_CASE("ranges that would be ignored or are malformed are refused with the line") {
    const SmallRequest small{decaying};
    const auto complaint = [&](const std::string& text) {
        Request request = small.request;
        request.ranges = small.directory.file("bad.ranges", text);
        return complaint_of([&] { static_cast<void>(prepare(request)); });
    };
    CHECK(complaint("A.w 0 1\n").allowed.find("'A.v'") != std::string::npos);
    for (const char* bad : {"A.v 1\n", "A.v 1 0\n", "A.v 0 0\n", "A.v nan 1\n", "A.v 0 1 2\n", "A.v 0 inf\n", "A.v zero one\n", "A.v 0 1\nA.v 0 2\n"}) {
        INFO(bad);
        CHECK(complaint(bad).where.find("bad.ranges: line ") != std::string::npos);
    }
    Request missing = small.request;
    missing.ranges = small.directory / "no.ranges";
    CHECK(complaint_of([&] { static_cast<void>(prepare(missing)); }).where.find("no.ranges") != std::string::npos);
}

TEST_CASE("a model that runs away is refused by name, not calibrated to infinity") {
    const SmallRequest small{changed(decaying, "-v / (10 ms)", "v * v * v / (1 ms * volt**2)")};
    Request far = small.request;
    far.duration = "1 s";
    const Complaint c = complaint_of([&] { static_cast<void>(calibrate(far, {})); });
    CHECK(c.what.find("A.v") != std::string::npos);
}
