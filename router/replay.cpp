#include "router/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/error.h"

namespace aerie::router {
namespace {

/// Per source in id order, as the originals offered them.
std::vector<LoggedPacket> in_offer_order(std::span<const LoggedPacket> packets) {
    std::vector<LoggedPacket> sorted(packets.begin(), packets.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return std::tie(a.source, a.id) < std::tie(b.source, b.id); });
    return sorted;
}

void check_log(const MeshSpec& spec, std::span<const LoggedPacket> sorted, const std::string& where) {
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const LoggedPacket& p = sorted[i];
        const std::string place = fmt::format("{}: packet {}", where, p.id);
        if (std::max(p.source, p.target).index() >= spec.nodes())
            throw InputError{{.what = "node outside the mesh", .where = place, .found = std::to_string(std::max(p.source, p.target).index()),
                              .allowed = fmt::format("0 to {} in a {}x{} mesh", spec.nodes() - 1, spec.width, spec.height)}};
        if (i > 0 && sorted[i - 1].source == p.source && sorted[i - 1].offered > p.offered)
            throw InputError{{.what = "a source offers its packets in the order of their ids", .where = place,
                              .found = fmt::format("cycle {} after cycle {}", p.offered.count(), sorted[i - 1].offered.count()), .allowed = {}}};
    }
}

void check_stalls(const MeshSpec& spec, std::span<const Stall> sorted, const std::string& where) {
    const bool can_stall = spec.policy.consumer == ConsumerKind::direct || spec.policy.consumer == ConsumerKind::stepped;
    if (!sorted.empty() && !can_stall)
        throw InputError{{.what = fmt::format("consumers of router '{}' cannot stall", spec.policy.name), .where = where, .found = "a list of stalls",
                          .allowed = "bsg, catalyst"}};
    for (const Stall& stall : sorted)
        if (stall.node.index() >= spec.nodes())
            throw InputError{{.what = "stall of a node outside the mesh", .where = where, .found = std::to_string(stall.node.index()),
                              .allowed = fmt::format("0 to {}", spec.nodes() - 1)}};
}

void play(Mesh& mesh, std::span<const Stall> stalls, Cycles end) {
    for (std::size_t i = 0; i < stalls.size();) {
        const Cycles cycle = stalls[i].cycle;
        const std::size_t first = i;
        mesh.advance_to(cycle);
        for (; i < stalls.size() && stalls[i].cycle == cycle; ++i) mesh.set_ready(stalls[i].node, false);
        mesh.advance_to(cycle + Cycles{1});
        for (std::size_t k = first; k < i; ++k) mesh.set_ready(stalls[k].node, true);
    }
    if (mesh.now() <= end) mesh.advance_to(end + Cycles{1});
}

Cycles earliest(const Replay::Difference& d) {
    Cycles cycle{~std::uint64_t{0}};
    const auto consider = [&](const std::optional<Cycles>& logged, const std::optional<Cycles>& seen) {
        if (logged == seen) return;
        if (logged) cycle = std::min(cycle, *logged);
        if (seen) cycle = std::min(cycle, *seen);
    };
    consider(d.logged.accepted, d.accepted);
    consider(d.logged.ejected, d.ejected);
    return cycle;
}

/// What the log can know: nothing after its last cycle.
std::optional<Cycles> seen_by(Cycles end, Cycles cycle) { return cycle <= end ? std::optional{cycle} : std::nullopt; }

void compare(Replay& result, const LoggedPacket& logged, const std::optional<Delivery>& seen) {
    ++result.packets;
    result.compared_cycles += static_cast<std::uint64_t>(logged.accepted.has_value()) + static_cast<std::uint64_t>(logged.ejected.has_value());
    Replay::Difference d{.logged = logged, .accepted = {}, .ejected = {}};
    if (seen) {
        d.accepted = seen_by(result.end, seen->accepted);
        d.ejected = seen_by(result.end, seen->ejected);
    }
    if (d.accepted == logged.accepted && d.ejected == logged.ejected) return;
    ++result.differing_packets;
    const auto key = [](const Replay::Difference& x) { return std::pair{earliest(x), x.logged.id}; };
    if (!result.first || key(d) < key(*result.first)) result.first = d;
}

}  // namespace

Replay replay(const MeshSpec& spec, std::span<const LoggedPacket> packets, std::span<const Stall> stalls, const std::string& where) {
    const std::vector<LoggedPacket> sorted = in_offer_order(packets);
    std::vector<Stall> calendar(stalls.begin(), stalls.end());
    std::stable_sort(calendar.begin(), calendar.end(), [](const Stall& a, const Stall& b) { return a.cycle < b.cycle; });
    check_log(spec, sorted, where);
    check_stalls(spec, calendar, where);

    Replay result;
    Mesh mesh{spec};
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const LoggedPacket& p = sorted[i];
        result.end = std::max({result.end, p.accepted.value_or(Cycles{}), p.ejected.value_or(Cycles{})});
        mesh.offer({.source = p.source, .target = p.target, .tag = static_cast<std::uint32_t>(i), .offered = p.offered});
    }
    play(mesh, calendar, result.end);
    mesh.drain();
    std::vector<std::optional<Delivery>> seen(sorted.size());
    for (const Delivery& d : mesh.deliveries()) seen[d.tag] = d;
    for (std::size_t i = 0; i < sorted.size(); ++i) compare(result, sorted[i], seen[i]);
    return result;
}

}  // namespace aerie::router
