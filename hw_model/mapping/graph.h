/// @file A network as a weighted graph: atoms and clusters of sources, joined by the spikes that would leave if they were apart.
#pragma once

#include <cstdint>
#include <vector>

#include "hw_model/mapping/atoms.h"

namespace aerie::hw {

/// Neighbours of vertex v: neighbour[begin[v] .. begin[v + 1]), ascending, each once, never v; weights are the same both ways.
/// Vertices 0 .. atoms - 1 are atoms; behind them come sources, which weigh nothing: they draw their targets together.
struct Graph {
    std::vector<std::uint32_t> begin;
    std::vector<std::uint32_t> neighbour;
    std::vector<float> packets_per_tick;
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(begin.size() - 1); }
};

/// Source neurons come in clusters of `cluster` neighbours. O(synapses) time; memory grows with pairs of vertices that talk, not with synapses.
[[nodiscard]] Graph make_graph(const MappingProblem& problem, const Atoms& atoms, std::uint32_t cluster);

}  // namespace aerie::hw
