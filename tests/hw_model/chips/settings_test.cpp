/// @file Every setting of a chip can be written as it is read, and a wrong one says what is allowed.
#include "hw_model/chips/settings.h"

#include <set>

#include "core/error.h"
#include "tests/catch.h"
#include "tools/formats/chip_file.h"

namespace aerie::hw {
namespace {

Complaint complaint_about(const std::string& assignment) {
    ChipSpec chip = formats::load_chip("aerie");
    try {
        apply_override(chip, assignment);
        check_chip(chip, "test");
    } catch (const InputError& error) {
        return error.complaint();
    }
    return {};
}

TEST_CASE("each setting has a key of its own, and what it reads it can write") {
    std::set<std::string> keys;
    for (const std::string& name : formats::known_chips()) {
        const ChipSpec original = formats::load_chip(name);
        for (const ChipSetting& setting : chip_settings()) {
            INFO(setting.key);
            keys.insert(setting.key);
            ChipSpec copy = original;
            CHECK(setting.write(copy, setting.read(original)));
            CHECK(setting.read(copy) == setting.read(original));
            CHECK_FALSE(setting.allowed.empty());
        }
    }
    CHECK(keys.size() == chip_settings().size());
}

TEST_CASE("an override changes one setting and remembers that it did") {
    ChipSpec chip = formats::load_chip("brainscales1-digital");
    apply_override(chip, "weight.bits=6");
    apply_override(chip, "weight.rounding=stochastic");
    CHECK(chip.weight.bits == 6);
    CHECK(chip.weight.rounding == Rounding::stochastic);
    CHECK(chip.provenance.at("weight.bits").source == "--set");
    CHECK(chip.provenance.at("weight.bits").note == "the chip file says 4");
    CHECK_FALSE(chip.weight.is_signed);
    CHECK(chip.state.bits == 32);
}

TEST_CASE("an override can make a figure known and unknown") {
    ChipSpec chip = formats::load_chip("loihi1");
    apply_override(chip, "cost.barrier.energy_pj=12.5");
    CHECK(chip.cost(Operation::barrier).energy_pj.value == 12.5);
    apply_override(chip, "cost.barrier.energy_pj=unknown");
    CHECK_FALSE(chip.cost(Operation::barrier).energy_pj.value.has_value());
}

TEST_CASE("bits of a number go from 1 to 32, no further") {
    CHECK(complaint_about("weight.bits=1").what.empty());
    CHECK(complaint_about("weight.bits=32").what.empty());
    for (const char* wrong : {"weight.bits=0", "weight.bits=33", "weight.bits=-1", "weight.bits=4.0", "weight.bits=", "weight.bits= 4", "weight.bits=4x"}) {
        INFO(wrong);
        CHECK(complaint_about(wrong).allowed.find("a whole number from 1 to 32") != std::string::npos);
    }
}

TEST_CASE("a wrong override says what, found and allowed") {
    CHECK(complaint_about("wieght.bits=4").what == "unknown chip setting 'wieght.bits'");
    CHECK(complaint_about("wieght.bits=4").allowed.find("'weight.bits'") != std::string::npos);
    CHECK(complaint_about("weight.rounding=up").found == "'up'");
    CHECK(complaint_about("weight.rounding=up").allowed == "nearest or toward_zero or stochastic");
    CHECK(complaint_about("weight.bits").what == "an override has the form KEY=VALUE");
    CHECK(complaint_about("=4").what == "an override has the form KEY=VALUE");
    CHECK(complaint_about("cycle_ns=nan").allowed.find("a number from 0") != std::string::npos);
    CHECK(complaint_about("cycle_ns=-1").allowed.find("a number from 0") != std::string::npos);
    CHECK(complaint_about("cycle_ns=unknown").what == "cycle_ns must be known");
    CHECK(complaint_about("cost.spike.cycles=1.5").what == "cost.spike.cycles is not a whole number of cycles");
    CHECK(complaint_about("packing.is_crossbar=true").what.empty());
    CHECK(complaint_about("mesh.topology=ring").allowed == "mesh or torus or hex_torus");
}

TEST_CASE("a chip has at most 2^20 cores, and a capacity of at most 2^40") {
    ChipSpec chip = formats::load_chip("aerie");
    for (const char* set : {"mesh.width=1024", "mesh.height=1024"}) apply_override(chip, set);
    CHECK_NOTHROW(check_chip(chip, "test"));
    apply_override(chip, "mesh.cores_per_router=2");
    CHECK_THROWS_AS(check_chip(chip, "test"), InputError);
    CHECK(complaint_about("capacity.neurons=1099511627776").what.empty());
    CHECK(complaint_about("capacity.neurons=1099511627777").allowed.find("0: no such limit") != std::string::npos);
    CHECK_FALSE(complaint_about("capacity.neurons=18446744073709551616").what.empty());
}

TEST_CASE("real_time ticks need a length") {
    ChipSpec chip = formats::load_chip("aerie");
    apply_override(chip, "tick_mode=real_time");
    CHECK_THROWS_AS(check_chip(chip, "test"), InputError);
    apply_override(chip, "tick_cycles=1");
    CHECK_NOTHROW(check_chip(chip, "test"));
}

TEST_CASE("each price can be set by its operation's name, and what happens between routers has no time of its own") {
    for (std::size_t i = 0; i < operation_count; ++i) {
        const auto operation = static_cast<Operation>(i);
        const std::string prefix = "cost." + std::string{name_of(operation)};
        ChipSpec chip = formats::load_chip("aerie");
        apply_override(chip, prefix + ".energy_pj=0.125");
        CHECK(chip.cost(operation).energy_pj.value == 0.125);
        CHECK(chip.cost(operation).energy_pj.provenance.source == "--set");
        if (is_timed_by_mesh(operation)) {
            CHECK(complaint_about(prefix + ".cycles=3").what == "unknown chip setting '" + prefix + ".cycles'");
            continue;
        }
        apply_override(chip, prefix + ".cycles=7");
        CHECK(chip.cost(operation).cycles.value == 7.0);
    }
}

TEST_CASE("a hop latency may be unknown, other numbers of cycles may not") {
    ChipSpec chip = formats::load_chip("aerie");
    const ChipSetting& hop = find_setting("mesh.hop_cycles_x", "test");
    CHECK(hop.read(chip) == "1");
    apply_override(chip, "mesh.hop_cycles_x=unknown");
    CHECK(hop.read(chip) == "unknown");
    CHECK(chip.mesh.hop_cycles_x == 0);
    apply_override(chip, "mesh.hop_cycles_x=20");
    CHECK(chip.mesh.hop_cycles_x == 20);
    CHECK_THROWS_AS(apply_override(chip, "mesh.hop_cycles_x=0"), InputError);
    CHECK_THROWS_AS(apply_override(chip, "mesh.credit_cycles=unknown"), InputError);
}

TEST_CASE("overrides reach the field that they name, and only it") {
    ChipSpec chip = formats::load_chip("aerie");
    for (const char* set : {"mesh.width=5", "mesh.height=6", "mesh.cores_per_router=7", "mesh.fifo_depth=8", "mesh.hop_cycles_x=9", "mesh.hop_cycles_y=10", "mesh.credit_cycles=11",
                            "mesh.ingress_depth=12", "mesh.order=yx", "mesh.cast=multicast", "mesh.router=booksim", "mesh.host_x=3", "mesh.host_y=4"}) {
        apply_override(chip, set);
    }
    const MeshParameters& mesh = chip.mesh;
    CHECK(std::vector<std::uint32_t>{mesh.width, mesh.height, mesh.cores_per_router, mesh.fifo_depth, mesh.hop_cycles_x, mesh.hop_cycles_y, mesh.credit_cycles, mesh.ingress_depth,
                                     mesh.host_x, mesh.host_y} == std::vector<std::uint32_t>{5, 6, 7, 8, 9, 10, 11, 12, 3, 4});
    CHECK(mesh.order == RoutingOrder::yx);
    CHECK(mesh.cast == Cast::multicast);
    CHECK(mesh.router == "booksim");
    for (const char* set : {"capacity.neurons=1", "capacity.axons_in=2", "capacity.axons_out=3", "capacity.synapse_bits=4", "capacity.routing_entries=5", "capacity.max_delay_ticks=6",
                            "capacity.destinations_per_neuron=7", "capacity.microcode_words=8"}) {
        apply_override(chip, set);
    }
    const Capacity& c = chip.capacity;
    CHECK(std::vector<std::uint64_t>{c.neurons, c.axons_in, c.axons_out, c.synapse_bits, c.routing_entries, c.max_delay_ticks, c.destinations_per_neuron, c.microcode_words} ==
          std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8});
    for (const char* set : {"state.bits=11", "trace.bits=12", "weight.bits=13", "accumulator.bits=14", "trace.overflow=wrap", "accumulator.is_signed=false", "state.rounding=stochastic"}) {
        apply_override(chip, set);
    }
    CHECK(std::vector<int>{chip.state.bits, chip.trace.bits, chip.weight.bits, chip.accumulator.bits} == std::vector<int>{11, 12, 13, 14});
    CHECK_FALSE(chip.trace.saturates);
    CHECK(chip.state.saturates);
    CHECK_FALSE(chip.accumulator.is_signed);
    CHECK(chip.state.rounding == Rounding::stochastic);
    CHECK(chip.trace.rounding == Rounding::nearest);
}

TEST_CASE("a crossbar needs a number of neurons") {
    ChipSpec chip = formats::load_chip("truenorth");
    apply_override(chip, "capacity.neurons=0");
    CHECK_THROWS_AS(check_chip(chip, "test"), InputError);
}

TEST_CASE("help lists every key") {
    const std::string help = override_help();
    for (const ChipSetting& setting : chip_settings()) CHECK(help.find("  " + setting.key + " ") != std::string::npos);
}

}  // namespace
}  // namespace aerie::hw
