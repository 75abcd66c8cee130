/// @file Chips from files: by name from the chips that come with Aerie, or by path. Each figure is checked for range and for its source.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hw_model/chip.h"
#include "hw_model/mapping/mapping.h"

namespace aerie::formats {

/// Names of the chips that come with Aerie, ascending.
[[nodiscard]] std::vector<std::string> known_chips();
/// "loihi1", or the path of a chip file (anything with a '/' or an ending). Throws InputError; an unknown name lists the known ones.
[[nodiscard]] hw::ChipSpec load_chip(const std::string& name_or_path);
/// Those of the known chips that pass hw::check_totals() for this network, for the end of a CapacityError's message.
[[nodiscard]] std::vector<std::string> chips_that_may_fit(const hw::MappingProblem& problem);

}  // namespace aerie::formats
