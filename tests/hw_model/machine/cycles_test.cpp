/// @file Cycle schedules derived on paper for chip 'aerie': one to one, fan-out, host, groups of lanes, order within a core.
#include "tests/catch.h"
#include "tests/hw_model/machine/cycle_schedule.h"

using namespace aerie;
using namespace aerie::test;
using Lives = std::vector<Life>;

TEST_CASE("a silent tick lasts as long as the busiest soma, plus the barrier") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("A", 20), halving("B", 5)};
    Rig rig{spec, {.cores = {std::vector<std::uint32_t>(20, 3), std::vector<std::uint32_t>(5, 4)}}};
    rig.run_to(3);
    // core 3: 20 neurons are two groups, 2 I; core 4: one group. Three ticks alike.
    CHECK(cycles(rig) == 3 * (2 * rig.instructions(0) + barrier));
    CHECK(rig.machine().timer().packets().empty());
    CHECK(rig.machine().timer().ticks() == 3);
}

TEST_CASE("one neuron to one neuron on the same core") {
    Rig rig{one_to_one(), {.cores = {{5}, {5}}}};
    rig.run_to(1);
    // A's slice is through at I. Offered I + 1 + 1. No hop: ejected offered + 1. Service 2 + 1 = 3: done = offered + 2 + 3.
    // Soma of both slices: 2 I, which is over before I + 7 or not; the later one counts.
    const std::uint64_t i = rig.instructions(0);
    CHECK(lives(rig)[5] == Lives{{i + 2, i + 2, i + 3, i + 7}});
    CHECK(cycles(rig) == std::max(2 * i, i + 7) + barrier);
}

TEST_CASE("one neuron to one neuron on the neighbour core, in each direction") {
    for (const std::uint32_t neighbour : {9u - 1, 9u + 1, 9u - 8, 9u + 8}) {
        Rig rig{one_to_one(), {.cores = {{9}, {neighbour}}}};
        rig.run_to(1);
        const std::uint64_t i = rig.instructions(0);
        CHECK(lives(rig)[neighbour] == Lives{{i + 2, i + 2, i + 4, i + 8}});   // one hop more than at home
        CHECK(cycles(rig) == i + 8 + barrier);
    }
}

TEST_CASE("one neuron to one neuron two hops away, straight or round the corner, and over the whole diagonal") {
    for (const auto& [target, hops] : {std::pair{2u, 2u}, {9u, 2u}, {16u, 2u}, {63u, 14u}}) {
        Rig rig{one_to_one(), {.cores = {{0}, {target}}}};
        rig.run_to(1);
        const std::uint64_t i = rig.instructions(0);
        CHECK(lives(rig)[target] == Lives{alone(i + 2, hops, 3)});
        CHECK(cycles(rig) == i + 2 + 2 + hops + 3 + barrier);
    }
}

TEST_CASE("a second tick begins where the barrier of the first ended") {
    NetworkSpec spec = one_to_one();
    spec.populations[0].equations = "v : 1 [0, 4]";   // stays at 2 and is not reset: fires in every tick
    spec.populations[0].reset = "v = 2";
    spec.populations[0].parameters.clear();
    Rig rig{spec, {.cores = {{0}, {1}}}};
    rig.run_to(3);
    const std::uint64_t a = rig.instructions(0), b = rig.instructions(1), tick = std::max(b, a + 8) + barrier;
    CHECK(lives(rig)[1] == Lives{alone(a + 2, 1, 3), alone(tick + a + 2, 1, 3), alone(2 * tick + a + 2, 1, 3)});
    CHECK(cycles(rig) == 3 * tick);
}

TEST_CASE("a fan-out to three cores leaves as three packets, one per cycle, nearest number first") {
    NetworkSpec spec = one_to_one();
    spec.populations[1] = halving("B", 3);
    Rig rig{spec, {.cores = {{0}, {8, 1, 2}}}};
    rig.run_to(1);
    // The neuron leaves the soma at I, its spike takes 1, each packet 1: offered I+2, I+3, I+4 to cores 1, 2, 8. East serves the first two one
    // after the other, South the third: none waits.
    const std::uint64_t i = rig.instructions(0);
    CHECK(lives(rig)[1] == Lives{alone(i + 2, 1, 3)});
    CHECK(lives(rig)[2] == Lives{alone(i + 3, 2, 3)});
    CHECK(lives(rig)[8] == Lives{alone(i + 4, 1, 3)});
    CHECK(cycles(rig) == i + 3 + 2 + 2 + 3 + barrier);   // the second is done last
}

TEST_CASE("several targets on one core are one packet and one row") {
    NetworkSpec spec = one_to_one();
    spec.populations[1] = halving("B", 7);
    Rig rig{spec, {.cores = {{0}, std::vector<std::uint32_t>(7, 1)}}};
    rig.run_to(1);
    CHECK(lives(rig)[1] == Lives{alone(rig.instructions(0) + 2, 1, 2 + 7)});
}

TEST_CASE("two projections from one neuron to one core are one packet and two rows") {
    NetworkSpec spec = one_to_one();
    spec.populations[1] = halving("B", 4);
    spec.projections.push_back(wires("second", "A", "B", "0.125"));
    Rig rig{spec, {.cores = {{0}, std::vector<std::uint32_t>(4, 1)}}};
    rig.run_to(1);
    CHECK(lives(rig)[1] == Lives{alone(rig.instructions(0) + 2, 1, 2 * (2 + 4))});
}

