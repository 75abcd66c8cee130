/// @file The options that ask for traces of a run.
#pragma once

#include <CLI/CLI.hpp>

#include "tools/cli/output_directory.h"
#include "tools/trace/tracing.h"

namespace aerie::cli {

/// --vcd, --perfetto, --packets, --window, --routers. The request outlives the command's callback.
void add_trace_options(CLI::App& command, trace::TraceRequest& request);

/// The same request with traces that shall lie in the output directory led to where that is filled, so that they appear with it.
[[nodiscard]] trace::TraceRequest inside(const OutputDirectory& output, trace::TraceRequest request);

}  // namespace aerie::cli
