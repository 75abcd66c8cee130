/// @file Routers that wait, go round and drop: the fast engine against the slow one, whatever the rule.
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
