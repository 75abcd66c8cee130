/// @file Networks of one projection, built by hand, for the tests of connection rules and start values.
#pragma once

#include <string>
#include <utility>

#include "core/connect.h"

namespace aerie::test {

struct Ends {
    std::uint32_t from = 1, to = 1;
    bool is_one_group = false;
};

inline Population group(std::string name, std::uint32_t size) {
    Population population;
    population.name = std::move(name);
    population.size = size;
    return population;
}

/// Population 0 "A" and, unless both ends are one, population 1 "B"; projection 0 "A to B".
inline Network one_projection(const ConnectSpec& connect, Ends ends, std::uint64_t seed = 1) {
    Network network;
    network.name = std::string{"test"};
    network.file = std::string{"test.txtpb"};
    network.seed = seed;
    network.populations.push_back(group("A", ends.from));
    if (!ends.is_one_group) network.populations.push_back(group("B", ends.to));
    Projection projection;
    projection.name = std::string{"A to B"};
    projection.from = PopulationId{0};
    projection.to = PopulationId{ends.is_one_group ? 0u : 1u};
    projection.connect = connect;
    network.projections.push_back(projection);
    return network;
}

}  // namespace aerie::test
