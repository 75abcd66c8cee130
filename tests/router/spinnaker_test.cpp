/// @file Routers that wait, go round and drop: cycles by hand from the rules in router/serial_fabric.h.
#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/router/slow_serial.h"
#include "tests/router/spinnaker_cases.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::router::test;
using enum Direction;

namespace {

/// The end of two packets from node 0 to its eastern neighbour, both offered in cycle 0 on links of 21 cycles. The first is taken in hand and sent in
/// cycle 1 and ejected in 2. The second is accepted in 1, taken in hand in 2, and its link is open again in 22.
Mesh two_packets_east(DropRule rule) {
    rule.link_cycles = Cycles{21};
    Mesh mesh{hex(rule)};
    mesh.offer(unicast(0, 1, 1));
    mesh.offer(unicast(0, 1, 2));
    mesh.drain();
    REQUIRE(mesh.in_flight() == 0);
    REQUIRE(ejections(mesh).at({1, 1}) == 2);
    return mesh;
}

constexpr DropRule patient{.wait1 = Cycles{256}, .wait2 = Cycles{0}, .emergency = false, .reinject_after = Cycles{0}, .link_cycles = Cycles{21}};

}  // namespace

TEST_CASE("a link rests after each packet and the next waits in hand") {
    const Mesh mesh = two_packets_east(patient);
    REQUIRE(ejections(mesh).at({2, 1}) == 23);
    REQUIRE(mesh.drops().empty());
}

TEST_CASE("after wait1 a packet goes round the triangle and is where it should have been two hops later") {
    // In hand in 2, closed until 22: round in cycle 2 + 5 by north-east; the corner sends it south in 8; ejected in 9.
    DropRule rule = patient;
    rule.wait1 = Cycles{5};
    rule.wait2 = Cycles{100};
    rule.emergency = true;
    const Mesh mesh = two_packets_east(rule);
    REQUIRE(ejections(mesh).at({2, 1}) == 9);
    REQUIRE(mesh.counters().detoured == 1);
    REQUIRE(mesh.link_packets(NodeId{0}, north_east) == 1);
    REQUIRE(mesh.link_packets(NodeId{13}, south) == 1);   // (1, 3) is north-east of (0, 0)
    REQUIRE(mesh.counters().dropped == 0);
}

TEST_CASE("a packet is sent in the cycle in which its patience ends if its link opens then, and dropped if it opens one later") {
    DropRule rule = patient;
    rule.wait1 = Cycles{20};   // in hand in 2: patience ends in 22, when the link opens
    REQUIRE(ejections(two_packets_east(rule)).at({2, 1}) == 23);
    rule.wait1 = Cycles{16};
    rule.wait2 = Cycles{3};
    const Mesh mesh = two_packets_east(rule);
    REQUIRE(mesh.deliveries().size() == 1);
    REQUIRE(mesh.drops().size() == 1);
    REQUIRE(mesh.drops()[0] == Drop{.source = NodeId{0}, .target = NodeId{1}, .tag = 2, .node = NodeId{0}, .outs = {east}, .cycle = Cycles{21}});
    REQUIRE(mesh.counters().lost == 1);
}

TEST_CASE("a dropped packet is offered again by the router's monitor") {
    // Dropped in 2 + 8 = 10, offered in 17, in hand in 18, sent when the link opens in 22.
    DropRule rule = patient;
    rule.wait1 = Cycles{8};
    rule.reinject_after = Cycles{7};
    const Mesh mesh = two_packets_east(rule);
    REQUIRE(ejections(mesh).at({2, 1}) == 23);
    REQUIRE(mesh.drops().size() == 1);
    REQUIRE(mesh.drops()[0].cycle == Cycles{10});
    REQUIRE(mesh.drops()[0].is_reinjected);
    REQUIRE((mesh.counters().dropped == 1 && mesh.counters().lost == 0 && mesh.counters().reinjected == 1));
    // With less patience it is dropped again: in hand in 18, dropped in 20, offered in 27, in hand and sent in 28.
    rule.wait1 = Cycles{2};
    rule.reinject_after = Cycles{13};   // 4, 17
    const Mesh twice = two_packets_east(rule);
    REQUIRE(twice.drops().size() == 2);
    REQUIRE(twice.drops()[1].cycle == Cycles{4 + 13 + 1 + 2});
    REQUIRE(ejections(twice).at({2, 1}) == 20 + 13 + 1 + 1);
}

TEST_CASE("a multicast packet leaves by its open outputs at once and only the closed ones are dropped and offered again") {
    DropRule rule = patient;
    rule.wait1 = Cycles{8};
    rule.reinject_after = Cycles{30};
    Mesh mesh{hex(rule)};
    mesh.set_table(NodeId{0}, {{.key = 7, .mask = ~0U, .outs = {east, south, local}}});
    mesh.set_table(NodeId{1}, {{.key = 7, .mask = ~0U, .outs = {local}}});
    mesh.set_table(NodeId{4}, {{.key = 7, .mask = ~0U, .outs = {local}}});
    mesh.offer(unicast(0, 1, 1));
    mesh.offer(multicast(0, 7, 2));
    mesh.drain();
    // In hand in 2: Local in 2, south arrives in 3; east is dropped in 10, offered in 40, in hand in 41, ejected in 42.
    REQUIRE(ejections(mesh) == std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>{{{1, 1}, 2}, {{2, 0}, 2}, {{2, 4}, 3}, {{2, 1}, 42}});
    REQUIRE(mesh.drops().size() == 1);
    REQUIRE(mesh.drops()[0].outs == OutputSet{east});
    REQUIRE(mesh.counters().forked == 2);
}

