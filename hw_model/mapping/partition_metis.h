/// @file Graph partitioning by METIS (Karypis and Kumar, multilevel k-way under several constraints), and what it leaves to mend.
#pragma once

#include "hw_model/mapping/graph.h"
#include "hw_model/mapping/partition.h"

namespace aerie::hw {

/// METIS needs room to move: below this many atoms per part it is not asked.
inline constexpr std::uint32_t least_atoms_per_part = 4;

/// Parts of about equal weight with few packets between them; overfull parts are emptied into others where there is room.
/// Requires parts >= 2 and atoms >= parts x least_atoms_per_part.
[[nodiscard]] AtomParts cut_graph(const Graph& graph, const Atoms& atoms, const Weight& limit, std::uint32_t parts, std::uint64_t seed);

/// Moves atoms out of parts above `limit`, those that lose least first. Leaves what no part has room for.
void repair(AtomParts& part_of, const Graph& graph, const Atoms& atoms, const Weight& limit, std::uint32_t parts);

}  // namespace aerie::hw
