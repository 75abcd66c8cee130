/// @file The options that every command on a network shares: which chip, which arithmetic, which seed.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/session/prepare.h"

namespace aerie::cli {

/// Adds NET, --chip, --set, --seed, --duration, --threads, --ranges. The request is filled when the line is parsed.
[[nodiscard]] std::shared_ptr<session::Request> add_request_options(CLI::App& command);
/// --arithmetic fixed|float64.
void add_arithmetic_option(CLI::App& command, const std::shared_ptr<session::Request>& request);
/// --mapping FILE, --min-cores, --partition, --map-seed.
void add_mapping_options(CLI::App& command, const std::shared_ptr<session::Request>& request);

}  // namespace aerie::cli