TEST_CASE("neurons of one group are ready together and leave in order, two cycles apart") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 5, {0, 1, 2, 3, 4}), halving("B", 1)};
    spec.projections = {wires("wire", "A", "B", "0.0625")};
    Rig rig{spec, {.cores = {std::vector<std::uint32_t>(5, 0), {1}}}};
    rig.run_to(1);
    // Offers at I+2, I+4, ... I+10; a packet is served in 3 cycles but comes every 2: service k begins when k-1 is done.
    const std::uint64_t i = rig.instructions(0);
    Lives expected;
    for (std::uint64_t k = 0; k < 5; ++k) expected.push_back({i + 2 + 2 * k, i + 2 + 2 * k, i + 4 + 2 * k, i + 5 + 3 * (k + 1)});
    CHECK(lives(rig)[1] == expected);
    CHECK(cycles(rig) == i + 20 + barrier);
}

TEST_CASE("a neuron that nobody hears costs the core its spike cycle and no packet") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 3, {0, 1, 2}), halving("B", 1)};
    spec.projections = {wires("wire", "A", "B", "0.0625")};
    spec.projections[0].connect = pairs({0, 2}, {0, 0});
    Rig rig{spec, {.cores = {{0, 0, 0}, {1}}}};
    rig.run_to(1);
    // Neuron 0: spike I+1, packet I+2. Neuron 1: spike I+3. Neuron 2: spike I+4, packet I+5.
    const std::uint64_t i = rig.instructions(0);
    CHECK(lives(rig)[1] == Lives{alone(i + 2, 1, 3), alone(i + 5, 1, 3)});
}

TEST_CASE("groups of 16 lanes are ready one after the other: neurons 0, 15, 16, 31 and 32 of 33") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 33, {0, 15, 16, 31, 32}), halving("B", 1)};
    spec.projections = {wires("wire", "A", "B", "0.0625")};
    Rig rig{spec, {.cores = {std::vector<std::uint32_t>(33, 0), {2}}}};
    rig.run_to(1);
    // Groups end at I, 2 I, 3 I (the last holds one neuron and costs as much). Offers: I+2, I+4; then max(2 I, I+4) + 2, + 4; then
    // max(3 I, the offer before) + 2. Services of 3 never queue when I is at least 4; the general form takes the later of both.
    const std::uint64_t i = rig.instructions(0);
    std::vector<std::uint64_t> offers{i + 2, i + 4};
    offers.push_back(std::max(2 * i, offers[1]) + 2);
    offers.push_back(offers[2] + 2);
    offers.push_back(std::max(3 * i, offers[3]) + 2);
    Lives expected;
    std::uint64_t through = 0;
    for (const std::uint64_t at : offers) {
        through = std::max(through, at + 4) + 3;
        expected.push_back({at, at, at + 3, through});
    }
    CHECK(lives(rig)[2] == expected);
}

TEST_CASE("slices take the soma in order of population: the second starts when the first is through") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 17, {16}), firing("C", 2, {1}), halving("B", 1)};
    spec.projections = {wires("a", "A", "B", "0.0625"), wires("c", "C", "B", "0.0625")};
    Rig rig{spec, {.cores = {std::vector<std::uint32_t>(17, 0), {0, 0}, {1}}}};
    rig.run_to(1);
    // A: two groups, neuron 16 is ready at 2 I_A and offers at 2 I_A + 2. C's group ends at 2 I_A + I_C.
    const std::uint64_t a = rig.instructions(0), c = rig.instructions(1), first = 2 * a + 2, second = std::max(first, 2 * a + c) + 2;
    const std::uint64_t done = first + 3 + 3;
    CHECK(lives(rig)[1] == Lives{{first, first, first + 2, done}, {second, second, second + 2, std::max(done, second + 3) + 3}});
}

TEST_CASE("host events enter at the host's corner, one after the other, from the first cycle of the tick") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("B", 2)};
    spec.sources = {at_ticks("in", 2, {0, 1, 0}, {0, 0, 1})};
    spec.projections = {wires("wire", "in", "B", "0.0625")};
    Rig rig{spec, {.cores = {{0, 1}}}};
    rig.run_to(2);
    // Source 0: event 1, packets 2 (core 0) and 3 (core 1). Source 1: event 4, packets 5 and 6. Rows of one word: service 3.
    // Local of core 0: 2 -> ejected 3, done 4 + 3; 5 -> ejected 6, begins 7, done 10. Core 1: 3 -> ejected 5, done 9; 6 -> 8, 9 .. 12.
    const auto first = lives(rig);
    CHECK(Lives(first.at(0).begin(), first.at(0).begin() + 2) == Lives{{2, 2, 3, 7}, {5, 5, 6, 10}});
    CHECK(Lives(first.at(1).begin(), first.at(1).begin() + 2) == Lives{{3, 3, 5, 9}, {6, 6, 8, 12}});
    const std::uint64_t i = rig.instructions(0), one = std::max<std::uint64_t>(i, 12) + barrier;
    CHECK(first.at(0).at(2) == alone(one + 2, 0, 3));
    CHECK(first.at(1).at(2) == alone(one + 3, 1, 3));
    CHECK(cycles(rig) == one + std::max<std::uint64_t>(i, 9) + barrier);
}
