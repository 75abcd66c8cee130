/// @file `aerie report DIR`: the page of a run, made again from its report.json.
#pragma once

#include <CLI/CLI.hpp>

namespace aerie::cli {

void add_report_command(CLI::App& app);

}  // namespace aerie::cli
