/// @file Where the variables of a synapse live: once per axon, once per target neuron, or once per synapse. Chips keep traces with the axon or the
/// neuron because that is what makes learning cheap; a variable qualifies when everything ever written to it depends on that side alone.
#pragma once

#include <map>
#include <string>

#include "hw_model/compile/context.h"

namespace aerie::hw {

enum class Location { synapse, axon, neuron };

/// For every variable that is stored (differential or stored kind). Algebraic variables are not listed. A variable that is never written and starts
/// with one value for all is a constant and not listed either.
[[nodiscard]] std::map<std::string, Location> locate_variables(const Projection& projection);

/// Written by on_pre, on_post, the clock-driven update.
struct Writers {
    bool on_pre = false, on_post = false, clock = false;
    [[nodiscard]] bool any() const { return on_pre || on_post || clock; }
};
[[nodiscard]] Writers writers_of(const lang::SynapseModel& model, const std::string& variable);

}  // namespace aerie::hw
