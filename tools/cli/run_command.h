/// @file `aerie run`: map if needed, run, report.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_run_command(CLI::App& app);

}  // namespace aerie::cli
