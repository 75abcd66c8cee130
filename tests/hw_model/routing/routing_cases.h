/// @file Chips, senders and tables for the tests of routing, made of plain values.
#pragma once

#include "core/random.h"
#include "hw_model/routing/ordered_covering.h"
#include "hw_model/routing/plan_routes.h"

namespace aerie::hw::testing {

inline ChipSpec multicast_chip(std::uint32_t width, std::uint32_t height, std::uint32_t cores_per_router = 1, std::uint64_t entries = 0) {
    ChipSpec chip;
    chip.name = "chip";
    chip.mesh.width = width;
    chip.mesh.height = height;
    chip.mesh.cores_per_router = cores_per_router;
    chip.mesh.cast = Cast::multicast;
    chip.capacity.routing_entries = entries;
    return chip;
}

inline std::vector<CoreId> cores(std::initializer_list<std::uint32_t> ids) {
    std::vector<CoreId> list;
    for (const std::uint32_t id : ids) list.emplace_back(id);
    return list;
}

/// Draws below `limit`, one after the other.
class Draws {
   public:
    explicit Draws(std::uint32_t seed) : seed_{seed} {}
    std::uint32_t below(std::uint32_t limit) { return philox2x32({count_++, 0}, seed_)[0] % limit; }
    bool chance(double p) { return to_unit(philox2x32({count_++, 1}, seed_)[0]) < p; }

   private:
    std::uint32_t seed_, count_ = 0;
};

/// Every NeuroCore of the chip sends from `neurons` neurons to each NeuroCore with `probability`, neuron by neuron.
inline Senders random_senders(const ChipSpec& chip, std::uint32_t neurons, double probability, std::uint32_t seed) {
    Senders senders;
    Draws draws{seed};
    for (std::uint32_t home = 0; home < chip.cores(); ++home) {
        for (std::uint32_t n = 0; n < neurons; ++n) {
            senders.home.push_back(home);
            senders.cores.emplace_back();
            for (std::uint32_t to = 0; to < chip.cores(); ++to) {
                if (draws.chance(probability)) senders.cores.back().emplace_back(to);
            }
        }
    }
    return senders;
}

/// The first match as hardware finds it; straight on where none is.
inline RouterOutputs looked_up(const RouteEntries& table, std::uint32_t key, router::Direction in) {
    for (const RouteEntry& entry : table) {
        if (entry.keys.contains(key)) return entry.outs;
    }
    return {static_cast<std::uint16_t>(1U << router::index_of(router::opposite(in))), 0};
}

}  // namespace aerie::hw::testing
