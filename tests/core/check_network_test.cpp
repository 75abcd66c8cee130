#include "core/check/parts.h"

#include <cmath>

#include "core/connect.h"
#include "core/stimulus.h"
#include "tests/catch.h"
#include "tests/core/small_spec.h"

using namespace aerie;
using namespace aerie::test;
using What = RecorderSpec::What;

namespace {

const auto nothing = [](NetworkSpec&) {};

PhaseSpec phase(std::string duration, std::vector<PhaseSpec::Change> changes = {}) { return {std::move(duration), std::move(changes)}; }

NetworkSpec with_phases(std::vector<PhaseSpec> phases) {
    NetworkSpec spec = small_spec();
    spec.duration.clear();
    spec.phases = std::move(phases);
    return spec;
}

}  // namespace

TEST_CASE("populations come first, then sources, in one numbering") {
    const Network network = checked(nothing);
    REQUIRE(network.populations.size() == 2);
    REQUIRE(network.sources.size() == 1);
    CHECK(network.name_of(PopulationId{1}) == "Inh");
    CHECK(network.name_of(PopulationId{2}) == "Input");
    CHECK(network.is_source(PopulationId{2}));
    CHECK_FALSE(network.is_source(PopulationId{1}));
    CHECK(network.size_of(PopulationId{2}) == 5);
    CHECK(network.projections[0].from == PopulationId{2});
    CHECK(network.projections[0].to == PopulationId{0});
    CHECK(network.dt_s == Approx(1e-4));
}

TEST_CASE("a lone duration is one phase without changes, in ticks") {
    const Network network = checked(nothing);
    REQUIRE(network.phases.size() == 1);
    CHECK(network.phases[0].duration == Ticks{1000});
    CHECK(network.phases[0].populations.empty());
}

TEST_CASE("a stimulus is in SI units and holds its last value") {
    const Network network = checked([](NetworkSpec& s) { s.stimuli[0].unit = "kHz"; s.stimuli[0].values = {0.01, 0.02, 0.03}; });
    const Stimulus& drive = network.stimuli[0];
    CHECK(drive.dt_ticks == 100);
    CHECK(value_at(drive, 0) == Approx(10));
    CHECK(value_at(drive, 99) == Approx(10));
    CHECK(value_at(drive, 100) == Approx(20));
    CHECK(value_at(drive, 299) == Approx(30));
    CHECK(value_at(drive, 1'000'000) == Approx(30));
}

TEST_CASE("a stimulus of several columns is read by time, then column") {
    const Stimulus s{"x", 10, 2, {1, 2, 3, 4}, {}};
    CHECK(value_at(s, 9, 1) == 2);
    CHECK(value_at(s, 10, 0) == 3);
    CHECK(value_at(s, 10, 1) == 4);
    CHECK(value_at(s, 500, 1) == 4);
}

TEST_CASE("listed start values are converted by their unit") {
    const Network network = checked([](NetworkSpec& s) { s.populations[0].initial = {listed("v", {1, 2, 3, 4}, "mV"), setting("h", "0.5")}; });
    const auto v = initial_values(network, PopulationId{0}, "v");
    REQUIRE(v.size() == 4);
    CHECK(v[2] == Approx(3e-3));
    CHECK(initial_values(network, PopulationId{0}, "h") == std::vector<double>(4, 0.5));
    CHECK(initial_values(network, PopulationId{1}, "h") == std::vector<double>(3, 0.0));
}

TEST_CASE("start values may be drawn and may use the index and the size") {
    const Network network = checked([](NetworkSpec& s) { s.populations[0].initial = {setting("v", "uniform(-1*mV, 1*mV)"), setting("h", "i / N")}; });
    const auto v = initial_values(network, PopulationId{0}, "v");
    for (double x : v) CHECK(std::abs(x) <= 1e-3);
    CHECK(v[0] != v[1]);
    CHECK(initial_values(network, PopulationId{0}, "h") == std::vector<double>{0, 0.25, 0.5, 0.75});
}

