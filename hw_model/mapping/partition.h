/// @file Which neurons share a NeuroCore: three ways to cut a network into parts, and the search for the fewest parts that keep all limits.
#pragma once

#include <cstdint>
#include <vector>

#include "hw_model/mapping/atoms.h"

namespace aerie::hw {

/// Part by atom. Each way keeps `limit` where it can; whoever calls measures what came out.
using AtomParts = std::vector<std::uint32_t>;

/// Atoms in order, parts filled evenly one after the other.
[[nodiscard]] AtomParts fill_blocks(const Atoms& atoms, const Weight& limit, std::uint32_t parts);
/// Atoms dealt out in an order shuffled by `seed`.
[[nodiscard]] AtomParts scatter(const Atoms& atoms, const Weight& limit, std::uint32_t parts, std::uint64_t seed);

struct Partitioned {
    Partition partition;
    Demand demand;
};

/// The fewest parts found, at least options.min_cores (or one per neuron), that keep every limit of the chip: one partition or, where two
/// ways come to the same number of parts, both; placement will tell which is better. Empty for a network without neurons. Throws CapacityError.
[[nodiscard]] std::vector<Partitioned> find_partitions(const MappingProblem& problem, const MapOptions& options);

}  // namespace aerie::hw
