/// @file What a calibration found, as a table for people, with the equation's ending to paste.
#pragma once

#include "tools/session/calibrate.h"

namespace aerie::session {

[[nodiscard]] std::string calibration_table(const std::vector<CalibratedRange>& ranges, const std::map<std::string, hw::NumberFormat>& formats);

}  // namespace aerie::session
