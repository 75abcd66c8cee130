/// @file The summary, the key figures and the profile say what a chip user asks first, and never claim what is not known.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "tests/catch.h"
#include "tests/tools/report/fake_run.h"
#include "tools/report/key_figures.h"
#include "tools/report/links.h"
#include "tools/report/profile.h"
#include "tools/report/rates.h"

namespace aerie::tools {

namespace {

KeyFigure figure(const RunRecord& record, const std::string& name) {
    for (const auto& one : key_figures(record)) {
        if (one.name == name) return one;
    }
    FAIL("no figure " << name);
    return {};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("speed is biological time by wall time") {
    RunRecord record = fake::silent();
    record.biological_seconds = 40;
    record.wall_seconds = 0.2;
    CHECK(figure(record, "speed").value == "200 x");
    record.wall_seconds = 80;
    CHECK(figure(record, "speed").value == "0.5 x");
    record.wall_seconds = 0;
    CHECK(figure(record, "speed").value == "not known");
}

TEST_CASE("chip time is not known when the cycle time is not") {
    RunRecord record = fake::silent();
    record.ticks = 10;
    record.cycles = 1234;
    CHECK(figure(record, "chip time").value == "not known");
    CHECK(figure(record, "chip time").detail.find("1,234 cycles, 123 a tick") == 0);
    record.chip_seconds = 2e-6;
    record.biological_seconds = 1e-3;
    CHECK(figure(record, "chip time").value == "2 us");
    CHECK(figure(record, "chip time").detail.find("500 x biological time") == 0);
}

TEST_CASE("energy with unknown prices is a lower bound, and says so") {
    RunRecord record = fake::silent();
    record.causes = {{"spike", 10, 3e6}, {"barrier", 5, std::nullopt}};
    record.energy_pj.dynamic = 3e6;
    record.energy_pj.statics = 1e6;
    record.energy_pj.unknown = {"barrier"};
    record.chip_seconds = 2.0;
    CHECK(figure(record, "energy").value == "over 4 uJ");
    CHECK(figure(record, "energy-delay").value == "over 8 uJ s");
    CHECK(summary(record).find("not known: barrier") != std::string::npos);
    record.energy_pj.total = 4e6;
    record.energy_pj.unknown.clear();
    CHECK(figure(record, "energy").value == "4 uJ");
    CHECK(figure(record, "energy-delay").value == "8 uJ s");
}

TEST_CASE("energy per event is dynamic energy by synaptic events") {
    RunRecord record = fake::silent();
    CHECK(figure(record, "energy per event").value == "-");
    record.energy_pj.dynamic = 5000;
    record.events.synaptic = 100;
    CHECK(figure(record, "energy per event").value == "50 pJ");
    record.energy_pj.unknown = {"spike"};
    CHECK(figure(record, "energy per event").value == "over 50 pJ");
}

TEST_CASE("nothing known is not known, not zero") {
    RunRecord record = fake::silent();
    record.causes = {{"spike", 10, std::nullopt}};
    record.energy_pj.unknown = {"spike"};
    CHECK(figure(record, "energy").value == "not known");
    CHECK(figure(record, "energy").detail == "dynamic not known, static not known");
    CHECK(figure(record, "energy-delay").value == "not known");
    record.events.synaptic = 100;
    CHECK(figure(record, "energy per event").value == "not known");
}

TEST_CASE("sources are counted apart from neurons") {
    RunRecord record = fake::silent();
    record.biological_seconds = 2;
    record.populations = {{"In", 100, 5000, 25, true}, {"Exc", 10, 200, 10, false}};
    CHECK(figure(record, "spikes").value == "200");
    CHECK(figure(record, "spikes").detail == "10 Hz mean rate; 5,000 from sources");
}

TEST_CASE("late packets and frequent losses are warnings, rare losses are not") {
    RunRecord record = fake::silent();
    CHECK_FALSE(figure(record, "packets").is_warning);
    record.traffic.packets = 10;
    record.traffic.late = 1;
    CHECK(figure(record, "packets").is_warning);
    record.stores = {{"Exc.v", 10000}};
    record.lost_increments = {{"Exc.v", 100}};
    CHECK_FALSE(figure(record, "lost increments").is_warning);   // one in a hundred
    CHECK_FALSE(losses(record).front().is_serious());
    record.lost_increments = {{"Exc.v", 101}};
    CHECK(figure(record, "lost increments").is_warning);
    CHECK(losses(record).front().is_serious());
    CHECK(figure(record, "saturations").value == "none");
}

TEST_CASE("the worst variable is the worst in proportion, not in number") {
    RunRecord record = fake::silent();
    record.stores = {{"A.v", 1000000}, {"B.w", 10}};
    record.saturations = {{"A.v", 500}, {"B.w", 5}};
    CHECK(figure(record, "saturations").value == "505");
    CHECK(figure(record, "saturations").detail == "worst: B.w, 50 % of its stores");
}

TEST_CASE("a loss without a count of stores is still shown") {
    RunRecord record = fake::silent();
    record.saturations = {{"A.v", 7}};
    CHECK(figure(record, "saturations").detail == "worst: A.v, 7");
    REQUIRE(losses(record).size() == 1);
    CHECK(losses(record).front().stores == 0);
}

TEST_CASE("the fullest core is found under each limit that the chip has") {
    RunRecord record = fake::silent();
    record.core_limits = {{"axons_in", 0}, {"neurons", 100}, {"synapse_bits", 1000}, {"routing_entries", 5}};
    CHECK(fullest(record).empty());
    record.cores = {{7, 0, 0, 20, 1, 1, 1, 900, 0, 0, 0, 0}, {9, 1, 0, 80, 1, 1, 1, 100, 0, 0, 0, 0}};
    const auto uses = fullest(record);
    REQUIRE(uses.size() == 2);
    CHECK(uses[0].limit == "neurons");
    CHECK(uses[0].core == 9);
    CHECK(uses[1].core == 7);
    CHECK(figure(record, "cores").detail == "tightest limit: synapse_bits 90 % on core 7");
}

TEST_CASE("dearest causes come first, equal ones by name, unknown ones not at all") {
    RunRecord record = fake::silent();
    record.causes = {{"b", 1, 5.0}, {"a", 1, 5.0}, {"c", 1, 9.0}, {"d", 1, std::nullopt}, {"e", 1, NAN}};
    record.energy_pj.statics = 7;
    std::vector<std::string> names;
    for (const auto& cause : dearest_causes(record)) names.push_back(cause.name);
    CHECK(names == std::vector<std::string>{"c", "static", "a", "b"});
    CHECK(known_energy_pj(record) == 26);
}

TEST_CASE("the summary of a run fits on one screen") {
    const auto lines = lines_of(summary(fake::homeostasis()));
    CHECK(lines.size() <= 40);
    for (const auto& line : lines) {
        CAPTURE(line);
        CHECK(line.size() <= 110);
    }
}

TEST_CASE("a network of many populations still fits on one screen") {
    RunRecord record = fake::homeostasis();
    for (int i = 0; i < 100; ++i) record.populations.push_back({std::string("P").append(std::to_string(i)), 10, 0, 0, false});
    CHECK(lines_of(summary(record)).size() <= 44);
    CHECK(summary(record).find("and 97 more") != std::string::npos);
}

TEST_CASE("no record makes the summary or the profile fail or say nan") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        CAPTURE(seed);
        const RunRecord record = fake::arbitrary(seed);
        const std::string text = summary(record) + profile(record, 3);
        CHECK(text.find("nan") == std::string::npos);
        CHECK(text.find(" inf") == std::string::npos);
    }
}

TEST_CASE("a run in which nothing happened is told without a division by zero") {
    const std::string text = summary(fake::silent()) + profile(fake::silent(), 10);
    CHECK(text.find("no packet crossed the mesh") != std::string::npos);
    CHECK(text.find("nan") == std::string::npos);
}

TEST_CASE("busiest links come first, ties by row, column and direction") {
    RunRecord record = fake::silent();
    record.links = {{1, 1, 'W', 5}, {0, 1, 'E', 5}, {1, 0, 'S', 5}, {1, 1, 'E', 5}, {3, 3, 'L', 9}};
    std::vector<std::string> names;
    for (const auto& link : busiest_links(record)) names.push_back(name_of(link, record));
    CHECK(names == std::vector<std::string>{"(3, 3) -> its core", "(1, 0) -> (1, 1)", "(0, 1) -> (1, 1)", "(1, 1) -> (2, 1)", "(1, 1) -> (0, 1)"});
}

TEST_CASE("a link leads to the neighbour on its side, row 0 is the north edge") {
    CHECK(name_of({4, 4, 'N', 0}, fake::silent()) == "(4, 4) -> (4, 3)");
    CHECK(name_of({4, 4, 'S', 0}, fake::silent()) == "(4, 4) -> (4, 5)");
    CHECK(name_of({4, 4, 'E', 0}, fake::silent()) == "(4, 4) -> (5, 4)");
}

TEST_CASE("a link that closes a ring leads to the other edge") {
    RunRecord record = fake::silent();
    record.mesh_width = 5;
    record.mesh_height = 3;
    CHECK(name_of({4, 1, 'E', 0}, record) == "(4, 1) -> (0, 1)");
    CHECK(name_of({0, 0, 'W', 0}, record) == "(0, 0) -> (4, 0)");
    CHECK(name_of({4, 0, 'n', 0}, record) == "(4, 0) -> (0, 2)");
    CHECK(name_of({0, 2, 's', 0}, record) == "(0, 2) -> (4, 0)");
}

TEST_CASE("the profile lists as many links and cores as asked, and says how many there are") {
    const std::string text = profile(fake::homeostasis(), 3);
    CHECK(text.find("BUSIEST LINKS  (3 of 48 shown") != std::string::npos);
    CHECK(text.find("BUSIEST CORES  (3 of 12 shown") != std::string::npos);
    CHECK(profile(fake::homeostasis(), 1000).find("shown") == std::string::npos);
    CHECK(text.find("p95 14, p99 22, max 61") != std::string::npos);
    CHECK(text.find("buffer_write              not known") != std::string::npos);
}

TEST_CASE("rates counted from a raster are spikes per neuron and second") {
    RunRecord record = fake::silent();
    record.biological_seconds = 10;
    record.rasters = {{"Exc", 4, 8, {0.01, 5.0, 9.99, 10.0}, {0, 1, 2, 3}}};   // every second spike kept
    CHECK(rates_are_binned(record));
    const auto rates = population_rates(record);
    REQUIRE(rates.size() == 1);
    double spikes = 0;
    const double bin = rates[0].time_s[1] - rates[0].time_s[0];
    for (const double rate : rates[0].values[0]) spikes += rate * bin * 4;
    CHECK(spikes == Approx(8));
    CHECK(rates[0].values[0].front() == Approx(2 / (bin * 4)));
}

TEST_CASE("recorded rates win over counted ones") {
    RunRecord record = fake::silent();
    record.biological_seconds = 1;
    record.rasters = {{"Exc", 4, 1, {0.5}, {0}}};
    record.series = {{"r", "Exc", "rate", "Hz", {0.5}, {"Exc"}, {{3.0}}},
                     {"v", "Exc", "v", "V", {0.5}, {"v[0]"}, {{3.0}}},
                     {"w", "S", "w", "", {0.5}, {"w[0]"}, {{3.0}}}};
    CHECK_FALSE(rates_are_binned(record));
    REQUIRE(population_rates(record).size() == 1);
    CHECK(population_rates(record)[0].values[0][0] == 3.0);
    CHECK(kind_of(record.series[1], record) == SeriesKind::state);
    CHECK(kind_of(record.series[2], record) == SeriesKind::synapse);
}

TEST_CASE("spikes outside the run do not upset the bins") {
    RunRecord record = fake::silent();
    record.biological_seconds = 1;
    record.rasters = {{"Exc", 1, 3, {-1.0, NAN, 2.0}, {0, 0, 0}}};
    const auto rates = population_rates(record);
    for (const double rate : rates.at(0).values.at(0)) CHECK(rate == 0);
    for (const double seconds : {0.0, -1.0, static_cast<double>(NAN), static_cast<double>(INFINITY)}) {
        record.biological_seconds = seconds;
        CHECK(population_rates(record).empty());
    }
}

}  // namespace aerie::tools
