/// @file `aerie bless`: this is how it shall be, cycle by cycle.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_bless_command(CLI::App& app);

}  // namespace aerie::cli
