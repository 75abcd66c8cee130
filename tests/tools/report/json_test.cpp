/// @file report.json holds a whole run: what is written comes back, and what is broken is refused by name.
#include <nlohmann/json.hpp>

#include <cmath>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/tools/report/fake_run.h"

namespace aerie::tools {

namespace {

nlohmann::json parsed(const RunRecord& record) { return nlohmann::json::parse(to_json(record)); }

Complaint complaint_about(const std::string& text) {
    try {
        static_cast<void>(from_json(text, "out/report.json"));
    } catch (const InputError& error) {
        return error.complaint();
    }
    return {"accepted", "", "", ""};
}

Complaint complaint_about(const nlohmann::json& tree) { return complaint_about(tree.dump()); }

}  // namespace

TEST_CASE("a report read back and written again has the same bytes, for any record") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        const std::string text = to_json(fake::arbitrary(seed));
        REQUIRE(to_json(from_json(text, "x")) == text);
    }
    const std::string text = to_json(fake::homeostasis());
    CHECK(to_json(from_json(text, "x")) == text);
}

TEST_CASE("a report read back holds the values that were written, to the last bit") {
    const RunRecord before = fake::homeostasis();
    const RunRecord after = from_json(to_json(before), "x");
    CHECK(after.network == before.network);
    CHECK(after.chip_seconds == before.chip_seconds);
    CHECK(after.energy_pj.statics == before.energy_pj.statics);
    CHECK(after.energy_pj.unknown == before.energy_pj.unknown);
    CHECK(after.traffic.latency_cycles.p99 == before.traffic.latency_cycles.p99);
    CHECK(after.saturations == before.saturations);
    CHECK(after.core_limits == before.core_limits);
    CHECK(after.rasters.at(1).time_s == before.rasters.at(1).time_s);
    CHECK(after.rasters.at(1).neuron == before.rasters.at(1).neuron);
    CHECK(after.series.at(2).values == before.series.at(2).values);
    REQUIRE(after.causes.size() == before.causes.size());
    for (std::size_t i = 0; i < before.causes.size(); ++i) {
        CHECK(after.causes[i].name == before.causes[i].name);
        CHECK(after.causes[i].count == before.causes[i].count);
        CHECK(after.causes[i].energy_pj == before.causes[i].energy_pj);
    }
    REQUIRE(after.processor.size() == 1);
    CHECK(after.processor[0].outputs == before.processor[0].outputs);
    CHECK(after.processor[0].learns_until_s == before.processor[0].learns_until_s);
    CHECK(after.processor[0].cycles == before.processor[0].cycles);
    CHECK(after.links.at(3).direction == before.links.at(3).direction);
}

TEST_CASE("the largest counts survive") {
    RunRecord record = fake::silent();
    record.seed = UINT64_MAX;
    record.cycles = UINT64_MAX - 1;
    const RunRecord after = from_json(to_json(record), "x");
    CHECK(after.seed == UINT64_MAX);
    CHECK(after.cycles == UINT64_MAX - 1);
}

TEST_CASE("the fields have the names that the users were promised") {
    const auto tree = parsed(fake::homeostasis());
    for (const char* name : {"network", "chip", "arithmetic", "seed", "ticks", "cycles", "wall_seconds", "populations", "mapping", "traffic",
                             "events", "energy_pj", "saturations", "lost_increments"}) {
        CAPTURE(name);
        CHECK(tree.contains(name));
    }
    for (const char* name : {"name", "size", "spikes", "rate_hz"}) CHECK(tree["populations"][0].contains(name));
    for (const char* name : {"cores_used", "hop_weighted_traffic", "random_hop_weighted_traffic"}) CHECK(tree["mapping"].contains(name));
    for (const char* name : {"packets", "packet_hops", "max_link_packets", "latency_cycles", "late"}) CHECK(tree["traffic"].contains(name));
    for (const char* name : {"mean", "p50", "p99", "max"}) CHECK(tree["traffic"]["latency_cycles"].contains(name));
    for (const char* name : {"synaptic", "learning", "neuron_updates", "instructions"}) CHECK(tree["events"].contains(name));
    for (const char* name : {"total", "dynamic", "static", "by_cause"}) CHECK(tree["energy_pj"].contains(name));
}

TEST_CASE("a price that nobody published is null, never zero") {
    const auto tree = parsed(fake::homeostasis());
    CHECK(tree["energy_pj"]["total"].is_null());
    CHECK(tree["energy_pj"]["by_cause"]["buffer_write"].is_null());
    CHECK(tree["operations"]["buffer_write"] == 4400000);
    CHECK(tree["energy_pj"]["by_cause"]["spike_out"] == 1.2e6);
}

