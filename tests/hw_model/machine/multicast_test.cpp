/// @file One packet per spike: the same results as one per destination, the cycles of its copies, and what is counted of it.
#include "tests/catch.h"
#include "tests/hw_model/machine/cycle_schedule.h"
#include "tests/hw_model/machine/laws.h"
#include "tools/formats/network_file.h"

using namespace aerie;
using namespace aerie::test;
using hw::Operation;
using Lives = std::vector<Life>;

namespace {

void multicast(hw::ChipSpec& chip) { chip.mesh.cast = hw::Cast::multicast; }

std::function<void(hw::ChipSpec&)> tiled(std::uint32_t cores_per_router, std::uint64_t entries = 0) {
    return [=](hw::ChipSpec& chip) {
        multicast(chip);
        chip.mesh.cores_per_router = cores_per_router;
        chip.capacity.routing_entries = entries;
    };
}

Setup scattered(std::uint32_t threads, std::uint64_t seed, std::function<void(hw::ChipSpec&)> change) {
    Setup setup;
    setup.map = {.partition = hw::PartitionMethod::random, .min_cores = 7, .anneal_moves = 300, .restarts = 1, .seed = seed};
    setup.threads = threads;
    setup.change = std::move(change);
    return setup;
}

/// Rings that close, and routers with as few places as a ring allows.
std::function<void(hw::ChipSpec&)> ringed(const char* topology) {
    return [=](hw::ChipSpec& chip) {
        multicast(chip);
        chip.mesh.topology = topology;
        chip.mesh.width = chip.mesh.height = 3;
        chip.mesh.fifo_depth = 2;
        chip.mesh.ingress_depth = 1;
    };
}

/// The same network under unicast, multicast, four NeuroCores at a router, and tables so small that NeuroCores filter.
void require_same_results(const NetworkSpec& spec, std::uint64_t ticks) {
    for (const auto arithmetic : {hw::Arithmetic::fixed, hw::Arithmetic::float64}) {
        Setup unicast = scattered(1, 3, [](hw::ChipSpec&) {});
        unicast.arithmetic = arithmetic;
        const Outcome expected = outcome_of(spec, unicast, ticks);
        REQUIRE(expected.spikes.size() > 100);
        for (Setup setup : {scattered(1, 3, multicast), scattered(2, 4, multicast), scattered(4, 5, tiled(4)), scattered(2, 6, tiled(1, 12)), scattered(1, 7, ringed("torus")), scattered(2, 8, ringed("hex_torus"))}) {
            setup.arithmetic = arithmetic;
            require_equal(expected, outcome_of(spec, setup, ticks));
        }
    }
}

/// A of one neuron that fires in tick 0, B of three, on cores of the test's choice.
Rig fan_out(const std::vector<std::uint32_t>& targets, std::function<void(hw::ChipSpec&)> change = multicast) {
    NetworkSpec spec = one_to_one();
    spec.populations[1] = halving("B", targets.size());
    return Rig{spec, {.cores = {{0}, targets}, .change = std::move(change)}};
}

}  // namespace

TEST_CASE("multicast gives the same spikes, states and weights as unicast: static, learning, clock-driven and summed synapses, both schedules") {
    require_same_results(balanced(Schedule::chip), 300);
    require_same_results(balanced(Schedule::brian2), 300);
    require_same_results(with_stdp(balanced(Schedule::chip)), 300);
    require_same_results(with_clock_driven(balanced(Schedule::chip)), 300);
    require_same_results(with_sums(balanced(Schedule::brian2)), 300);
    require_same_results(noisy(), 300);
}

TEST_CASE("homeostasis gives the same bits under multicast, wherever its neurons live") {
    const NetworkSpec spec = formats::read_network(AERIE_EXAMPLES "/homeostasis.txtpb");
    const Outcome expected = outcome_of(spec, {.arithmetic = hw::Arithmetic::fixed, .cores = {{0}, {63}}}, 20000);
    for (const auto& [one, other] : {std::pair{0u, 63u}, {5u, 5u}, {40u, 41u}}) {
        require_equal(expected, outcome_of(spec, {.arithmetic = hw::Arithmetic::fixed, .cores = {{one}, {other}}, .change = multicast}, 20000));
    }
}

TEST_CASE("a fan-out to three cores leaves as one packet and forks where ways part") {
    Rig rig = fan_out({8, 1, 2});
    rig.run_to(1);
    // Offered once, at I + 2. The first router forks to East and South in the next cycle, the second to Local and East: nobody waits.
    const std::uint64_t i = rig.instructions(0);
    CHECK(lives(rig)[1] == Lives{alone(i + 2, 1, 3)});
    CHECK(lives(rig)[2] == Lives{alone(i + 2, 2, 3)});
    CHECK(lives(rig)[8] == Lives{alone(i + 2, 1, 3)});
    CHECK(cycles(rig) == i + 2 + 2 + 2 + 3 + barrier);   // a cycle less than as three packets
    CHECK(rig.machine().timer().packets_sent() == 1);
    CHECK(rig.machine().timer().deliveries() == 3);
    CHECK(rig.machine().timer().unicast_hops() == 1 + 1 + 2);
    const hw::Counts counts = rig.machine().counts();
    CHECK(counts[Operation::hop_x] == 2);
    CHECK(counts[Operation::hop_y] == 1);
    CHECK(counts[Operation::table_route] == 4);   // at four routers
    CHECK(counts[Operation::packet_fork] == 2);
    CHECK(counts[Operation::packet_sent] == 1);
    CHECK(counts[Operation::packet_filtered] == 0);
    CHECK(counts[Operation::axon_lookup] == 3);
}

