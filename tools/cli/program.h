/// @file From the arguments to the exit code: the one place of the whole program that catches.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace aerie::cli {

/// Frame, commands, parse, run. Every error becomes a message on the error stream and an exit code (tools/cli/command.h).
[[nodiscard]] int run_program(int argc, char** argv, const std::function<void(CLI::App&)>& add_commands);

}  // namespace aerie::cli
