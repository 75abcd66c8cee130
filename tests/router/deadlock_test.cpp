/// @file Rings: full ones stand still for good without bubbles, and drain with them; closed forms, conservation and trees on every torus.
#include <fmt/format.h>

#include <map>
#include <set>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/router/slow_mesh.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::router::test;

namespace {

enum class End { drained, stands_still };

/// Steps until all is delivered, or nothing was granted for longer than any packet may be on its way or served.
End end_of(SlowMesh& mesh, std::size_t packets) {
    for (std::uint64_t quiet = 0; quiet < 500; ++quiet) {
        mesh.step();
        if (!mesh.grants().empty()) quiet = 0;
    }
    std::size_t served = 0;
    for (const auto& [tag, times] : mesh.times()) served += times[2] != 0 ? 1 : 0;
    return served == packets ? End::drained : End::stands_still;
}

End end_of(const MeshSpec& spec, const std::vector<Packet>& packets, bool bubbles) {
    SlowMesh mesh{spec, bubbles};
    for (const Packet& p : packets) mesh.offer(p);
    return end_of(mesh, packets.size());
}

/// Every node sends packets as fast as it can, all of them the same distance along one axis.
std::vector<Packet> round_the_ring(const MeshSpec& spec, std::uint32_t dx, std::uint32_t dy, std::uint32_t count) {
    std::vector<Packet> packets;
    for (std::uint32_t k = 0; k < count; ++k)
        for (std::uint32_t node = 0; node < spec.nodes(); ++node) {
            const std::uint32_t x = (node % spec.width + dx) % spec.width, y = (node / spec.width + dy) % spec.height;
            packets.push_back({.source = NodeId{node}, .target = spec.node(x, y), .tag = static_cast<std::uint32_t>(packets.size()), .offered = Cycles{0}});
        }
    return packets;
}

struct Case {
    Topology topology;
    std::uint32_t width, height, dx, dy;
};

// Distances of at least half a ring less one: packets of all nodes hold each other's places. The diagonal is (+d, -d).
constexpr Case rings[] = {{Topology::torus, 8, 1, 3, 0}, {Topology::torus, 1, 8, 0, 3}, {Topology::torus, 8, 2, 3, 0}, {Topology::torus, 7, 7, 3, 0},
                          {Topology::hex_torus, 8, 1, 3, 0}, {Topology::hex_torus, 2, 8, 0, 3}, {Topology::hex_torus, 7, 7, 3, 4}, {Topology::hex_torus, 7, 7, 4, 3}};

std::string said(const MeshSpec& spec) { return fmt::format("{}:{}x{} depth {}", name_of(spec.topology), spec.width, spec.height, spec.fifo_depth); }

/// Trees out of ways: a target whose way would enter a router of the tree by another side is left out. Gives the targets that are in.
std::set<std::uint32_t> add_tree_of_ways(std::vector<RoutingTable>& tables, const MeshSpec& spec, std::uint32_t key, std::uint32_t source, const std::set<std::uint32_t>& targets) {
    std::map<std::uint32_t, Direction> entered{{source, Direction::local}};
    std::map<std::uint32_t, OutputSet> outs;
    std::set<std::uint32_t> in_tree;
    for (const std::uint32_t target : targets) {
        std::vector<std::pair<std::uint32_t, Direction>> hops;
        bool fits = true;
        NodeId at{source};
        for (const Leg& leg : way(spec.grid(), spec.routing, at, NodeId{target}))
            for (std::uint32_t k = 0; k < leg.hops; ++k) {
                hops.emplace_back(at.index(), leg.side);
                at = *neighbour(spec.grid(), at, leg.side);
                const auto known = entered.find(at.index());
                fits = fits && (known == entered.end() || known->second == opposite(leg.side));
            }
        if (!fits) continue;
        for (const auto& [node, side] : hops) {
            outs[node].insert(side);
            entered[neighbour(spec.grid(), NodeId{node}, side)->index()] = opposite(side);
        }
        outs[target].insert(Direction::local);
        in_tree.insert(target);
    }
    for (const auto& [node, sides] : outs) tables[node].push_back({.key = key, .mask = ~0U, .outs = sides});
    return in_tree;
}

}  // namespace

