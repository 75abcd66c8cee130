/// @file The fast mesh against the slow one: every occupancy, credit, pointer, grant and delivery in every cycle.
#include <fmt/format.h>

#include "tests/catch.h"
#include "tests/router/slow_mesh.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::router::test;

namespace {

struct GrantLog : Observer {
    std::vector<SlowGrant> grants;
    void on_hop(const Hop& hop) override {
        grants.push_back({hop.node.index(), static_cast<std::uint32_t>(index_of(hop.in)), static_cast<std::uint32_t>(index_of(hop.out)), hop.packet.tag});
    }
};

std::string first_difference(const Mesh& mesh, const SlowMesh& slow) {
    for (std::uint32_t node = 0; node < mesh.spec().nodes(); ++node)
        for (const Direction side : hex_directions) {
            if (index_of(side) >= (mesh.spec().topology == Topology::hex_torus ? hex_direction_count : direction_count)) break;
            const auto& expected = slow.router(node);
            const auto port = index_of(side);
            const auto say = [&](std::string_view what, std::size_t fast, std::size_t right) {
                return fmt::format("cycle {} node {} port {} {}: {} instead of {}", mesh.now().count(), node, name_of(side), what, fast, right);
            };
            if (mesh.occupancy(NodeId{node}, side) != expected.fifo[port].size())
                return say("occupancy", mesh.occupancy(NodeId{node}, side), expected.fifo[port].size());
            if (mesh.credits(NodeId{node}, side) != expected.credits[port]) return say("credits", mesh.credits(NodeId{node}, side), expected.credits[port]);
            if (index_of(mesh.pointer(NodeId{node}, side)) != expected.pointer[port])
                return say("pointer", index_of(mesh.pointer(NodeId{node}, side)), expected.pointer[port]);
            if (mesh.source_credits(NodeId{node}) != expected.source_credits)
                return say("source credits", mesh.source_credits(NodeId{node}), expected.source_credits);
        }
    return {};
}

/// Both meshes side by side over the traffic and until all is absorbed; gives the first difference, empty when there is none.
std::string run_side_by_side(const MeshSpec& spec, const std::vector<Packet>& packets, std::uint64_t seed) {
    Mesh mesh{spec};
    SlowMesh slow{spec};
    GrantLog log;
    mesh.watch(&log);
    Dice dice{seed};
    for (const Packet& packet : packets) {
        mesh.offer(packet);
        slow.offer(packet);
    }
    while (mesh.in_flight() > 0) {
        if (spec.policy.consumer == ConsumerKind::stepped)
            for (std::uint32_t node = 0; node < spec.nodes(); ++node) {
                const bool is_ready = dice.chance(0.6);
                mesh.set_ready(NodeId{node}, is_ready);
                slow.set_ready(node, is_ready);
            }
        log.grants.clear();
        mesh.advance_to(mesh.now() + Cycles{1});
        slow.step();
        std::sort(log.grants.begin(), log.grants.end());
        if (log.grants != slow.grants()) return fmt::format("cycle {}: grants differ", mesh.now().count() - 1);
        if (auto difference = first_difference(mesh, slow); !difference.empty()) return difference;
    }
    const Cycles end = mesh.drain();  // the mesh knows the end of services that the slow one has still to live through
    while (slow.now() < end.count()) slow.step();
    for (const Delivery& d : mesh.deliveries())
        if (slow.times().at(d.tag) != std::array{d.accepted.count(), d.ejected.count(), d.done.count()}) return fmt::format("packet {} differs", d.tag);
    return mesh.deliveries().size() == packets.size() ? "" : "packets are missing";
}

/// Rings of one, two and more, all depths that a bubble needs.
std::vector<MeshSpec> tori() {
    std::vector<MeshSpec> all;
    const std::pair<std::uint32_t, std::uint32_t> sizes[] = {{1, 1}, {1, 5}, {6, 1}, {2, 2}, {2, 5}, {4, 3}, {5, 5}};
    for (const Topology topology : {Topology::torus, Topology::hex_torus})
        for (const auto& [width, height] : sizes)
            for (const std::uint32_t depth : {2U, 3U, 4U, 8U})
                for (const std::uint64_t latency : {1U, 2U, 3U})
                    all.push_back({.topology = topology, .width = width, .height = height, .fifo_depth = depth, .consumer_depth = 1 + depth / 2,
                                   .hop_latency_x = Cycles{latency}, .hop_latency_y = Cycles{1 + latency % 3}, .hop_latency_diagonal = Cycles{1 + (latency + 1) % 3},
                                   .credit_latency = Cycles{1 + (latency + depth) % 3}, .routing = depth % 4 == 0 ? Routing::yx : Routing::xy});
    return all;
}

std::string said(const MeshSpec& spec, const std::string& pattern, std::uint64_t seed) {
    return fmt::format("{}:{}x{} depth {} latency {} credit {} {} seed {}", name_of(spec.topology), spec.width, spec.height, spec.fifo_depth, spec.hop_latency_x.count(),
                       spec.credit_latency.count(), pattern, seed);
}

std::vector<MeshSpec> shapes() {
    std::vector<MeshSpec> all;
    const std::pair<std::uint32_t, std::uint32_t> sizes[] = {{1, 1}, {8, 1}, {1, 5}, {3, 2}, {4, 4}};
    for (const auto& [width, height] : sizes)
        for (const std::uint32_t depth : {1U, 2U, 4U, 8U})
            for (const std::uint64_t latency : {1U, 2U, 3U})
                all.push_back({.width = width, .height = height, .fifo_depth = depth, .consumer_depth = 1 + depth / 2, .hop_latency_x = Cycles{latency},
                               .hop_latency_y = Cycles{1 + latency % 3}, .credit_latency = Cycles{1 + (latency + depth) % 3},
                               .routing = depth % 4 == 0 ? Routing::yx : Routing::xy});
    return all;
}

}  // namespace

