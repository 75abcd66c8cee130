/// @file A mapping on one screen: how full the NeuroCores are, and how far the packets go beside chance and the least possible.
#pragma once

#include <string>

#include "tools/session/prepare.h"

namespace aerie::cli {

[[nodiscard]] std::string mapping_text(const session::Prepared& prepared);

}  // namespace aerie::cli
