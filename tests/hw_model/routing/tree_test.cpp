/// @file Trees: everyone who hears is reached once, by no more links than unicast takes.
#include <bit>
#include <map>
#include <set>

#include "hw_model/routing/ways.h"
#include "tests/catch.h"
#include "tests/hw_model/routing/routing_cases.h"

using namespace aerie;
using namespace aerie::hw;
using namespace aerie::hw::testing;
using router::Direction;

namespace {

constexpr std::uint16_t link(Direction side) { return static_cast<std::uint16_t>(1U << router::index_of(side)); }

/// Walks the outputs from the root and counts how often each NeuroCore is reached.
std::map<std::uint32_t, int> heard(const ChipSpec& chip, const Tree& tree) {
    std::map<std::uint32_t, int> times;
    std::map<NodeId, const TreeStop*> at;
    for (const TreeStop& stop : tree) REQUIRE(at.emplace(stop.node, &stop).second);   // no router twice
    const Ways ways{chip.mesh};
    std::vector<NodeId> open{tree.front().node};
    std::size_t visited = 0;
    while (!open.empty()) {
        const TreeStop& stop = *at.at(open.back());
        open.pop_back();
        ++visited;
        for (std::uint32_t place = 0; place < 64; ++place) {
            if ((stop.outs.cores >> place & 1U) != 0) ++times[stop.node.index() * chip.mesh.cores_per_router + place];
        }
        for (const TreeStop& next : tree) {
            if (next.in == Direction::local) continue;
            const Direction side = router::opposite(next.in);
            if ((stop.outs.links & link(side)) == 0) continue;
            if (router::neighbour(ways.grid(), stop.node, side) == next.node) open.push_back(next.node);
        }
    }
    REQUIRE(visited == tree.size());
    return times;
}

}  // namespace

TEST_CASE("a tree in dimension order goes along the row and turns off it where targets are") {
    // 4x3, from (0,1) to (2,0), (2,2), (3,1) and itself: one trunk of three links east, one north, one south.
    const ChipSpec chip = multicast_chip(4, 3);
    const Tree tree = grow_tree(chip, NodeId{4}, cores({2, 4, 7, 10}), TreeRule::dimension_order);
    std::map<NodeId, TreeStop> at;
    for (const TreeStop& stop : tree) at.emplace(stop.node, stop);
    REQUIRE(tree.size() == 6);
    CHECK(at.at(NodeId{4}).outs == RouterOutputs{link(Direction::east), 1});
    CHECK(at.at(NodeId{5}).outs == RouterOutputs{link(Direction::east), 0});
    CHECK(at.at(NodeId{6}).outs.links == (link(Direction::east) | link(Direction::north) | link(Direction::south)));
    CHECK(at.at(NodeId{7}).outs == RouterOutputs{0, 1});
    CHECK(at.at(NodeId{2}).in == Direction::south);
    CHECK(at.at(NodeId{10}).in == Direction::north);
    CHECK(links_of(tree) == 5);   // unicast: 3 + 0 + 3 + 3 hops
}

TEST_CASE("NeuroCores of one router are named by their places") {
    const ChipSpec chip = multicast_chip(2, 1, 4);
    const Tree tree = grow_tree(chip, NodeId{0}, cores({1, 3, 4, 6}), TreeRule::dimension_order);
    REQUIRE(tree.size() == 2);
    CHECK(tree[0].outs == RouterOutputs{link(Direction::east), 0b1010});
    CHECK(tree[1].outs == RouterOutputs{0, 0b0101});
}

TEST_CASE("random trees reach every target once and nobody else, by at most the links of unicast and at least those of the farthest target") {
    for (const auto order : {RoutingOrder::xy, RoutingOrder::yx}) {
        for (const auto rule : {TreeRule::dimension_order, TreeRule::neighbour_exploring}) {
            for (std::uint32_t seed = 1; seed <= 40; ++seed) {
                ChipSpec chip = multicast_chip(3 + seed % 6, 2 + seed % 5, 1 + seed % 3);
                chip.mesh.topology = seed % 3 == 0 ? "mesh" : seed % 3 == 1 ? "torus" : "hex_torus";
                chip.mesh.order = order;
                Draws draws{seed};
                std::vector<CoreId> targets;
                for (std::uint32_t core = 0; core < chip.cores(); ++core) {
                    if (draws.chance(0.2)) targets.emplace_back(core);
                }
                if (targets.empty()) targets.emplace_back(0u);
                const NodeId from{draws.below(chip.mesh.width * chip.mesh.height)};
                const Tree tree = grow_tree(chip, from, targets, rule);
                const auto times = heard(chip, tree);
                REQUIRE(times.size() == targets.size());
                std::uint32_t unicast = 0, farthest = 0;
                for (const CoreId target : targets) {
                    REQUIRE(times.at(target.index()) == 1);
                    const std::uint32_t hops = Ways{chip.mesh}.hops(from, NodeId{target.index() / chip.mesh.cores_per_router});
                    unicast += hops;
                    farthest = std::max(farthest, hops);
                }
                REQUIRE(links_of(tree) + 1 == tree.size());
                REQUIRE(links_of(tree) <= unicast);
                REQUIRE(links_of(tree) >= farthest);
            }
        }
    }
}

TEST_CASE("trees in dimension order never turn back to the first axis") {
    // What makes waits on a mesh free of cycles: behind a link along y no link along x.
    const ChipSpec chip = multicast_chip(6, 6);
    for (std::uint32_t from = 0; from < 36; ++from) {
        const Tree tree = grow_tree(chip, NodeId{from}, cores({0, 5, 8, 15, 22, 30, 35}), TreeRule::dimension_order);
        for (const TreeStop& stop : tree) {
            if (stop.in != Direction::north && stop.in != Direction::south) continue;
            REQUIRE((stop.outs.links & (link(Direction::east) | link(Direction::west))) == 0);
        }
    }
}

TEST_CASE("joining at the nearest router takes fewer links where targets lie together, off the axes") {
    // From (0,0) to (5,3), (4,3), (3,3): dimension order goes down three columns, joining goes down one and along.
    const ChipSpec chip = multicast_chip(6, 4);
    const std::vector<CoreId> targets = cores({21, 22, 23});
    CHECK(links_of(grow_tree(chip, NodeId{0}, targets, TreeRule::dimension_order)) == 5 + 3 * 3);
    CHECK(links_of(grow_tree(chip, NodeId{0}, targets, TreeRule::neighbour_exploring)) == 3 + 3 + 2);
}
