/// @file `aerie map`: where the neurons of a network go on a chip, how good that is, and with --explain the microcode they run.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_map_command(CLI::App& app);

}  // namespace aerie::cli
