/// @file What recorders see: the state before a tick, spikes in the order of their addresses, rates by bin.
#include "tests/catch.h"
#include "tests/core/small_spec.h"
#include "tools/formats/chip_file.h"
#include "tools/session/recording.h"
#include "tools/session/run.h"

using namespace aerie;
using namespace aerie::test;

namespace {

/// v halves in each tick; fires above 0.9; kicked in ticks 3 and 12.
NetworkSpec kicked() {
    NetworkSpec spec;
    spec.file = "net.txtpb";
    spec.name = "kicked";
    spec.dt = "1 ms";
    spec.duration = "20 ms";
    spec.schedule = Schedule::brian2;
    PopulationSpec p = lif("n", 2);
    p.equations = "dv/dt = -v / tau : 1 [-8, 8]";
    p.threshold = "v > 0.9";
    p.reset = "v = 0";
    p.refractory.clear();
    p.parameters = {setting("tau", "2 ms")};
    spec.populations = {p};
    SourceSpec::SpikeList list;
    list.neuron = {0, 0};
    list.tick = {3, 12};
    spec.sources = {spike_list("in", 1, list)};
    ProjectionSpec wire = projection("wire", "in", "n");
    wire.equations = "w : 1 [0, 4]";
    wire.initial = {listed("w", {1.5, 2.0}, "1")};
    spec.projections = {wire};
    RecorderSpec v = recorder("v", "n", RecorderSpec::What::variable, "v"), rate = recorder("rate", "n", RecorderSpec::What::rate);
    v.period = "2 ms";
    v.indices = {0};
    rate.period = "10 ms";
    spec.recorders = {recorder("spikes", "n", RecorderSpec::What::spikes), v, rate};
    return spec;
}

std::unique_ptr<session::Prepared> prepared(const NetworkSpec& spec) {
    auto p = std::make_unique<session::Prepared>();
    p->network = check_network(spec);
    p->chip = formats::load_chip("aerie");
    p->images = session::compile_phases(p->network, p->chip, hw::Arithmetic::float64, {});
    session::fill_problem(*p);
    p->mapping = hw::map_network(p->problem, {});
    return p;
}

const tools::SeriesRecord& series(const tools::RunRecord& record, const std::string& variable) {
    for (const tools::SeriesRecord& s : record.series) {
        if (s.variable == variable) return s;
    }
    throw std::runtime_error{"no series of " + variable};
}

}  // namespace

TEST_CASE("a recorder samples the state before the tick it samples in") {
    const auto p = prepared(kicked());
    const tools::RunRecord record = session::run(*p, {});
    const tools::SeriesRecord& v = series(record, "v");
    // 1.5 is added in tick 3; starts of 4, 6, 8, 10, 12: 1.5, 0.375, ...; the kick of tick 12 shows in 14, halved once in 13.
    const double after = 1.5 / 512;   // at the start of 13 without the kick; 9 halvings since the start of 4
    CHECK(v.time_s.size() == 10);
    CHECK(v.values.at(0) == std::vector<double>{0, 0, 1.5, 0.375, 0.09375, 0.0234375, 0.005859375, (after + 1.5) / 2, (after + 1.5) / 8, (after + 1.5) / 32});
}

TEST_CASE("spikes, rates and counts of a run agree") {
    const auto p = prepared(kicked());
    std::vector<hw::Spike> seen;
    std::uint64_t ticks_seen = 0;
    session::RunOptions options;
    options.spikes = [&](const std::vector<hw::Spike>& spikes) { seen.insert(seen.end(), spikes.begin(), spikes.end()); };
    options.progress = [&](Ticks done) { ticks_seen = done.count(); };
    const tools::RunRecord record = session::run(*p, options);
    // Neuron 1 gets 2.0: halved to 1 > 0.9 in ticks 4 and 13. Neuron 0 gets 1.5: 0.75 is not enough.
    const PopulationId n{0}, in{1};
    const std::vector<hw::Spike> expected{{3, {in, NeuronId{0}}}, {4, {n, NeuronId{1}}}, {12, {in, NeuronId{0}}}, {13, {n, NeuronId{1}}}};
    CHECK(seen == expected);
    CHECK(ticks_seen == 20);
    CHECK(record.ticks == 20);
    CHECK(record.populations.at(0).spikes == 2);
    CHECK(record.populations.at(0).rate_hz == Approx(2.0 / 0.02 / 2));
    CHECK(record.populations.at(1).is_source);
    CHECK(series(record, "rate").values.at(0) == std::vector<double>{50.0, 50.0});   // one spike per 10 ms among two neurons
    CHECK(record.rasters.at(0).total == 2);
    CHECK(record.events.synaptic == 4);
    CHECK(record.traffic.packets == 2);
}

TEST_CASE("a run may be stopped from its progress report") {
    NetworkSpec spec = kicked();
    spec.duration = "10 s";
    const auto p = prepared(spec);
    session::RunOptions options;
    options.progress = [](Ticks done) {
        if (done.count() >= 1000) throw std::runtime_error{"stop"};
    };
    CHECK_THROWS_WITH(session::run(*p, options), "stop");
}

TEST_CASE("a population whose spikes nobody records is counted all the same, without recorders everything is kept") {
    NetworkSpec spec = kicked();
    spec.recorders.clear();
    CHECK(session::run(*prepared(spec), {}).rasters.size() == 2);
    spec = kicked();
    spec.recorders = {recorder("spikes", "in", RecorderSpec::What::spikes)};
    const tools::RunRecord record = session::run(*prepared(spec), {});
    CHECK(record.rasters.size() == 1);
    CHECK(record.populations.at(0).spikes == 2);
}

TEST_CASE("a raster too full for the page keeps an equal share of every time") {
    NetworkSpec spec = kicked();
    spec.sources = {regular("in", 200, "1 ms", "0 ms")};
    spec.projections.clear();
    spec.duration = "1 s";   // 200,000 spikes, ten times what a raster shows
    spec.recorders = {recorder("spikes", "in", RecorderSpec::What::spikes)};
    const tools::RunRecord record = session::run(*prepared(spec), {});
    REQUIRE(record.rasters.size() == 1);
    const tools::RasterRecord& raster = record.rasters[0];
    CHECK(raster.total == 200'000);
    CHECK(raster.time_s.size() <= session::most_dots);
    const auto in_first_tenth = std::count_if(raster.time_s.begin(), raster.time_s.end(), [](double t) { return t < 0.1; });
    const auto in_last_tenth = std::count_if(raster.time_s.begin(), raster.time_s.end(), [](double t) { return t >= 0.9; });
    CHECK(static_cast<double>(in_first_tenth) == Approx(static_cast<double>(raster.time_s.size()) / 10).epsilon(0.01));
    CHECK(in_first_tenth == Approx(static_cast<double>(in_last_tenth)).epsilon(0.01));
}
