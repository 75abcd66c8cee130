#include <fmt/format.h>

#include <charconv>

#include "core/error.h"
#include "tools/cli/atomic_file.h"
#include "tools/noc/noc_command.h"
#include "tools/noc/packet_log.h"
#include "tools/noc/sweep_report.h"

namespace aerie::tools {
namespace {

using router::MeshSpec;

using router::Grid;

/// "torus:8x8"
Grid parse_topology(const std::string& text) {
    const std::size_t colon = text.find(':');
    const auto topology = router::topology_of(std::string_view{text}.substr(0, colon));
    if (topology && colon != std::string::npos) {
        Grid grid{.topology = *topology};
        const char* end = text.data() + text.size();
        const auto [x, bad_width] = std::from_chars(text.data() + colon + 1, end, grid.width);
        if (bad_width == std::errc{} && x != end && *x == 'x') {
            const auto [stop, bad_height] = std::from_chars(x + 1, end, grid.height);
            if (bad_height == std::errc{} && stop == end) return grid;
        }
    }
    throw InputError{{.what = "not a topology", .where = "--topology", .found = text, .allowed = "mesh:WIDTHxHEIGHT, torus:WIDTHxHEIGHT or hex_torus:WIDTHxHEIGHT, as in mesh:8x8"}};
}

std::string said(const MeshSpec& spec) { return fmt::format("{}:{}x{}", name_of(spec.topology), spec.width, spec.height); }

template <class T>
T required(const std::optional<T>& value, const char* what, const std::string& log) {
    if (value) return *value;
    throw InputError{{.what = fmt::format("the name of the log does not say its {}", what), .where = log, .found = {},
                      .allowed = fmt::format("give it as an option; names like booksim_B3_k8_v1_b4.csv or rtl_bsg_4x4_d2.csv say all")}};
}

void set_drops(MeshSpec& spec, const DropOptions& options) {
    if (!spec.policy.drops) {
        if (options == DropOptions{}) return;
        throw InputError{{.what = fmt::format("router '{}' drops nothing", spec.policy.name), .where = "noc", .found = "an option for routers that drop",
                          .allowed = "--wait1, --wait2, --emergency, --reinject-after, --link-cycles and --phase with router spinnaker1"}};
    }
    router::DropRule& rule = *spec.policy.drops;
    const auto set = [](Cycles& target, const std::optional<std::uint64_t>& value) {
        if (value) target = Cycles{*value};
    };
    set(rule.wait1, options.wait1);
    set(rule.wait2, options.wait2);
    set(rule.reinject_after, options.reinject_after);
    set(rule.link_cycles, options.link_cycles);
    set(rule.phase, options.phase);
    rule.emergency = options.emergency.value_or(rule.emergency);
}

/// The topology of `grid`, or the router's own one where it has none.
MeshSpec spec_of(const NocOptions& options, const std::string& policy, std::optional<Grid> grid, std::uint32_t depth, std::uint32_t channels) {
    MeshSpec spec = router::mesh_spec(policy, grid ? grid->width : 8, grid ? grid->height : 8, depth, channels);
    if (grid) spec.topology = grid->topology;
    set_drops(spec, options.drops);
    if (options.hop_latency) spec.hop_latency_x = spec.hop_latency_y = spec.hop_latency_diagonal = Cycles{*options.hop_latency};
    if (options.credit_latency) spec.credit_latency = Cycles{*options.credit_latency};
    if (options.routing != "xy" && options.routing != "yx")
        throw InputError{{.what = "unknown routing", .where = "--routing", .found = options.routing, .allowed = "xy, yx"}};
    spec.routing = options.routing == "yx" ? router::Routing::yx : router::Routing::xy;
    router::check(spec, "noc");
    return spec;
}

MeshSpec spec_of_log(const NocOptions& options) {
    LogName name = parse_log_name(options.replay);
    if (options.routers.size() > 1)
        throw InputError{{.what = "a log is of one router", .where = "--router", .found = fmt::format("{} routers", options.routers.size()), .allowed = {}}};
    if (!options.routers.empty()) name.policy = options.routers[0];
    if (options.topologies.size() > 1)
        throw InputError{{.what = "a log is of one mesh", .where = "--topology", .found = fmt::format("{} topologies", options.topologies.size()), .allowed = {}}};
    router::Topology topology = router::Topology::mesh;
    if (!options.topologies.empty()) {
        const Grid grid = parse_topology(options.topologies[0]);
        topology = grid.topology;
        name.width = grid.width;
        name.height = grid.height;
    }
    if (options.channels) name.channels = options.channels;
    if (options.fifo_depth) name.fifo_depth = options.fifo_depth;
    const Grid grid{topology, required(name.width, "mesh", options.replay), required(name.height, "mesh", options.replay)};
    return spec_of(options, required(name.policy, "router", options.replay), grid, required(name.fifo_depth, "FIFO depth", options.replay), name.channels.value_or(1));
}

std::string shown(const std::optional<Cycles>& cycle) { return cycle ? std::to_string(cycle->count()) : "not by the end of the log"; }

std::string describe(const router::Replay::Difference& d) {
    return fmt::format("first differing packet: {} from {} to {}, offered in cycle {}\n  accepted: log {}, mesh {}\n  ejected:  log {}, mesh {}\n", d.logged.id,
                       d.logged.source.index(), d.logged.target.index(), d.logged.offered.count(), shown(d.logged.accepted), shown(d.accepted),
                       shown(d.logged.ejected), shown(d.ejected));
}

NocResult run_replay(const NocOptions& options) {
    const MeshSpec spec = spec_of_log(options);
    const auto packets = read_packet_log(options.replay);
    std::vector<router::Stall> stalls;
    const auto beside = options.stalls.empty() ? stalls_beside(options.replay) : std::optional<std::filesystem::path>{options.stalls};
    if (beside) stalls = read_stalls(*beside);
    const router::Replay result = router::replay(spec, packets, stalls, options.replay);
    std::string text = fmt::format("{} on {}, {} channel(s) of depth {}: {} packets, {} stalls, {} cycles compared\n", spec.policy.name, said(spec), spec.policy.channels,
                                   spec.fifo_depth, result.packets, stalls.size(), result.compared_cycles);
    if (result.agrees()) return {text + fmt::format("every packet agrees up to cycle {}\n", result.end.count()), true};
    return {text + fmt::format("{} packets differ\n", result.differing_packets) + describe(*result.first), false};
}

Curve sweep(const NocOptions& options, const MeshSpec& spec, const std::vector<double>& loads) {
    const Pattern pattern{options.pattern, spec};
    Curve curve{.router = fmt::format("{} {}x{}", spec.policy.name, spec.policy.channels, spec.fifo_depth), .drops = spec.policy.drops.has_value(),
                .zero_load_latency = mean_zero_load_latency(pattern, spec), .points = {}};
    if (options.topologies.size() > 1 || spec.topology != router::Topology::mesh) curve.router += " " + said(spec);
    for (const double load : loads) curve.points.push_back(measure(spec, pattern, load, options.plan));
    return curve;
}

/// Every router on every topology.
std::vector<MeshSpec> specs_of(const NocOptions& options) {
    std::vector<std::optional<Grid>> grids;
    for (const std::string& topology : options.topologies) grids.push_back(parse_topology(topology));
    if (grids.empty()) grids.emplace_back();
    std::vector<MeshSpec> specs;
    for (const std::optional<Grid>& grid : grids)
        for (const std::string& policy : options.routers.empty() ? std::vector<std::string>{"aerie"} : options.routers)
            specs.push_back(spec_of(options, policy, grid, options.fifo_depth.value_or(4), policy.starts_with("booksim") ? options.channels.value_or(1) : 1));
    return specs;
}

NocResult run_sweep(const NocOptions& options) {
    const std::vector<double> loads = parse_loads(options.loads, options.steps);
    std::vector<Curve> curves;
    std::string where;
    for (const MeshSpec& spec : specs_of(options)) {
        curves.push_back(sweep(options, spec, loads));
        if (where.find(said(spec)) == std::string::npos) where += (where.empty() ? "" : ", ") + said(spec);
    }
    if (!options.csv.empty()) cli::write_file_atomically(options.csv, sweep_csv(curves));
    if (!options.svg.empty())
        cli::write_file_atomically(options.svg, sweep_svg(curves, fmt::format("{} traffic on {}", options.pattern, where)));
    return {sweep_table(curves), true};
}

}  // namespace

NocResult run_noc(const NocOptions& options) { return options.replay.empty() ? run_sweep(options) : run_replay(options); }

}  // namespace aerie::tools
