/// @file Networks with more synapses than a graph of neurons should hold: coarsened, and still within every limit, and the same each time.
#include "core/error.h"
#include "hw_model/mapping/graph.h"
#include "hw_model/mapping/partition.h"
#include "tests/catch.h"
#include "tests/hw_model/mapping/problem_maker.h"

namespace aerie::hw {
namespace {

using namespace testing;

/// 3,000 neurons that each talk to 250 of chance: 750,000 synapses, above the limit for a graph of single neurons.
void large(Case& c) {
    const PopulationId e = c.population("E", 2400, 0.002), i = c.population("I", 600, 0.004);
    const PopulationId s = c.source("S", 2400, 0.01);
    c.connect(s, e, one_to_one(2400));
    const std::pair<PopulationId, PopulationId> ways[] = {{e, e}, {e, i}, {i, e}, {i, i}};
    std::uint32_t seed = 1;
    for (const auto& [from, to] : ways) c.connect(from, to, chance(c.network.size_of(from), c.network.size_of(to), 1.0 / 12, seed++), from == e && to == e);
    c.mesh(8, 8);
    c.chip.packing = {32, 32, 64, 32, false};
    c.chip.capacity.neurons = 256;
    c.chip.capacity.synapse_bits = 4'000'000;
    c.chip.capacity.axons_in = 8000;
}

TEST_CASE("a large network is mapped by clusters, within every limit, and the same each time") {
    Case c;
    large(c);
    const Mapping mapping = map_network(c.problem, {.anneal_moves = 2000, .restarts = 2});
    for (const CoreUse& use : mapping.use) {
        CHECK(use.neurons <= 256);
        CHECK(use.axons_in <= 8000);
        CHECK(use.synapse_bits <= 4'000'000);
    }
    std::uint64_t synapses = 0, expected = 0;
    for (const CoreUse& use : mapping.use) synapses += use.synapses;
    for (const Connectivity& rows : c.problem.connectivity) expected += rows.post.size();
    CHECK(expected > 500'000);
    CHECK(synapses == expected);
    CHECK(map_network(c.problem, {.anneal_moves = 2000, .restarts = 2}).core_of == mapping.core_of);
}

TEST_CASE("the graph of a large network grows with its clusters, not with its synapses") {
    Case c;
    large(c);
    const Atoms atoms = make_atoms(c.problem, 10);
    CHECK(atoms.size() == 300);
    const Graph graph = make_graph(c.problem, atoms, 10);
    CHECK(graph.size() == 300 + 240);                       // clusters of neurons and of sources
    CHECK(graph.neighbour.size() <= 300 * 299 + 2 * 240);   // all pairs of atoms, and each source cluster with its one
    CHECK(atoms.total().neurons == 3000);
}

TEST_CASE("clusters do not cross from one population into another") {
    Case c;
    c.population("A", 25);
    c.population("B", 25);
    const Atoms atoms = make_atoms(c.problem, 10);
    CHECK(atoms.size() == 6);   // 10 10 5 | 10 10 5
    CHECK(atoms.of[24] == 2);
    CHECK(atoms.of[25] == 3);
    CHECK(atoms.weight[2].neurons == 5);
}

TEST_CASE("tied targets make one atom over all projections of a neuron, the rest stay alone") {
    Case c;
    const PopulationId a = c.population("A", 3), b = c.population("B", 4);
    c.connect(a, b, {{0, 0}, {1, 3}});
    c.connect(a, b, {{0, 2}, {1, 3}});
    c.chip.capacity.destinations_per_neuron = 1;
    const Atoms atoms = make_atoms(c.problem, 10);   // the cluster is ignored: clusters would tie what need not be
    CHECK(atoms.size() == 6);
    CHECK(atoms.of[3] == atoms.of[5]);   // B 0 and B 2
    CHECK(atoms.of[4] != atoms.of[3]);
    CHECK(atoms.of[6] != atoms.of[3]);
}

TEST_CASE("an atom weighs its neurons and the synapses that they receive") {
    Case c;
    const PopulationId a = c.population("A", 2), b = c.population("B", 2);
    c.connect(a, b, all_to_all(2, 2));
    c.connect(b, a, {{0, 1}}, true);
    c.chip.packing = {99, 3, 7, 1, false};   // headers do not add up: they are not part of the weight
    const Atoms atoms = make_atoms(c.problem, 1);
    CHECK(atoms.weight[0].bits == 0);
    CHECK(atoms.weight[1].bits == 7);
    CHECK(atoms.weight[2].bits == 6);
    CHECK(atoms.weight[3].bits == 6);
    c.chip.packing.is_crossbar = true;
    CHECK(make_atoms(c.problem, 1).total().bits == 0);   // a crossbar's memory is there whatever the network
}

}  // namespace
}  // namespace aerie::hw
