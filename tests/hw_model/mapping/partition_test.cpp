/// @file Partitions keep every limit, use few cores, cut where the traffic is thin, and are the same for the same seed.
#include "hw_model/mapping/partition.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/error.h"
#include "hw_model/mapping/limits.h"
#include "hw_model/mapping/partition_metis.h"
#include "tests/catch.h"
#include "tests/hw_model/mapping/problem_maker.h"

namespace aerie::hw {
namespace {

using namespace testing;

constexpr PartitionMethod methods[] = {PartitionMethod::metis, PartitionMethod::blocks, PartitionMethod::random};

/// `groups` groups of neurons that talk among themselves, their members interleaved: neuron i belongs to group i % groups.
void interleaved(Case& c, std::uint32_t groups, std::uint32_t members, std::uint32_t crossing_every) {
    const std::uint32_t size = groups * members;
    const PopulationId p = c.population("P", size);
    Pairs pairs;
    for (std::uint32_t pre = 0; pre < size; ++pre) {
        for (std::uint32_t post = pre % groups; post < size; post += groups) pairs.push_back({pre, post});
        if (crossing_every != 0 && pre % crossing_every == 0) pairs.push_back({pre, (pre + 1) % size});
    }
    std::sort(pairs.begin(), pairs.end());
    c.connect(p, p, pairs);
}

std::uint64_t total_synapses(const Mapping& mapping) {
    return std::accumulate(mapping.use.begin(), mapping.use.end(), std::uint64_t{0}, [](std::uint64_t sum, const CoreUse& use) { return sum + use.synapses; });
}

/// Counts one core's rows, memory and axons by the definitions, synapse by synapse.
CoreUse counted(const Case& c, const Mapping& mapping, CoreId core) {
    CoreUse use{core, 0, 0, 0, 0, 0};
    for (const auto& population : mapping.core_of) use.neurons += static_cast<std::uint64_t>(std::count(population.begin(), population.end(), core));
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> axons_out;   // population, neuron, core
    for (std::uint32_t p = 0; p < c.network.projections.size(); ++p) {
        const Projection& projection = c.network.projections[p];
        const Connectivity& rows = c.problem.connectivity[p];
        for (std::uint32_t pre = 0; pre + 1 < rows.begin.size(); ++pre) {
            std::uint64_t here = 0;
            for (std::uint64_t s = rows.begin[pre]; s < rows.begin[pre + 1]; ++s) {
                const CoreId target = mapping.core_of[projection.to.index()][rows.post[s]];
                here += target == core ? 1 : 0;
                if (c.network.is_source(projection.from) || mapping.core_of[projection.from.index()][pre] != core) continue;
                axons_out.insert({projection.from.index(), pre, target.index()});
            }
            if (here == 0) continue;
            const SynapsePacking& k = c.chip.packing;
            ++use.axons_in;
            use.synapses += here;
            use.synapse_bits += k.row_bits + (here * (c.problem.is_plastic[p] != 0 ? k.plastic_bits : k.static_bits) + k.word_bits - 1) / k.word_bits * k.word_bits;
        }
    }
    use.axons_out = axons_out.size();
    return use;
}

bool is_same(const CoreUse& a, const CoreUse& b) {
    return std::tie(a.core, a.neurons, a.axons_in, a.axons_out, a.synapse_bits, a.synapses) == std::tie(b.core, b.neurons, b.axons_in, b.axons_out, b.synapse_bits, b.synapses);
}

/// A network of chance with sources, two populations and plastic synapses on a chip with every limit.
void generated(Case& c, std::uint32_t seed) {
    const std::uint32_t n = 40 + philox2x32({0, 0}, seed)[0] % 80, m = 20 + philox2x32({1, 0}, seed)[0] % 40;
    const PopulationId a = c.population("A", n, 0.1), b = c.population("B", m, 0.3);
    const PopulationId s = c.source("S", n, 0.2);
    c.connect(s, a, one_to_one(n));
    c.connect(a, a, chance(n, n, 0.05, seed + 1), true);
    c.connect(a, b, chance(n, m, 0.1, seed + 2));
    c.connect(b, a, chance(m, n, 0.2, seed + 3));
    c.mesh(8, 8);
    c.chip.packing = {16, 20, 44, 32, false};
    c.chip.capacity.neurons = 12 + seed % 9;
    c.chip.capacity.axons_in = 130;
    c.chip.capacity.axons_out = 250;
    c.chip.capacity.synapse_bits = 9000;
}

TEST_CASE("no method ever breaks a limit, and use is what the definitions say, over generated networks") {
    for (std::uint32_t seed = 0; seed < 15; ++seed) {
        for (const PartitionMethod method : methods) {
            Case c;
            generated(c, seed);
            INFO("seed " << seed << " method " << static_cast<int>(method));
            const Mapping mapping = map_network(c.problem, {.partition = method, .anneal_moves = 500, .restarts = 1});
            for (const CoreUse& use : mapping.use) {
                CHECK(use.neurons <= c.chip.capacity.neurons);
                CHECK(use.axons_in <= c.chip.capacity.axons_in);
                CHECK(use.axons_out <= c.chip.capacity.axons_out);
                CHECK(use.synapse_bits <= c.chip.capacity.synapse_bits);
                CHECK(is_same(use, counted(c, mapping, use.core)));
            }
            CHECK(std::is_sorted(mapping.use.begin(), mapping.use.end(), [](const CoreUse& x, const CoreUse& y) { return x.core < y.core; }));
            CHECK(mapping.quality.lower_bound <= mapping.quality.hop_weighted_traffic * (1 + 1e-12));
            CHECK(mapping.quality.hop_weighted_traffic <= mapping.quality.random_hop_weighted_traffic * (1 + 1e-12));
        }
    }
}

TEST_CASE("a mapping that is read back has the use and quality with which it was made") {
    Case c;
    generated(c, 77);
    const Mapping made = map_network(c.problem, {});
    Mapping read;
    read.core_of = made.core_of;
    check_mapping(c.problem, read);
    REQUIRE(read.use.size() == made.use.size());
    for (std::size_t i = 0; i < read.use.size(); ++i) CHECK(is_same(read.use[i], made.use[i]));
    CHECK(read.quality.hop_weighted_traffic == Approx(made.quality.hop_weighted_traffic));
    CHECK(read.quality.lower_bound == Approx(made.quality.lower_bound));
    CHECK(read.quality.random_hop_weighted_traffic == Approx(made.quality.random_hop_weighted_traffic));
    CHECK(read.quality.max_link_load == Approx(made.quality.max_link_load));
    CHECK(read.quality.cut_spikes_per_tick == Approx(made.quality.cut_spikes_per_tick));
    CHECK(read.quality.worst_hops == made.quality.worst_hops);
}

TEST_CASE("the same options give the same mapping, another seed may give another") {
    for (const PartitionMethod method : methods) {
        Case c;
        generated(c, 3);
        const MapOptions options{.partition = method, .anneal_moves = 500, .restarts = 2, .seed = 42};
        CHECK(map_network(c.problem, options).core_of == map_network(c.problem, options).core_of);
    }
    Case c;
    generated(c, 3);
    CHECK(map_network(c.problem, {.partition = PartitionMethod::random, .seed = 1}).core_of != map_network(c.problem, {.partition = PartitionMethod::random, .seed = 2}).core_of);
}

TEST_CASE("five mappings of one network can be five different ones") {
    Case c;
    generated(c, 8);
    std::set<std::vector<std::vector<CoreId>>> mappings;
    mappings.insert(map_network(c.problem, {}).core_of);
    mappings.insert(map_network(c.problem, {.min_cores = 30}).core_of);
    for (const std::uint64_t seed : {1u, 2u, 3u}) mappings.insert(map_network(c.problem, {.partition = PartitionMethod::random, .seed = seed}).core_of);
    CHECK(mappings.size() == 5);
}

TEST_CASE("groups that talk only among themselves are found, however they are interleaved") {
    Case c;
    interleaved(c, 4, 16, 0);
    c.mesh(2, 2);
    c.chip.capacity.neurons = 16;
    const Mapping mapping = map_network(c.problem, {});
    CHECK(mapping.use.size() == 4);
    CHECK(mapping.quality.cut_spikes_per_tick == 0);
    const Mapping blocks = map_network(c.problem, {.partition = PartitionMethod::blocks});
    CHECK(blocks.quality.cut_spikes_per_tick == 64 * 3);   // each neuron's group lies on all four cores
}

TEST_CASE("a few crossing spikes are cut, not the groups") {
    Case c;
    interleaved(c, 4, 16, 8);
    c.mesh(2, 2);
    c.chip.capacity.neurons = 16;
    CHECK(map_network(c.problem, {}).quality.cut_spikes_per_tick <= 8);   // one crossing for each eighth of 64 neurons
}

TEST_CASE("the metis way is never worse than blocks at the same number of cores") {
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
        Case c;
        generated(c, 200 + seed);
        const Mapping metis = map_network(c.problem, {}), blocks = map_network(c.problem, {.partition = PartitionMethod::blocks});
        CHECK(metis.use.size() <= blocks.use.size());
    }
}

TEST_CASE("a network uses the fewest cores that hold it, or as many as asked for") {
    Case c;
    c.population("A", 100);
    c.mesh(4, 4);
    c.chip.capacity.neurons = 30;
    for (const PartitionMethod method : methods) {
        CHECK(map_network(c.problem, {.partition = method}).use.size() == 4);
        CHECK(map_network(c.problem, {.partition = method, .min_cores = 7}).use.size() == 7);
        CHECK(map_network(c.problem, {.partition = method, .min_cores = 16}).use.size() == 16);
    }
}

TEST_CASE("no more cores are used than there are neurons") {
    Case c;
    c.population("A", 3);
    c.mesh(4, 4);
    for (const PartitionMethod method : methods) CHECK(map_network(c.problem, {.partition = method, .min_cores = 10}).use.size() == 3);
}

TEST_CASE("blocks fill cores in neuron order") {
    Case c;
    c.population("A", 10);
    c.population("B", 5);
    c.mesh(4, 1);
    c.chip.capacity.neurons = 6;
    const Mapping mapping = map_network(c.problem, {.partition = PartitionMethod::blocks});
    std::vector<CoreId> order;
    for (const auto& population : mapping.core_of) order.insert(order.end(), population.begin(), population.end());
    std::set<CoreId> closed;
    for (std::size_t i = 1; i < order.size(); ++i) {
        if (order[i] == order[i - 1]) continue;
        closed.insert(order[i - 1]);
        CHECK(closed.count(order[i]) == 0);   // a core once left is never entered again
    }
    CHECK(mapping.use.size() == 3);
}

TEST_CASE("no synapse is lost: cores hold all of them together") {
    for (const PartitionMethod method : methods) {
        Case c;
        generated(c, 31);
        std::uint64_t expected = 0;
        for (const Connectivity& rows : c.problem.connectivity) expected += rows.post.size();
        CHECK(total_synapses(map_network(c.problem, {.partition = method})) == expected);
    }
}

TEST_CASE("a network without neurons maps onto nothing") {
    Case c;
    c.source("S", 5);
    const Mapping mapping = map_network(c.problem, {});
    CHECK(mapping.use.empty());
    CHECK(mapping.core_of.empty());
}

TEST_CASE("rates decide where a network is cut") {
    // A chain of pairs; neurons 1 and 3 fire a lot, 0 and 2 hardly: cut 0|1 or 2|3, never behind a busy one.
    Case c;
    const PopulationId p = c.population("P", 8);
    c.connect(p, p, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 6}, {6, 7}});
    c.problem.spikes_per_tick[0] = {0.01, 1, 1, 0.01, 1, 1, 0.01, 1};
    c.mesh(2, 1);
    c.chip.capacity.neurons = 5;
    CHECK(map_network(c.problem, {}).quality.cut_spikes_per_tick == Approx(0.01));
}

