/// @file The whole way from senders to tables: what the tables carry is what the mapping asks, within the limit or not at all.
#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "hw_model/routing/ways.h"
#include "tests/catch.h"
#include "tests/hw_model/routing/routing_cases.h"

using namespace aerie;
using namespace aerie::hw;
using namespace aerie::hw::testing;
using router::Direction;

namespace {

/// Follows a key through the tables alone, as routers do, and counts how often each NeuroCore gets it.
std::map<std::uint32_t, int> carried(const ChipSpec& chip, const RoutingPlan& plan, NodeId from, std::uint32_t key) {
    std::map<std::uint32_t, int> times;
    const Ways ways{chip.mesh};
    struct Copy { NodeId node; Direction in; };
    std::vector<Copy> copies{{from, Direction::local}};
    std::size_t steps = 0;
    while (!copies.empty()) {
        REQUIRE(++steps < 10000);
        const Copy copy = copies.back();
        copies.pop_back();
        const RouterOutputs outs = looked_up(plan.tables[copy.node.index()], key, copy.in);
        for (std::uint32_t place = 0; place < chip.mesh.cores_per_router; ++place) {
            if ((outs.cores >> place & 1U) != 0) ++times[copy.node.index() * chip.mesh.cores_per_router + place];
        }
        for (const Direction side : router::hex_directions) {
            if ((outs.links >> router::index_of(side) & 1U) != 0) copies.push_back({*router::neighbour(ways.grid(), copy.node, side), router::opposite(side)});
        }
    }
    return times;
}

NodeId home_node(const ChipSpec& chip, std::uint32_t home) {
    return home < chip.cores() ? NodeId{home / chip.mesh.cores_per_router} : NodeId{chip.mesh.host_y * chip.mesh.width + chip.mesh.host_x};
}

/// Every sender's key reaches all of its NeuroCores once; others only where the tree is shared.
void require_carried(const ChipSpec& chip, const Senders& senders, const RoutingPlan& plan) {
    for (std::uint32_t n = 0; n < senders.home.size(); ++n) {
        if (senders.cores[n].empty()) {
            REQUIRE(plan.tree_of[n] == no_tree);
            continue;
        }
        const auto times = carried(chip, plan, home_node(chip, senders.home[n]), plan.key_of[n]);
        const RoutingPlan::Tree& tree = plan.trees[plan.tree_of[n]];
        REQUIRE(tree.keys.contains(plan.key_of[n]));
        for (const CoreId core : senders.cores[n]) REQUIRE(times.at(core.index()) == 1);
        REQUIRE(times.size() == tree.cores.size());
        if (!tree.is_shared) REQUIRE(times.size() == senders.cores[n].size());
    }
}

}  // namespace

TEST_CASE("the tables alone carry every sender's packet to its NeuroCores, once each, minimised or not") {
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
        ChipSpec chip = multicast_chip(3 + seed % 3, 2 + seed % 3, 1 + seed % 2);
        chip.mesh.host_x = 1;
        Senders senders = random_senders(chip, 12, 0.15, seed);
        Draws draws{seed};
        for (std::uint32_t n = 0; n < 20; ++n) {   // two sources of the host
            senders.home.push_back(chip.cores() + n / 10);
            senders.cores.push_back({CoreId{draws.below(chip.cores())}});
        }
        const RoutingPlan plain = plan_routes(senders, chip), fewest = plan_routes(senders, chip, true);
        require_carried(chip, senders, plain);
        require_carried(chip, senders, fewest);
        std::uint64_t all = 0, few = 0;
        for (std::size_t r = 0; r < plain.use.size(); ++r) {
            CHECK(plain.use[r].used == plain.use[r].turning);
            CHECK(fewest.use[r].used <= plain.use[r].used);
            all += plain.use[r].used;
            few += fewest.use[r].used;
        }
        CHECK(few < all);
    }
}