TEST_CASE("neither NaN nor infinity is ever written") {
    RunRecord record = fake::homeostasis();
    record.wall_seconds = NAN;
    record.populations[0].rate_hz = INFINITY;
    record.energy_pj.total = NAN;
    record.causes[0].energy_pj = -INFINITY;
    record.series[0].values[0][3] = NAN;
    const std::string text = to_json(record);
    CHECK(text.find("nan") == std::string::npos);
    CHECK(text.find("NaN") == std::string::npos);
    CHECK(text.find("inf") == std::string::npos);
    const auto tree = nlohmann::json::parse(text);
    CHECK(tree["wall_seconds"].is_null());
    CHECK(tree["populations"][0]["rate_hz"].is_null());
    CHECK(tree["series"][0]["values"][0][3].is_null());
    const RunRecord after = from_json(text, "x");
    CHECK(std::isnan(after.wall_seconds));
    CHECK_FALSE(after.energy_pj.total.has_value());
}

TEST_CASE("a name that is not UTF-8 does not stop the report") {
    RunRecord record = fake::silent();
    record.network = "bad \xff name";
    CHECK(parsed(record)["network"].get<std::string>().find("bad ") == 0);
}

TEST_CASE("a report cut at any byte is refused with the place of the cut") {
    const std::string text = to_json(fake::silent());
    for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
        CAPTURE(length);
        const Complaint complaint = complaint_about(text.substr(0, length));
        REQUIRE(complaint.what == "the JSON ends too early");
        REQUIRE(complaint.where.find("out/report.json") == 0);
    }
}

TEST_CASE("what is no report is refused") {
    CHECK(complaint_about(std::string("hello")).what == "not JSON");
    CHECK(complaint_about(std::string("[]")).what == "not a report of an Aerie run");
    CHECK(complaint_about(std::string("{\"a\": 1}")).what == "not a report of an Aerie run");
    CHECK(complaint_about(std::string("null")).what == "not a report of an Aerie run");
    auto tree = parsed(fake::silent());
    tree["report_format"] = 99;
    CHECK(complaint_about(tree).what == "a report of another format");
}

TEST_CASE("every field is required, and a missing one is named") {
    const auto tree = parsed(fake::homeostasis());
    for (const auto& [name, value] : tree.items()) {
        if (name == "report_format") continue;
        auto without = tree;
        without.erase(name);
        CAPTURE(name);
        CHECK(complaint_about(without).what == "the field '" + name + "' is missing");
    }
}

TEST_CASE("a value of the wrong kind is named by its path") {
    const auto tree = parsed(fake::homeostasis());
    const auto with = [&tree](const char* pointer, nlohmann::json value) {
        auto changed = tree;
        changed[nlohmann::json::json_pointer(pointer)] = std::move(value);
        return complaint_about(changed);
    };
    CHECK(with("/traffic/latency_cycles/p99", -1).where == "out/report.json: traffic.latency_cycles.p99");
    CHECK(with("/traffic/latency_cycles/p99", 1.5).what == "not a count");
    CHECK(with("/threads", 4294967296u).allowed == "a whole number from 0 to 4294967295");
    CHECK(with("/cores/2/neurons", "many").where == "out/report.json: cores[2].neurons");
    CHECK(with("/links/0/direction", "Q").what == "not a direction");
    CHECK(with("/links/0/direction", "").what == "not a direction");
    CHECK(with("/populations", 3).what == "not a list");
    CHECK(with("/populations/0", 3).what == "not an object");
    CHECK(with("/populations/0/is_source", "yes").what == "not a truth value");
    CHECK(with("/wall_seconds", "fast").what == "not a number");
    CHECK(with("/network", 3).what == "not a text");
    CHECK(with("/saturations", nullptr).what == "not an object");
    CHECK(with("/operations", nlohmann::json::array()).what == "not an object");
    CHECK(with("/energy_pj/by_cause", nlohmann::json::object()).what.find("is missing") != std::string::npos);
}

TEST_CASE("columns that do not fit each other are refused") {
    auto tree = parsed(fake::homeostasis());
    SECTION("a spike without its neuron") {
        tree["rasters"][0]["neuron"].erase(0);
        CHECK(complaint_about(tree).where == "out/report.json: rasters: Inputs");
    }
    SECTION("a curve shorter than its times") {
        tree["series"][0]["values"][1].erase(0);
        CHECK(complaint_about(tree).what == "columns of unequal length");
    }
    SECTION("a curve without a label") {
        tree["series"][0]["labels"].erase(0);
        CHECK(complaint_about(tree).what == "columns of unequal length");
    }
    SECTION("cycles without a time") {
        tree["cycles_per_tick"]["time_s"].erase(0);
        CHECK(complaint_about(tree).where == "out/report.json: cycles_per_tick");
    }
}

TEST_CASE("deep nesting is an error, not a crash") {
    CHECK(complaint_about(std::string(200000, '[')).what == "the JSON ends too early");
    CHECK(complaint_about("{\"report_format\": 1, \"network\": " + std::string(1000, '[') + std::string(1000, ']') + "}").what == "not a text");
}

}  // namespace aerie::tools