TEST_CASE("every register agrees with the slow mesh in every cycle when consumers are busy") {
    std::uint64_t seed = 1;
    for (const MeshSpec& spec : shapes())
        for (const std::string& pattern : traffic_patterns) {
            INFO(fmt::format("{}x{} depth {} latency {} {} seed {}", spec.width, spec.height, spec.fifo_depth, spec.hop_latency_x.count(), pattern, seed));
            REQUIRE(run_side_by_side(spec, traffic(pattern, seed % 2 ? 0.05 : 0.3, 150, spec, seed), seed) == "");
            ++seed;
        }
}

TEST_CASE("every register agrees with the slow mesh in every cycle when consumers stall at random") {
    std::uint64_t seed = 1000;
    for (MeshSpec spec : shapes())
        for (const std::string& pattern : traffic_patterns) {
            spec.policy.consumer = ConsumerKind::stepped;
            INFO(fmt::format("{}x{} depth {} latency {} {} seed {}", spec.width, spec.height, spec.fifo_depth, spec.hop_latency_x.count(), pattern, seed));
            REQUIRE(run_side_by_side(spec, traffic(pattern, seed % 2 ? 0.6 : 0.15, 120, spec, seed), seed) == "");
            ++seed;
        }
}

TEST_CASE("saturated for long, the two meshes stay equal") {
    const MeshSpec spec{.width = 4, .height = 4, .fifo_depth = 2, .consumer_depth = 2, .credit_latency = Cycles{2}};
    REQUIRE(run_side_by_side(spec, traffic("uniform", 0.9, 1500, spec, 5), 5) == "");
}

TEST_CASE("on a torus and a hexagonal torus every register agrees with the slow mesh in every cycle, busy consumers or stalling ones") {
    std::uint64_t seed = 2000;
    for (MeshSpec spec : tori())
        for (const std::string& pattern : traffic_patterns) {
            if (seed % 3 == 0) spec.policy.consumer = ConsumerKind::stepped;
            INFO(said(spec, pattern, seed));
            REQUIRE(run_side_by_side(spec, traffic(pattern, seed % 2 ? 0.8 : 0.2, 100, spec, seed), seed) == "");
            ++seed;
        }
}

TEST_CASE("a saturated torus stays equal to the slow one for long") {
    for (const Topology topology : {Topology::torus, Topology::hex_torus})
        for (const std::uint32_t depth : {2U, 4U}) {
            const MeshSpec spec{.topology = topology, .width = 4, .height = 4, .fifo_depth = depth, .consumer_depth = 2, .credit_latency = Cycles{2}};
            for (const char* pattern : {"uniform", "tornado"}) REQUIRE(run_side_by_side(spec, traffic(pattern, 0.9, 700, spec, 5), 5) == "");
        }
}
