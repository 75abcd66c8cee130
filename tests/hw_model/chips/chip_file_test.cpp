/// @file The chips that come with Aerie hold what their sources say, and a chip file without sources is refused.
#include "tools/formats/chip_file.h"

#include <fstream>
#include <sstream>

#include "core/error.h"
#include "hw_model/chips/describe.h"
#include "hw_model/chips/settings.h"
#include "tests/catch.h"
#include "tests/scratch_directory.h"

namespace aerie::formats {
namespace {

using hw::ChipSpec;
using hw::Operation;

/// The file of a chip that comes with Aerie, as text to be damaged.
std::string text_of(const std::string& name) {
    std::ifstream in{AERIE_TEST_CHIPS "/" + name + ".txtpb"};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The complaint about a chip file with `from` replaced by `to`.
Complaint complaint_about(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const tests::ScratchDirectory scratch{"chip-file"};
    Complaint complaint;
    try {
        (void)load_chip(scratch.file("chip.txtpb", text).string());
    } catch (const InputError& error) {
        complaint = error.complaint();
    }
    return complaint;
}

TEST_CASE("five chips come with Aerie") {
    CHECK(known_chips() == std::vector<std::string>{"aerie", "brainscales1-digital", "loihi1", "spinnaker1", "truenorth"});
}

TEST_CASE("every chip that comes with Aerie loads, under its own name, and every figure has source and grade") {
    for (const std::string& name : known_chips()) {
        INFO(name);
        const ChipSpec chip = load_chip(name);
        CHECK(chip.name == name);
        CHECK_FALSE(chip.title.empty());
        for (const hw::ChipSetting& setting : hw::chip_settings()) {
            INFO(setting.key);
            const hw::Provenance provenance = provenance_of(chip, setting);
            CHECK_FALSE(provenance.source.empty());
            const bool is_unknown = setting.read(chip) == "unknown";
            CHECK((provenance.grade == '-') == is_unknown);
        }
    }
}

TEST_CASE("loihi1 holds the pre-silicon table of Davies 2018") {
    const ChipSpec chip = load_chip("loihi1");
    const double ns = *chip.cycle_ns.value;
    const auto energy = [&](Operation op) { return *chip.cost(op).energy_pj.value; };
    const auto time = [&](Operation op) { return *chip.cost(op).cycles.value * ns; };
    CHECK(energy(Operation::synaptic_event) == 23.6);
    CHECK(time(Operation::synaptic_event) == Approx(3.5));
    CHECK(energy(Operation::learning_event) == 120.0);
    CHECK(time(Operation::learning_event) == Approx(6.1));
    CHECK(energy(Operation::neuron_update_active) == 81.0);
    CHECK(energy(Operation::neuron_update_idle) == 52.0);
    CHECK(time(Operation::neuron_update_active) == Approx(8.4));
    CHECK(time(Operation::neuron_update_idle) == Approx(5.3));
    CHECK(energy(Operation::hop_local) == 1.7);
    CHECK(energy(Operation::hop_x) == 3.0);
    CHECK(energy(Operation::hop_y) == 4.0);
    CHECK(chip.mesh.hop_cycles_x * ns == Approx(4.1));
    CHECK(chip.mesh.hop_cycles_y * ns == Approx(6.5));
    CHECK(time(Operation::barrier) == Approx(465.0));
    CHECK_FALSE(chip.cost(Operation::barrier).energy_pj.value.has_value());   // time published, energy not
    CHECK(chip.cores() == 128);
    CHECK(chip.capacity.synapse_bits == 131072 * 8);
    CHECK(chip.neuron == hw::NeuronAbility::linear_lif);
    CHECK(chip.plasticity == hw::PlasticityAbility::pair_rule);
    CHECK(chip.weight.bits == 8);
    CHECK(chip.state.bits == 24);
}

TEST_CASE("truenorth has a millisecond tick, a crossbar, one destination per neuron, and no published hop latency") {
    const ChipSpec chip = load_chip("truenorth");
    CHECK(chip.tick_mode == hw::TickMode::real_time);
    CHECK(static_cast<double>(chip.tick_cycles) * *chip.cycle_ns.value * 1e-9 == Approx(*chip.tick_s.value));
    CHECK(*chip.tick_s.value == 0.001);
    CHECK(chip.cores() == 4096);
    CHECK(chip.packing.is_crossbar);
    CHECK(chip.capacity.destinations_per_neuron == 1);
    CHECK(chip.capacity.max_delay_ticks == 15);
    CHECK(chip.plasticity == hw::PlasticityAbility::none);
    CHECK(chip.provenance.at("mesh.hop_cycles_x").grade == '-');
    CHECK(chip.mesh.hop_cycles_x == 0);   // not known
    const auto hop = std::find_if(chip.facts.begin(), chip.facts.end(), [](const auto& fact) { return fact.first == "hop_latency [s]"; });
    REQUIRE(hop != chip.facts.end());
    CHECK_FALSE(hop->second.value.has_value());
    CHECK(*chip.cost(Operation::synaptic_event).energy_pj.value == 2.297);   // the marginal fit, not the headline 26 pJ
}

TEST_CASE("brainscales1-digital has 4-bit unsigned weights of free scale and knows no energy") {
    const ChipSpec chip = load_chip("brainscales1-digital");
    CHECK(chip.weight.bits == 4);
    CHECK_FALSE(chip.weight.is_signed);
    CHECK(chip.weight_grid == hw::WeightGrid::free_scale);
    CHECK(chip.capacity.neurons == 512);
    CHECK(chip.capacity.synapse_bits / chip.packing.static_bits == 114688);
    CHECK(chip.cores() == 384);
    for (const hw::Cost& cost : chip.costs) CHECK_FALSE(cost.energy_pj.value.has_value());
    CHECK_FALSE(chip.static_power_w.value.has_value());
}

TEST_CASE("spinnaker1 holds what the data sheet and the software say, and no hop latency, which nobody published") {
    const ChipSpec chip = load_chip("spinnaker1");
    CHECK(chip.tick_mode == hw::TickMode::real_time);
    CHECK(static_cast<double>(chip.tick_cycles) * *chip.cycle_ns.value * 1e-9 == Approx(0.001));
    CHECK(1000.0 / *chip.cycle_ns.value == Approx(133.0));   // MHz
    CHECK(chip.mesh.topology == "hex_torus");
    CHECK(chip.mesh.cast == hw::Cast::multicast);
    CHECK(chip.mesh.router == "spinnaker1");
    CHECK(chip.mesh.cores_per_router == 16);          // 18 less monitor and spare
    CHECK(chip.capacity.routing_entries == 1023);     // of 1,024
    CHECK(chip.capacity.neurons == 256);
    CHECK(chip.capacity.max_delay_ticks == 16);
    CHECK(chip.capacity.synapse_bits == 123469792ull / 16 * 8);
    CHECK(chip.weight.bits == 16);
    CHECK(chip.mesh.hop_cycles_x == 0);
    CHECK(chip.mesh.hop_cycles_y == 0);
    CHECK(chip.provenance.at("mesh.hop_cycles_x").grade == '-');
    CHECK(static_cast<double>(chip.mesh.link_cycles) * *chip.cycle_ns.value == Approx(40.0 / 0.25).epsilon(0.02));   // 40 bit at 250 Mbit/s, in ns
    CHECK(chip.mesh.wait1_cycles == 256);
    CHECK(chip.mesh.wait2_cycles == 0);
    CHECK(*chip.cost(Operation::table_route).energy_pj.value == 40 * 25.0);   // 25 pJ per bit
    CHECK(*chip.static_power_w.value == Approx(64 * 0.35));
    CHECK_FALSE(chip.cost(Operation::hop_x).energy_pj.value.has_value());
    CHECK(chip.plasticity == hw::PlasticityAbility::programmable);
}

TEST_CASE("the default chip holds a balanced network of 11,250 neurons with 12.7 million plastic synapses of one word") {
    const ChipSpec chip = load_chip("aerie");
    CHECK(chip.cores() * chip.capacity.neurons >= 11250);
    CHECK(chip.cores() * chip.capacity.synapse_bits >= 12'700'000ull * chip.packing.plastic_bits);
    CHECK(chip.state.bits == 32);
    CHECK(chip.weight.bits == 16);
    CHECK(chip.weight.rounding == hw::Rounding::stochastic);
    CHECK(chip.state.rounding == hw::Rounding::nearest);
    CHECK(chip.lanes == 16);
    CHECK(chip.capacity.max_delay_ticks == 63);
}

TEST_CASE("an unknown chip is answered with the nearest known one") {
    try {
        (void)load_chip("loihi");
        FAIL("accepted");
    } catch (const InputError& error) {
        CHECK(error.complaint().what == "unknown chip 'loihi'");
        CHECK(error.complaint().allowed.find("'loihi1'") != std::string::npos);
        CHECK(error.complaint().allowed.find("'truenorth'") != std::string::npos);
    }
}

TEST_CASE("a missing chip file is named") { CHECK_THROWS_AS(load_chip("/nowhere/chip.txtpb"), InputError); }

TEST_CASE("a chip file must name every setting, with source and grade") {
    const std::string text = text_of("aerie");
    const std::string lanes = "lanes { value: 16 source: \"aerie\" grade: D note: \"one instruction covers 16 neurons per cycle: a 512-bit datapath\" }";
    CHECK(complaint_about(text, lanes, "").what == "'lanes' is missing");
    CHECK(complaint_about(text, lanes, "lanes { value: 16 source: \"aerie\" }").what == "a figure without a grade");
    CHECK(complaint_about(text, lanes, "lanes { value: 16 source: \"areie\" grade: D }").what == "unknown source 'areie'");
    CHECK(complaint_about(text, lanes, "lanes { value: 16 source: \"areie\" grade: D }").allowed.find("'aerie'") != std::string::npos);
    CHECK(complaint_about(text, lanes, "lanes { value: 16 source: \"aerie\" grade: NONE }").what == "value and grade contradict each other");
    CHECK(complaint_about(text, lanes, "lanes { source: \"aerie\" grade: D }").what == "value and grade contradict each other");
    CHECK(complaint_about(text, lanes, "lanes { source: \"aerie\" grade: NONE }").what == "'lanes' has no value");   // a count may not be unknown
}

TEST_CASE("a chip file's numbers keep their ranges") {
    const std::string text = text_of("aerie");
    const std::string lanes = "lanes { value: 16";
    for (const char* wrong : {"lanes { value: 0", "lanes { value: -1", "lanes { value: 1.5", "lanes { value: 1e30", "lanes { value: 4097"}) {
        INFO(wrong);
        CHECK(complaint_about(text, lanes, wrong).allowed.find("a whole number from 1 to 4096") != std::string::npos);
    }
    CHECK(complaint_about(text, lanes, "lanes { value: 4096").what.empty());
    CHECK_FALSE(complaint_about(text, lanes, "lanes { value: nan").what.empty());
    CHECK_FALSE(complaint_about(text, "cycle_ns { value: 1", "cycle_ns { value: inf").what.empty());
    CHECK(complaint_about(text, "cycle_ns { value: 1", "cycle_ns { value: 0").what == "cycle_ns must be known");
    CHECK(complaint_about(text, "host_x { value: 0", "host_x { value: 8").what == "the host's router is outside the mesh");
    CHECK(complaint_about(text, "host_x { value: 0", "host_x { value: 7").what.empty());
    CHECK(complaint_about(text, "tick_mode { value: \"barrier\"", "tick_mode { value: \"real_time\"").what == "a real-time chip needs the length of its tick");
    CHECK(complaint_about(text, "tick_mode { value: \"barrier\"", "tick_mode { value: \"barier\"").allowed == "barrier or real_time");
}

TEST_CASE("a chip file's time of a hop stands in one place") {
    const Complaint complaint = complaint_about(text_of("aerie"), "hop_x {", "hop_x { cycles { value: 3 source: \"aerie\" grade: D }");
    CHECK(complaint.what == "the time of what happens between routers stands in the mesh");
}

TEST_CASE("a field that the schema does not know is refused with the nearest one it knows") {
    CHECK(to_string(complaint_about(text_of("aerie"), "width {", "widht {")).find("'width'") != std::string::npos);
}

TEST_CASE("a description names every setting, its source, and what is not known") {
    const std::string text = hw::describe(load_chip("loihi1"));
    for (const hw::ChipSetting& setting : hw::chip_settings()) CHECK(text.find("  " + setting.key + " ") != std::string::npos);
    const auto line = text.find("cost.barrier.energy_pj");
    CHECK(text.substr(line, text.find('\n', line) - line).find("not known") != std::string::npos);
    CHECK(text.find("B davies18") != std::string::npos);
    CHECK(hw::summary(load_chip("truenorth")).find("no learning") != std::string::npos);
}

}  // namespace
}  // namespace aerie::formats