TEST_CASE("behind a detour a multicast packet without an entry goes straight on, as if it had come by the closed link") {
    // Two packets for key 7 from node 0 east; nodes 1 and 2 have no entry, node 3 is Local. The second goes round from 0 to 1 and then straight on east.
    DropRule rule = patient;
    rule.wait1 = Cycles{5};
    rule.emergency = true;
    Mesh mesh{hex(rule, 5, 4)};
    mesh.set_table(NodeId{0}, {{.key = 7, .mask = ~0U, .outs = {east}}});
    mesh.set_table(NodeId{3}, {{.key = 7, .mask = ~0U, .outs = {local}}});
    mesh.offer(multicast(0, 7, 1));
    mesh.offer(multicast(0, 7, 2));
    mesh.drain();
    // The first: 1, 2, 3, ejected in 4. The second: round in 7, corner 8, node 1 in 9; its link east has been at rest since 2 and opens in 23; detour from there
    // in 9 + 5 = 14: corner 15, node 2 in 16, whose link opens in 24: detour in 21, corner 22, node 3 in 23.
    REQUIRE(ejections(mesh) == std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>{{{1, 3}, 4}, {{2, 3}, 23}});
    REQUIRE(mesh.counters().detoured == 3);
}

TEST_CASE("a router has one packet in hand: what could go elsewhere waits behind one that cannot") {
    // Node 0's second packet holds the router until 22; one from the west through node 0 to the south would find its link open all the time.
    Mesh mesh{hex(patient, 4, 4)};
    mesh.set_table(NodeId{3}, {{.key = 9, .mask = ~0U, .outs = {east}}});
    mesh.set_table(NodeId{0}, {{.key = 9, .mask = ~0U, .outs = {south}}});
    mesh.set_table(NodeId{4}, {{.key = 9, .mask = ~0U, .outs = {local}}});
    mesh.offer(unicast(0, 1, 1));
    mesh.offer(unicast(0, 1, 2));
    mesh.offer(multicast(3, 9, 3, 2));
    mesh.drain();
    REQUIRE(ejections(mesh).at({2, 1}) == 23);
    REQUIRE(ejections(mesh).at({3, 4}) == 24);   // at node 0 from 4 on, in hand in 23
}

TEST_CASE("one packet a cycle passes through a router, in the order of its links round from the last") {
    // Packets from the west, the south-west and the north reach node 5 in the same cycle and go to three different links; order of the scan: E NE N W SW S L.
    DropRule rule = patient;
    rule.link_cycles = Cycles{1};
    Mesh mesh{hex(rule)};
    const Grid grid = mesh.spec().grid();
    for (const auto& [side, out, key] : {std::tuple{west, east, 1U}, {south_west, south, 2U}, {north, north_east, 3U}}) {
        const NodeId from = *neighbour(grid, NodeId{5}, side);
        mesh.set_table(from, {{.key = key, .mask = ~0U, .outs = {opposite(side)}}});
        mesh.set_table(*neighbour(grid, NodeId{5}, out), {{.key = key, .mask = ~0U, .outs = {local}}});
        mesh.offer(multicast(from.index(), key, key));
    }
    mesh.set_table(NodeId{5}, {{.key = 1, .mask = ~0U, .outs = {east}}, {.key = 2, .mask = ~0U, .outs = {south}}, {.key = 3, .mask = ~0U, .outs = {north_east}}});
    mesh.drain();
    std::map<std::uint32_t, std::uint64_t> at;
    for (const Delivery& d : mesh.deliveries()) at[d.tag] = d.ejected.count();
    REQUIRE(at == std::map<std::uint32_t, std::uint64_t>{{3, 3}, {1, 4}, {2, 5}});   // all stand at node 5 in 2
}

TEST_CASE("a packet that goes round for ever is killed when the phase has changed twice") {
    DropRule rule = patient;
    rule.link_cycles = Cycles{1};
    rule.reinject_after = Cycles{5};
    rule.phase = Cycles{10};
    Mesh mesh{hex(rule, 4, 1)};
    mesh.set_table(NodeId{0}, {{.key = 7, .mask = ~0U, .outs = {east}}});
    mesh.offer(multicast(0, 7, 1));
    mesh.drain();
    // In hand at node k mod 4 in cycle 1 + k; phases begin in 10 and 20.
    REQUIRE(mesh.drops().size() == 1);
    REQUIRE(mesh.drops()[0].cycle == Cycles{20});
    REQUIRE(mesh.drops()[0].node == NodeId{19 % 4});
    REQUIRE_FALSE(mesh.drops()[0].is_reinjected);
    REQUIRE((mesh.in_flight() == 0 && mesh.counters().lost == 1));
}

TEST_CASE("an output that leads nowhere drops for good, whatever the monitor does") {
    DropRule rule = patient;
    rule.reinject_after = Cycles{5};
    MeshSpec spec = hex(rule, 3, 1);
    spec.topology = Topology::mesh;
    Mesh mesh{spec};
    mesh.set_table(NodeId{0}, {{.key = 7, .mask = ~0U, .outs = {east}}});
    mesh.offer(multicast(0, 7, 1));
    mesh.drain();
    REQUIRE(mesh.in_flight() == 0);
    REQUIRE(mesh.drops().size() == 1);
    REQUIRE(mesh.drops()[0].node == NodeId{2});
    REQUIRE(mesh.drops()[0].cycle == Cycles{3 + 256});
}
