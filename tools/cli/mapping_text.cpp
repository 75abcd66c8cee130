#include "tools/cli/mapping_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/units.h"

namespace aerie::cli {
namespace {

using tools::grouped;
using tools::plain;

struct Limit {
    const char* name;
    std::uint64_t hw::CoreUse::*used;
    std::uint64_t hw::Capacity::*allowed;
};
constexpr Limit limits[] = {{"neurons", &hw::CoreUse::neurons, &hw::Capacity::neurons},
                            {"axons in", &hw::CoreUse::axons_in, &hw::Capacity::axons_in},
                            {"axons out", &hw::CoreUse::axons_out, &hw::Capacity::axons_out},
                            {"synapse bits", &hw::CoreUse::synapse_bits, &hw::Capacity::synapse_bits}};

/// The fullest NeuroCore under one limit.
struct Fullest {
    const Limit* limit = nullptr;
    CoreId core{};
    std::uint64_t used = 0, allowed = 0, total = 0;
    [[nodiscard]] double part() const { return allowed == 0 ? 0.0 : static_cast<double>(used) / static_cast<double>(allowed); }
};

Fullest fullest(const session::Prepared& p, const Limit& limit) {
    Fullest f{.limit = &limit, .allowed = p.chip.capacity.*limit.allowed};
    for (const hw::CoreUse& u : p.mapping.use) {
        f.total += u.*limit.used;
        if (u.*limit.used <= f.used) continue;
        f.used = u.*limit.used;
        f.core = u.core;
    }
    return f;
}

std::string limits_text(const session::Prepared& p) {
    std::vector<Fullest> all;
    for (const Limit& limit : limits) all.push_back(fullest(p, limit));
    const auto tightest = std::max_element(all.begin(), all.end(), [](const Fullest& a, const Fullest& b) { return a.part() < b.part(); });
    const std::size_t cores = std::max<std::size_t>(1, p.mapping.use.size());
    std::string text = fmt::format("\nMEMORY PER NEUROCORE\n  {:<14} {:>14} {:>14} {:>14} {:>9}\n", "", "mean", "fullest", "limit", "");
    for (const Fullest& f : all) {
        const bool has_limit = f.allowed != 0;
        text += fmt::format("  {:<14} {:>14} {:>14} {:>14} {:>9}{}\n", f.limit->name, plain(static_cast<double>(f.total) / static_cast<double>(cores)), grouped(f.used),
                            has_limit ? grouped(f.allowed) : "none", has_limit ? tools::share(static_cast<double>(f.used), static_cast<double>(f.allowed)) : "",
                            &f == &*tightest && f.part() > 0.0 ? fmt::format("  tightest, on NeuroCore {}", f.core.index()) : "");
    }
    return text;
}

std::string cores_text(const session::Prepared& p) {
    constexpr std::size_t most_lines = 16;
    std::string text = fmt::format("\n  {:>9} {:>8} {:>9} {:>9} {:>10} {:>12} {:>13}\n", "NeuroCore", "at", "neurons", "axons in", "axons out", "synapses", "synapse bits");
    const std::size_t shown = std::min(most_lines, p.mapping.use.size());
    for (std::size_t k = 0; k < shown; ++k) {
        const hw::CoreUse& u = p.mapping.use[k];
        const std::uint32_t node = u.core.index() / p.chip.mesh.cores_per_router;
        text += fmt::format("  {:>9} {:>8} {:>9} {:>9} {:>10} {:>12} {:>13}\n", u.core.index(), fmt::format("{},{}", node % p.chip.mesh.width, node / p.chip.mesh.width), grouped(u.neurons),
                            grouped(u.axons_in), grouped(u.axons_out), grouped(u.synapses), grouped(u.synapse_bits));
    }
    return shown == p.mapping.use.size() ? text : text + fmt::format("  and {} more; -o FILE writes them all\n", p.mapping.use.size() - shown);
}

std::string times(double a, double b) { return b > 0.0 ? fmt::format("{} x this mapping", plain(a / b)) : ""; }

std::string traffic_text(const session::Prepared& p) {
    const hw::MappingQuality& q = p.mapping.quality;
    std::string text = "\nTRAFFIC expected, in packet-hops per tick\n";
    text += fmt::format("  {:<18} {:>12}\n", "this mapping", plain(q.hop_weighted_traffic));
    text += fmt::format("  {:<18} {:>12}  {}\n", "random placement", plain(q.random_hop_weighted_traffic), times(q.random_hop_weighted_traffic, q.hop_weighted_traffic));
    text += fmt::format("  {:<18} {:>12}  {}\n", "lower bound", plain(q.lower_bound), times(q.lower_bound, q.hop_weighted_traffic));
    text += fmt::format("  {:<18} {:>12}  packets per tick\n", "busiest link", plain(q.max_link_load));
    text += fmt::format("  {:<18} {:>12}  hops\n", "longest way", q.worst_hops);
    text += fmt::format("  {:<18} {:>12}  packets per tick from NeuroCore to NeuroCore\n", "neurons send", plain(q.cut_spikes_per_tick));
    if (p.mapping.routing.is_multicast()) {
        text += fmt::format("  {:<18} {:>12}  {} of one packet per spike; the lines above are of one per destination, which placement goes by\n", "multicast", plain(q.tree_packet_hops),
                            tools::share(q.tree_packet_hops, q.hop_weighted_traffic));
    }
    return text;
}

/// Entries that routers need: for every block of keys, without those that go straight on, and as loaded.
std::string routing_text(const session::Prepared& p) {
    const hw::RoutingPlan& plan = p.mapping.routing;
    if (!plan.is_multicast()) return "";
    hw::TableUse fullest;
    std::uint64_t all = 0, turning = 0, used = 0;
    for (const hw::TableUse& use : plan.use) {
        all += use.all;
        turning += use.turning;
        used += use.used;
        fullest = {std::max(fullest.all, use.all), std::max(fullest.turning, use.turning), std::max(fullest.used, use.used)};
    }
    const auto shared = std::count_if(plan.trees.begin(), plan.trees.end(), [](const auto& tree) { return tree.is_shared; });
    std::string text = fmt::format("\nROUTING TABLES multicast, {} trees{}\n  {:<18} {:>12} {:>12} {:>12}\n", grouped(plan.trees.size()),
                                   shared == 0 ? "" : fmt::format(", {} of them shared by neurons of different destinations, whose packets NeuroCores filter", shared), "entries", "all routers",
                                   "fullest", "limit");
    const std::string limit = plan.limit == 0 ? "none" : grouped(plan.limit);
    text += fmt::format("  {:<18} {:>12} {:>12}\n", "one per block", grouped(all), grouped(fullest.all));
    text += fmt::format("  {:<18} {:>12} {:>12}\n", "that do not go on", grouped(turning), grouped(fullest.turning));
    return text + fmt::format("  {:<18} {:>12} {:>12} {:>12}\n", "as loaded", grouped(used), grouped(fullest.used), limit);
}

}  // namespace

std::string mapping_text(const session::Prepared& p) {
    std::string text = fmt::format("{} on {}: {} of {} NeuroCores\n", p.network.name, p.chip.name, grouped(p.mapping.use.size()), grouped(p.chip.cores()));
    text += limits_text(p) + cores_text(p) + traffic_text(p) + routing_text(p);
    for (const std::string& note : p.notes) text += "\nnote: " + note;
    return p.notes.empty() ? text : text + "\n";
}

}  // namespace aerie::cli
