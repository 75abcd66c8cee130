/// @file What is refused before memory is spent on it: networks that ask for what the chip cannot do, or that could never fit. And the chips that can.
#pragma once

#include <functional>

#include "core/error.h"
#include "tools/session/prepare.h"

namespace aerie::session {

/// Neurons and axons of the text as it stands, against the chip and this computer's memory. Throws CapacityError.
void check_sizes(const NetworkSpec& spec, const hw::ChipSpec& chip);

/// How many synapses a projection's rule makes, on average.
[[nodiscard]] double expected_synapses(const Network& network, const Projection& projection);
/// The same against the chip's synapse memory and this computer's. Throws CapacityError.
void check_synapses(const Network& network, const hw::ChipSpec& chip);

/// hw::check_abilities, with the chips that can.
void check_abilities(const Network& network, const hw::ChipSpec& chip);
/// hw::map_network or hw::check_mapping as `step`; a CapacityError ends with the chips that would fit.
void name_fitting_chips(const hw::MappingProblem& problem, const std::function<void()>& step);

}  // namespace aerie::session
