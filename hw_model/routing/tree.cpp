#include "hw_model/routing/tree.h"

#include <algorithm>
#include <bit>
#include <map>

#include "core/error.h"
#include "hw_model/routing/ways.h"
#include "router/policy.h"

namespace aerie::hw {

namespace {

using router::Direction;

/// NeuroCores of one router.
struct Target {
    NodeId node;
    std::uint64_t cores = 0;
};

std::vector<Target> targets_of(const MeshParameters& mesh, const std::vector<CoreId>& cores) {
    std::vector<Target> targets;
    for (const CoreId core : cores) {
        const NodeId node{core.index() / mesh.cores_per_router};
        if (targets.empty() || targets.back().node != node) targets.push_back({node, 0});
        targets.back().cores |= std::uint64_t{1} << core.index() % mesh.cores_per_router;
    }
    return targets;
}

class Grower {
   public:
    Grower(const ChipSpec& chip, NodeId root) : ways_{chip.mesh} { join(root, Direction::local); }

    /// Whatever of the way is in the tree already stays as it is: no router is reached twice, even where ways round a ring would meet.
    void reach(NodeId from, const Target& target) {
        const std::vector<Step> steps = ways_.steps(from, target.node);
        std::size_t first = steps.size();   // the first step that leaves the tree for good
        while (first > 0 && !stop_of_.contains(steps[first - 1].to)) --first;
        for (std::size_t k = first; k < steps.size(); ++k) {
            stop_at(steps[k].from).outs.links |= static_cast<std::uint16_t>(1U << router::index_of(steps[k].side));
            join(steps[k].to, router::opposite(steps[k].side));
        }
        stop_at(target.node).outs.cores |= target.cores;
    }
    /// The router of the tree with the fewest hops to `target`, the first that joined of equals.
    [[nodiscard]] NodeId nearest(NodeId target) const {
        NodeId best = tree_.front().node;
        std::uint32_t least = ways_.hops(best, target);
        for (const TreeStop& stop : tree_) {
            const std::uint32_t hops = ways_.hops(stop.node, target);
            if (hops < least) std::tie(best, least) = std::tuple{stop.node, hops};
        }
        return best;
    }
    [[nodiscard]] Tree take() { return std::move(tree_); }
    [[nodiscard]] const Ways& ways() const { return ways_; }

   private:
    void join(NodeId node, Direction in) {
        stop_of_[node] = tree_.size();
        tree_.push_back({node, in, {}});
    }
    TreeStop& stop_at(NodeId node) { return tree_[stop_of_.at(node)]; }

    Ways ways_;
    Tree tree_;
    std::map<NodeId, std::size_t> stop_of_;
};

}  // namespace

std::uint32_t links_of(const Tree& tree) {
    std::uint32_t links = 0;
    for (const TreeStop& stop : tree) links += static_cast<std::uint32_t>(std::popcount(stop.outs.links));
    return links;
}

Tree grow_tree(const ChipSpec& chip, NodeId from, const std::vector<CoreId>& cores, TreeRule rule) {
    std::vector<Target> targets = targets_of(chip.mesh, cores);
    Grower grower{chip, from};
    if (rule == TreeRule::neighbour_exploring) {
        const Ways& ways = grower.ways();
        std::stable_sort(targets.begin(), targets.end(), [&](const Target& a, const Target& b) { return ways.hops(from, a.node) < ways.hops(from, b.node); });
    }
    for (const Target& target : targets) grower.reach(rule == TreeRule::neighbour_exploring ? grower.nearest(target.node) : from, target);
    return grower.take();
}

TreeRule tree_rule(const ChipSpec& chip) {
    return router::router_policy(chip.mesh.router).drops ? TreeRule::neighbour_exploring : TreeRule::dimension_order;
}

}  // namespace aerie::hw
