/// @file `aerie calibrate`: ranges and formats of variables, from a float64 run.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_calibrate_command(CLI::App& app);

}  // namespace aerie::cli
