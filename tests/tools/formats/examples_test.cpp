#include <algorithm>
#include <filesystem>

#include "core/model.h"
#include "tests/catch.h"
#include "tools/formats/network_file.h"

using namespace aerie;

namespace {

NetworkSpec example(const std::string& name) { return formats::read_network(std::filesystem::path{AERIE_EXAMPLES} / (name + ".txtpb")); }

const Setting& named(const std::vector<Setting>& settings, const std::string& name) {
    const auto at = std::find_if(settings.begin(), settings.end(), [&](const Setting& each) { return each.name == name; });
    REQUIRE(at != settings.end());
    return *at;
}

const ProjectionSpec& projection(const NetworkSpec& spec, const std::string& name) {
    const auto at = std::find_if(spec.projections.begin(), spec.projections.end(), [&](const auto& each) { return each.name == name; });
    REQUIRE(at != spec.projections.end());
    return *at;
}

}  // namespace

TEST_CASE("the homeostasis example has the numbers of Brian2's script") {
    const NetworkSpec spec = example("homeostasis");
    CHECK(spec.schedule == Schedule::brian2);
    CHECK(spec.dt == "0.1 ms");
    CHECK(spec.duration == "40 s");
    CHECK(spec.stimuli.at(0).values == std::vector<double>{25, 50, 0, 35, 0});
    CHECK(spec.stimuli.at(0).dt == "10 s");
    CHECK(spec.sources.at(0).poisson->rate == "50 Hz");
    for (const PopulationSpec& each : spec.populations) {
        CHECK(each.threshold == "v > 1");
        CHECK(each.reset == "v = -1");
        CHECK(each.refractory == "1 ms");
        CHECK(each.method == "euler");
        CHECK(named(each.parameters, "tau").value == "10 ms");
    }
    const ProjectionSpec& plastic = projection(spec, "plastic");
    CHECK(plastic.on_pre == "v_post += w\nw = clip(w + dw_plus, 0, w_max)");
    CHECK(plastic.on_post == "w = clip(w - dw_minus, 0, w_max)");
    CHECK(named(plastic.parameters, "dw_plus").value == "0.05");
    CHECK(named(plastic.parameters, "dw_minus").value == "0.05");
    CHECK(named(plastic.parameters, "w_max").value == "2");
    CHECK(named(plastic.initial, "w").value == "0");
    CHECK(named(projection(spec, "drive_regulated").initial, "w").value == "2");
    CHECK(named(projection(spec, "drive_unregulated").initial, "w").value == "2");
}

TEST_CASE("the CUBA example has the numbers of Brian2's example") {
    const NetworkSpec spec = example("cuba");
    CHECK(spec.populations.at(0).size == 3200);
    CHECK(spec.populations.at(1).size == 800);
    CHECK(spec.projections.size() == 4);
    for (const ProjectionSpec& each : spec.projections) {
        CHECK(each.connect.rule == ConnectSpec::Rule::fixed_probability);
        CHECK(each.connect.probability == 0.02);
        CHECK(each.connect.allow_self);
    }
    CHECK(named(projection(spec, "ei").parameters, "we").value == "1.62 mV");   // 60 * 0.27 / 10
    CHECK(named(projection(spec, "ii").parameters, "wi").value == "-9 mV");     // -20 * 4.5 / 10
}

TEST_CASE("the Brunel examples have NEST's synapse counts and drive") {
    for (const char* name : {"brunel", "brunel_stdp"}) {
        const NetworkSpec spec = example(name);
        std::uint64_t synapses = 0;
        for (const ProjectionSpec& each : spec.projections) {
            const std::uint64_t targets = each.to == "excitatory" ? 9000 : 2250;
            CHECK(each.connect.degree == (each.from == "excitatory" ? 900u : 225u));   // 10 % of the sending population
            CHECK(each.delay == "1.5 ms");
            synapses += targets * each.connect.degree;
        }
        CHECK(synapses == 11250u * 1125u);
        // eta * theta / (J * tau) * dt, in ticks: 2 * 20 mV / (0.1 mV * 20 ms) * 0.1 ms = 2
        CHECK(named(spec.populations.at(0).parameters, "drive").value == "2");
        CHECK(projection(spec, "ee").on_post.empty() == (std::string{name} == "brunel"));
    }
}

TEST_CASE("every example is a network that the checker understands") {
    for (const char* name : {"homeostasis", "cuba", "brunel", "brunel_stdp"}) {
        const Network network = check_network(example(name));
        CHECK(network.name == name);
        CHECK(network.phases.size() == 1);
        CHECK(network.phases[0].duration == (network.name == "homeostasis" ? Ticks{400000} : Ticks{10000}));
    }
}
