/// @file Variables under watch: everything that a machine stores, with members spread evenly over large groups.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hw_model/machine/machine.h"
#include "tools/session/prepare.h"

namespace aerie::session {

/// One variable of a population or projection, and which of its members are looked at.
struct Watch {
    std::string name;                          ///< "population.variable"
    std::string variable;
    std::optional<PopulationId> population{};
    std::optional<ProjectionId> projection{};
    lang::Dimension dimension{};
    hw::NumberFormat format{};                 ///< of a fixed-point image
    std::optional<Interval> declared{};        ///< in the network's equations
    double decay_per_tick = 1.0;               ///< event-driven traces: values are decayed to the present tick
    std::vector<std::uint32_t> indices{};
};

/// At most `most` of `count` members, each as far from the next.
[[nodiscard]] std::vector<std::uint32_t> evenly_spread(std::uint64_t count, std::uint64_t most);

/// All stored variables that are numbers, populations first, in file order. Projections that only deliver constant weights have none.
[[nodiscard]] std::vector<Watch> watch_variables(const Prepared& prepared, std::uint64_t most_members);

/// The present values of the members, SI.
[[nodiscard]] std::vector<double> values_of(hw::Machine& machine, const Watch& watch);

}  // namespace aerie::session
