/// @file Which neuron meets which: the connection rules written out, row by row, the same for every mapping.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model.h"

namespace aerie {

/// The synapses of one projection, compressed by source neuron: row p is post[begin[p] .. begin[p+1]), ascending in post.
/// 4 bytes per synapse; the order (pre, post, multiplicity) is the projection's synapse order everywhere.
struct Connectivity {
    std::vector<std::uint64_t> begin;   ///< size of source + 1
    std::vector<std::uint32_t> post;
};

/// Draws are keyed by (seed, projection, neuron). Throws InputError for a degree larger than possible, sizes that differ in one-to-one, ...
[[nodiscard]] Connectivity connect(const Network& network, ProjectionId projection);

/// Start values of a population's variable, SI, one per neuron (0 where the file says nothing).
[[nodiscard]] std::vector<double> initial_values(const Network& network, PopulationId population, const std::string& variable);
/// Start values of a synapse variable for the synapses of row `pre`, SI, in row order. Throws when a value is not finite.
[[nodiscard]] std::vector<double> initial_row(const Network& network, ProjectionId projection, const std::string& variable,
                                              const Connectivity& connectivity, std::uint32_t pre);
/// Delays of a row in ticks, rounded to nearest; throws below the schedule's least delay (chip: 1, brian2: 0).
[[nodiscard]] std::vector<std::uint32_t> delay_row(const Network& network, ProjectionId projection, const Connectivity& connectivity, std::uint32_t pre);

}  // namespace aerie
