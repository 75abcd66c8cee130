/// @file `aerie compare`: the same network in fixed point and in float64, side by side.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_compare_command(CLI::App& app);

}  // namespace aerie::cli
