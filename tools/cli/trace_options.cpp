#include "tools/cli/trace_options.h"

#include <algorithm>

namespace aerie::cli {

namespace fs = std::filesystem;

void add_trace_options(CLI::App& command, trace::TraceRequest& request) {
    command.add_option("--vcd", request.vcd, "Write a waveform of routers and NeuroCores, for GTKWave; .gz compresses");
    command.add_option("--perfetto", request.perfetto, "Write a timeline for https://ui.perfetto.dev; .gz compresses");
    command.add_option("--packets", request.packets, "Write each packet's life as a line of text; .gz compresses");
    command.add_option("--window", request.window, "Trace only this part, in cycles (1000:2000) or biological time (\"5 ms:20 ms\"); a side may be empty");
    command.add_option("--routers", request.routers, "Trace only these: x,y or number, x,y..x,y or number..number; several parted by blanks")->allow_extra_args(false);
}

trace::TraceRequest inside(const OutputDirectory& output, trace::TraceRequest request) {
    for (fs::path* path : {&request.vcd, &request.perfetto, &request.packets}) {
        if (path->empty()) continue;
        const fs::path full = fs::weakly_canonical(fs::absolute(*path));
        const auto [end, rest] = std::mismatch(output.place().begin(), output.place().end(), full.begin(), full.end());
        if (end != output.place().end() || rest == full.end()) continue;
        fs::path within = output.path();
        for (auto part = rest; part != full.end(); ++part) within /= *part;
        *path = within;
    }
    return request;
}

}  // namespace aerie::cli
