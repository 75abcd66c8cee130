#include "tools/cli/run_command.h"

#include <memory>

#include "tools/cli/command.h"
#include "tools/cli/interrupt.h"
#include "tools/cli/output_directory.h"
#include "tools/cli/progress.h"
#include "tools/cli/request_options.h"
#include "tools/cli/standard_output.h"
#include "tools/cli/trace_options.h"
#include "tools/formats/mapping_file.h"
#include "tools/golden/recorder.h"
#include "tools/session/run.h"

namespace aerie::cli {
namespace {

struct RunTarget {
    std::filesystem::path directory, trace;
    bool force = false;
    trace::TraceRequest traces{};
};

std::filesystem::path default_directory(const session::Request& request) { return request.network.stem().string() + ".aerie"; }

void run_network(const session::Request& request, const RunTarget& target) {
    trace::check(target.traces);
    OutputDirectory output{target.directory.empty() ? default_directory(request) : target.directory, target.force ? Existing::absorb : Existing::keep};
    const std::unique_ptr<session::Prepared> prepared = session::prepare(request);
    ProgressBar bar{Ticks{session::total_ticks(prepared->network)}, Seconds{prepared->network.dt_s}};
    session::RunOptions options{.threads = request.threads, .directory = output.path()};
    options.progress = [&](Ticks done) {
        stop_if_interrupted();
        bar.advance(done);
    };
    std::optional<trace::Tracing> tracing;
    if (target.traces.is_wanted()) tracing.emplace(inside(output, target.traces), *prepared).join(options);
    std::optional<golden::Recorder> trace;
    if (!target.trace.empty()) trace.emplace(target.trace, request, *prepared).join(options);
    const tools::RunRecord record = session::run(*prepared, options);
    formats::write_mapping(output.path() / "mapping.txtpb", prepared->mapping, prepared->network);
    session::write_reports(record, output.path());
    if (tracing) tracing->finish();
    output.publish();
    if (trace) trace->publish();
    print(tools::summary(record));
    print("\nresults: " + output.place().string() + "\npage:    " + (output.place() / "report.html").string() + "\n");
}

}  // namespace

void add_run_command(CLI::App& app) {
    CLI::App& command = add_command(app, "run", "Run a network on a chip and report",
                                    "  aerie run tools/examples/homeostasis.txtpb\n"
                                    "  aerie run net.txtpb --chip loihi1 --seed 3 -o results\n"
                                    "  aerie run net.txtpb --arithmetic float64 --duration \"2 s\"\n"
                                    "  aerie run net.txtpb --set weight.bits=6 --set weight.rounding=stochastic\n"
                                    "  aerie run net.txtpb --vcd wave.vcd --window \"5 ms:20 ms\" --routers 0,0..1,1\n"
                                    "  aerie run net.txtpb --perfetto timeline.pftrace --packets packets.txt.gz");
    const std::shared_ptr<session::Request> request = add_request_options(command);
    add_arithmetic_option(command, request);
    add_mapping_options(command, request);
    const auto target = std::make_shared<RunTarget>();
    command.add_option("-o,--output", target->directory, "Directory for the results; NET's name with .aerie by default");
    command.add_option("--trace", target->trace, "Also record every packet cycle by cycle in this file, for 'aerie diff'");
    add_trace_options(command, target->traces);
    command.add_flag("--force", target->force, "Write into a directory that holds files of somebody else");
    command.callback([request, target] { run_network(*request, *target); });
}

}  // namespace aerie::cli
