/// @file `aerie profile DIR`: where a run spent its packets, cycles and energy.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_profile_command(CLI::App& app);

}  // namespace aerie::cli
