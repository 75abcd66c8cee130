#include "tools/noc/noc_command.h"

#include <memory>

#include "tools/cli/command.h"
#include "tools/cli/number_option.h"
#include "tools/cli/standard_output.h"

namespace aerie::tools {
namespace {

void add_router_options(CLI::App& command, NocOptions& o) {
    command.add_option("--topology", o.topologies, "mesh:, torus: or hex_torus:WIDTHxHEIGHT, or several to compare (mesh:8x8; hex_torus:8x8 for spinnaker1)")->delimiter(',');
    command.add_option("--router", o.routers, "Router policy, or several to compare: aerie, bsg, catalyst, booksim-b3, booksim-a4, spinnaker1")->delimiter(',');
    command.add_option("--channels", o.channels, "Virtual channels of the BookSim routers: 1, 2 or 4")->check(cli::whole_number(1, 4));
    command.add_option("--depth", o.fifo_depth, "Places per input FIFO and channel (4)")->check(cli::whole_number(1, 4096));
    command.add_option("--hop-latency", o.hop_latency, "Cycles from grant to grant, if not the router's own")->check(cli::whole_number(1, 100'000));
    command.add_option("--credit-latency", o.credit_latency, "Cycles until a freed place may be used again")->check(cli::whole_number(1, 100'000));
    command.add_option("--routing", o.routing, "xy or yx (xy)");
}

/// Ranges are those of router::check.
void add_drop_options(CLI::App& command, NocOptions& o) {
    constexpr std::uint64_t patience = 1'000'000'000;
    DropOptions& d = o.drops;
    command.add_option("--wait1", d.wait1, "spinnaker1: cycles that a packet waits before it goes round a closed link (256)")->check(cli::whole_number(0, patience));
    command.add_option("--wait2", d.wait2, "spinnaker1: cycles from then until it is dropped (0)")->check(cli::whole_number(0, patience));
    command.add_option("--emergency", d.emergency, "spinnaker1: whether it goes round at all, true or false; needs a hex_torus (true)");
    command.add_option("--reinject-after", d.reinject_after, "spinnaker1: cycles until a dropped packet is offered again (133); 0: never")->check(cli::whole_number(0, patience));
    command.add_option("--link-cycles", d.link_cycles, "spinnaker1: cycles from one packet on a link to the next (21)")->check(cli::whole_number(1, 100'000));
    command.add_option("--phase", d.phase, "spinnaker1: cycles of a time phase; a packet dies at the second change (0: no phases)")->check(cli::whole_number(0, patience));
}

void add_sweep_options(CLI::App& command, NocOptions& o) {
    command.add_option("--pattern", o.pattern, "uniform, hotspot, transpose, bitcomp, bitrev, shuffle, tornado or neighbor (uniform)");
    command.add_option("--load", o.loads, "Packets per node and cycle: 0.01..0.5, or a list 0.1,0.2,0.3 (0.01..0.5)");
    command.add_option("--steps", o.steps, "Points of a range of loads (12)")->check(cli::whole_number(1, 1000));
    const auto cycles = [&](const char* name, Cycles& target, const char* text, std::uint64_t low) {
        command.add_option_function<std::uint64_t>(name, [&target](std::uint64_t n) { target = Cycles{n}; }, text)->check(cli::whole_number(low, 100'000'000));
    };
    cycles("--warm-up", o.plan.warm_up, "Cycles before packets are measured (5000)", 0);
    cycles("--measure", o.plan.measure, "Cycles in which created packets are measured (10000)", 1);
    cycles("--drain-limit", o.plan.drain_limit, "Cycles that measured packets may still take to arrive (100000)", 0);
    command.add_option("--seed", o.plan.seed, "Seed of the traffic (1)")->check(cli::whole_number(0, 0xffffffff));
    command.add_option("--csv", o.csv, "Write the points to this file");
    command.add_option("--svg", o.svg, "Draw latency over load to this file");
}

}  // namespace

void add_noc_command(CLI::App& app) {
    CLI::App& command = cli::add_command(app, "noc", "The mesh alone: latency over load, and packet logs of published routers replayed",
                                         "  aerie noc --topology mesh:8x8 --router aerie,booksim-b3 --pattern uniform --load 0.01..0.5 --svg latency.svg\n"
                                         "  aerie noc --topology mesh:16x16,torus:16x16,hex_torus:16x16 --pattern tornado --load 0.02..0.6\n"
                                         "  aerie noc --router spinnaker1 --topology hex_torus:8x8 --load 0.005..0.06 --wait1 64 --csv drops.csv\n"
                                         "  aerie noc --replay booksim_B3_k8_v1_b4.csv.gz\n"
                                         "  aerie noc --replay log.csv --router bsg --topology mesh:4x4 --depth 2");
    const auto options = std::make_shared<NocOptions>();
    command.add_option("--replay", options->replay, "Compare every packet of this log (CSV or CSV.GZ); exit code 1 when one differs");
    command.add_option("--stalls", options->stalls, "When consumers were not ready (the .stall.csv beside the log)");
    add_router_options(command, *options);
    add_drop_options(command, *options);
    add_sweep_options(command, *options);
    command.callback([options] {
        const NocResult result = run_noc(*options);
        cli::print(result.text);
        cli::end_with(result.agrees ? cli::ExitCode::good : cli::ExitCode::differs);
    });
}

}  // namespace aerie::tools
