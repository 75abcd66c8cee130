/// @file The frame of the command line: what every command shares, and what a stranger reads when the line is wrong.
#pragma once

#include <CLI/CLI.hpp>

#include "core/error.h"

namespace aerie::cli {

/// Name, version, help, --verbose and --quiet (before or after the command), exactly one command.
void add_frame(CLI::App& app);

/// What is wrong with the line, and the nearest known command or option. Call it right after parse() threw `error`.
[[nodiscard]] Complaint complaint_about(const CLI::App& app, const CLI::ParseError& error);

}  // namespace aerie::cli
