/// @file Which row of a stimulus was shown when: without it, responses to stimuli in random order could not be told apart.
#pragma once

#include <string>

#include "core/model.h"

namespace aerie::session {

/// "stimulus,row,start_ms,end_ms" lines for every row that begins before `ticks`, of the stimuli that are shuffled or repeated; pauses are what is not
/// listed. Empty when there is no such stimulus.
[[nodiscard]] std::string stimulus_table(const Network& network, std::uint64_t ticks);

}  // namespace aerie::session
