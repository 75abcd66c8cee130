#include "hw_model/mapping/atoms.h"

#include <fmt/format.h>

#include <numeric>

#include "core/error.h"
#include "hw_model/mapping/neuron_index.h"

namespace aerie::hw {

namespace {

/// Disjoint sets of neurons; the smallest neuron stands for its set.
class Groups {
   public:
    explicit Groups(std::uint32_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0u); }
    std::uint32_t find(std::uint32_t n) {
        while (parent_[n] != n) n = parent_[n] = parent_[parent_[n]];
        return n;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

   private:
    std::vector<std::uint32_t> parent_;
};

/// All targets of one neuron belong together, over all its projections. Sources are the host's: they may reach any number of cores.
Groups group_targets(const MappingProblem& problem, const NeuronIndex& index) {
    Groups groups{index.size()};
    const auto by_origin = outgoing(problem);
    for (std::uint32_t neuron = 0; neuron < index.size(); ++neuron) {
        const PopulationId population = index.population_of(neuron);
        std::optional<std::uint32_t> first;
        for (const ProjectionId projection : by_origin[population.index()]) {
            const std::uint32_t begin = index.begin(problem.network->projections[projection.index()].to);
            const Row row = row_of(problem, projection, neuron - index.begin(population));
            for (const std::uint32_t* post = row.begin; post != row.end; ++post) {
                if (!first) first = begin + *post;
                groups.join(*first, begin + *post);
            }
        }
    }
    return groups;
}

std::vector<std::uint32_t> number_groups(Groups groups, std::uint32_t size) {
    std::vector<std::uint32_t> of(size);
    std::uint32_t next = 0;
    for (std::uint32_t n = 0; n < size; ++n) {
        const std::uint32_t root = groups.find(n);
        of[n] = root == n ? next++ : of[root];
    }
    return of;
}

std::vector<std::uint32_t> number_clusters(const Network& network, std::uint32_t cluster) {
    std::vector<std::uint32_t> of;
    std::uint32_t next = 0;
    for (const Population& population : network.populations) {
        for (std::uint32_t i = 0; i < population.size; ++i) of.push_back(next + i / cluster);
        next += (population.size + cluster - 1) / cluster;
    }
    return of;
}

void weigh(Atoms& atoms, const MappingProblem& problem) {
    const NeuronIndex index{*problem.network};
    const std::uint32_t count = atoms.of.empty() ? 0 : *std::max_element(atoms.of.begin(), atoms.of.end()) + 1;
    atoms.weight.assign(count, {});
    for (const std::uint32_t atom : atoms.of) ++atoms.weight[atom].neurons;
    if (problem.chip->packing.is_crossbar) return;   // its memory is there whatever the network
    for (std::uint32_t p = 0; p < problem.network->projections.size(); ++p) {
        if (problem.has_rows[p] == 0) continue;
        const std::uint64_t bits = problem.is_plastic[p] != 0 ? problem.chip->packing.plastic_bits : problem.chip->packing.static_bits;
        const std::uint32_t begin = index.begin(problem.network->projections[p].to);
        for (const std::uint32_t post : problem.connectivity[p].post) atoms.weight[atoms.of[begin + post]].bits += bits;
    }
}

/// Neurons that must share a core and do not fit on one: their fan-out is the culprit.
void check_groups(const Atoms& atoms, const MappingProblem& problem) {
    const std::uint64_t allowed = problem.chip->capacity.neurons;
    for (std::uint32_t n = 0; allowed != 0 && n < atoms.of.size(); ++n) {
        const std::uint64_t together = atoms.weight[atoms.of[n]].neurons;
        if (together <= allowed) continue;
        const NeuronIndex index{*problem.network};
        const PopulationId population = index.population_of(n);
        throw CapacityError{Complaint{
            fmt::format("population '{}' does not fit: a neuron may send to one NeuroCore only, and overlapping fan-outs tie too many targets together",
                        problem.network->name_of(population)),
            fmt::format("network '{}' on chip '{}'", problem.network->name, problem.chip->name),
            fmt::format("{} neurons that must share a NeuroCore, neuron {} among them", together, n - index.begin(population)),
            fmt::format("{} neurons per NeuroCore; a smaller fan-out, relay neurons, or a chip without this limit", allowed)}};
    }
}

}  // namespace

Weight Atoms::total() const {
    Weight sum;
    for (const Weight& w : weight) sum += w;
    return sum;
}

Atoms make_atoms(const MappingProblem& problem, std::uint32_t cluster) {
    AERIE_ASSERT(cluster > 0);
    const NeuronIndex index{*problem.network};
    const bool is_tied = problem.chip->capacity.destinations_per_neuron == 1;
    Atoms atoms;
    atoms.of = is_tied ? number_groups(group_targets(problem, index), index.size()) : number_clusters(*problem.network, cluster);
    weigh(atoms, problem);
    if (is_tied) check_groups(atoms, problem);
    return atoms;
}

Weight core_limit(const ChipSpec& chip, const Weight& total) {
    const bool has_memory_limit = chip.capacity.synapse_bits != 0 && !chip.packing.is_crossbar;
    return {chip.capacity.neurons != 0 ? chip.capacity.neurons : total.neurons, has_memory_limit ? chip.capacity.synapse_bits : total.bits};
}

Partition to_partition(const Atoms& atoms, const std::vector<std::uint32_t>& part_of_atom, std::uint32_t parts) {
    std::vector<std::uint32_t> number(parts, 0);
    for (const std::uint32_t part : part_of_atom) number[part] = 1;
    std::uint32_t used = 0;
    for (std::uint32_t& n : number) n = n != 0 ? used++ : used;
    Partition partition;
    partition.parts = used;
    partition.part_of.reserve(atoms.of.size());
    for (const std::uint32_t atom : atoms.of) partition.part_of.push_back(number[part_of_atom[atom]]);
    return partition;
}

}  // namespace aerie::hw