TEST_CASE("parameters reach start values and delays of their owner") {
    const Network network = checked([](NetworkSpec& s) {
        s.populations[0].parameters.push_back(setting("v0", "3 mV"));
        s.populations[0].initial = {setting("v", "2 * v0")};
        s.projections[0].parameters = {setting("d", "1 ms")};
        s.projections[0].delay = "d / 2";
    });
    CHECK(initial_values(network, PopulationId{0}, "v")[0] == Approx(6e-3));
    const Connectivity rows = connect(network, ProjectionId{0});
    CHECK(delay_row(network, ProjectionId{0}, rows, 0) == std::vector<std::uint32_t>(4, 5));
}

TEST_CASE("weights listed beside pairs follow the pairs as listed") {
    const Network network = checked([](NetworkSpec& s) {
        s.projections[1].connect.rule = ConnectSpec::Rule::pairs;
        s.projections[1].connect.pre = {3, 0, 3};
        s.projections[1].connect.post = {1, 2, 0};
        s.projections[1].initial = {listed("w", {31, 2, 30}, "mV")};
    });
    const Connectivity rows = connect(network, ProjectionId{1});
    CHECK(initial_row(network, ProjectionId{1}, "w", rows, 0)[0] == Approx(2e-3));
    CHECK(initial_row(network, ProjectionId{1}, "w", rows, 3)[0] == Approx(30e-3));
    CHECK(initial_row(network, ProjectionId{1}, "w", rows, 3)[1] == Approx(31e-3));
}

TEST_CASE("spike lists become ascending ticks, times rounded to the nearest") {
    const Network network = checked([](NetworkSpec& s) {
        s.sources.push_back(spike_list("list", 3, {{2, 0, 2}, {5.04, 0.0, 0.06}, {}}));
        s.sources.push_back(spike_list("ticks", 2, {{1, 1}, {}, {7, 3}}));
    });
    using Trains = std::vector<std::vector<std::uint64_t>>;
    CHECK(network.sources[1].ticks == Trains{{0}, {}, {1, 50}});
    CHECK(network.sources[2].ticks == Trains{{}, {3, 7}});
    CHECK(network.sources[1].kind == Source::Kind::spikes);
}

TEST_CASE("a spike list may be empty, and may go on after the end") {
    const Network network = checked([](NetworkSpec& s) {
        s.sources.push_back(spike_list("none", 2, {}));
        s.sources.push_back(spike_list("late", 1, {{0}, {}, {999999}}));
    });
    CHECK(network.sources[1].ticks.size() == 2);
    CHECK(network.sources[2].ticks[0][0] == 999999);
}

TEST_CASE("regular sources have a period and a start per neuron") {
    const Network network = checked([](NetworkSpec& s) {
        s.sources.push_back(regular("clock", 2, "20 ms", ""));
        s.sources.push_back(regular("steps", 3, "(i + 1) * 10 ms", "i * 0.5 ms"));
    });
    CHECK(network.sources[1].period == std::vector<std::uint64_t>{200, 200});
    CHECK(network.sources[1].start == std::vector<std::uint64_t>{0, 0});
    CHECK(network.sources[2].period == std::vector<std::uint64_t>{100, 200, 300});
    CHECK(network.sources[2].start == std::vector<std::uint64_t>{0, 5, 10});
}

TEST_CASE("rates up to one spike per tick are allowed") {
    CHECK_NOTHROW(checked([](NetworkSpec& s) { s.sources[0] = poisson("Input", 5, "10 kHz"); }));
    const Network network = checked([](NetworkSpec& s) { s.sources[0].poisson = SourceSpec::Poisson{"", {0, 1, 2, 3, 10000}}; });
    CHECK(network.sources[0].rates_hz.size() == 5);
    CHECK(network.sources[0].rate == nullptr);
}

TEST_CASE("a recorder records every member and every tick unless told otherwise") {
    const Network network = checked([](NetworkSpec& s) {
        s.recorders[1].period = "1 ms";
        s.recorders[1].indices = {3, 1};
        s.recorders.push_back(recorder("", "in", What::variable, "w"));
        s.recorders.push_back(recorder("", "Input", What::rate));
        s.recorders.back().period = "10 ms";
    });
    CHECK(network.recorders[0].indices == std::vector<std::uint32_t>{0, 1, 2, 3});
    CHECK(network.recorders[0].period_ticks == 1);
    CHECK(network.recorders[1].period_ticks == 10);
    CHECK(network.recorders[1].indices == std::vector<std::uint32_t>{1, 3});
    CHECK(network.recorders[2].name == "in_w");
    CHECK(network.recorders[2].projection == ProjectionId{0});
    CHECK(network.recorders[2].indices.size() == 20);
    CHECK(network.recorders[3].name == "Input_rate");
    CHECK(network.recorders[3].population == PopulationId{2});
}

