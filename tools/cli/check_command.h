/// @file `aerie check`: is it still as it was blessed?
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_check_command(CLI::App& app);

}  // namespace aerie::cli
