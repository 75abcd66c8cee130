/// @file What the embedded processor does for a network, as people read it: a part of `aerie map --explain`.
#pragma once

#include <string>

#include "core/model.h"

namespace aerie::session {

/// For every program of the processor: what it reads, computes, learns and writes, when, and the memory that it takes. Empty without programs.
[[nodiscard]] std::string explain_processor(const Network& network);

}  // namespace aerie::session
