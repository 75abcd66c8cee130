/// @file A chip for people: every figure with its source and grade, what is not known said so.
#pragma once

#include <string>

#include "hw_model/chip.h"

namespace aerie::hw {

/// `aerie chips NAME`: an aligned table, ending with a newline.
[[nodiscard]] std::string describe(const ChipSpec& chip);
/// `aerie chips`: one line without the newline.
[[nodiscard]] std::string summary(const ChipSpec& chip);

}  // namespace aerie::hw
