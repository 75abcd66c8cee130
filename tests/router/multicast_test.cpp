/// @file Forks: first match, default route, partial service, one delivery per destination.
#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "router/mesh.h"
#include "tests/catch.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;
using enum Direction;

namespace {

Packet multicast(std::uint32_t source, std::uint32_t key, std::uint32_t tag, std::uint64_t offered) {
    return {.source = NodeId{source}, .tag = tag, .offered = Cycles{offered}, .is_multicast = true, .key = key};
}

std::map<std::uint32_t, std::uint64_t> ejections(const Mesh& mesh, std::uint32_t tag) {
    std::map<std::uint32_t, std::uint64_t> at;
    for (const Delivery& d : mesh.deliveries())
        if (d.tag == tag) at[d.target.index()] = d.ejected.count();
    return at;
}

}  // namespace

TEST_CASE("the first matching entry wins and mask bits that are zero match anything") {
    const RoutingTable table{{.key = 0x10, .mask = 0xf0, .outs = {north}}, {.key = 0x12, .mask = 0xff, .outs = {south}}, {.key = 0, .mask = 0, .outs = {local}}};
    REQUIRE(first_match(table, 0x12) == OutputSet{north});
    REQUIRE(first_match(table, 0x22) == OutputSet{local});
    REQUIRE_FALSE(first_match({}, 0).has_value());
}

TEST_CASE("a fork serves all its branches in one cycle when all are free") {
    // 3x3, from the west edge through the middle to north, east, south and the middle itself: fork at node 4 in cycle 0 + 1 + 1.
    const MeshSpec spec{.width = 3, .height = 3};
    Mesh mesh{spec};
    mesh.set_table(NodeId{3}, {{.key = 7, .mask = ~0U, .outs = {east}}});
    mesh.set_table(NodeId{4}, {{.key = 7, .mask = ~0U, .outs = {north, east, south, local}}});
    for (const std::uint32_t leaf : {1U, 5U, 7U}) mesh.set_table(NodeId{leaf}, {{.key = 7, .mask = ~0U, .outs = {local}}});
    mesh.offer(multicast(3, 7, 1, 0));
    mesh.drain();
    REQUIRE(ejections(mesh, 1) == std::map<std::uint32_t, std::uint64_t>{{4, 2}, {1, 3}, {5, 3}, {7, 3}});
    REQUIRE(mesh.counters().forked == 3);
    REQUIRE(mesh.counters().ejected == 4);
    REQUIRE(mesh.in_flight() == 0);
}

TEST_CASE("without a matching entry a packet goes straight on") {
    const MeshSpec spec{.width = 5, .height = 1};
    Mesh mesh{spec};
    mesh.set_table(NodeId{0}, {{.key = 1, .mask = 1, .outs = {east}}});
    mesh.set_table(NodeId{4}, {{.key = 1, .mask = 1, .outs = {local}}});
    mesh.offer(multicast(0, 3, 1, 10));
    mesh.drain();
    REQUIRE(ejections(mesh, 1) == std::map<std::uint32_t, std::uint64_t>{{4, 10 + 1 + 4}});
}

TEST_CASE("a fork keeps its place until the last branch is served, and serves no branch twice") {
    // Node 1 forks to Local and East. Its consumer has one place and is busy with an earlier packet for 40 cycles; East is free.
    const MeshSpec spec{.width = 3, .height = 1, .fifo_depth = 1, .consumer_depth = 1};
    Mesh mesh{spec};
    mesh.set_table(NodeId{0}, {{.key = 7, .mask = ~0U, .outs = {east}}});
    mesh.set_table(NodeId{1}, {{.key = 7, .mask = ~0U, .outs = {east, local}}});
    mesh.set_table(NodeId{2}, {{.key = 7, .mask = ~0U, .outs = {local}}});
    mesh.offer({.source = NodeId{0}, .target = NodeId{1}, .tag = 1, .offered = Cycles{0}, .service = 40});
    mesh.offer(multicast(0, 7, 2, 0));
    mesh.offer({.source = NodeId{0}, .target = NodeId{2}, .tag = 3, .offered = Cycles{0}});
    mesh.drain();
    // Packet 1: ejected in 2, begins in 3, last cycle 42, credit usable in 43. Source: one place, so the next is accepted in 2 and granted in 3.
    // Packet 2 at the head of node 1 in 4: East at once, head at node 2 in 5 and ejected; Local in 43. Packet 3 follows only then: the place is
    // free in 44, node 0 grants in 44, node 1 in 45, ejected in 46.
    REQUIRE(ejections(mesh, 1) == std::map<std::uint32_t, std::uint64_t>{{1, 2}});
    REQUIRE(ejections(mesh, 2) == std::map<std::uint32_t, std::uint64_t>{{1, 43}, {2, 5}});
    REQUIRE(ejections(mesh, 3) == std::map<std::uint32_t, std::uint64_t>{{2, 46}});
}

TEST_CASE("random trees under load: every destination gets every packet once, whatever the depth") {
    for (const std::uint32_t depth : {1U, 2U, 4U})
        for (const char* policy : {"aerie", "catalyst"}) {
            MeshSpec spec = mesh_spec(policy, 5, 4, depth);
            Mesh mesh{spec};
            test::Dice dice{depth};
            std::vector<RoutingTable> tables(spec.nodes());
            std::vector<std::set<std::uint32_t>> targets(60);
            for (std::uint32_t key = 0; key < targets.size(); ++key) {
                for (std::uint32_t k = 0; k <= dice.below(6); ++k) targets[key].insert(dice.below(spec.nodes()));
                test::add_tree(tables, spec, key, key % spec.nodes(), {targets[key].begin(), targets[key].end()});
            }
            for (std::uint32_t node = 0; node < spec.nodes(); ++node) mesh.set_table(NodeId{node}, tables[node]);
            std::uint32_t tag = 0;
            for (std::uint64_t cycle = 0; cycle < 200; ++cycle)
                for (std::uint32_t key = 0; key < targets.size(); ++key)
                    if (dice.chance(0.02)) mesh.offer(multicast(key % spec.nodes(), key, tag++ * 64 + key, cycle));
            mesh.drain();
            REQUIRE(mesh.in_flight() == 0);
            std::map<std::uint32_t, std::multiset<std::uint32_t>> reached;
            for (const Delivery& d : mesh.deliveries()) reached[d.tag].insert(d.target.index());
            REQUIRE(reached.size() == tag);
            for (const auto& [name, nodes] : reached)
                REQUIRE(std::equal(nodes.begin(), nodes.end(), targets[name % 64].begin(), targets[name % 64].end()));
            const MeshCounters sum = mesh.counters();
            REQUIRE(sum.ejected == sum.injected + sum.forked);
        }
}

TEST_CASE("a table that cannot be right is refused with its entry") {
    Mesh mesh{MeshSpec{.width = 2, .height = 1}};
    REQUIRE_THROWS_WITH(mesh.set_table(NodeId{0}, {{.key = 0, .mask = 0, .outs = {local}}, {.key = 1, .mask = 1, .outs = {}}}), Catch::Contains("entry 1"));
    REQUIRE_THROWS_WITH(mesh.set_table(NodeId{0}, {{.key = 0, .mask = 0, .outs = {west}}}), Catch::Contains("leads off the mesh"));
    REQUIRE_THROWS_WITH(mesh.set_table(NodeId{0}, {{.key = 2, .mask = 1, .outs = {local}}}), Catch::Contains("mask"));
    Mesh channels{mesh_spec("booksim-b3", 2, 2, 4, 2)};
    REQUIRE_THROWS_AS(channels.set_table(NodeId{0}, {}), InputError);
}
