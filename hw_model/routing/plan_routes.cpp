#include "hw_model/routing/plan_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/error.h"
#include "hw_model/routing/ordered_covering.h"
#include "hw_model/routing/ways.h"

namespace aerie::hw {

namespace {

NodeId node_of(const ChipSpec& chip, std::uint32_t home) {
    if (home < chip.cores()) return NodeId{home / chip.mesh.cores_per_router};
    return NodeId{chip.mesh.host_y * chip.mesh.width + chip.mesh.host_x};
}

using RoutedByNode = std::vector<std::vector<RoutedKeys>>;

/// Grows the tree of every group and tells each router on it.
RoutedByNode grow_trees(const std::vector<KeyGroup>& groups, const ChipSpec& chip, RoutingPlan& plan) {
    RoutedByNode routed(std::size_t{chip.mesh.width} * chip.mesh.height);
    const TreeRule rule = tree_rule(chip);
    for (const KeyGroup& group : groups) {
        const NodeId from = node_of(chip, group.home);
        const Tree tree = grow_tree(chip, from, group.cores, rule);
        for (const TreeStop& stop : tree) routed[stop.node.index()].push_back({group.keys, stop.in, stop.outs});
        for (std::uint32_t k = 0; k < group.senders.size(); ++k) {
            plan.key_of[group.senders[k]] = group.keys.key + k;
            plan.tree_of[group.senders[k]] = static_cast<std::uint32_t>(plan.trees.size());
        }
        plan.trees.push_back({group.keys, from, group.cores, links_of(tree), group.is_shared});
    }
    return routed;
}

/// The law that every table keeps, minimised or not.
void check_table(const std::vector<RoutedKeys>& routed, const RouteEntries& table) { AERIE_ASSERT(wrong_routes(routed, table).empty()); }

void load_table(const std::vector<RoutedKeys>& routed, RoutingPlan& plan, bool fewest_entries) {
    RouteEntries table = plain_table(routed);
    TableUse use{static_cast<std::uint32_t>(routed.size()), static_cast<std::uint32_t>(table.size()), 0};
    if (fewest_entries || (plan.limit != 0 && table.size() > plan.limit)) table = ordered_covering(routed, fewest_entries ? 0 : plan.limit);
    check_table(routed, table);
    use.used = static_cast<std::uint32_t>(table.size());
    plan.use.push_back(use);
    plan.tables.push_back(std::move(table));
}

/// Keys and trees are there, tables are not.
struct Grown {
    RoutingPlan plan;
    RoutedByNode routed;
};

Grown grow(const Senders& senders, const ChipSpec& chip, std::size_t most_sets) {
    Grown grown;
    grown.plan.limit = chip.capacity.routing_entries;
    grown.plan.key_of.assign(senders.home.size(), 0);
    grown.plan.tree_of.assign(senders.home.size(), no_tree);
    grown.routed = grow_trees(assign_keys(senders, chip, most_sets), chip, grown.plan);
    return grown;
}

/// No table has fewer entries than there are different outputs.
bool may_fit(const RoutedByNode& routed, std::uint64_t limit) {
    return std::all_of(routed.begin(), routed.end(), [&](const std::vector<RoutedKeys>& at_router) {
        std::set<RouterOutputs> different;
        for (const RoutedKeys& r : at_router) {
            if (!r.goes_straight_on()) different.insert(r.outs);
        }
        return different.size() <= limit;
    });
}

/// Nothing where some router's table does not fit: minimising costs most, so the others are not looked at then.
std::optional<RoutingPlan> plan_within_limit(Grown grown, bool fewest_entries) {
    const std::uint64_t limit = grown.plan.limit;
    if (limit != 0 && !may_fit(grown.routed, limit)) return std::nullopt;
    for (const auto& at_router : grown.routed) {
        load_table(at_router, grown.plan, fewest_entries);
        if (limit != 0 && grown.plan.use.back().used > limit) return std::nullopt;
    }
    return std::move(grown.plan);
}

/// Names the router furthest above the limit.
[[noreturn]] void refuse(Grown grown, const ChipSpec& chip) {
    RoutingPlan& plan = grown.plan;
    for (const auto& at_router : grown.routed) load_table(at_router, plan, true);
    const auto worst = std::max_element(plan.use.begin(), plan.use.end(), [](const TableUse& a, const TableUse& b) { return a.used < b.used; });
    const auto router = static_cast<std::uint32_t>(worst - plan.use.begin());
    throw CapacityError{{fmt::format("the multicast table of router ({},{}) does not fit", router % chip.mesh.width, router / chip.mesh.width), fmt::format("chip '{}'", chip.name),
                         fmt::format("{} entries after minimisation, {} without, with one tree for all neurons of a NeuroCore", worst->used, worst->all),
                         fmt::format("{} entries per router; fewer NeuroCores that send through it (a smaller network, or projections to fewer NeuroCores), or a chip with larger tables",
                                     plan.limit)}};
}

std::vector<std::uint32_t> unicast_hops(const Senders& senders, const ChipSpec& chip) {
    const Ways ways{chip.mesh};
    std::vector<std::uint32_t> hops;
    for (std::uint32_t n = 0; n < senders.home.size(); ++n) {
        hops.push_back(0);
        for (const CoreId core : senders.cores[n]) hops.back() += ways.hops(node_of(chip, senders.home[n]), node_of(chip, core.index()));
    }
    return hops;
}

}  // namespace

RoutingPlan plan_routes(const Senders& senders, const ChipSpec& chip, bool fewest_entries) {
    if (chip.mesh.cast == Cast::unicast) return {};
    std::size_t most_sets = std::max<std::size_t>(1, most_destination_sets(senders));
    std::optional<RoutingPlan> plan = plan_within_limit(grow(senders, chip, most_sets), fewest_entries);
    for (; !plan; plan = plan_within_limit(grow(senders, chip, most_sets), fewest_entries)) {
        if (most_sets == 1) refuse(grow(senders, chip, most_sets), chip);
        most_sets /= 2;
    }
    plan->unicast_hops = unicast_hops(senders, chip);
    return *std::move(plan);
}

}  // namespace aerie::hw
