/// @file What a partition moves as one piece: a neuron, a cluster of neighbours (large networks), or the neurons that a chip forces together.
#pragma once

#include <cstdint>
#include <vector>

#include "hw_model/mapping/demand.h"

namespace aerie::hw {

/// What adds up when atoms share a core. Row headers do not add up; measure() counts them.
struct Weight {
    std::uint64_t neurons = 0, bits = 0;
    Weight& operator+=(const Weight& other) {
        neurons += other.neurons;
        bits += other.bits;
        return *this;
    }
    Weight& operator-=(const Weight& other) {
        neurons -= other.neurons;
        bits -= other.bits;
        return *this;
    }
    /// True when no part of it exceeds the limit's.
    [[nodiscard]] bool fits(const Weight& limit) const { return neurons <= limit.neurons && bits <= limit.bits; }
};

/// Atoms are numbered by their first neuron.
struct Atoms {
    std::vector<std::uint32_t> of;   ///< by neuron
    std::vector<Weight> weight;      ///< by atom
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(weight.size()); }
    [[nodiscard]] Weight total() const;
};

/// Neighbours of one population in clusters of `cluster`; where a neuron may reach one core only, all its targets in one atom (and then
/// no other clusters). Throws CapacityError where such an atom is larger than a core.
[[nodiscard]] Atoms make_atoms(const MappingProblem& problem, std::uint32_t cluster);

/// What one core can hold of it; a limit that the chip does not have becomes the total.
[[nodiscard]] Weight core_limit(const ChipSpec& chip, const Weight& total);

/// Parts of atoms as a partition of neurons, without the empty parts.
[[nodiscard]] Partition to_partition(const Atoms& atoms, const std::vector<std::uint32_t>& part_of_atom, std::uint32_t parts);

}  // namespace aerie::hw
