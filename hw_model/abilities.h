/// @file Can this chip do what this network asks: which equations, which plasticity, random numbers, functions. Sizes are the mapper's business.
#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "core/model.h"
#include "hw_model/chip.h"

namespace aerie::hw {

/// Everything the network asks for that the chip cannot do, in file order, populations first: what, where (population or projection, field,
/// line), the term that asks for it, what the chip can do. Empty: the chip can.
[[nodiscard]] std::vector<Complaint> unmet_abilities(const Network& network, const ChipSpec& chip);

/// The same, one line each: "population 'Exc', equations line 1: 'v*v' is not linear". The caller lists the chips for which this is empty.
[[nodiscard]] std::vector<std::string> unmet(const Network& network, const ChipSpec& chip);

/// Throws the first of unmet_abilities() as a CapacityError, which says how many others there are.
void check_abilities(const Network& network, const ChipSpec& chip);

}  // namespace aerie::hw
