/// @file aerie scan: what pair STDP would learn from the spikes of a run.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_scan_command(CLI::App& app);

}  // namespace aerie::cli
