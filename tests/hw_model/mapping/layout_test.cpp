/// @file A layout's change is the difference of costs, whatever is moved where; and what measure() says of small partitions by hand.
#include "hw_model/mapping/layout.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "hw_model/mapping/dice.h"
#include "tests/catch.h"
#include "tests/hw_model/mapping/problem_maker.h"

namespace aerie::hw {
namespace {

using namespace testing;

Demand traffic(std::uint32_t parts, Dice& dice) {
    Demand demand;
    demand.flows.resize(parts);
    for (std::uint32_t a = 0; a < parts; ++a) {
        demand.from_host.push_back(dice.below(3));
        for (std::uint32_t b = 0; b < parts; ++b) {
            if (dice.below(2) == 0) demand.flows[a].push_back({b, 1.0 + dice.below(8)});   // whole numbers: sums are exact
        }
    }
    return demand;
}

MeshParameters mesh_of(std::uint32_t width, std::uint32_t height, std::uint32_t cores_per_router) {
    MeshParameters mesh;
    mesh.width = width;
    mesh.height = height;
    mesh.cores_per_router = cores_per_router;
    return mesh;
}

TEST_CASE("the change of a move is the difference of the costs before and after, over generated moves") {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        Dice dice{seed};
        const std::uint32_t parts = 2 + dice.below(9);
        const Demand demand = traffic(parts, dice);
        const Attraction weights = attraction(demand);
        const MeshDistance distance{mesh_of(4, 3, 1 + static_cast<std::uint32_t>(seed % 2))};
        Layout layout{weights, distance};
        for (std::uint32_t part = 0; part < parts; ++part) layout.put(part, part);
        for (int move = 0; move < 200; ++move) {
            const std::uint32_t part = dice.below(parts), core = dice.below(distance.cores());
            const double before = layout.cost(), change = layout.change(part, core);
            const std::uint32_t left = layout.core_of(part), other = layout.part_at(core);
            layout.swap(part, core);
            REQUIRE(layout.cost() == before + change);
            REQUIRE(layout.cost() == hop_weighted_traffic(demand, layout.placement(), distance));
            REQUIRE(layout.core_of(part) == core);
            REQUIRE(layout.part_at(core) == part);
            if (left != core) REQUIRE(layout.part_at(left) == other);
        }
    }
}

TEST_CASE("a move to where a part already is changes nothing") {
    Dice dice{1};
    const Attraction weights = attraction(traffic(4, dice));
    const MeshDistance distance{mesh_of(2, 2, 1)};
    Layout layout{weights, distance};
    for (std::uint32_t part = 0; part < 4; ++part) layout.put(part, part);
    const Placement before = layout.placement();
    CHECK(layout.change(2, 2) == 0);
    layout.swap(2, 2);
    CHECK(layout.placement() == before);
    CHECK(layout.part_at(2) == 2);
}

TEST_CASE("attraction adds both ways and leaves out what stays at home") {
    Demand demand;
    demand.flows = {{{0, 9.0}, {1, 2.0}}, {{0, 3.0}}, {{1, 4.0}}};
    demand.from_host = {1, 0, 0};
    const Attraction a = attraction(demand);
    using Partners = std::vector<std::pair<std::uint32_t, double>>;
    CHECK(a.between[0] == Partners{{1, 5.0}});
    CHECK(a.between[1] == Partners{{0, 5.0}, {2, 4.0}});
    CHECK(a.between[2] == Partners{{1, 4.0}});
}

TEST_CASE("demand by hand: rows, words, packets and destinations") {
    Case c;
    const PopulationId a = c.population("A", 2, 0.5), b = c.population("B", 3);
    const PopulationId s = c.source("S", 1, 4.0);
    c.problem.spikes_per_tick[0] = {0.5, 0.25};
    c.connect(a, b, {{0, 0}, {0, 1}, {0, 2}, {1, 2}});
    c.connect(a, b, {{0, 0}}, true);
    c.connect(s, b, {{0, 1}, {0, 2}});
    c.chip.packing = {8, 10, 30, 16, false};
    const Demand d = measure(c.problem, {{0, 0, 0, 1, 1}, 2});   // A and B0 on part 0, B1 and B2 on part 1
    CHECK(d.use[0].neurons == 3);
    CHECK(d.use[1].neurons == 2);
    CHECK(d.use[0].axons_in == 2);    // (A0, first), (A0, second)
    CHECK(d.use[1].axons_in == 3);    // (A0, first), (A1, first), (S0, third)
    CHECK(d.use[0].synapse_bits == (8 + 16) + (8 + 32));             // 10 bits: one word; 30 bits: two
    CHECK(d.use[1].synapse_bits == (8 + 32) + (8 + 16) + (8 + 32));   // 20, 10, 20 bits
    CHECK(d.use[0].axons_out == 3);   // A0 to both, A1 to part 1
    CHECK(d.use[1].axons_out == 0);
    REQUIRE(d.flows[0].size() == 2);
    CHECK(d.flows[0][0].packets_per_tick == 0.5);    // one packet for both of A0's projections
    CHECK(d.flows[0][1].packets_per_tick == 0.75);
    CHECK(d.flows[1].empty());
    CHECK(d.from_host == std::vector<double>{0.0, 4.0});
    CHECK(d.most_destinations == 2);
    CHECK(d.most_destinations_neuron == 0);
    CHECK(d.cut() == 0.75);
    CHECK(d.host_traffic() == 4.0);
}

TEST_CASE("synapses of one pair that stand twice share their row") {
    Case c;
    const PopulationId a = c.population("A", 1), b = c.population("B", 1);
    c.connect(a, b, {{0, 0}, {0, 0}, {0, 0}});
    const Demand d = measure(c.problem, {{0, 1}, 2});
    CHECK(d.use[1].axons_in == 1);
    CHECK(d.use[1].synapses == 3);
    CHECK(d.use[0].axons_out == 1);
}

TEST_CASE("dice of one seed roll the same, within their sides, and a shuffle loses nothing") {
    Dice a{(std::uint64_t{7} << 40) + 3}, b{(std::uint64_t{7} << 40) + 3}, other{(std::uint64_t{8} << 40) + 3};
    int same = 0;
    for (int roll = 0; roll < 1000; ++roll) {
        const std::uint32_t sides = 1 + static_cast<std::uint32_t>(roll) % 17;
        const std::uint32_t first = a.below(sides);
        REQUIRE(first < sides);
        REQUIRE(first == b.below(sides));
        same += a.word() == other.word() ? 1 : 0;
        (void)b.word();
    }
    CHECK(same < 10);   // the high word of a seed counts: restarts see different valleys
    std::vector<int> things(50);
    std::iota(things.begin(), things.end(), 0);
    Dice{5}.shuffle(things);
    CHECK(std::set<int>(things.begin(), things.end()).size() == 50);
    CHECK_FALSE(std::is_sorted(things.begin(), things.end()));
}

}  // namespace
}  // namespace aerie::hw
