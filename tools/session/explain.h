/// @file The programs of a network as people read them: `aerie map --explain`.
#pragma once

#include <string>
#include <vector>

#include "hw_model/chip.h"
#include "hw_model/compile/image.h"

namespace aerie::session {

/// For every population and projection: where each variable lives, its format and bits, then each program with its instructions and the
/// cycles it takes on this chip. `images` by phase; of later phases only what differs is printed.
[[nodiscard]] std::string explain(const Network& network, const hw::ChipSpec& chip, const std::vector<hw::NetworkImage>& images);

}  // namespace aerie::session
