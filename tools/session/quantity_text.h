/// @file Quantities as a network's author writes them: "-80 mV", "volt [-80 mV, 20 mV]".
#pragma once

#include <string>

#include "core/interval.h"
#include "core/lang/dimension.h"

namespace aerie::session {

/// Three significant digits with a prefix and a unit: "12.3 nV", "0.25", "3 volt/second".
[[nodiscard]] std::string quantity(double value, lang::Dimension dimension);

/// What the equation language reads back as exactly this number (to 9 digits): "-80 mV", "0.25", "3*(volt/second)".
[[nodiscard]] std::string quantity_in_language(double value, lang::Dimension dimension);

/// What stands behind the colon of an equation: "volt [-80 mV, 20 mV]". `range` has low < high.
[[nodiscard]] std::string range_in_language(Interval range, lang::Dimension dimension);

/// Away from zero to two significant digits: 0.0783 is 0.079.
[[nodiscard]] double rounded_outward(double value);

}  // namespace aerie::session