TEST_CASE("without bubbles a ring that fills stands still for good, with them it drains: tornado traffic on every kind of ring") {
    for (const Case& c : rings)
        for (const std::uint32_t depth : {2U, 4U}) {
            const MeshSpec spec{.topology = c.topology, .width = c.width, .height = c.height, .fifo_depth = depth};
            INFO(said(spec) << " distance " << c.dx << " " << c.dy);
            const auto packets = round_the_ring(spec, c.dx, c.dy, 8 * depth);
            REQUIRE(end_of(spec, packets, false) == End::stands_still);
            REQUIRE(end_of(spec, packets, true) == End::drained);
            Mesh mesh{spec};
            for (const Packet& p : packets) mesh.offer(p);
            mesh.drain();
            REQUIRE(mesh.in_flight() == 0);
        }
}

TEST_CASE("saturated for long, every torus drains and delivers every packet once, unicast and trees in dimension order together") {
    for (const Topology topology : {Topology::torus, Topology::hex_torus})
        for (const auto& [width, height] : {std::pair{1U, 6U}, std::pair{2U, 5U}, std::pair{4U, 4U}, std::pair{7U, 5U}})
            for (const std::uint32_t depth : {2U, 3U, 8U})
                for (const Routing routing : {Routing::xy, Routing::yx}) {
                    const MeshSpec spec{.topology = topology, .width = width, .height = height, .fifo_depth = depth, .consumer_depth = 1, .routing = routing};
                    INFO(said(spec));
                    Mesh mesh{spec};
                    Dice dice{depth + width};
                    std::vector<RoutingTable> tables(spec.nodes());
                    std::vector<std::set<std::uint32_t>> targets(2 * spec.nodes());
                    for (std::uint32_t key = 0; key < targets.size(); ++key) {
                        std::set<std::uint32_t> wanted;
                        for (std::uint32_t k = 0; k <= dice.below(8); ++k) wanted.insert(dice.below(spec.nodes()));
                        targets[key] = add_tree_of_ways(tables, spec, key, key % spec.nodes(), wanted);
                    }
                    for (std::uint32_t node = 0; node < spec.nodes(); ++node) mesh.set_table(NodeId{node}, tables[node]);
                    std::map<std::uint32_t, std::multiset<std::uint32_t>> expected, reached;
                    std::uint32_t tag = 0;
                    for (std::uint64_t cycle = 0; cycle < 60; ++cycle)
                        for (std::uint32_t node = 0; node < spec.nodes(); ++node) {
                            Packet p{.source = NodeId{node}, .target = NodeId{dice.below(spec.nodes())}, .tag = tag++, .offered = Cycles{cycle}, .service = 1 + dice.below(3)};
                            p.is_multicast = dice.chance(0.4);
                            p.key = node + spec.nodes() * dice.below(2);
                            mesh.offer(p);
                            if (p.is_multicast) expected[p.tag].insert(targets[p.key].begin(), targets[p.key].end());
                            else expected[p.tag].insert(p.target.index());
                        }
                    mesh.drain();
                    REQUIRE(mesh.in_flight() == 0);
                    for (const Delivery& d : mesh.deliveries()) reached[d.tag].insert(d.target.index());
                    REQUIRE(reached == expected);
                    const MeshCounters sum = mesh.counters();
                    REQUIRE(sum.ejected == sum.injected + sum.forked);
                }
}

