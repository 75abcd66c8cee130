/// @file Where a run spent its packets, cycles and energy, as text for a terminal and as CSV for a program.
#pragma once

#include <cstddef>
#include <string>

#include "tools/report/run_record.h"

namespace aerie::tools {

/// Traffic, latency, the `top` busiest links and cores, events, energy by cause, precision.
[[nodiscard]] std::string profile(const RunRecord& record, std::size_t top);

/// "kind,name,quantity,value" lines: every link, core, cause and variable. A value that is not known is an empty cell.
[[nodiscard]] std::string profile_csv(const RunRecord& record);

}  // namespace aerie::tools
