/// @file Routers that wait, go round and drop: cycles by hand from the rules in router/serial_fabric.h, then the fast engine against the slow one.
#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/router/slow_serial.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::router::test;
using enum Direction;

namespace {

/// Six neighbours, one cycle per hop, a link of `link_cycles`; what is not said is off.
MeshSpec hex(DropRule rule, std::uint32_t width = 4, std::uint32_t height = 4) {
    MeshSpec spec = mesh_spec("spinnaker1", width, height, 4);
    spec.topology = Topology::hex_torus;
    spec.policy.drops = rule;
    return spec;
}

Packet unicast(std::uint32_t source, std::uint32_t target, std::uint32_t tag, std::uint64_t offered = 0) {
    return {.source = NodeId{source}, .target = NodeId{target}, .tag = tag, .offered = Cycles{offered}};
}
Packet multicast(std::uint32_t source, std::uint32_t key, std::uint32_t tag, std::uint64_t offered = 0) {
    return {.source = NodeId{source}, .tag = tag, .offered = Cycles{offered}, .is_multicast = true, .key = key};
}

/// Ejection cycles by tag, then target.
std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> ejections(const Mesh& mesh) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> at;
    for (const Delivery& d : mesh.deliveries()) at[{d.tag, d.target.index()}] = d.ejected.count();
    return at;
}

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

namespace {

std::string first_difference(const Mesh& mesh, const SlowSerial& slow) {
    for (std::uint32_t node = 0; node < mesh.spec().nodes(); ++node) {
        const auto& expected = slow.router(node);
        const auto say = [&](std::string_view port, std::string_view what, std::size_t fast, std::size_t right) {
            return fmt::format("cycle {} node {} {} {}: {} instead of {}", mesh.now().count(), node, port, what, fast, right);
        };
        for (const auto& [side, credits] : expected.credits) {
            const auto fifo = expected.fifo.find(side);
            const std::size_t standing = fifo == expected.fifo.end() ? 0 : fifo->second.size();
            if (mesh.occupancy(NodeId{node}, side) != standing) return say(name_of(side), "occupancy", mesh.occupancy(NodeId{node}, side), standing);
            if (mesh.credits(NodeId{node}, side) != credits) return say(name_of(side), "credits", mesh.credits(NodeId{node}, side), credits);
        }
        if (mesh.source_credits(NodeId{node}) != expected.source_credits) return say("source", "credits", mesh.source_credits(NodeId{node}), expected.source_credits);
        if (mesh.pointer(NodeId{node}, local) != slow.scan(expected.pointer)) return say("router", "pointer", index_of(mesh.pointer(NodeId{node}, local)), expected.pointer);
    }
    return {};
}

bool same(std::span<const Delivery> a, const std::vector<Delivery>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Delivery& x, const Delivery& y) {
        return std::tie(x.tag, x.target, x.accepted, x.ejected, x.done) == std::tie(y.tag, y.target, y.accepted, y.ejected, y.done);
    });
}

struct Scene {
    MeshSpec spec;
    std::vector<RoutingTable> tables;
    std::vector<Packet> packets;
};

/// Unicast packets of a pattern, every third of them a multicast one that a random tree (or default routes) leads.
Scene scene(const MeshSpec& spec, const std::string& pattern, double load, std::uint64_t seed) {
    Scene s{spec, std::vector<RoutingTable>(spec.nodes()), traffic(pattern, load, 120, spec, seed)};
    Dice dice{seed};
    for (std::uint32_t key = 0; key < spec.nodes(); ++key) {
        std::map<std::uint32_t, OutputSet> outs;
        const NodeId target{dice.below(spec.nodes())}, halt{key};
        NodeId at{key};
        outs[halt.index()].insert(local);
        for (const Leg& leg : way(spec.grid(), spec.routing, at, target))
            for (std::uint32_t k = 0; k < leg.hops; ++k) {
                if (k == 0 || dice.chance(0.3)) outs[at.index()].insert(leg.side);   // else straight on by default
                at = *neighbour(spec.grid(), at, leg.side);
                const bool circles = k + 1 == leg.hops && spec.policy.drops->phase == Cycles{0};   // for ever, if nothing kills it
                if (!dice.chance(0.2) || circles || !neighbour(spec.grid(), at, leg.side)) continue;
                outs[at.index()].insert(local);
                outs[at.index()].insert(leg.side);
            }
        outs[target.index()] = {local};
        for (const auto& [node, sides] : outs) s.tables[node].push_back({.key = key, .mask = ~0U, .outs = sides});
    }
    for (std::size_t i = 0; i < s.packets.size(); i += 3) {
        s.packets[i].is_multicast = true;
        s.packets[i].key = s.packets[i].source.index();
    }
    return s;
}

