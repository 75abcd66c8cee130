/// @file Cycle schedules derived on paper for chip 'aerie': packets that meet, consumers that are busy, rows that learn, learning after the soma.
#include "tests/catch.h"
#include "tests/hw_model/machine/cycle_schedule.h"

using namespace aerie;
using namespace aerie::test;
using Lives = std::vector<Life>;

TEST_CASE("two packets that want one link in one cycle: West is scanned before Local") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 2, {0, 1}), halving("B", 2)};
    spec.projections = {wires("wire", "A", "B", "0.0625")};
    spec.projections[0].connect = pairs({0, 1, 1}, {1, 0, 1});   // A0 on core 0 to core 2; A1 on core 1 to cores 0 and 2
    Rig rig{spec, {.cores = {{0, 1}, {0, 2}}}};
    rig.run_to(1);
    // A0: offered I+2 at node 0, granted East in I+3, at the head of node 1's West FIFO in I+4.
    // A1: first I+2 to core 0 (granted West in I+3), then I+3 to core 2: at the head of Local in I+4. Both want East in I+4.
    // The pointer stands at North: scanning N E S W L, West wins. A0's: East granted I+4, ejected at node 2 in I+5, done I+6+3.
    // A1's: East in I+5, ejected I+6; the service before it ends at I+9, so done I+12.
    // Core 0 hosts A0 and B0: two slices, ready at I still (A comes first). A1 to core 0: ejected I+4, done I+8.
    const std::uint64_t i = rig.instructions(0);
    CHECK(lives(rig)[0] == Lives{{i + 2, i + 2, i + 4, i + 8}});
    CHECK(lives(rig)[2] == Lives{{i + 2, i + 2, i + 5, i + 9}, {i + 3, i + 3, i + 6, i + 12}});
    CHECK(cycles(rig) == std::max(2 * i, i + 12) + barrier);
}

TEST_CASE("two streams over one link take turns") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 4, {0, 1, 2, 3}), halving("B", 1)};
    spec.projections = {wires("wire", "A", "B", "0.0625")};
    Rig rig{spec, {.cores = {{0, 0, 1, 1}, {2}}}};
    rig.run_to(1);
    // Offers I+2, I+4 at node 0 and at node 1. Node 1's own are granted East in I+3 and I+5, node 0's come to node 1 in I+4 and I+6 and are granted
    // at once: nobody waits. Ejections at node 2: I+4 (A2), I+5 (A0), I+6 (A3), I+7 (A1); services of 3 follow each other from I+5 on.
    const std::uint64_t i = rig.instructions(0);
    Lives seen = lives(rig)[2];
    std::sort(seen.begin(), seen.end(), [](const Life& a, const Life& b) { return a.ejected < b.ejected; });
    CHECK(seen == Lives{{i + 2, i + 2, i + 4, i + 8}, {i + 2, i + 2, i + 5, i + 11}, {i + 4, i + 4, i + 6, i + 14}, {i + 4, i + 4, i + 7, i + 17}});
}

TEST_CASE("a busy consumer pushes back: four places, a place is free when its packet is done") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 6, {0, 1, 2, 3, 4, 5}), halving("B", 100)};
    spec.projections = {wires("wire", "A", "B", "0.015625")};
    Rig rig{spec, {.cores = {std::vector<std::uint32_t>(6, 0), std::vector<std::uint32_t>(100, 1)}}};
    rig.run_to(1);
    // Rows of 100 words: service S = 102. Offers I+2+2k, the first is ejected in I+4 and begins in I+5: done_k = I+5 + 102 (k+1).
    // Packets 0 to 3 find the four places of the consumer. Packet 4 (head of its FIFO since I+12) is ejected when packet 0's place comes back:
    // freed in the last cycle of service, done_0 - 1, usable one later: done_0. Packet 5 likewise in done_1.
    const std::uint64_t i = rig.instructions(0);
    const auto done = [&](std::uint64_t k) { return i + 5 + 102 * (k + 1); };
    Lives expected;
    for (std::uint64_t k = 0; k < 6; ++k) expected.push_back({i + 2 + 2 * k, i + 2 + 2 * k, k < 4 ? i + 4 + 2 * k : done(k - 4), done(k)});
    CHECK(lives(rig)[1] == expected);
    CHECK(cycles(rig) == done(5) + barrier);
}

