/// @file Every capacity limit, on both edges: exactly full fits, one more is refused with the population, the number and the limit.
#include "core/error.h"
#include "hw_model/mapping/limits.h"
#include "hw_model/mapping/mapping.h"
#include "tests/catch.h"
#include "tests/hw_model/mapping/problem_maker.h"

namespace aerie::hw {
namespace {

using namespace testing;

/// The complaint of mapping, or an empty one where it fits.
Complaint complaint_of(const MappingProblem& problem, MapOptions options = {}) {
    try {
        (void)map_network(problem, options);
    } catch (const CapacityError& error) {
        return error.complaint();
    }
    return {};
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("neurons: two cores of four hold eight, not nine") {
    for (const std::uint32_t size : {8u, 9u}) {
        Case c;
        c.population("Exc", size);
        c.mesh(2, 1);
        c.chip.capacity.neurons = 4;
        const Complaint complaint = complaint_of(c.problem);
        CHECK(complaint.what.empty() == (size == 8));
        if (size == 8) continue;
        CHECK(says(complaint.what, "population 'Exc'"));
        CHECK(says(complaint.found, "9 neurons"));
        CHECK(says(complaint.allowed, "2 NeuroCores x 4 neurons = 8"));
        CHECK(says(complaint.allowed, "3 such NeuroCores"));
    }
}

TEST_CASE("neurons: the population named is the one with most neurons") {
    Case c;
    c.population("Small", 3);
    c.population("Large", 7);
    c.chip.capacity.neurons = 9;
    CHECK(says(complaint_of(c.problem).what, "population 'Large'"));
}

TEST_CASE("axons in: a core with four rows takes four sources, not five") {
    for (const std::uint32_t sources : {4u, 5u}) {
        Case c;
        const PopulationId target = c.population("Target", 1);
        c.connect(c.source("In", sources), target, all_to_all(sources, 1));
        c.chip.capacity.axons_in = 4;
        const Complaint complaint = complaint_of(c.problem);
        CHECK(complaint.what.empty() == (sources == 4));
        if (sources == 4) continue;
        CHECK(says(complaint.what, "population 'Target'"));
        CHECK(says(complaint.what, "axons in"));
        CHECK(says(complaint.found, "needs 5 axons in"));
        CHECK(says(complaint.allowed, "4 per NeuroCore"));
    }
}

TEST_CASE("axons in: two projections from one neuron are two rows") {
    Case c;
    const PopulationId target = c.population("Target", 1);
    const PopulationId source = c.source("In", 1);
    c.connect(source, target, {{0, 0}});
    c.connect(source, target, {{0, 0}});
    c.chip.capacity.axons_in = 2;
    CHECK(map_network(c.problem, {}).use.at(0).axons_in == 2);
    c.chip.capacity.axons_in = 1;
    CHECK_FALSE(complaint_of(c.problem).what.empty());
}

TEST_CASE("axons in: neurons spread over more cores until each core's rows fit") {
    Case c;
    const PopulationId target = c.population("Target", 4);
    c.connect(c.source("In", 8), target, {{0, 0}, {1, 0}, {2, 1}, {3, 1}, {4, 2}, {5, 2}, {6, 3}, {7, 3}});   // each neuron has two rows of its own
    c.mesh(2, 2);
    c.chip.capacity.axons_in = 4;
    CHECK(map_network(c.problem, {}).use.size() == 2);
    c.chip.capacity.axons_in = 2;
    CHECK(map_network(c.problem, {}).use.size() == 4);
    c.chip.capacity.axons_in = 8;
    CHECK(map_network(c.problem, {}).use.size() == 1);
}

TEST_CASE("axons out: a core with two senders to two cores each needs four") {
    for (const std::uint64_t allowed : {4u, 3u}) {
        Case c;
        const PopulationId a = c.population("A", 2), b = c.population("B", 2);
        c.connect(a, b, all_to_all(2, 2));
        c.mesh(3, 1);
        c.chip.capacity.axons_out = allowed;
        Mapping mapping;
        mapping.core_of = {{CoreId{0}, CoreId{0}}, {CoreId{1}, CoreId{2}}};
        if (allowed == 4) {
            check_mapping(c.problem, mapping);
            CHECK(mapping.use.at(0).axons_out == 4);
        } else {
            CHECK_THROWS_AS(check_mapping(c.problem, mapping), CapacityError);
        }
    }
}

TEST_CASE("axons out: a spike to its own core takes an axon too") {
    Case c;
    const PopulationId a = c.population("A", 3);
    c.connect(a, a, one_to_one(3));
    c.chip.capacity.axons_out = 3;
    CHECK(map_network(c.problem, {}).use.at(0).axons_out == 3);
    c.chip.capacity.axons_out = 2;
    CHECK(says(complaint_of(c.problem).what, "axons out"));
}

TEST_CASE("synapse memory: rows are headers plus whole words, by the chip's packing rule") {
    Case c;
    const PopulationId a = c.population("A", 1), b = c.population("B", 5);
    c.connect(a, b, all_to_all(1, 5));
    c.chip.packing = {10, 24, 48, 64, false};   // 5 x 24 = 120 bits: two words of 64, and a header of 10
    c.chip.capacity.synapse_bits = 138;
    CHECK(map_network(c.problem, {}).use.at(0).synapse_bits == 138);
    c.chip.capacity.synapse_bits = 137;
    const Complaint complaint = complaint_of(c.problem);
    CHECK(says(complaint.what, "population 'B'"));
    CHECK(says(complaint.found, "138 bits"));
    CHECK(says(complaint.allowed, "at least 2 such NeuroCores"));
}

TEST_CASE("synapse memory: a plastic row takes the plastic width") {
    Case c;
    const PopulationId a = c.population("A", 1), b = c.population("B", 5);
    c.connect(a, b, all_to_all(1, 5), true);
    c.chip.packing = {10, 24, 48, 64, false};   // 240 bits: four words
    CHECK(map_network(c.problem, {}).use.at(0).synapse_bits == 10 + 256);
}

TEST_CASE("synapse memory: what one neuron receives must fit on one core, however many cores there are") {
    Case c;
    const PopulationId a = c.population("A", 5), b = c.population("B", 1);
    c.connect(a, b, all_to_all(5, 1));
    c.mesh(8, 8);
    c.chip.capacity.synapse_bits = 5;
    CHECK(complaint_of(c.problem).what.empty());
    c.chip.capacity.synapse_bits = 4;
    const Complaint complaint = complaint_of(c.problem);
    CHECK(says(complaint.what, "one neuron takes more bits of synapse memory"));
    CHECK(says(complaint.found, "neuron 0 needs 5"));
}

TEST_CASE("a crossbar's row is as wide as the core has neurons") {
    Case c;
    const PopulationId a = c.population("A", 3), b = c.population("B", 2);
    c.connect(a, b, one_to_one(2));
    c.chip.packing = {0, 1, 1, 1, true};
    c.chip.capacity.neurons = 16;
    c.chip.capacity.synapse_bits = 32;
    CHECK(map_network(c.problem, {}).use.at(0).synapse_bits == 32);
}

TEST_CASE("delays: the longest delay a chip holds fits, a tick more is refused by the projection's name") {
    Case c;
    const PopulationId a = c.population("A", 2);
    const ProjectionId projection = c.connect(a, a, one_to_one(2));
    c.network.dt_s = 1e-3;
    c.chip.capacity.max_delay_ticks = 15;
    c.network.projections[projection.index()].delay = lang::make_number(15e-3);
    CHECK(complaint_of(c.problem).what.empty());
    c.network.projections[projection.index()].delay = lang::make_number(16e-3);
    const Complaint complaint = complaint_of(c.problem);
    CHECK(says(complaint.what, "projection 'A_to_A'"));
    CHECK(says(complaint.found, "16 ticks"));
    CHECK(says(complaint.allowed, "15 ticks"));
}

TEST_CASE("destinations: where a neuron may reach one core, its targets share a core") {
    Case c;
    const PopulationId a = c.population("A", 4), b = c.population("B", 8);
    c.connect(a, b, {{0, 0}, {0, 1}, {1, 2}, {1, 3}, {2, 4}, {2, 5}, {3, 6}, {3, 7}});
    c.mesh(4, 4);
    c.chip.capacity.neurons = 3;
    c.chip.capacity.destinations_per_neuron = 1;
    for (const PartitionMethod method : {PartitionMethod::blocks, PartitionMethod::random, PartitionMethod::metis}) {
        const Mapping mapping = map_network(c.problem, {.partition = method});
        for (std::uint32_t i = 0; i < 4; ++i) CHECK(mapping.core_of[1][2 * i] == mapping.core_of[1][2 * i + 1]);
    }
}

TEST_CASE("destinations: overlapping fan-outs that tie more neurons than a core holds are refused") {
    for (const std::uint64_t allowed : {4u, 3u}) {
        Case c;
        const PopulationId a = c.population("A", 3), b = c.population("B", 4);
        c.connect(a, b, {{0, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 2}, {2, 3}});
        c.mesh(4, 4);
        c.chip.capacity.neurons = allowed;
        c.chip.capacity.destinations_per_neuron = 1;
        const Complaint complaint = complaint_of(c.problem);
        CHECK(complaint.what.empty() == (allowed == 4));
        if (allowed == 4) continue;
        CHECK(says(complaint.what, "population 'B'"));
        CHECK(says(complaint.found, "4 neurons that must share"));
    }
}

TEST_CASE("destinations: a mapping from a file that reaches too far is refused") {
    Case c;
    const PopulationId a = c.population("A", 1), b = c.population("B", 2);
    c.connect(a, b, all_to_all(1, 2));
    c.mesh(2, 1);
    Mapping mapping;
    mapping.core_of = {{CoreId{0}}, {CoreId{0}, CoreId{1}}};
    c.chip.capacity.destinations_per_neuron = 2;
    CHECK_NOTHROW(check_mapping(c.problem, mapping));
    c.chip.capacity.destinations_per_neuron = 1;
    CHECK_THROWS_AS(check_mapping(c.problem, mapping), CapacityError);
}

TEST_CASE("no limit means no limit") {
    Case c;
    const PopulationId a = c.population("A", 100), b = c.population("B", 100);
    c.connect(a, b, all_to_all(100, 100));
    CHECK(map_network(c.problem, {}).use.size() == 1);
}

TEST_CASE("a projection without rows takes neither memory nor axons nor packets") {
    Case c;
    const PopulationId a = c.population("A", 2), b = c.population("B", 2);
    c.connect(a, b, all_to_all(2, 2));
    c.problem.has_rows[0] = 0;
    const Mapping mapping = map_network(c.problem, {});
    CHECK(mapping.use.at(0).axons_in == 0);
    CHECK(mapping.use.at(0).synapse_bits == 0);
    CHECK(mapping.quality.hop_weighted_traffic == 0);
}

TEST_CASE("more cores asked for than the chip has are refused") {
    Case c;
    c.population("A", 10);
    c.mesh(2, 2);
    CHECK(complaint_of(c.problem, {.min_cores = 4}).what.empty());
    CHECK(says(complaint_of(c.problem, {.min_cores = 5}).found, "at least 5"));
}

TEST_CASE("totals answer for any chip, not only the problem's own") {
    Case c;
    c.population("A", 10);
    ChipSpec small;
    small.capacity.neurons = 9;
    CHECK_THROWS_AS(check_totals(c.problem, small), CapacityError);
    CHECK_NOTHROW(check_totals(c.problem, c.chip));
}

}  // namespace
}  // namespace aerie::hw