TEST_CASE("NeuroCores of one router take their copies at once") {
    // Cores 4 to 7 are at the second router. As one packet per destination each would wait for the one before.
    Rig rig = fan_out({4, 5, 7}, tiled(4));
    rig.run_to(1);
    const std::uint64_t i = rig.instructions(0);
    CHECK(lives(rig)[1] == Lives(3, alone(i + 2, 1, 3)));
    CHECK(rig.machine().timer().deliveries() == 3);
    CHECK(rig.machine().counts()[Operation::hop_local] == 1);
    CHECK(cycles(rig) == i + 2 + 2 + 1 + 3 + barrier);
}

TEST_CASE("a NeuroCore takes one packet after the other, whatever its neighbours at the router do") {
    // Neurons 0 and 1 fire together, a packet each a cycle apart. Core 4 hears both, core 5 the second alone.
    NetworkSpec spec = one_to_one();
    spec.populations[0] = firing("A", 2, {0, 1});
    spec.populations[1] = halving("B", 2);
    spec.projections[0].connect = pairs({0, 1, 1}, {0, 0, 1});
    Rig rig{spec, {.cores = {{0, 0}, {4, 5}}, .change = tiled(4)}};
    rig.run_to(1);
    const std::uint64_t i = rig.instructions(0);
    const Life first = alone(i + 2, 1, 3), second = alone(i + 4, 1, 3);   // the second spike takes its cycle, and its packet another
    CHECK(first.done == i + 8);
    Life waits = second;
    waits.done = first.done + 3;
    CHECK(lives(rig)[1] == Lives{first, waits, second});
}

TEST_CASE("where tables are too small for exact trees, NeuroCores filter, at the cost of a look-up each, and results stay") {
    // Neuron 0 to core 1, neuron 1 to core 8: two entries at their router, and it has one.
    NetworkSpec spec = one_to_one();
    spec.populations[0] = firing("A", 2, {0, 1});
    spec.populations[1] = halving("B", 2);
    spec.projections[0].connect = pairs({0, 1}, {0, 1});
    const auto run = [&](std::uint64_t entries) {
        auto rig = std::make_unique<Rig>(spec, Setup{.cores = {{0, 0}, {1, 8}}, .change = tiled(1, entries)});
        rig->run_to(3);
        return rig;
    };
    const auto exact = run(2), filtering = run(1);
    CHECK(exact->machine().counts()[Operation::packet_filtered] == 0);
    CHECK(exact->machine().timer().deliveries() == 2);
    CHECK(filtering->machine().counts()[Operation::packet_filtered] == 2);
    CHECK(filtering->machine().counts()[Operation::axon_lookup] == 4);
    CHECK(filtering->machine().timer().deliveries() == 4);
    for (const std::uint32_t neuron : {0u, 1u}) {
        CHECK(exact->value(1, "v", neuron) == 0.0625);
        CHECK(filtering->value(1, "v", neuron) == 0.0625);
    }
    const auto at_1 = lives(*filtering)[1];
    REQUIRE(at_1.size() == 2);
    CHECK(at_1[0].done == at_1[0].ejected + 1 + 3);
    CHECK(at_1[1].done == std::max(at_1[1].ejected + 1, at_1[0].done) + axon_lookup);   // filtered
}

TEST_CASE("REAL_TIME: each copy is late or in time by itself") {
    const std::uint64_t i = fan_out({1, 7}).instructions(0);
    const std::uint64_t length = alone(i + 2, 1, 3).done;   // in time at core 1, six hops late at core 7
    Rig rig = fan_out({1, 7}, [&](hw::ChipSpec& chip) {
        multicast(chip);
        chip.tick_mode = hw::TickMode::real_time;
        chip.tick_cycles = length;
    });
    const std::vector<double> near = rig.course(1, "v", 5, 0);
    Rig again = fan_out({1, 7}, [&](hw::ChipSpec& chip) {
        multicast(chip);
        chip.tick_mode = hw::TickMode::real_time;
        chip.tick_cycles = length;
    });
    const std::vector<double> far = again.course(1, "v", 5, 1);
    CHECK(near == std::vector<double>{0, 0, 0.125, 0.0625, 0.03125});
    CHECK(far == std::vector<double>{0, 0, 0, 0.125, 0.0625});   // a tick late
    CHECK(again.machine().timer().late() == 1);
    CHECK(again.machine().timer().packets_sent() == 1);
    CHECK(again.machine().timer().deliveries() == 2);
}

TEST_CASE("threads change no cycle, no copy and no count of a multicast run") {
    std::vector<std::unique_ptr<Rig>> rigs;
    for (const std::uint32_t threads : {1u, 2u, 4u}) {
        rigs.push_back(std::make_unique<Rig>(with_stdp(balanced(Schedule::chip)), scattered(threads, 9, tiled(2, 40))));
        rigs.back()->run_to(200);
        hw::Machine &one = rigs.front()->machine(), &other = rigs.back()->machine();
        CHECK(one.timer().packets() == other.timer().packets());
        CHECK(one.timer().now() == other.timer().now());
        CHECK(one.counts() == other.counts());
        CHECK(one.timer().deliveries() == other.timer().deliveries());
    }
    CHECK(rigs.front()->machine().timer().deliveries() > rigs.front()->machine().timer().packets_sent());
}
