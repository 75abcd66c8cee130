/// @file Routers that drop under a running network: what is sent again comes late at worst, what is not is a lost spike, and every copy is accounted for.
#include "tests/catch.h"
#include "tests/hw_model/machine/cycle_schedule.h"
#include "tests/hw_model/machine/laws.h"

using namespace aerie;
using namespace aerie::test;
using hw::Operation;

namespace {

/// A of eight neurons that fire together at router (0,0), B at (1,0) and C at (2,0) on SpiNNaker; links so slow and routers so impatient that few packets pass.
NetworkSpec burst() {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 8, {0, 1, 2, 3, 4, 5, 6, 7}), halving("B", 1), halving("C", 1)};
    spec.projections = {wires("near", "A", "B", "0.0625"), wires("far", "A", "C", "0.0625")};
    return spec;
}

std::function<void(hw::ChipSpec&)> impatient(std::uint32_t reinject_cycles) {
    return [=](hw::ChipSpec& chip) {
        chip.mesh.link_cycles = 100;
        chip.mesh.wait1_cycles = 0;
        chip.mesh.wait2_cycles = 0;
        chip.mesh.reinject_cycles = reinject_cycles;
    };
}

Rig run_burst(std::function<void(hw::ChipSpec&)> change, std::uint64_t ticks) {
    Rig rig{burst(), {.chip = "spinnaker1", .cores = {std::vector<std::uint32_t>(8, 0), {16}, {32}}, .change = std::move(change)}};
    rig.run_to(ticks);
    return rig;
}

}  // namespace

TEST_CASE("on a patient spinnaker1 every packet arrives in its tick") {
    Rig rig = run_burst([](hw::ChipSpec&) {}, 3);
    const hw::TickTimer& timer = rig.machine().timer();
    CHECK(timer.packets_sent() == 8);
    CHECK(timer.deliveries() == 16);
    CHECK(timer.late() == 0);
    CHECK(timer.lost(PopulationId{0}) == 0);
    CHECK(rig.machine().counts()[Operation::packet_dropped] == 0);
    CHECK(rig.value(1, "v") == 8 * 0.0625 / 4);   // due in 1, halved in 1 and 2
    CHECK(rig.value(2, "v") == 8 * 0.0625 / 4);
}

TEST_CASE("dropped packets that are sent again are not lost, and the result is that of a patient router") {
    Rig patient = run_burst([](hw::ChipSpec&) {}, 3), hasty = run_burst(impatient(133), 3);
    CHECK(hasty.machine().counts()[Operation::packet_dropped] > 0);
    CHECK(hasty.machine().counts()[Operation::packet_reinjected] > 0);
    CHECK(hasty.machine().timer().deliveries() == 16);
    CHECK(hasty.machine().timer().lost(PopulationId{0}) == 0);
    CHECK(hasty.machine().timer().late() == 0);
    CHECK(hasty.value(1, "v") == patient.value(1, "v"));
    CHECK(hasty.value(2, "v") == patient.value(2, "v"));
}

TEST_CASE("dropped packets that are not sent again are lost for every NeuroCore behind, and counted for who sent them") {
    Rig rig = run_burst(impatient(0), 3);
    const hw::TickTimer& timer = rig.machine().timer();
    const std::uint64_t lost = timer.lost(PopulationId{0});
    CHECK(lost > 0);
    CHECK(timer.lost(PopulationId{1}) == 0);
    CHECK(timer.deliveries() + lost == 16);   // nothing vanishes unseen
    std::uint64_t to_b = 0, to_c = 0;
    for (const hw::PacketRecord& p : rig.machine().timer().packets()) ++(p.slot == 1 ? to_b : to_c);
    CHECK(rig.value(1, "v") == static_cast<double>(to_b) * 0.0625 / 4);
    CHECK(rig.value(2, "v") == static_cast<double>(to_c) * 0.0625 / 4);
}

TEST_CASE("a network on spinnaker1 with time enough gives the results of aerie, whatever the threads") {
    const NetworkSpec spec = with_stdp(balanced(Schedule::chip));
    const auto setup = [](const char* chip, std::uint32_t threads) {
        Setup s{.chip = chip, .threads = threads, .change = [](hw::ChipSpec& c) { c.capacity.max_delay_ticks = 0; }};
        s.map = {.partition = hw::PartitionMethod::random, .min_cores = 6, .anneal_moves = 300, .restarts = 1, .seed = 2};
        return s;
    };
    Rig one{spec, setup("spinnaker1", 1)}, four{spec, setup("spinnaker1", 4)};
    one.run_to(300);
    four.run_to(300);
    CHECK(one.machine().timer().packets() == four.machine().timer().packets());
    CHECK(one.machine().counts() == four.machine().counts());
    CHECK(one.machine().timer().late() == 0);
    // In float64 no format of the chip plays a part.
    require_equal(outcome_of(spec, setup("aerie", 1), 300), outcome_of(spec, setup("spinnaker1", 2), 300));
}

TEST_CASE("a mesh whose settings do not go together is refused by name") {
    const auto complaint = [](const char* name, std::function<void(hw::MeshParameters&)> change) {
        hw::ChipSpec chip = formats::load_chip(name);
        change(chip.mesh);
        try {
            (void)hw::mesh_spec_of(chip);
        } catch (const InputError& error) {
            return std::string{error.what()};
        }
        return std::string{};
    };
    for (const char* chip : {"aerie", "loihi1", "truenorth", "spinnaker1"}) CHECK(complaint(chip, [](hw::MeshParameters&) {}) == "");
    CHECK(complaint("aerie", [](hw::MeshParameters& m) { m.topology = "torus"; }) == "");
    CHECK(complaint("aerie", [](hw::MeshParameters& m) { m.topology = "hex_torus"; }) == "");
    CHECK_THAT(complaint("aerie", [](hw::MeshParameters& m) { m.wait1_cycles = 5; }), Catch::Contains("mesh.wait1_cycles") && Catch::Contains("spinnaker1"));
    CHECK_THAT(complaint("spinnaker1", [](hw::MeshParameters& m) { m.router = "aerie"; }), Catch::Contains("'aerie' waits as long as it takes"));
    CHECK_THAT(complaint("aerie", [](hw::MeshParameters& m) { m.topology = "torus", m.fifo_depth = 1; }), Catch::Contains("FIFO depth") && Catch::Contains("2 to 255"));
    CHECK_THAT(complaint("aerie", [](hw::MeshParameters& m) { m.topology = "hex_torus", m.router = "catalyst"; }), Catch::Contains("deadlock"));
}
