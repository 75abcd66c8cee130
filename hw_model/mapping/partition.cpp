#include "hw_model/mapping/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "hw_model/mapping/limits.h"
#include "hw_model/mapping/neuron_index.h"

namespace aerie::hw {

namespace {

/// One partition into at most `parts` parts, and what is wrong with it.
struct Attempt {
    Partitioned made;
    std::optional<Violation> violation;
};

class Search {
   public:
    Search(const MappingProblem& problem, const MapOptions& options)
        : problem_{problem}, options_{options}, atoms_{make_atoms(problem, 1)}, limit_{core_limit(*problem.chip, atoms_.total())} {}

    Partitioned run() {
        const std::uint32_t most = problem_.chip->cores();
        std::uint32_t parts = std::max(fewest_cores(problem_, *problem_.chip), least_wanted());
        std::uint32_t too_few = parts - 1;
        Attempt attempt = try_parts(parts);
        while (attempt.violation) {
            too_few = parts;
            if (parts == most) refuse(problem_, attempt.made.partition, *attempt.violation);
            parts = std::min(most, next_guess(parts, *attempt.violation));
            attempt = try_parts(parts);
        }
        return fewer(std::move(attempt.made), too_few, parts);
    }

   private:
    std::uint32_t least_wanted() const { return std::max(1u, std::min(options_.min_cores, atoms_.size())); }

    /// More parts for a worse violation; axons in shrink more slowly than parts grow, so never more than twice as many.
    static std::uint32_t next_guess(std::uint32_t parts, const Violation& violation) {
        const double factor = std::clamp(violation.excess(), 1.0, 2.0);
        return std::max(parts + 1, static_cast<std::uint32_t>(static_cast<double>(parts) * factor));
    }

    /// Bisects between a number that was too few and one that fits.
    Partitioned fewer(Partitioned fitting, std::uint32_t too_few, std::uint32_t enough) {
        while (enough - too_few > 1) {
            const std::uint32_t middle = too_few + (enough - too_few) / 2;
            Attempt attempt = try_parts(middle);
            (attempt.violation ? too_few : enough) = middle;
            if (!attempt.violation) fitting = std::move(attempt.made);
        }
        return fitting;
    }

    Attempt try_parts(std::uint32_t parts) {
        if (options_.partition == PartitionMethod::random) return judge(to_partition(atoms_, scatter(atoms_, limit_, parts, options_.seed), parts));
        return judge(to_partition(atoms_, fill_blocks(atoms_, limit_, parts), parts));
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
};

}  // namespace

Partitioned find_partition(const MappingProblem& problem, const MapOptions& options) {
    if (options.min_cores > problem.chip->cores()) {
        throw CapacityError{Complaint{"the network cannot be spread over so many NeuroCores", fmt::format("chip '{}'", problem.chip->name),
                                      fmt::format("at least {} asked for", options.min_cores), fmt::format("{} NeuroCores", problem.chip->cores())}};
    }
    check_totals(problem, *problem.chip);
    if (NeuronIndex{*problem.network}.size() == 0) return {};
    return Search{problem, options}.run();
}

}  // namespace aerie::hw
