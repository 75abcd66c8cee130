/// @file The programs that a network file asks for.
#pragma once

#include <memory>
#include <vector>

#include "hw_model/processor/linear_readout.h"

namespace aerie::hw {

/// In file order. `is_reference` (float64): formats of the network are ignored, as those of variables are.
[[nodiscard]] std::vector<std::unique_ptr<LinearReadout>> ready_programs(const Network& network, bool is_reference);

}  // namespace aerie::hw
