/// @file Where the program talks beside its results: spdlog on the error stream, at the borders only.
#pragma once

namespace aerie::cli {

enum class Verbosity { quiet, normal, verbose };   ///< from warnings on; milestones too; details too

/// The log goes to the error stream, so that results on the output stream stay clean. Call once, first.
void start_logging();

void set_verbosity(Verbosity verbosity);

}  // namespace aerie::cli
