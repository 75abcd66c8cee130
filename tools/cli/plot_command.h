/// @file `aerie plot DIR --what KIND -o FILE`: one picture of a run, as SVG or PNG.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_plot_command(CLI::App& app);

}  // namespace aerie::cli
