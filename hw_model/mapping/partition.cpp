#include "hw_model/mapping/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "hw_model/mapping/limits.h"
#include "hw_model/mapping/neuron_index.h"
#include "hw_model/mapping/partition_metis.h"

namespace aerie::hw {

namespace {

/// One partition into at most `parts` parts, and what is wrong with it.
struct Attempt {
    Partitioned made;
    std::optional<Violation> violation;
};

/// Networks above this many synapses are partitioned by clusters of neighbours, so that the graph stays small.
constexpr std::uint64_t many_synapses = 500'000;
constexpr std::uint32_t enough_vertices = 512;
constexpr std::uint32_t enough_atoms_per_part = 16;

std::uint32_t cluster_size(const MappingProblem& problem, std::uint32_t parts) {
    std::uint64_t synapses = 0;
    for (const Connectivity& connectivity : problem.connectivity) synapses += connectivity.post.size();
    if (synapses <= many_synapses) return 1;
    const std::uint32_t neurons = NeuronIndex{*problem.network}.size();
    return std::max(1u, neurons / std::max(enough_vertices, parts * enough_atoms_per_part));
}

/// The graph at one size of cluster; made anew when more parts need smaller clusters.
class Cutter {
   public:
    explicit Cutter(const MappingProblem& problem) : problem_{problem} {}

    /// Absent where there are too few atoms for METIS to choose among.
    std::optional<Partition> cut(std::uint32_t parts, std::uint64_t seed) {
        if (parts < 2) return std::nullopt;
        make(cluster_size(problem_, parts));
        if (atoms_.size() / least_atoms_per_part < parts) return std::nullopt;
        return to_partition(atoms_, cut_graph(graph_, atoms_, core_limit(*problem_.chip, atoms_.total()), parts, seed), parts);
    }

   private:
    void make(std::uint32_t cluster) {
        if (cluster == cluster_) return;
        cluster_ = cluster;
        atoms_ = make_atoms(problem_, cluster);
        graph_ = make_graph(problem_, atoms_, cluster);
    }

    const MappingProblem& problem_;
    std::uint32_t cluster_ = 0;
    Atoms atoms_;
    Graph graph_;
};

class Search {
   public:
    Search(const MappingProblem& problem, const MapOptions& options)
        : problem_{problem}, options_{options}, atoms_{make_atoms(problem, 1)}, limit_{core_limit(*problem.chip, atoms_.total())}, cutter_{problem} {}

    /// A simple partition first, since it is cheap; then METIS is asked for as few parts or fewer.
    std::vector<Partitioned> run() {
        const std::uint32_t fewest = std::max(fewest_cores(problem_, *problem_.chip), least_wanted());
        Partitioned simple = fewest_simple(fewest);
        if (options_.partition != PartitionMethod::metis) return only(std::move(simple));
        std::optional<Partitioned> cut = fewest_cut(fewest, simple.partition.parts);
        if (!cut) return only(std::move(simple));
        if (cut->partition.parts < simple.partition.parts) return only(std::move(*cut));
        std::vector<Partitioned> both = only(std::move(simple));
        both.push_back(std::move(*cut));
        return both;
    }

   private:
    static std::vector<Partitioned> only(Partitioned one) {
        std::vector<Partitioned> list;
        list.push_back(std::move(one));
        return list;
    }

    std::uint32_t least_wanted() const { return std::max(1u, std::min(options_.min_cores, atoms_.size())); }

    Partitioned fewest_simple(std::uint32_t fewest) {
        constexpr std::uint32_t stride = 16;   // one more part in sixteen at each step
        const std::uint32_t most = problem_.chip->cores();
        for (std::uint32_t parts = fewest;; parts = std::min(most, parts + 1 + parts / stride)) {
            Attempt attempt = judge(simple(parts));
            if (!attempt.violation) return std::move(attempt.made);
            if (parts == most) refuse(problem_, attempt.made.partition, *attempt.violation);
        }
    }

    Partition simple(std::uint32_t parts) const {
        const bool is_random = options_.partition == PartitionMethod::random;
        return to_partition(atoms_, is_random ? scatter(atoms_, limit_, parts, options_.seed) : fill_blocks(atoms_, limit_, parts), parts);
    }

    /// Bisects between too few and as many as the simple way takes; METIS is the dear step, so only a few times.
    std::optional<Partitioned> fewest_cut(std::uint32_t fewest, std::uint32_t enough) {
        constexpr int most_cuts = 4;
        std::optional<Partitioned> fitting;
        std::uint32_t too_few = fewest - 1, parts = enough;
        for (int cuts = 0; cuts < most_cuts && parts > too_few; ++cuts) {
            std::optional<Partition> cut = cutter_.cut(parts, options_.seed);
            if (!cut) break;
            Attempt attempt = judge(std::move(*cut));
            const bool fits = !attempt.violation && attempt.made.partition.parts >= least_wanted();
            if (fits) fitting = std::move(attempt.made);
            if (!fitting) break;   // worse than the simple way where that fits: fewer parts will not do
            (fits ? enough : too_few) = parts;
            parts = too_few + (enough - too_few) / 2;
        }
        return fitting;
    }

    Attempt judge(Partition partition) const {
        Attempt attempt;
        attempt.made.demand = measure(problem_, partition);
        attempt.made.partition = std::move(partition);
        const Demand& demand = attempt.made.demand;
        const std::uint64_t reach = problem_.chip->capacity.destinations_per_neuron;
        if (reach != 0 && demand.most_destinations > reach) refuse_destinations(problem_, demand.most_destinations_neuron, demand.most_destinations);
        attempt.violation = worst_violation(demand, *problem_.chip);
        return attempt;
    }

    const MappingProblem& problem_;
    const MapOptions& options_;
    Atoms atoms_;
    Weight limit_;
    Cutter cutter_;
};

}  // namespace

std::vector<Partitioned> find_partitions(const MappingProblem& problem, const MapOptions& options) {
    if (options.min_cores > problem.chip->cores()) {
        throw CapacityError{Complaint{"the network cannot be spread over so many NeuroCores", fmt::format("chip '{}'", problem.chip->name),
                                      fmt::format("at least {} asked for", options.min_cores), fmt::format("{} NeuroCores", problem.chip->cores())}};
    }
    check_totals(problem, *problem.chip);
    if (NeuronIndex{*problem.network}.size() == 0) return {};
    return Search{problem, options}.run();
}

}  // namespace aerie::hw
