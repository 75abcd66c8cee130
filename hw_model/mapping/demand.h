/// @file What a partition asks of its cores: memory, axons and packets, counted exactly in one pass over the synapses.
#pragma once

#include <cstdint>
#include <vector>

#include "hw_model/mapping/mapping.h"

namespace aerie::hw {

/// Part by neuron (numbers of NeuronIndex). A part becomes one NeuroCore.
struct Partition {
    std::vector<std::uint32_t> part_of;
    std::uint32_t parts = 0;
};

struct Flow {
    std::uint32_t to = 0;
    double packets_per_tick = 0;
};

struct Demand {
    std::vector<CoreUse> use;                      ///< by part; `core` is the part's number
    std::vector<std::vector<Flow>> flows;          ///< by sending part, ascending receiver, the part itself included
    std::vector<double> from_host;                 ///< by receiving part, packets per tick
    std::uint64_t most_destinations = 0;           ///< of one neuron
    std::uint32_t most_destinations_neuron = 0;

    [[nodiscard]] double cut() const;              ///< packets per tick between different parts
    [[nodiscard]] double host_traffic() const;
};

/// O(synapses + parts^2) time, O(neurons + flows) memory beside the problem.
[[nodiscard]] Demand measure(const MappingProblem& problem, const Partition& partition);

}  // namespace aerie::hw
