/// @file Every occupancy, credit count, pointer, grant and delivery of the C++ mesh against its RTL twin, and planted faults that must show.
#include <set>

#include "rtl_configs.h"
#include "tests/catch.h"
#include "tests/rtl/lock_step.h"

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

/// `ready` is the chance of a consumer to take a packet in a cycle.
template <class Rtl>
Outcome run(const MeshSpec& spec, const std::string& pattern, double load, double ready, std::uint64_t cycles, std::uint64_t seed, unsigned fault = 0) {
    Dice dice{seed};
    LockStep<Rtl> both{spec, random_tables(spec, dice), fault};
    for (const Packet& packet : mixed_traffic(pattern, load, cycles, spec, seed)) both.offer(packet);
    while (!both.is_empty() && both.now() < Cycles{3 * cycles}) {
        for (std::uint32_t node = 0; node < spec.nodes(); ++node)
            if (dice.chance(0.5)) both.set_ready(node, dice.chance(ready));
        if (auto difference = both.step(); !difference.empty()) return {difference, both.router_cycles()};
    }
    return {"", both.router_cycles()};
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

TEST_CASE("twenty million router-cycles agree, the 8x8 mesh among them when it was built", "[.full]") {
    REQUIRE(run_all(9'000, 16, 1) + run_all(2'500, 64, 17) > 20'000'000);
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
