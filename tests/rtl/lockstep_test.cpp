/// @file Every occupancy, credit count, pointer, grant and delivery of the C++ mesh against its RTL twin, and planted faults that must show.
#include <algorithm>
#include <set>

#include "rtl_configs.h"
#include "tests/catch.h"
#include "tests/rtl/lock_step.h"
#include "tools/session/run.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::router::test;

namespace {

MeshSpec spec_of(const RtlConfig& c) {
    MeshSpec spec{.width = c.width, .height = c.height, .fifo_depth = c.depth, .consumer_depth = c.consumer_depth, .hop_latency_x = Cycles{c.hop_x},
                  .hop_latency_y = Cycles{c.hop_y}, .credit_latency = Cycles{c.credit}, .routing = c.y_first ? Routing::yx : Routing::xy};
    spec.policy.consumer = ConsumerKind::stepped;
    return spec;
}

/// Eight keys at most pass a node: the RTL's tables hold eight entries.
constexpr std::uint32_t keys = 8;

std::vector<RoutingTable> random_tables(const MeshSpec& spec, Dice& dice) {
    std::vector<RoutingTable> tables(spec.nodes());
    for (std::uint32_t key = 0; key < keys; ++key) {
        std::set<std::uint32_t> targets;
        for (std::uint32_t k = 0; k < 5; ++k) targets.insert(dice.below(spec.nodes()));
        add_tree(tables, spec, key, key % spec.nodes(), {targets.begin(), targets.end()});
    }
    return tables;
}

/// Traffic of a pattern, a share of it multicast from the roots of the trees.
std::vector<Packet> mixed_traffic(const std::string& pattern, double load, std::uint64_t cycles, const MeshSpec& spec, std::uint64_t seed) {
    std::vector<Packet> packets = traffic(pattern, load, cycles, spec, seed);
    Dice dice{seed + 77};
    for (Packet& p : packets) {
        const std::uint32_t key = dice.below(keys);
        if (!dice.chance(0.3) || key % spec.nodes() != p.source.index()) continue;
        p.is_multicast = true;
        p.key = key;
    }
    return packets;
}

struct Outcome {
    std::string difference;
    std::uint64_t router_cycles = 0;
};

/// Steps both until all has been absorbed, or for `most` cycles; `ready` is the chance of a consumer to take a packet in a cycle.
template <class Rtl>
Outcome run(const MeshSpec& spec, const std::vector<Packet>& packets, double ready, std::uint64_t most, std::uint64_t seed, unsigned fault = 0) {
    Dice dice{seed};
    LockStep<Rtl> both{spec, random_tables(spec, dice), fault};
    for (const Packet& packet : packets) both.offer(packet);
    while (!both.is_empty() && both.now() < Cycles{most}) {
        for (std::uint32_t node = 0; node < spec.nodes(); ++node)
            if (dice.chance(0.5)) both.set_ready(node, dice.chance(ready));
        if (auto difference = both.step(); !difference.empty()) return {difference, both.router_cycles()};
    }
    return {"", both.router_cycles()};
}

template <class Rtl>
Outcome run(const MeshSpec& spec, const std::string& pattern, double load, double ready, std::uint64_t cycles, std::uint64_t seed, unsigned fault = 0) {
    return run<Rtl>(spec, mixed_traffic(pattern, load, cycles, spec, seed), ready, 3 * cycles, seed, fault);
}

/// What the NeuroCores of an example network hand to a mesh of this size, tick by tick as they emitted it. Silence is cut to `pause` cycles; with none
/// the bursts of ticks run into one another.
std::vector<Packet> bursts_of(const std::string& network, const MeshSpec& spec, std::size_t most, std::uint64_t pause) {
    session::Request request;
    request.network = std::string{AERIE_EXAMPLES} + "/" + network + ".txtpb";
    request.overrides = {fmt::format("mesh.width={}", spec.width), fmt::format("mesh.height={}", spec.height)};
    request.duration = network == "homeostasis" ? "2 s" : "30 ms";
    request.map.min_cores = spec.nodes();
    const auto prepared = session::prepare(request);
    std::vector<hw::PacketRecord> seen;
    session::RunOptions options;
    options.packets = [&](const std::vector<hw::PacketRecord>& packets) { seen.insert(seen.end(), packets.begin(), packets.end()); };
    (void)session::run(*prepared, options);
    std::stable_sort(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.offered < b.offered; });
    if (seen.size() > most) seen.resize(most);
    std::vector<Packet> packets;
    std::uint64_t before = 0, at = 0;
    for (const hw::PacketRecord& p : seen) {
        at += std::min(p.offered - before, pause + 1);
        before = p.offered;
        packets.push_back({.source = p.from, .target = p.to, .tag = static_cast<std::uint32_t>(packets.size()), .offered = Cycles{at}});
    }
    return packets;
}

