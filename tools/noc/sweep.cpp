#include "tools/noc/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/random.h"

namespace aerie::tools {
namespace {

using router::Delivery;
using router::Drop;
using router::Mesh;
using router::MeshSpec;

/// One run at one load.
class Experiment {
   public:
    Experiment(const MeshSpec& spec, const Pattern& pattern, double load, const MeasurePlan& plan)
        : mesh_{spec}, pattern_{pattern}, threshold_{static_cast<std::uint64_t>(std::llround(load * 0x1p32))}, plan_{plan}, handed_over_(spec.nodes()) {}

    LoadPoint run() {
        const Cycles end = plan_.warm_up + plan_.measure;
        while (mesh_.now() < end) advance(std::min(end, mesh_.now() + chunk));
        while (latencies_.size() + lost_ < created_ && mesh_.now() < end + plan_.drain_limit) advance(mesh_.now() + chunk);
        return result();
    }

   private:
    static constexpr Cycles chunk{64};
    enum Tag : std::uint32_t { other, measured };

    [[nodiscard]] bool is_measured(Cycles cycle) const { return cycle >= plan_.warm_up && cycle < plan_.warm_up + plan_.measure; }

    void advance(Cycles end) {
        for (Cycles cycle = mesh_.now(); cycle < end; cycle += Cycles{1}) create(cycle);
        mesh_.advance_to(end);
        for (const Delivery& d : mesh_.deliveries()) note(d);
        mesh_.clear_deliveries();
        for (const Drop& d : mesh_.drops()) note(d);
        mesh_.clear_drops();
    }

    /// A Bernoulli process at every source, drawn by (seed, cycle, node).
    void create(Cycles cycle) {
        for (std::uint32_t node = 0; node < mesh_.spec().nodes(); ++node) {
            const auto words = philox2x32({static_cast<std::uint32_t>(cycle.count()), node}, plan_.seed);
            if (words[0] >= threshold_) continue;
            mesh_.offer({.source = NodeId{node}, .target = pattern_.target(NodeId{node}, words[1]), .tag = is_measured(cycle) ? measured : other, .offered = cycle});
            if (is_measured(cycle)) ++created_;
        }
    }

    void note(const Delivery& d) {
        if (is_measured(d.accepted)) ++handed_over_[d.source.index()];
        if (is_measured(d.ejected)) ++ejected_;
        if (is_measured(d.offered)) latencies_.push_back((d.ejected - d.offered).count());
    }

    void note(const Drop& d) {
        if (d.tag != measured) return;
        ++dropped_;
        if (!d.is_reinjected) ++lost_;
    }

    [[nodiscard]] std::uint64_t at_rank(double share) const {
        if (latencies_.empty()) return 0;
        const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(latencies_.size())));
        return latencies_[std::max<std::size_t>(rank, 1) - 1];
    }

    LoadPoint result() {
        std::sort(latencies_.begin(), latencies_.end());
        const double cycles = static_cast<double>(plan_.measure.count());
        const double node_cycles = cycles * mesh_.spec().nodes();
        const auto sum = static_cast<double>(std::accumulate(latencies_.begin(), latencies_.end(), std::uint64_t{0}));
        return {.load = static_cast<double>(threshold_) * 0x1p-32,
                .offered = static_cast<double>(created_) / node_cycles,
                .accepted = static_cast<double>(ejected_) / node_cycles,
                .accepted_min = static_cast<double>(*std::min_element(handed_over_.begin(), handed_over_.end())) / cycles,
                .packets = created_,
                .dropped = dropped_,
                .lost = lost_,
                .is_saturated = latencies_.size() + lost_ < created_,
                .mean_latency = latencies_.empty() ? 0 : sum / static_cast<double>(latencies_.size()),
                .p50_latency = at_rank(0.50),
                .p95_latency = at_rank(0.95),
                .p99_latency = at_rank(0.99),
                .max_latency = at_rank(1.0)};
    }

    Mesh mesh_;
    const Pattern& pattern_;
    std::uint64_t threshold_;   ///< a packet is created when a uniform word is below
    MeasurePlan plan_;
    std::uint64_t created_ = 0;
    std::uint64_t ejected_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t lost_ = 0;
    std::vector<std::uint64_t> handed_over_;
    std::vector<std::uint64_t> latencies_;
};

[[noreturn]] void refuse_loads(const std::string& text) {
    throw InputError{{.what = "not a list of loads", .where = "--load", .found = text, .allowed = "'0.01..0.5' or '0.1,0.2,0.4', each above 0 and at most 1"}};
}

double load_in(std::string_view part, const std::string& text) {
    double value = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc{} || stop != part.data() + part.size() || !(value > 0 && value <= 1)) refuse_loads(text);
    return value;
}

}  // namespace

LoadPoint measure(const MeshSpec& spec, const Pattern& pattern, double load, const MeasurePlan& plan) {
    return Experiment{spec, pattern, load, plan}.run();
}

double saturation_load(const MeshSpec& spec, const Pattern& pattern, const MeasurePlan& plan, double precision) {
    const double limit = 3 * mean_zero_load_latency(pattern, spec);
    const auto is_above = [&](double load) {
        const LoadPoint point = measure(spec, pattern, load, plan);
        return point.is_saturated || point.mean_latency > limit;
    };
    double below = 0;
    double above = 1;
    if (!is_above(above)) return above;
    while (above - below > precision) {
        const double middle = (below + above) / 2;
        (is_above(middle) ? above : below) = middle;
    }
    return (below + above) / 2;
}

std::vector<double> parse_loads(const std::string& text, std::uint32_t steps) {
    std::vector<double> loads;
    if (const auto dots = text.find(".."); dots != std::string::npos) {
        const double first = load_in(std::string_view{text}.substr(0, dots), text);
        const double last = load_in(std::string_view{text}.substr(dots + 2), text);
        if (last < first) refuse_loads(text);
        for (std::uint32_t i = 0; i < steps; ++i) loads.push_back(steps == 1 ? first : first + (last - first) * i / (steps - 1));
        return loads;
    }
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        loads.push_back(load_in(std::string_view{text}.substr(start, end - start), text));
        start = end + 1;
    }
    return loads;
}

}  // namespace aerie::tools
