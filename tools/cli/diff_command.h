/// @file `aerie diff`: where two recorded runs part.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_diff_command(CLI::App& app);

}  // namespace aerie::cli
