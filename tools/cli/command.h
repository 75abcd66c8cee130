/// @file How a command joins the command line: add_command() gives it a place in the help, its callback runs it, end_with() names its exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace aerie::cli {

/// What the shell sees. 70 is EX_SOFTWARE of sysexits.h: our own mistake, never the user's.
enum class ExitCode : int { good = 0, differs = 1, bad_input = 2, does_not_fit = 3, internal_error = 70 };

/// A command with its one-line description and the examples at the foot of its help, one per line.
/// Options live in a struct that the callback shares: `auto options = std::make_shared<RunOptions>()`.
CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& description, const std::string& examples);

/// Ends a callback with this exit code; good returns. Bad input is thrown as InputError or CapacityError instead, never given here.
void end_with(ExitCode code);

}  // namespace aerie::cli
