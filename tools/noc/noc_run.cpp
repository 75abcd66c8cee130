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

struct Size {
    std::uint32_t width, height;
};

Size parse_topology(const std::string& text) {
    Size size{};
    const char* end = text.data() + text.size();
    if (text.starts_with("mesh:")) {
        const auto [x, bad_width] = std::from_chars(text.data() + 5, end, size.width);
        if (bad_width == std::errc{} && x != end && *x == 'x') {
            const auto [stop, bad_height] = std::from_chars(x + 1, end, size.height);
            if (bad_height == std::errc{} && stop == end) return size;
        }
    }
    throw InputError{{.what = "not a topology", .where = "--topology", .found = text, .allowed = "mesh:WIDTHxHEIGHT, as in mesh:8x8"}};
}

template <class T>
T required(const std::optional<T>& value, const char* what, const std::string& log) {
    if (value) return *value;
    throw InputError{{.what = fmt::format("the name of the log does not say its {}", what), .where = log, .found = {},
                      .allowed = fmt::format("give it as an option; names like booksim_B3_k8_v1_b4.csv or rtl_bsg_4x4_d2.csv say all")}};
}

MeshSpec spec_of(const NocOptions& options, const std::string& policy, Size size, std::uint32_t depth, std::uint32_t channels) {
    MeshSpec spec = router::mesh_spec(policy, size.width, size.height, depth, channels);
    if (options.hop_latency) spec.hop_latency_x = spec.hop_latency_y = Cycles{*options.hop_latency};
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
    if (!options.topology.empty()) {
        const Size size = parse_topology(options.topology);
        name.width = size.width;
        name.height = size.height;
    }
    if (options.channels) name.channels = options.channels;
    if (options.fifo_depth) name.fifo_depth = options.fifo_depth;
    const Size size{required(name.width, "mesh", options.replay), required(name.height, "mesh", options.replay)};
    return spec_of(options, required(name.policy, "router", options.replay), size, required(name.fifo_depth, "FIFO depth", options.replay), name.channels.value_or(1));
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
    std::string text = fmt::format("{} on mesh:{}x{}, {} channel(s) of depth {}: {} packets, {} stalls, {} cycles compared\n", spec.policy.name, spec.width, spec.height,
                                   spec.policy.channels, spec.fifo_depth, result.packets, stalls.size(), result.compared_cycles);
    if (result.agrees()) return {text + fmt::format("every packet agrees up to cycle {}\n", result.end.count()), true};
    return {text + fmt::format("{} packets differ\n", result.differing_packets) + describe(*result.first), false};
}

Curve sweep(const NocOptions& options, const std::string& policy, Size size, const std::vector<double>& loads) {
    const MeshSpec spec = spec_of(options, policy, size, options.fifo_depth.value_or(4), policy.starts_with("booksim") ? options.channels.value_or(1) : 1);
    const Pattern pattern{options.pattern, spec};
    Curve curve{.router = fmt::format("{} {}x{}", policy, spec.policy.channels, spec.fifo_depth), .zero_load_latency = mean_zero_load_latency(pattern, spec), .points = {}};
    for (const double load : loads) curve.points.push_back(measure(spec, pattern, load, options.plan));
    return curve;
}

NocResult run_sweep(const NocOptions& options) {
    const Size size = parse_topology(options.topology.empty() ? "mesh:8x8" : options.topology);
    const std::vector<double> loads = parse_loads(options.loads, options.steps);
    std::vector<Curve> curves;
    for (const std::string& policy : options.routers.empty() ? std::vector<std::string>{"aerie"} : options.routers)
        curves.push_back(sweep(options, policy, size, loads));
    if (!options.csv.empty()) cli::write_file_atomically(options.csv, sweep_csv(curves));
    if (!options.svg.empty())
        cli::write_file_atomically(options.svg, sweep_svg(curves, fmt::format("{} traffic on mesh:{}x{}", options.pattern, size.width, size.height)));
    return {sweep_table(curves), true};
}

}  // namespace

NocResult run_noc(const NocOptions& options) { return options.replay.empty() ? run_sweep(options) : run_replay(options); }

}  // namespace aerie::tools