std::string run_side_by_side(const Scene& s) {
    Mesh mesh{s.spec};
    SlowSerial slow{s.spec};
    for (std::uint32_t node = 0; node < s.spec.nodes(); ++node) {
        mesh.set_table(NodeId{node}, s.tables[node]);
        slow.set_table(node, s.tables[node]);
    }
    for (const Packet& p : s.packets) {
        mesh.offer(p);
        slow.offer(p);
    }
    while (mesh.in_flight() > 0) {
        mesh.advance_to(mesh.now() + Cycles{1});
        slow.step();
        if (auto difference = first_difference(mesh, slow); !difference.empty()) return difference;
        if (mesh.now() > Cycles{200'000}) return "does not end";
    }
    if (!same(mesh.deliveries(), slow.deliveries())) return "deliveries differ";
    if (!std::equal(mesh.drops().begin(), mesh.drops().end(), slow.drops().begin(), slow.drops().end())) return "drops differ";
    const MeshCounters sum = mesh.counters();
    if (sum.injected != s.packets.size() || sum.injected + sum.forked != sum.ejected + sum.lost) return "packets are missing";
    std::uint64_t dropped = 0;
    for (const Drop& d : mesh.drops()) dropped += d.outs.size();
    return dropped == sum.dropped ? "" : "drops are missing";
}

std::vector<MeshSpec> rules() {
    std::vector<MeshSpec> all;
    const DropRule some[] = {{.wait1 = Cycles{256}, .reinject_after = Cycles{133}},
                             {.wait1 = Cycles{4}, .wait2 = Cycles{3}, .reinject_after = Cycles{0}, .link_cycles = Cycles{3}},
                             {.wait1 = Cycles{0}, .wait2 = Cycles{0}, .reinject_after = Cycles{1}, .link_cycles = Cycles{2}},
                             {.wait1 = Cycles{7}, .wait2 = Cycles{20}, .reinject_after = Cycles{40}, .link_cycles = Cycles{1}},
                             {.wait1 = Cycles{10}, .wait2 = Cycles{1}, .reinject_after = Cycles{9}, .link_cycles = Cycles{5}, .phase = Cycles{150}}};
    const std::pair<std::uint32_t, std::uint32_t> sizes[] = {{1, 1}, {1, 5}, {2, 2}, {3, 4}, {5, 5}};
    for (const DropRule& rule : some)
        for (const auto& [width, height] : sizes)
            for (const std::uint32_t depth : {1U, 2U, 4U}) {
                MeshSpec spec = hex(rule, width, height);
                spec.fifo_depth = depth;
                spec.consumer_depth = 1 + depth / 2;
                spec.hop_latency_x = Cycles{depth};
                spec.hop_latency_diagonal = Cycles{1 + width % 3};
                spec.credit_latency = Cycles{1 + height % 3};
                all.push_back(spec);
                for (const Topology topology : {Topology::torus, Topology::mesh}) {
                    spec.topology = topology;
                    spec.policy.drops->emergency = false;
                    all.push_back(spec);
                }
            }
    return all;
}

}  // namespace

TEST_CASE("routers that drop agree with the slow ones in every register, cycle, delivery and drop, and lose nothing that is not said to be lost") {
    std::uint64_t seed = 1, drops = 0, detours = 0;
    for (const MeshSpec& spec : rules())
        for (const char* pattern : {"uniform", "hot spot", "tornado", "bursts"}) {
            INFO(fmt::format("{}:{}x{} depth {} wait {} {} {} seed {}", name_of(spec.topology), spec.width, spec.height, spec.fifo_depth, spec.policy.drops->wait1.count(),
                             spec.policy.drops->wait2.count(), pattern, seed));
            const Scene s = scene(spec, pattern, seed % 2 ? 0.03 : 0.2, seed);
            REQUIRE(run_side_by_side(s) == "");
            Mesh mesh{spec};
            for (const Packet& p : s.packets) mesh.offer(p);
            mesh.drain();
            drops += mesh.counters().dropped;
            detours += mesh.counters().detoured;
            ++seed;
        }
    REQUIRE(drops > 1000);     // the scenes reach what they are for
    REQUIRE(detours > 1000);
}

TEST_CASE("what breaks deadlocks is dropping: rings that would stand still for ever drain, with depth one and nothing lost") {
    for (const Topology topology : {Topology::torus, Topology::hex_torus}) {
        DropRule rule{.wait1 = Cycles{16}, .wait2 = Cycles{4}, .emergency = topology == Topology::hex_torus, .reinject_after = Cycles{50}, .link_cycles = Cycles{2}};
        MeshSpec spec = hex(rule, 8, 2);
        spec.topology = topology;
        spec.fifo_depth = 1;
        Mesh mesh{spec};
        for (std::uint32_t k = 0; k < 30; ++k)
            for (std::uint32_t node = 0; node < spec.nodes(); ++node) mesh.offer(unicast(node, node / 8 * 8 + (node + 3) % 8, k * 16 + node));
        mesh.drain();
        REQUIRE(mesh.in_flight() == 0);
        REQUIRE(mesh.deliveries().size() == 30 * spec.nodes());
        REQUIRE(mesh.counters().dropped > 0);
        REQUIRE(mesh.counters().lost == 0);
    }
}

TEST_CASE("whoever watches a router that drops, and in what steps time is asked for, changes nothing") {
    struct Counting : Observer {
        std::uint64_t accepted = 0, hops = 0, delivered = 0, dropped = 0;
        void on_accept(const Packet&, Cycles) override { ++accepted; }
        void on_hop(const Hop&) override { ++hops; }
        void on_delivery(const Delivery&) override { ++delivered; }
        void on_drop(const Drop& d) override { dropped += d.outs.size(); }
    };
    const Scene s = scene(hex({.wait1 = Cycles{6}, .wait2 = Cycles{5}, .reinject_after = Cycles{30}, .link_cycles = Cycles{4}}, 5, 4), "uniform", 0.1, 3);
    const auto play = [&](std::uint64_t stride, Observer* observer) {
        auto mesh = std::make_unique<Mesh>(s.spec);
        mesh->watch(observer);
        for (std::uint32_t node = 0; node < s.spec.nodes(); ++node) mesh->set_table(NodeId{node}, s.tables[node]);
        for (const Packet& p : s.packets) mesh->offer(p);
        while (stride > 0 && mesh->in_flight() > 0) mesh->advance_to(mesh->now() + Cycles{stride});
        mesh->drain();
        return mesh;
    };
    Counting seen;
    const auto once = play(0, nullptr);
    for (const auto& again : {play(1, &seen), play(17, nullptr)}) {
        REQUIRE(same(once->deliveries(), {again->deliveries().begin(), again->deliveries().end()}));
        REQUIRE(std::equal(once->drops().begin(), once->drops().end(), again->drops().begin(), again->drops().end()));
        REQUIRE(once->counters() == again->counters());
    }
    const MeshCounters sum = once->counters();
    REQUIRE(seen.accepted == sum.injected);
    REQUIRE(seen.delivered == sum.ejected);
    REQUIRE(seen.dropped == sum.dropped);
    REQUIRE(seen.hops == sum.hops() + sum.ejected);
}

TEST_CASE("alone, a packet takes the closed form of the other routers") {
    MeshSpec spec = hex({}, 5, 4);
    spec.hop_latency_x = Cycles{3};
    spec.hop_latency_diagonal = Cycles{14};
    Mesh mesh{spec};
    for (std::uint32_t from = 0; from < spec.nodes(); ++from)
        for (std::uint32_t to = 0; to < spec.nodes(); ++to) {
            mesh.offer(unicast(from, to, 0, mesh.now().count() + 50));   // links have rested
            mesh.drain();
            const Delivery& d = mesh.deliveries().back();
            REQUIRE(d.ejected - d.accepted == zero_load_latency(spec, NodeId{from}, NodeId{to}));
        }
}

TEST_CASE("rules that cannot be are refused with what is allowed") {
    MeshSpec spec = hex({});
    spec.topology = Topology::torus;
    REQUIRE_THROWS_WITH(Mesh(spec), Catch::Contains("triangle") && Catch::Contains("torus") && Catch::Contains("hex_torus"));
    REQUIRE_THROWS_WITH(Mesh(hex({.link_cycles = Cycles{0}})), Catch::Contains("between packets on a link") && Catch::Contains("1 to"));
    REQUIRE_THROWS_WITH(Mesh(hex({.wait1 = Cycles{2'000'000'000}})), Catch::Contains("wait1"));
    spec = hex({});
    spec.policy.consumer = ConsumerKind::stepped;
    REQUIRE_THROWS_AS(Mesh(spec), InputError);
}
