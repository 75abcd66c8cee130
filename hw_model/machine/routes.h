/// @file Where each neuron's spikes go: for every source neuron, the NeuroCores that have a row for it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/model.h"
#include "core/quantity.h"

namespace aerie::hw {

/// One destination of one source neuron.
struct Route {
    std::uint32_t slot = 0;       ///< dense number of the destination NeuroCore among those in use
    NodeId node;                  ///< its router
    std::uint32_t local = 0;      ///< number of the source in the destination's axon table
    std::uint32_t service = 1;    ///< cycles that a packet keeps the destination's synapse pipeline busy
};

/// All neurons, then all sources, in one dense numbering; routes compressed by it, by ascending destination.
class RouteTable {
   public:
    RouteTable() = default;
    explicit RouteTable(const Network& network) {
        std::uint32_t total = 0;
        for (std::uint32_t p = 0; p < network.populations.size() + network.sources.size(); ++p) {
            first_.push_back(total);
            total += network.size_of(PopulationId{p});
        }
        first_.push_back(total);
        begin_.assign(total + 1, 0);
    }
    [[nodiscard]] std::uint32_t number_of(Address a) const { return first_[a.population.index()] + a.neuron.index(); }
    [[nodiscard]] Address address_of(std::uint32_t number) const {
        std::uint32_t p = 0;
        while (first_[p + 1] <= number) ++p;
        return {PopulationId{p}, NeuronId{number - first_[p]}};
    }
    [[nodiscard]] std::uint32_t sources() const { return first_.back(); }
    /// `by_source[number]` ascending by slot.
    void fill(const std::vector<std::vector<Route>>& by_source) {
        routes_.clear();
        for (std::size_t n = 0; n < by_source.size(); ++n) {
            begin_[n] = static_cast<std::uint32_t>(routes_.size());
            routes_.insert(routes_.end(), by_source[n].begin(), by_source[n].end());
        }
        begin_.back() = static_cast<std::uint32_t>(routes_.size());
    }
    [[nodiscard]] std::uint32_t begin(std::uint32_t number) const { return begin_[number]; }
    [[nodiscard]] std::uint32_t end(std::uint32_t number) const { return begin_[number + 1]; }
    [[nodiscard]] const Route& operator[](std::uint32_t route) const { return routes_[route]; }
    /// The source number of a route: for traces.
    [[nodiscard]] std::uint32_t source_of(std::uint32_t route) const;

   private:
    std::vector<std::uint32_t> first_, begin_;
    std::vector<Route> routes_;
};

inline std::uint32_t RouteTable::source_of(std::uint32_t route) const {
    std::uint32_t low = 0, high = sources();
    while (high - low > 1) {
        const std::uint32_t middle = low + (high - low) / 2;
        (begin_[middle] <= route ? low : high) = middle;
    }
    return low;
}

}  // namespace aerie::hw
