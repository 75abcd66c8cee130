/// @file `aerie chips [NAME]`: which chips there are, and what one is, with sources.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_chips_command(CLI::App& app);

}  // namespace aerie::cli
