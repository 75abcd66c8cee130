/// @file Whoever watches changes nothing. A mesh that nobody watches counts credits early and lets packets without rivals pass by the FIFOs; the watched one, which
/// is held to the slow mesh and to the RTL register by register, does neither. Every register, count and delivery must be the same at every stop.
#include <fmt/format.h>

#include "tests/catch.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::router::test;

namespace {

std::string said(const MeshSpec& spec) {
    return fmt::format("{} {}x{} on {}:{}x{}, credit latency {}", spec.policy.name, spec.policy.channels, spec.fifo_depth, name_of(spec.topology), spec.width, spec.height,
                       spec.credit_latency.count());
}

auto cycles_of(const Delivery& d) {
    return std::array{std::uint64_t{d.tag}, std::uint64_t{d.target.index()}, d.accepted.count(), d.ejected.count(), d.done.count()};
}

/// Credits are not compared: those of a mesh that nobody watches may be early.
std::string first_difference(const Mesh& watched, const Mesh& alone) {
    const auto differ = [](const Delivery& a, const Delivery& b) { return cycles_of(a) == cycles_of(b); };
    if (!std::ranges::equal(watched.deliveries(), alone.deliveries(), differ)) return "deliveries differ";
    if (watched.counters() != alone.counters()) return "counters differ";
    for (std::uint32_t id = 0; id < watched.spec().nodes(); ++id)
        for (const Direction side : hex_directions) {
            const NodeId node{id};
            const auto at = [&](std::string_view what) { return fmt::format("cycle {} node {} port {}: {} differs", watched.now().count(), id, name_of(side), what); };
            for (std::uint32_t c = 0; c < watched.spec().policy.channels; ++c)
                if (watched.occupancy(node, side, c) != alone.occupancy(node, side, c)) return at("occupancy");
            if (watched.link_packets(node, side) != alone.link_packets(node, side)) return at("sent");
            if (watched.stall_cycles(node, side) != alone.stall_cycles(node, side)) return at("stalled");
            if (watched.max_occupancy(node, side) != alone.max_occupancy(node, side)) return at("largest occupancy");
            if (!is_diagonal(side) && watched.pointer(node, side) != alone.pointer(node, side)) return at("pointer");
        }
    return {};
}

/// Both play the packets, with consumers that stall where the policy lets them, and stop now and then.
std::string play(const MeshSpec& spec, const std::vector<Packet>& packets, const std::vector<RoutingTable>& tables, std::uint64_t seed) {
    Mesh watched{spec}, alone{spec};
    Observer nobody;
    watched.watch(&nobody);
    Dice dice{seed};
    const bool may_stall = spec.policy.consumer == ConsumerKind::stepped || spec.policy.consumer == ConsumerKind::direct;
    for (Mesh* mesh : {&watched, &alone}) {
        for (std::uint32_t node = 0; node < tables.size(); ++node) mesh->set_table(NodeId{node}, tables[node]);
        for (const Packet& p : packets) mesh->offer(p);
    }
    for (int stop = 0; stop < 120; ++stop) {
        const Cycles until = watched.now() + Cycles{1 + dice.below(9)};
        const NodeId node{dice.below(spec.nodes())};
        const bool is_ready = dice.chance(0.7);
        for (Mesh* mesh : {&watched, &alone}) {
            if (may_stall) mesh->set_ready(node, is_ready);
            mesh->advance_to(until);
        }
        if (auto difference = first_difference(watched, alone); !difference.empty()) return difference;
    }
    for (Mesh* mesh : {&watched, &alone}) {
        for (std::uint32_t node = 0; node < spec.nodes() && may_stall; ++node) mesh->set_ready(NodeId{node}, true);
        mesh->drain();
    }
    if (watched.in_flight() != 0) return "packets are left";
    return first_difference(watched, alone);
}

}  // namespace

