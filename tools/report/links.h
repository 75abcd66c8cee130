/// @file What a directed link is called, and which carry the most. Row y = 0 is the north edge, as in router/packet.h.
#pragma once

#include <string>
#include <vector>

#include "tools/report/run_record.h"

namespace aerie::tools {

[[nodiscard]] constexpr int step_x(char direction) { return direction == 'E' || direction == 'n' ? 1 : direction == 'W' || direction == 's' ? -1 : 0; }
[[nodiscard]] constexpr int step_y(char direction) { return direction == 'S' || direction == 's' ? 1 : direction == 'N' || direction == 'n' ? -1 : 0; }

/// "(3, 5) -> (4, 5)", or "(3, 5) -> its core". A link that closes a ring leads to the other edge of the record's mesh.
[[nodiscard]] std::string name_of(const LinkRecord& link, const RunRecord& record);

/// Most packets first; ties by row, column and direction.
[[nodiscard]] std::vector<LinkRecord> busiest_links(const RunRecord& record);

}  // namespace aerie::tools
