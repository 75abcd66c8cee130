/// @file The whole network as programs for one chip and one arithmetic.
#pragma once

#include <string>
#include <vector>

#include "hw_model/compile/context.h"

namespace aerie::hw {

/// Deterministic; the same network, chip and ranges give the same image. Throws InputError where a format cannot be chosen.
[[nodiscard]] NetworkImage compile_network(const Network& network, const ChipSpec& chip, Arithmetic arithmetic, const RangeTable& ranges);

/// "population.variable" of everything that needs a range for fixed point and has none declared: what `aerie calibrate` must find.
[[nodiscard]] std::vector<std::string> variables_without_range(const Network& network, const ChipSpec& chip);

}  // namespace aerie::hw
