/// @file The capacity limits of a chip held against what a network asks: before mapping in total, after partitioning core by core.
#pragma once

#include <optional>
#include <string>

#include "hw_model/mapping/demand.h"

namespace aerie::hw {

/// A limit of one NeuroCore that a partition breaks.
struct Violation {
    std::string limit;            ///< "axons in"
    std::uint32_t part = 0;
    std::uint64_t needed = 0, allowed = 0;
    [[nodiscard]] double excess() const { return static_cast<double>(needed) / static_cast<double>(allowed); }
};

/// The one with the largest needed / allowed, the first part of equals.
[[nodiscard]] std::optional<Violation> worst_violation(const Demand& demand, const ChipSpec& chip);

/// What no partition can mend, found without one: neurons and synapse memory of the whole chip, memory and axons of one neuron, delays.
/// Throws CapacityError.
void check_totals(const MappingProblem& problem, const ChipSpec& chip);

/// Fewest NeuroCores that neurons and synapse memory allow; at least 1.
[[nodiscard]] std::uint32_t fewest_cores(const MappingProblem& problem, const ChipSpec& chip);

/// Throws the CapacityError for a violation: names the population that weighs most on that part.
[[noreturn]] void refuse(const MappingProblem& problem, const Partition& partition, const Violation& violation);
[[noreturn]] void refuse_destinations(const MappingProblem& problem, std::uint32_t neuron, std::uint64_t destinations);

}  // namespace aerie::hw
