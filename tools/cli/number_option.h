/// @file Numbers on the command line, read whole or refused: no sign lost, no overflow wrapped, no 'nan', no letters left over.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace aerie::cli {

/// A check for an option whose value is a whole number in [low, high]: `command.add_option("--threads", n, "...")->check(whole_number(1, 256))`.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t low, std::uint64_t high);

/// A check for an option whose value is a finite number in [low, high].
[[nodiscard]] CLI::Validator real_number(double low, double high);

}  // namespace aerie::cli
