/// @file Which neuron lives on which NeuroCore, and which NeuroCore at which router: the value that the mapper makes and the machine obeys.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/connect.h"
#include "core/model.h"
#include "core/quantity.h"
#include "hw_model/chip.h"
#include "hw_model/routing/routing_plan.h"

namespace aerie::hw {

/// A network with its synapses written out: what the mapper weighs. `needs` per projection comes from the compiler.
struct MappingProblem {
    const Network* network = nullptr;
    const ChipSpec* chip = nullptr;
    std::vector<Connectivity> connectivity;        ///< by projection
    std::vector<std::uint8_t> is_plastic;          ///< by projection
    std::vector<std::uint8_t> has_rows;            ///< by projection: 0 for projections that need no synaptic rows
    std::vector<std::vector<double>> spikes_per_tick;   ///< by population and source, then by neuron: expected or measured rate; one entry = same for all
};

/// One core's use against its limits.
struct CoreUse {
    CoreId core;                                   ///< physical NeuroCore: node = core / cores_per_router
    std::uint64_t neurons = 0, axons_in = 0, axons_out = 0, synapse_bits = 0, synapses = 0;
};

struct MappingQuality {
    double hop_weighted_traffic = 0;               ///< expected packet-hops per tick
    double random_hop_weighted_traffic = 0;        ///< mean over random placements of the same partition
    double lower_bound = 0;                        ///< no placement of this partition can be below
    double max_link_load = 0;                      ///< expected packets per tick on the busiest link
    std::uint32_t worst_hops = 0;
    double cut_spikes_per_tick = 0;                ///< spikes that leave their core, summed over destinations
    double tree_packet_hops = 0;                   ///< multicast: expected links crossed per tick by one packet per spike; the figures above are those of
                                                   ///< one packet per destination, which placement goes by
};

struct Mapping {
    std::string network, chip;
    std::vector<std::vector<CoreId>> core_of;      ///< by population (not sources), then neuron: its physical NeuroCore
    std::vector<CoreUse> use;                      ///< used cores, ascending
    MappingQuality quality;
    RoutingPlan routing;                           ///< multicast chips: keys, trees and tables that follow from the rest
};

enum class PartitionMethod { metis, blocks, random };
struct MapOptions {
    PartitionMethod partition = PartitionMethod::metis;
    std::uint32_t min_cores = 1;                   ///< spread over at least so many NeuroCores
    std::uint32_t anneal_moves = 20000;
    std::uint32_t restarts = 4;
    std::uint64_t seed = 1;
    bool fewest_entries = false;                   ///< multicast: minimise tables as far as it goes, not only to the limit
};

/// Partition, placement, routing and quality. Throws CapacityError naming population, limit, number needed, number allowed and what would make it fit.
[[nodiscard]] Mapping map_network(const MappingProblem& problem, const MapOptions& options);
/// Recomputes use, routing and quality of a mapping read from a file, and checks it against every limit (CapacityError) and the network (InputError).
void check_mapping(const MappingProblem& problem, Mapping& mapping, bool fewest_entries = false);

}  // namespace aerie::hw
