/// @file Recorded synapse variables as pictures: for every target neuron, its synapses arranged as the source population is.
#pragma once

#include <vector>

#include "hw_model/machine/machine.h"
#include "tools/report/run_record.h"
#include "tools/session/prepare.h"

namespace aerie::session {

/// A page shows at most so many targets of a recorder, and so many synapses in all of them.
inline constexpr std::size_t most_images = 16, most_image_values = 65536;

/// One image for each target of every recorder of a projection whose source population has a shape; values as they are now.
[[nodiscard]] std::vector<tools::ImageRecord> synapse_images(const Prepared& prepared, hw::Machine& machine);

/// By recorder: its images at the start, then those at the end.
[[nodiscard]] std::vector<tools::ImageRecord> start_and_end(const std::vector<tools::ImageRecord>& start, const std::vector<tools::ImageRecord>& end);

}  // namespace aerie::session
