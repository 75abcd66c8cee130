#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/catch.h"
#include "tests/tools/session/small_network.h"
#include "tools/session/compare_report.h"

using namespace aerie;
using namespace aerie::session;
using namespace aerie::tests;

namespace {

/// Every number is a multiple of 1/4: fixed point is exact.
const char* const exact = R"net(name: "exact" dt: "1 ms" duration: "100 ms"
source { name: "S" size: 2 regular { period: "5 ms" } }
population { name: "A" size: 2 equations: "v : 1 [-8, 8]" threshold: "v >= 1" reset: "v = 0" }
projection { name: "P" from: "S" to: "A" connect { one_to_one {} } equations: "w : 1 [0, 2]" on_pre: "v_post += w" initial { name: "w" value: "0.25" } }
)net";

Comparison compare_small(const std::string& text, const std::vector<std::string>& overrides = {}, const CompareOptions& options = {}) {
    SmallRequest small{text};
    small.request.overrides = overrides;
    const std::unique_ptr<Prepared> prepared = prepare(small.request);
    return compare(*prepared, options);
}

const VariableError& find(const Comparison& c, const std::string& name) {
    for (const VariableError& e : c.variables) if (e.name == name) return e;
    FAIL("no " << name);
    return c.variables.front();
}

}  // namespace

TEST_CASE("where fixed point is exact nothing differs") {
    const Comparison c = compare_small(exact);
    CHECK(find(c, "A.v").rms == 0.0);
    CHECK(find(c, "A.v").worst == 0.0);
    CHECK_FALSE(c.first.has_value());
    REQUIRE(c.populations.size() == 1);   // a source is no population under test
    CHECK(c.populations[0].spikes_fixed == c.populations[0].spikes_float64);
    CHECK(c.populations[0].same == c.populations[0].spikes_fixed);
    CHECK(c.populations[0].spikes_fixed >= 8);   // two neurons, every fourth of twenty spikes
    CHECK(c.populations[0].distance == 0.0);
    CHECK(to_text(c).find("every spike has the same neuron and tick") != std::string::npos);
}

TEST_CASE("errors are bounded by each other and by what rounding can do") {
    const Comparison c = compare_small(small_network, {}, {.period_ticks = 1});
    const VariableError& v = find(c, "A.v");
    CHECK(v.samples == 4 * 201);
    CHECK(v.rms <= v.worst);
    REQUIRE_FALSE(c.first.has_value());
    const double kept = std::pow(0.9, 10);   // of the potential, from one arrival of the drive to the next
    CHECK(v.worst <= find(c, "P.w").worst / (1.0 - kept) + 10.0 * v.quantum / (1.0 - 0.9));   // the drive's weights are wrong, and each tick rounds
    CHECK(find(c, "P.w").worst <= (0.5 + static_cast<double>(c.populations[0].spikes_fixed)) * find(c, "P.w").quantum);
    CHECK(v.reference.low >= 0.0);
    CHECK(v.reference.high <= 1.5 + 2.0);
    CHECK(v.quantum > 0.0);
    CHECK(find(c, "P.w").samples == 4 * 201);
}

TEST_CASE("the error of a constant weight is its quantisation error, at every time constant and period") {
    // one synapse variable that learns nothing in this run: w stays at the grid point nearest to 1.1
    const std::string still = changed(changed(small_network, "v > 1.5", "v > 7"), "tau\" value: \"10 ms\"", "tau\" value: \"1 ms\"");
    for (const std::uint64_t period : {1u, 7u, 200u}) {
        const Comparison c = compare_small(still, {"weight.bits=6"}, {.period_ticks = period});
        const VariableError& w = find(c, "P.w");
        const double nearest = std::round(1.1 / w.quantum) * w.quantum;
        CHECK(w.rms == Approx(std::abs(1.1 - nearest)));
        CHECK(w.worst == Approx(std::abs(1.1 - nearest)));
    }
}

TEST_CASE("coarse weights change spikes, and the first one that differs is named") {
    const Comparison c = compare_small(small_network, {"weight.bits=3"});
    REQUIRE(c.first.has_value());
    CHECK(c.first->population == "A");
    REQUIRE(c.populations[0].first_tick.has_value());
    CHECK(*c.populations[0].first_tick == c.first->tick);
    CHECK(c.populations[0].distance > 0.0);
    CHECK(c.populations[0].same <= std::min(c.populations[0].spikes_fixed, c.populations[0].spikes_float64));
    CHECK(c.populations[0].rate_fixed_hz == Approx(static_cast<double>(c.populations[0].spikes_fixed) / 4 / 0.2));
}

TEST_CASE("members and period thin the samples, and the last tick is always among them") {
    const Comparison c = compare_small(small_network, {}, {.period_ticks = 150, .most_members = 2});
    CHECK(find(c, "A.v").members == 2);
    CHECK(find(c, "A.v").samples == 2 * 3);   // ticks 0, 150, 200
}

TEST_CASE("the JSON holds what the text says") {
    const Comparison c = compare_small(small_network, {"weight.bits=3"});
    const auto root = nlohmann::json::parse(to_json(c));
    CHECK(root["network"] == "small");
    CHECK(root["chip"] == "aerie");
    CHECK(root["ticks"] == 200);
    CHECK(root["first_difference"]["tick"] == c.first->tick);
    CHECK(root["populations"][0]["van_rossum_distance"].get<double>() == Approx(c.populations[0].distance));
    CHECK(root["variables"].size() == c.variables.size());
    CHECK(root["losses"].size() == c.losses.size());
    for (const auto& l : root["losses"]) CHECK(l["saturations"] <= l["stores"]);
}
