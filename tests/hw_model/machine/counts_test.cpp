/// @file What a machine counts: conservation between spikes, packets, rows and events, on a network that does everything at once.
#include "tests/catch.h"
#include "tests/hw_model/machine/laws.h"

using namespace aerie;
using namespace aerie::test;
using hw::Operation;

namespace {

/// Rows and words that the spikes of a run reach, from the connections alone.
struct Reach {
    std::uint64_t synapses = 0, neuron_spikes = 0, source_spikes = 0;
};

Reach reach_of(Rig& rig) {
    const Network& network = rig.parts().network;
    Reach reach;
    for (const hw::Spike& s : rig.machine().spikes()) {
        ++(network.is_source(s.address.population) ? reach.source_spikes : reach.neuron_spikes);
        for (std::size_t p = 0; p < network.projections.size(); ++p) {
            if (network.projections[p].from != s.address.population) continue;
            const Connectivity& c = rig.parts().problem.connectivity[p];
            reach.synapses += c.begin[s.address.neuron.index() + 1] - c.begin[s.address.neuron.index()];
        }
    }
    return reach;
}

}  // namespace

TEST_CASE("every spike reaches each of its synapses once: events are spikes times fan-out, under any mapping") {
    for (const std::uint32_t min_cores : {1u, 4u, 9u}) {
        Rig rig{with_stdp(balanced(Schedule::chip)), {.arithmetic = hw::Arithmetic::fixed, .map = {.partition = hw::PartitionMethod::random, .min_cores = min_cores, .anneal_moves = 200, .restarts = 1}}};
        rig.run_to(300);
        const Reach reach = reach_of(rig);
        const hw::Counts counts = rig.machine().counts();
        REQUIRE(reach.neuron_spikes > 100);
        CHECK(counts[Operation::synaptic_event] == reach.synapses);
        CHECK(counts[Operation::row_word] == reach.synapses);
        CHECK(counts[Operation::spike] == reach.neuron_spikes);
        CHECK(counts[Operation::host_event] == reach.source_spikes);
        CHECK(counts[Operation::barrier] == 300);
        CHECK(counts[Operation::neuron_update_active] + counts[Operation::neuron_update_idle] == 300 * 100);
    }
}

TEST_CASE("every packet sent is delivered once, at home too, and hops are the distances") {
    Rig rig{balanced(Schedule::chip), {.map = {.partition = hw::PartitionMethod::random, .min_cores = 7, .anneal_moves = 0, .restarts = 1}}};
    rig.run_to(300);
    const auto& packets = rig.machine().timer().packets();
    const hw::Counts counts = rig.machine().counts();
    std::uint64_t x = 0, y = 0;
    const auto gap = [](std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; };
    for (const hw::PacketRecord& p : packets) {
        x += gap(p.from.index() % 8, p.to.index() % 8);
        y += gap(p.from.index() / 8, p.to.index() / 8);
        REQUIRE(p.accepted >= p.offered);
        REQUIRE(p.ejected >= p.accepted + 1 + gap(p.from.index() % 8, p.to.index() % 8) + gap(p.from.index() / 8, p.to.index() / 8));
        REQUIRE(p.done > p.ejected);
    }
    CHECK(counts[Operation::packet_sent] == packets.size());
    CHECK(counts[Operation::hop_local] == packets.size());
    CHECK(counts[Operation::hop_x] == x);
    CHECK(counts[Operation::hop_y] == y);
    CHECK(counts[Operation::buffer_write] == packets.size() + x + y);
    std::uint64_t seen = 0;
    for (const auto& [latency, times] : rig.machine().timer().latencies()) seen += times;
    CHECK(seen == packets.size());
}

TEST_CASE("learning is counted per synapse walked: rows on arrival, columns on a spike") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("n", 3)};
    spec.sources = {at_ticks("in", 4, {0, 1, 2, 3}, {0, 0, 0, 2})};
    ProjectionSpec p = wires("wire", "in", "n", "1");
    p.equations = "w : 1 [0, 4]";
    p.on_pre = "v_post += w\nw = clip(w + 0.125, 0, 4)";
    p.on_post = "w = clip(w - 0.25, 0, 4)";
    p.initial = {listed("w", std::vector<double>(12, 1.0), "1")};
    spec.projections = {p};
    Rig rig{spec, {}};
    rig.run_to(6);
    // Tick 1: three rows of 3, every v = 3 halved to 1.5: all three fire, three columns of 4. Tick 3: one row of 3; v = 1 - 0.25 (+ 0) or so, below 0.9 halved.
    CHECK(rig.machine().spikes().size() == 4 + 3);
    CHECK(rig.machine().counts()[Operation::learning_event] == 3 * 3 + 3 * 4 + 3);
}

TEST_CASE("losses name every variable once, with its format, and float64 loses nothing") {
    for (const auto arithmetic : {hw::Arithmetic::fixed, hw::Arithmetic::float64}) {
        Rig rig{with_stdp(balanced(Schedule::chip)), {.arithmetic = arithmetic, .map = {.min_cores = 5, .anneal_moves = 100, .restarts = 1}}};
        rig.run_to(100);
        std::set<std::string> names;
        for (const hw::VariableLosses& losses : rig.machine().losses()) {
            CHECK(names.insert(losses.name).second);
            CHECK(!losses.format.empty());
            if (arithmetic == hw::Arithmetic::float64) CHECK(losses.lost + losses.saturations == 0);
        }
        CHECK(names == std::set<std::string>{"E.v", "E.g", "I.v", "I.g", "ee.w", "ee.x", "ee.y"});
    }
}