/// The example networks on meshes of each size, consumers willing and stubborn.
std::uint64_t run_bursts(std::size_t most, std::uint32_t most_nodes, std::uint32_t least_nodes) {
    std::uint64_t total = 0;
    for_each_rtl_mesh([&]<class Rtl>(const RtlConfig& config) {
        const MeshSpec spec = spec_of(config);
        if (spec.nodes() > most_nodes || spec.nodes() < least_nodes) return;
        for (const char* network : {"cuba", "homeostasis"})
            for (const std::uint64_t pause : {20U, 0U}) {
                const std::vector<Packet> packets = bursts_of(network, spec, most, pause);
                for (const double ready : {1.0, 0.5}) {
                    INFO(fmt::format("{} on {}x{} depth {} ready {}", network, config.width, config.height, config.depth, ready));
                    REQUIRE(packets.size() > 100);
                    const Outcome outcome = run<Rtl>(spec, packets, ready, 1'000'000, 5);
                    REQUIRE(outcome.difference == "");
                    total += outcome.router_cycles;
                }
            }
    });
    return total;
}

/// All patterns, quiet to saturated, willing to stubborn consumers.
std::uint64_t run_all(std::uint64_t cycles, std::uint32_t most_nodes, std::uint32_t least_nodes) {
    std::uint64_t total = 0;
    for_each_rtl_mesh([&]<class Rtl>(const RtlConfig& config) {
        const MeshSpec spec = spec_of(config);
        if (spec.nodes() > most_nodes || spec.nodes() < least_nodes) return;
        std::uint64_t seed = 1;
        for (const std::string& pattern : traffic_patterns)
            for (const auto& [load, ready] : {std::pair{0.02, 1.0}, std::pair{0.2, 0.9}, std::pair{0.3, 0.3}, std::pair{0.9, 1.0}}) {
                INFO(fmt::format("{}x{} depth {} {} load {} ready {}", config.width, config.height, config.depth, pattern, load, ready));
                const Outcome outcome = run<Rtl>(spec, pattern, load, ready, cycles, seed++);
                REQUIRE(outcome.difference == "");
                total += outcome.router_cycles;
            }
    });
    return total;
}

}  // namespace

TEST_CASE("meshes of up to 16 routers agree with their RTL in every register and cycle") {
    REQUIRE(run_all(1'000, 16, 1) > 2'000'000);
}

TEST_CASE("the bursts of real runs agree in every register and cycle") { REQUIRE(run_bursts(600, 16, 16) > 20'000); }

TEST_CASE("twenty million router-cycles agree, the 8x8 mesh among them when it was built", "[.full]") {
    const std::uint64_t patterns = run_all(9'000, 16, 1), bursts = run_bursts(20'000, 16, 2);
    const std::uint64_t large = run_all(2'500, 64, 17) + run_bursts(20'000, 64, 17);
    WARN(fmt::format("router-cycles that agree: {} of patterns and {} of bursts up to 4x4, {} of both on 8x8", patterns, bursts, large));
    REQUIRE(patterns + bursts > 20'000'000);
}

TEST_CASE("a planted fault is caught, and the message names cycle, router, port and both states") {
    const std::pair<unsigned, const char*> faults[] = {{1, "reversed scan"}, {2, "pointer off by one"}, {3, "pointer moved without a grant"},
                                                       {4, "pointer frozen while there is no contest"}, {5, "credit a cycle early"}, {6, "credit a cycle late"},
                                                       {7, "FIFO one too deep"}, {8, "fork that drops a branch"}};
    const MeshSpec spec = spec_of(faulty_config);
    REQUIRE(run<Vfaulty>(spec, "uniform", 0.5, 0.6, 1'000, 9).difference == "");
    for (const auto& [fault, name] : faults) {
        const Outcome outcome = run<Vfaulty>(spec, "uniform", 0.5, 0.6, 1'000, 9, fault);
        INFO(name << ": " << outcome.difference);
        REQUIRE_THAT(outcome.difference, Catch::Contains("cycle") && Catch::Contains("router") && Catch::Contains("port") && Catch::Contains("C++") && Catch::Contains("RTL"));
    }
}