TEST_CASE("back-pressure reaches the source: the Local FIFO has four places too") {
    NetworkSpec spec = empty_network(Schedule::chip);
    std::vector<std::uint32_t> all(11);
    for (std::uint32_t k = 0; k < 11; ++k) all[k] = k;
    spec.populations = {firing("A", 11, all), halving("B", 100)};
    spec.projections = {wires("wire", "A", "B", "0.015625")};
    Rig rig{spec, {.cores = {std::vector<std::uint32_t>(11, 0), std::vector<std::uint32_t>(100, 0)}}};
    rig.run_to(1);
    // All on core 0: Local FIFO (4 places) -> Local output -> consumer (4 places, service 102). No hop: the first is ejected in I+3, begins in
    // I+4, done_k = I+4 + 102 (k+1). Packets 0-3 go through; 4-7 fill the FIFO (accepted at their offers I+10 .. I+16). Packet 4 leaves in
    // done_0; its place may be used one cycle later: packet 8 is accepted in done_0 + 1, packet 9 in done_1 + 1, packet 10 in done_2 + 1.
    const std::uint64_t i = rig.instructions(0);
    const auto done = [&](std::uint64_t k) { return i + 4 + 102 * (k + 1); };
    Lives expected;
    for (std::uint64_t k = 0; k < 11; ++k) {
        const std::uint64_t offered = i + 2 + 2 * k;
        expected.push_back({offered, k < 8 ? offered : done(k - 8) + 1, k < 4 ? offered + 1 : done(k - 4), done(k)});
    }
    CHECK(lives(rig)[0] == expected);
}

namespace {

/// A fires in tick 0 over plastic wires to B. The instructions of its programs are asked for, not guessed.
NetworkSpec plastic(std::uint64_t targets) {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 1, {0}), halving("B", targets)};
    ProjectionSpec p = wires("wire", "A", "B", "0.25");
    p.equations = "w : 1 [0, 4]\ndx/dt = -x / tau_x : 1 [0, 4] (event-driven)";
    p.parameters = {setting("tau_x", "20 ms")};
    p.on_pre = "v_post += w\nx += 1\nw = clip(w + 0.125, 0, 1)";
    p.on_post = "w = clip(w - x, 0, 1)";
    spec.projections = {p};
    return spec;
}

}  // namespace

TEST_CASE("a plastic row is served for its words, its program in groups of 16, the axon's program and two cycles per synapse") {
    for (const std::uint64_t n : {1u, 16u, 17u}) {
        Rig rig{plastic(n), {.cores = {{0}, std::vector<std::uint32_t>(n, 1)}}};
        rig.run_to(1);
        const hw::SynapseImage& image = rig.synapses(0);
        REQUIRE(image.row_pre.instructions() > 0);
        REQUIRE(image.axon_pre.instructions() > 0);   // the trace x is kept once per axon
        const std::uint64_t groups = n > 16 ? 2 : 1;
        const std::uint64_t service = 2 + n + groups * image.row_pre.instructions() + image.axon_pre.instructions() + 2 * n;
        CHECK(lives(rig)[1] == Lives{alone(rig.instructions(0) + 2, 1, service)});
        CHECK(cycles(rig) == std::max(groups * rig.instructions(1), rig.instructions(0) + 2 + 3 + service) + barrier);
    }
}

