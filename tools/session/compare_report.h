/// @file A comparison for people and for programs.
#pragma once

#include "tools/session/compare.h"

namespace aerie::session {

[[nodiscard]] std::string to_text(const Comparison& comparison);
[[nodiscard]] std::string to_json(const Comparison& comparison);

}  // namespace aerie::session
