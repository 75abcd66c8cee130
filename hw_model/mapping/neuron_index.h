/// @file All neurons of a network's populations in one row of numbers, and which projections carry spikes between them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "hw_model/mapping/mapping.h"

namespace aerie::hw {

/// Neuron `i` of population `p` has the number begin(p) + i. Sources are not on the chip and have no number.
class NeuronIndex {
   public:
    explicit NeuronIndex(const Network& network) {
        begin_.push_back(0);
        for (const Population& population : network.populations) begin_.push_back(begin_.back() + population.size);
    }
    [[nodiscard]] std::uint32_t begin(PopulationId population) const { return begin_[population.index()]; }
    [[nodiscard]] std::uint32_t size() const { return begin_.back(); }
    [[nodiscard]] PopulationId population_of(std::uint32_t neuron) const {
        const auto after = std::upper_bound(begin_.begin(), begin_.end(), neuron);
        return PopulationId{static_cast<std::uint32_t>(after - begin_.begin()) - 1};
    }

   private:
    std::vector<std::uint32_t> begin_;
};

/// The rows that neuron `pre` of a projection sends to; empty where the projection needs no rows.
struct Row {
    const std::uint32_t* begin;
    const std::uint32_t* end;
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - begin); }
};
inline Row row_of(const MappingProblem& problem, ProjectionId projection, std::uint32_t pre) {
    const Connectivity& c = problem.connectivity[projection.index()];
    return {c.post.data() + c.begin[pre], c.post.data() + c.begin[pre + 1]};
}

/// Projections with rows, by the population or source that they start from.
inline std::vector<std::vector<ProjectionId>> outgoing(const MappingProblem& problem) {
    const Network& network = *problem.network;
    std::vector<std::vector<ProjectionId>> by_origin(network.populations.size() + network.sources.size());
    for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
        if (problem.has_rows[p] != 0) by_origin[network.projections[p].from.index()].push_back(ProjectionId{p});
    }
    return by_origin;
}

/// Spikes per tick of one neuron of a population or source. Where nothing is known all neurons count alike, one spike in a hundred ticks.
inline double rate_of(const MappingProblem& problem, PopulationId population, std::uint32_t neuron) {
    constexpr double nominal = 0.01;
    if (population.index() >= problem.spikes_per_tick.size()) return nominal;
    const auto& rates = problem.spikes_per_tick[population.index()];
    if (rates.empty()) return nominal;
    return rates.size() == 1 ? rates.front() : rates[neuron];
}

/// Bits of one synaptic row of `synapses` synapses, by the chip's packing rule.
inline std::uint64_t row_bits(const ChipSpec& chip, bool is_plastic, std::uint64_t synapses) {
    const SynapsePacking& packing = chip.packing;
    const std::uint64_t width = packing.is_crossbar ? chip.capacity.neurons : synapses;
    const std::uint64_t bits = width * (is_plastic ? packing.plastic_bits : packing.static_bits);
    return packing.row_bits + (bits + packing.word_bits - 1) / packing.word_bits * packing.word_bits;
}

}  // namespace aerie::hw