TEST_CASE("repair empties a part above its limit and touches no other") {
    Case c;
    c.population("P", 8);
    const Atoms atoms = make_atoms(c.problem, 1);
    const Graph graph = make_graph(c.problem, atoms, 1);
    AtomParts parts{0, 0, 0, 0, 0, 0, 1, 1};
    repair(parts, graph, atoms, {4, 0}, 2);
    CHECK(std::count(parts.begin(), parts.end(), 0u) == 4);
    CHECK(std::count(parts.begin(), parts.end(), 1u) == 4);
    CHECK(parts[6] == 1);
    CHECK(parts[7] == 1);
}

TEST_CASE("a graph joins atoms by the spikes that would leave, both ways together, each target atom once per neuron") {
    Case c;
    const PopulationId p = c.population("P", 4);
    c.problem.spikes_per_tick[0] = {1, 2, 4, 8};
    c.connect(p, p, {{0, 2}, {0, 3}, {1, 2}, {2, 0}, {3, 3}});
    const Atoms atoms = make_atoms(c.problem, 2);   // {0, 1}, {2, 3}
    const Graph graph = make_graph(c.problem, atoms, 2);
    REQUIRE(graph.size() == 2);
    CHECK(graph.neighbour == std::vector<std::uint32_t>{1, 0});
    CHECK(graph.packets_per_tick == std::vector<float>{7, 7});   // 0 and 1 to the right: 1 + 2; 2 to the left: 4; 3 stays
}