TEST_CASE("learning follows the soma: a neuron that fires walks its column, two cycles per synapse and the program in groups of 16") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("A", 20), firing("B", 1, {0})};
    ProjectionSpec p = wires("wire", "A", "B", "0.25");
    p.equations = "w : 1 [0, 4]";
    p.on_post = "w = clip(w - 0.125, 0, 1)";
    p.initial = {listed("w", std::vector<double>(20, 0.25), "1")};   // each its own: a common start would be kept once for the neuron
    spec.projections = {p};
    Rig rig{spec, {.cores = {std::vector<std::uint32_t>(20, 1), {2}}}};
    rig.run_to(1);
    // No packet at all (B speaks to nobody). Core 2: soma I_B, then 20 synapses: 2 * 20 + 2 groups of the program. Core 1: 2 I_A.
    const std::uint64_t learning = 2 * 20 + 2 * rig.synapses(0).row_post.instructions();
    CHECK(rig.machine().timer().packets().empty());
    CHECK(cycles(rig) == std::max(2 * rig.instructions(0), rig.instructions(1) + learning) + barrier);
    rig.run_to(2);   // nobody fires: no learning
    CHECK(cycles(rig) == std::max(2 * rig.instructions(0), rig.instructions(1) + learning) + 2 * rig.instructions(0) + 2 * barrier);
}

TEST_CASE("clock-driven synapses cost every tick: two cycles each, their program in groups of 16, traces by axon and by neuron besides") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("A", 18), halving("B", 1)};
    ProjectionSpec p = wires("wire", "A", "B", "0.25");
    p.equations = "dw/dt = (y - w) / tau_w : 1 [0, 4] (clock-driven)\ndy/dt = -y / tau_w : 1 [0, 4] (clock-driven)";
    p.parameters = {setting("tau_w", "64 ms")};
    p.on_post = "y += 1";
    spec.projections = {p};
    Rig rig{spec, {.cores = {std::vector<std::uint32_t>(18, 1), {2}}}};
    rig.run_to(4);
    const hw::SynapseImage& image = rig.synapses(0);
    // y is kept once for the neuron B; w for each of 18 synapses: two groups.
    REQUIRE(image.post.size() == 1);
    const std::uint64_t learning = 2 * 18 + 2 * image.clock_synapse.instructions() + 2 * image.clock_axon.instructions() + image.clock_neuron.instructions() +
                                   2 * image.shared_axon.instructions() + image.shared_neuron.instructions();
    CHECK(cycles(rig) == 4 * (std::max(2 * rig.instructions(0), rig.instructions(1) + learning) + barrier));
}

TEST_CASE("the tick lasts as long as its slowest part: soma, learning or the last packet") {
    NetworkSpec spec = plastic(1);
    spec.populations.push_back(halving("slow", 400));   // 25 groups on a core of their own
    Rig rig{spec, {.cores = {{0}, {1}, std::vector<std::uint32_t>(400, 7)}}};
    rig.run_to(1);
    CHECK(cycles(rig) == 25 * rig.instructions(2) + barrier);
}

TEST_CASE("two NeuroCores at one router share its Local port: packets enter in order of time, one per cycle") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {firing("A", 2, {0, 1}), halving("B", 1)};
    spec.projections = {wires("wire", "A", "B", "0.0625")};
    const auto tiles = [](hw::ChipSpec& chip) { chip.mesh.cores_per_router = 2; };
    Rig rig{spec, {.cores = {{0, 1}, {2}}, .change = tiles}};   // cores 0 and 1 at router 0, core 2 at router 1
    rig.run_to(1);
    // Both offered in I+2. The router takes one per cycle: accepted I+2 and I+3; ejected at router 1 in I+4 and I+5; served I+5 .. I+8, then to I+11.
    const std::uint64_t i = rig.instructions(0);
    CHECK(lives(rig)[1] == Lives{{i + 2, i + 2, i + 4, i + 8}, {i + 2, i + 3, i + 5, i + 11}});
}