TEST_CASE("alone on a torus a packet takes one cycle into its router and then the hop latencies of its way, by the closed form") {
    for (const Topology topology : {Topology::torus, Topology::hex_torus})
        for (const auto& [width, height] : {std::pair{1U, 1U}, std::pair{1U, 6U}, std::pair{2U, 3U}, std::pair{5U, 4U}, std::pair{6U, 6U}})
            for (const char* policy : {"aerie", "bsg"})
                for (const Routing routing : {Routing::xy, Routing::yx}) {
                    MeshSpec spec = mesh_spec(policy, width, height, 2);
                    spec.topology = topology;
                    spec.routing = routing;
                    spec.hop_latency_x = Cycles{2};
                    spec.hop_latency_y = Cycles{30};
                    spec.hop_latency_diagonal = Cycles{7};
                    Mesh mesh{spec};
                    for (std::uint32_t from = 0; from < spec.nodes(); ++from)
                        for (std::uint32_t to = 0; to < spec.nodes(); ++to) {
                            std::uint64_t expected = 1;
                            for (const Leg& leg : way(spec.grid(), routing, NodeId{from}, NodeId{to}))
                                expected += leg.hops * (is_diagonal(leg.side) ? 7 : leg.side == Direction::east || leg.side == Direction::west ? 2 : 30);
                            mesh.offer({.source = NodeId{from}, .target = NodeId{to}, .offered = mesh.now()});
                            mesh.drain();
                            const Delivery& d = mesh.deliveries().back();
                            REQUIRE((d.ejected - d.accepted).count() == expected);
                            REQUIRE(zero_load_latency(spec, NodeId{from}, NodeId{to}).count() == expected);
                        }
                }
}

TEST_CASE("a router without diagonals says zero of them") {
    Mesh mesh{MeshSpec{.width = 2, .height = 2}};
    for (std::uint32_t k = 0; k < 9; ++k) mesh.offer({.source = NodeId{k % 4}, .target = NodeId{(k + 2) % 4}, .offered = Cycles{0}});
    mesh.drain();
    REQUIRE(mesh.counters().hops() == 9);
    for (const Direction side : {Direction::north_east, Direction::south_west})
        for (std::uint32_t node = 0; node < 4; ++node) {
            REQUIRE(mesh.link_packets(NodeId{node}, side) == 0);
            REQUIRE((mesh.stall_cycles(NodeId{node}, side) == 0 && mesh.max_occupancy(NodeId{node}, side) == 0));
            REQUIRE((mesh.credits(NodeId{node}, side) == 0 && mesh.occupancy(NodeId{node}, side) == 0));
        }
}

TEST_CASE("a topology refuses routers that would deadlock on it, and buffers without room for a bubble") {
    const auto on_torus = [](const char* policy, std::uint32_t depth) {
        MeshSpec spec = mesh_spec(policy, 4, 4, depth);
        spec.topology = Topology::torus;
        return spec;
    };
    REQUIRE_THROWS_WITH(Mesh(on_torus("booksim-b3", 4)), Catch::Contains("would deadlock on the rings of a torus") && Catch::Contains("booksim-b3") && Catch::Contains("aerie"));
    REQUIRE_THROWS_WITH(Mesh(on_torus("booksim-a4", 4)), Catch::Contains("deadlock"));
    REQUIRE_THROWS_WITH(Mesh(on_torus("catalyst", 4)), Catch::Contains("deadlock"));
    REQUIRE_THROWS_WITH(Mesh(on_torus("aerie", 1)), Catch::Contains("FIFO depth") && Catch::Contains("2 to 255"));
    Mesh torus{on_torus("aerie", 2)};
    REQUIRE_THROWS_WITH(torus.set_table(NodeId{0}, {{.key = 0, .mask = 0, .outs = {Direction::north_east}}}), Catch::Contains("leads off the mesh"));
    MeshSpec hex = on_torus("aerie", 2);
    hex.topology = Topology::hex_torus;
    Mesh{hex}.set_table(NodeId{0}, {{.key = 0, .mask = 0, .outs = {Direction::north_east}}});
}