TEST_CASE("a file's mapping is refused where it does not match network or chip") {
    Case c;
    c.population("A", 3);
    c.mesh(2, 1);
    const auto complaint = [&](Mapping mapping) {
        try {
            check_mapping(c.problem, mapping);
        } catch (const InputError& error) {
            return error.complaint().what;
        }
        return std::string{};
    };
    const std::vector<CoreId> good{CoreId{0}, CoreId{1}, CoreId{1}};
    CHECK(complaint({.network = "net", .chip = "chip", .core_of = {good}, .use = {}, .quality = {}, .routing = {}}).empty());
    CHECK(complaint({.network = "other", .chip = "chip", .core_of = {good}, .use = {}, .quality = {}, .routing = {}}) == "the mapping was made for another network");
    CHECK(complaint({.network = "net", .chip = "other", .core_of = {good}, .use = {}, .quality = {}, .routing = {}}) == "the mapping was made for another chip");
    CHECK(complaint({.network = "", .chip = "", .core_of = {}, .use = {}, .quality = {}, .routing = {}}) == "the mapping has another number of populations");
    CHECK(complaint({.network = "", .chip = "", .core_of = {{CoreId{0}}}, .use = {}, .quality = {}, .routing = {}}) == "population 'A' has another number of neurons");
    CHECK(complaint({.network = "", .chip = "", .core_of = {{CoreId{0}, CoreId{1}, CoreId{2}}}, .use = {}, .quality = {}, .routing = {}}) ==
          "neuron 2 of population 'A' is on a core that the chip does not have");
}

}  // namespace
}  // namespace aerie::hw
