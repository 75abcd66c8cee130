/// @file Builds the NeuroCores of a mapping: slices, rows, axon tables, routes. Everything is generated row by row from keyed draws, so the order of
/// construction cannot matter.
#pragma once

#include <memory>
#include <vector>

#include "hw_model/machine/machine.h"

namespace aerie::hw {

/// Where one synapse of a plastic projection went.
struct SynapsePlace {
    std::uint32_t slot = 0, store = 0, axon = 0, position = 0;
};

template <class Lane>
struct Assembled {
    std::vector<std::unique_ptr<NeuroCore<Lane>>> cores;         ///< by slot, physical NeuroCores ascending
    std::vector<std::vector<std::uint32_t>> slot_of, lane_of;    ///< by population, then neuron
    RouteTable routes;
};

template <class Lane>
[[nodiscard]] Assembled<Lane> assemble(const MachineParts& parts);

/// Places of the synapses of a projection that are stored as plastic rows, in projection order.
template <class Lane>
[[nodiscard]] std::vector<SynapsePlace> place_synapses(const MachineParts& parts, const Assembled<Lane>& assembled, ProjectionId id);

extern template Assembled<std::int32_t> assemble(const MachineParts&);
extern template Assembled<double> assemble(const MachineParts&);
extern template std::vector<SynapsePlace> place_synapses(const MachineParts&, const Assembled<std::int32_t>&, ProjectionId);
extern template std::vector<SynapsePlace> place_synapses(const MachineParts&, const Assembled<double>&, ProjectionId);

}  // namespace aerie::hw