TEST_CASE("recording all synapses of a random rule counts those that were drawn") {
    const Network network = checked([](NetworkSpec& s) {
        s.projections[0].connect.rule = ConnectSpec::Rule::fixed_probability;
        s.projections[0].connect.probability = 0.5;
        s.recorders = {recorder("w", "in", What::variable, "w")};
    });
    CHECK(network.recorders[0].indices.size() == connect(network, ProjectionId{0}).post.size());
}

TEST_CASE("changes of a phase stay until they are changed again") {
    NetworkSpec spec = with_phases({phase("10 ms"), phase("20 ms", {{"Exc", "tau", "10 ms", {}}}), phase("30 ms", {{"Exc", "u", "2", {}}})});
    spec.populations[0].parameters.push_back(setting("u", "1"));
    spec.populations[0].equations = "dv/dt = -u * v / tau : volt";
    spec.recorders.clear();
    const Network network = check_network(spec);
    REQUIRE(network.phases.size() == 3);
    CHECK(network.phases[1].duration == Ticks{200});
    REQUIRE(network.phases[2].populations.size() == 1);
    spec.populations[0].parameters = {setting("tau", "10 ms"), setting("u", "2")};
    spec.phases = {phase("10 ms")};
    const auto expected = check_network(spec).populations[0].model;   // written directly
    const auto& changed = network.phases[2].populations[0].model;
    REQUIRE(changed.update.size() == expected.update.size());
    for (std::size_t k = 0; k < expected.update.size(); ++k) CHECK(to_string(*changed.update[k].value) == to_string(*expected.update[k].value));
}

TEST_CASE("a phase may change rates and the parameters of projections") {
    NetworkSpec spec = with_phases({phase("10 ms"), phase("10 ms", {{"Input", "rate", "5 Hz", {}}, {"in", "gain", "0", {}}}),
                                    phase("10 ms", {{"Input", "rate", "", {1, 2, 3, 4, 5}}})});
    spec.projections[0].parameters = {setting("gain", "1")};
    spec.projections[0].on_pre = "v_post += gain * w";
    const Network network = check_network(spec);
    CHECK(network.phases[1].rates[0].id == PopulationId{2});
    CHECK(network.phases[1].rates[0].rate != nullptr);
    CHECK(network.phases[1].projections[0].id == ProjectionId{0});
    CHECK(network.phases[2].rates[0].rates_hz == std::vector<double>{1, 2, 3, 4, 5});
    CHECK(network.phases[2].projections.empty());
}

TEST_CASE("the number of synapses of every rule but the random one is known beforehand") {
    Network network = checked(nothing);
    const auto count = [&](auto change) {
        Projection& p = network.projections[1];   // 4 to 3
        p.connect = ConnectSpec{};
        change(p.connect);
        const auto known = check::synapse_count(p, network);
        if (known) CHECK(*known == connect(network, ProjectionId{1}).post.size());
        return known;
    };
    using Rule = ConnectSpec::Rule;
    CHECK(count([](ConnectSpec&) {}) == 12u);
    CHECK(count([](ConnectSpec& c) { c.rule = Rule::fixed_in_degree; c.degree = 2; }) == 6u);
    CHECK(count([](ConnectSpec& c) { c.rule = Rule::fixed_out_degree; c.degree = 2; }) == 8u);
    CHECK(count([](ConnectSpec& c) { c.rule = Rule::pairs; c.pre = {0}; c.post = {0}; }) == 1u);
    CHECK_FALSE(count([](ConnectSpec& c) { c.rule = Rule::fixed_probability; c.probability = 0.5; }).has_value());
    network.projections[1].to = PopulationId{0};
    CHECK(count([](ConnectSpec& c) { c.allow_self = false; }) == 12u);
    CHECK(count([](ConnectSpec& c) { c.rule = Rule::one_to_one; }) == 4u);
}