TEST_CASE("on a hexagonal torus of routers that drop, trees join at the nearest router, and tables carry them") {
    ChipSpec chip = multicast_chip(5, 4, 2);
    chip.mesh.topology = "hex_torus";
    chip.mesh.router = "spinnaker1";
    CHECK(tree_rule(chip) == TreeRule::neighbour_exploring);
    const Senders senders = random_senders(chip, 8, 0.2, 3);
    const RoutingPlan plain = plan_routes(senders, chip), fewest = plan_routes(senders, chip, true);
    require_carried(chip, senders, plain);
    require_carried(chip, senders, fewest);
    for (std::uint32_t n = 0; n < senders.home.size(); ++n) {
        if (plain.tree_of[n] != no_tree) CHECK(plain.trees[plain.tree_of[n]].links <= plain.unicast_hops[n]);
    }
}

TEST_CASE("on rings of routers that wait, trees keep to dimension order, and tables carry them") {
    for (const char* topology : {"torus", "hex_torus"}) {
        ChipSpec chip = multicast_chip(5, 4);
        chip.mesh.topology = topology;
        CHECK(tree_rule(chip) == TreeRule::dimension_order);
        const Senders senders = random_senders(chip, 8, 0.3, 4);
        require_carried(chip, senders, plan_routes(senders, chip, true));
    }
}

TEST_CASE("a unicast chip has no tables") {
    ChipSpec chip = multicast_chip(2, 2);
    chip.mesh.cast = Cast::unicast;
    CHECK_FALSE(plan_routes(random_senders(chip, 3, 0.5, 1), chip).is_multicast());
}

TEST_CASE("tables are minimised only where the limit asks") {
    ChipSpec chip = multicast_chip(4, 4);
    const Senders senders = random_senders(chip, 10, 0.2, 5);
    const RoutingPlan free = plan_routes(senders, chip);
    const auto fullest = std::max_element(free.use.begin(), free.use.end(), [](const TableUse& a, const TableUse& b) { return a.used < b.used; })->used;
    chip.capacity.routing_entries = fullest;
    CHECK(plan_routes(senders, chip).tables == free.tables);
    chip.capacity.routing_entries = fullest - 1;
    const RoutingPlan tight = plan_routes(senders, chip);
    for (const TableUse& use : tight.use) CHECK(use.used <= fullest - 1);
    CHECK(std::none_of(tight.trees.begin(), tight.trees.end(), [](const RoutingPlan::Tree& tree) { return tree.is_shared; }));
    require_carried(chip, senders, tight);
}

TEST_CASE("where exact trees do not fit, neurons of a NeuroCore share a tree and nobody misses a packet") {
    ChipSpec chip = multicast_chip(4, 4, 1, 24);
    const Senders senders = random_senders(chip, 40, 0.3, 9);
    const RoutingPlan plan = plan_routes(senders, chip);
    for (const TableUse& use : plan.use) CHECK(use.used <= 24);
    CHECK(std::any_of(plan.trees.begin(), plan.trees.end(), [](const RoutingPlan::Tree& tree) { return tree.is_shared; }));
    require_carried(chip, senders, plan);
}

TEST_CASE("what does not fit even so is refused with the router, the entries, the limit and what would help") {
    // Four NeuroCores in a row. The second router forks what the first sends, passes on what its own sends and keeps what the last sends: three entries.
    ChipSpec chip = multicast_chip(4, 1, 1, 1);
    const Senders senders{{0, 1, 2, 3}, {cores({1, 2}), cores({3}), cores({0}), cores({1})}};
    try {
        (void)plan_routes(senders, chip);
        FAIL("it did fit");
    } catch (const CapacityError& error) {
        const std::string what = error.what();
        CHECK_THAT(what, Catch::Contains("router (1,0)"));
        CHECK_THAT(what, Catch::Contains("3 entries after minimisation, 4 without"));
        CHECK_THAT(what, Catch::Contains("1 entries per router"));
        CHECK_THAT(what, Catch::Contains("chip with larger tables"));
    }
}

TEST_CASE("unicast hops are those to every NeuroCore by itself") {
    const ChipSpec chip = multicast_chip(3, 1, 2);
    const RoutingPlan plan = plan_routes({{0, 6}, {cores({1, 2, 4, 5}), cores({0, 5})}}, chip);   // the second is a source at (0,0)
    CHECK(plan.unicast_hops == std::vector<std::uint32_t>{0 + 1 + 2 + 2, 0 + 2});
    CHECK(plan.trees[0].links == 2);
    CHECK(plan.trees[1].links == 2);
}
