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
    CHECK(complaint_about("mesh.topology=torus").allowed == "mesh");
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