TEST_CASE("whoever watches changes nothing, under every policy, from quiet to saturated") {
    std::uint64_t seed = 0;
    for (const std::string& policy : router_policy_names())
        for (const std::uint32_t channels : {1U, 2U, 4U})
            for (const std::uint32_t depth : {1U, 2U, 4U, 8U})
                for (const std::uint64_t credit : {1U, 2U, 3U, 9U})
                    for (const double load : {0.02, 0.1, 0.25, 0.8}) {
                        if (channels > 1 && !policy.starts_with("booksim")) continue;
                        MeshSpec spec = mesh_spec(policy, 5, 4, depth, channels);
                        spec.credit_latency = Cycles{credit};
                        INFO(said(spec) << " load " << load);
                        REQUIRE(play(spec, traffic(seed % 2 == 0 ? "hot spot" : "uniform", load, 300, spec, seed), {}, seed) == "");
                        ++seed;
                    }
}

TEST_CASE("whoever watches changes nothing where consumers give up a packet a cycle, or links are slow") {
    std::uint64_t seed = 0;
    for (const bool is_stepped : {true, false})
        for (const std::uint32_t depth : {1U, 2U, 4U})
            for (const std::uint64_t latency : {1U, 2U, 7U, 70U})
                for (const double load : {0.05, 0.3, 0.9}) {
                    MeshSpec spec = mesh_spec("aerie", 4, 4, depth);
                    if (is_stepped) spec.policy.consumer = ConsumerKind::stepped;
                    spec.hop_latency_x = Cycles{latency};
                    spec.hop_latency_y = Cycles{1 + latency / 2};
                    spec.routing = depth == 2 ? Routing::yx : Routing::xy;
                    INFO(said(spec) << " latency " << latency << " load " << load);
                    REQUIRE(play(spec, traffic("uniform", load, 300, spec, seed), {}, seed) == "");
                    ++seed;
                }
}

TEST_CASE("on a torus, where the last but one place matters, whoever watches changes nothing either") {
    std::uint64_t seed = 0;
    for (const Topology topology : {Topology::torus, Topology::hex_torus})
        for (const char* policy : {"aerie", "bsg"})
            for (const std::uint32_t depth : {2U, 3U, 4U, 8U})
                for (const std::uint64_t credit : {1U, 2U, 3U, 9U})
                    for (const double load : {0.03, 0.1, 0.4, 0.9}) {
                        MeshSpec spec = mesh_spec(policy, 5, 4, depth);
                        spec.topology = topology;
                        spec.credit_latency = Cycles{credit};
                        INFO(said(spec) << " load " << load);
                        REQUIRE(play(spec, traffic("tornado", load, 200, spec, seed), {}, seed) == "");
                        ++seed;
                    }
}

TEST_CASE("whoever watches changes nothing where packets that fork meet packets that pass") {
    for (const char* policy : {"aerie", "bsg", "catalyst"})
        for (const std::uint32_t depth : {1U, 2U, 4U})
            for (const double load : {0.03, 0.1, 0.3})
                for (std::uint64_t seed = 0; seed < 6; ++seed) {
                    const MeshSpec spec = mesh_spec(policy, 5, 4, depth);
                    Dice dice{seed};
                    std::vector<RoutingTable> tables(spec.nodes());
                    for (std::uint32_t key = 0; key < spec.nodes(); ++key) {
                        std::vector<std::uint32_t> targets;
                        for (std::uint32_t k = 0; k <= dice.below(5); ++k) targets.push_back(dice.below(spec.nodes()));
                        add_tree(tables, spec, key, key, targets);
                    }
                    std::vector<Packet> packets = traffic("uniform", load, 200, spec, seed);
                    for (Packet& p : packets) {
                        p.is_multicast = dice.chance(0.4);
                        p.key = p.source.index();
                    }
                    INFO(said(spec) << " load " << load << " seed " << seed);
                    REQUIRE(play(spec, packets, tables, seed) == "");
                }
}
