#include "hw_model/mapping/quality.h"

#include <algorithm>
#include <array>
#include <functional>

#include "hw_model/routing/ways.h"

namespace aerie::hw {

namespace {

/// How many ordered pairs (a, b) of [0, length) are d apart, by d.
std::vector<double> line_pairs(std::uint32_t length) {
    std::vector<double> pairs(length, 0.0);
    for (std::uint32_t d = 0; d < length; ++d) pairs[d] = (d == 0 ? 1.0 : 2.0) * (length - d);
    return pairs;
}

/// How many places of [0, length) are d away from `from`, by d.
std::vector<double> line_reach(std::uint32_t length, std::uint32_t from) {
    std::vector<double> reach(length, 0.0);
    for (std::uint32_t at = 0; at < length; ++at) ++reach[at > from ? at - from : from - at];
    return reach;
}

/// Manhattan distance: horizontal and vertical parts add, so their histograms convolve.
std::vector<double> convolve(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> sum(a.size() + b.size() - 1, 0.0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) sum[i + j] += a[i] * b[j];
    }
    return sum;
}

/// Routers by distance from (x, y), rings or not.
std::vector<double> router_reach(const MeshDistance& distance, std::uint32_t x, std::uint32_t y) {
    const MeshParameters& mesh = distance.mesh();
    if (distance.is_open()) return convolve(line_reach(mesh.width, x), line_reach(mesh.height, y));
    std::vector<double> reach;
    for (std::uint32_t to = 0; to < mesh.width * mesh.height; ++to) {
        const std::uint32_t hops = distance.hops(x, y, to % mesh.width, to / mesh.width);
        if (hops >= reach.size()) reach.resize(hops + 1, 0.0);
        ++reach[hops];
    }
    return reach;
}

/// Ordered pairs of routers by distance; where all routers see the same, what one sees, for each.
std::vector<double> router_pairs(const MeshDistance& distance) {
    const MeshParameters& mesh = distance.mesh();
    if (distance.is_open()) return convolve(line_pairs(mesh.width), line_pairs(mesh.height));
    std::vector<double> pairs = router_reach(distance, 0, 0);
    for (double& count : pairs) count *= mesh.width * mesh.height;
    return pairs;
}

/// Unordered pairs of different cores by distance.
std::vector<double> core_pairs(const MeshDistance& distance) {
    const MeshParameters& mesh = distance.mesh();
    std::vector<double> pairs = router_pairs(distance);
    const double c = mesh.cores_per_router;
    for (double& count : pairs) count *= c * c;
    pairs[0] -= c * mesh.width * mesh.height;   // a core and itself
    for (double& count : pairs) count /= 2;
    return pairs;
}

/// Cores by distance from router (x, y).
std::vector<double> core_reach(const MeshDistance& distance, std::uint32_t x, std::uint32_t y) {
    std::vector<double> reach = router_reach(distance, x, y);
    for (double& count : reach) count *= distance.mesh().cores_per_router;
    return reach;
}

/// Other cores by distance from a core at the middle router, which has more of them within any distance than any other.
std::vector<double> best_reach(const MeshDistance& distance) {
    std::vector<double> reach = core_reach(distance, distance.mesh().width / 2, distance.mesh().height / 2);
    reach[0] -= 1;
    return reach;
}

double mean_distance(const std::vector<double>& histogram) {
    double count = 0, sum = 0;
    for (std::size_t d = 0; d < histogram.size(); ++d) {
        count += histogram[d];
        sum += static_cast<double>(d) * histogram[d];
    }
    return count > 0 ? sum / count : 0.0;
}

/// The least sum of amount x distance over all ways to give the amounts different places: large amounts to near places.
double match(std::vector<double> amounts, const std::vector<double>& places_by_distance) {
    std::sort(amounts.begin(), amounts.end(), std::greater<>{});
    double sum = 0;
    std::size_t d = 0;
    double left = places_by_distance.empty() ? 0 : places_by_distance[0];
    for (const double amount : amounts) {
        while (left < 0.5 && d + 1 < places_by_distance.size()) left = places_by_distance[++d];
        sum += amount * static_cast<double>(d);
        left -= 1;
    }
    return sum;
}

struct Pair {
    std::uint32_t a, b;
    double packets;   ///< both ways
};

/// Traffic between different parts, a < b, ascending.
std::vector<Pair> traffic_pairs(const Demand& demand) {
    std::vector<Pair> pairs;
    for (std::uint32_t from = 0; from < demand.flows.size(); ++from) {
        for (const Flow& flow : demand.flows[from]) {
            if (flow.to != from) pairs.push_back({std::min(from, flow.to), std::max(from, flow.to), flow.packets_per_tick});
        }
    }
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& p, const Pair& q) { return std::tie(p.a, p.b) < std::tie(q.a, q.b); });
    std::vector<Pair> merged;
    for (const Pair& pair : pairs) {
        if (!merged.empty() && merged.back().a == pair.a && merged.back().b == pair.b) merged.back().packets += pair.packets;
        else merged.push_back(pair);
    }
    return merged;
}

/// Each part's own traffic over the nearest places that a core can have, each pair counted from both ends.
double star_bound(const std::vector<Pair>& pairs, std::size_t parts, const MeshDistance& distance) {
    std::vector<std::vector<double>> amounts(parts);
    for (const Pair& pair : pairs) {
        amounts[pair.a].push_back(pair.packets);
        amounts[pair.b].push_back(pair.packets);
    }
    const std::vector<double> reach = best_reach(distance);
    double sum = 0;
    for (auto& of_part : amounts) sum += match(std::move(of_part), reach);
    return sum / 2;
}

/// Packets per tick over each directed link, by dimension-order routes.
class LinkLoads {
   public:
    explicit LinkLoads(const MeshParameters& mesh) : ways_{mesh}, load_(std::size_t{router::hex_direction_count} * mesh.width * mesh.height, 0.0) {}

    void send(NodeId from, NodeId to, double packets) {
        for (const Step& step : ways_.steps(from, to)) load_[step.from.index() * router::hex_direction_count + router::index_of(step.side)] += packets;
    }
    [[nodiscard]] double largest() const { return *std::max_element(load_.begin(), load_.end()); }

   private:
    Ways ways_;
    std::vector<double> load_;
};

double largest_link_load(const Demand& demand, const Placement& placement, const MeshDistance& at) {
    const MeshParameters& mesh = at.mesh();
    LinkLoads loads{mesh};
    const auto node_of = [&](std::uint32_t core) { return NodeId{core / mesh.cores_per_router}; };
    for (std::uint32_t from = 0; from < demand.flows.size(); ++from) {
        const std::uint32_t core = placement[from];
        for (const Flow& flow : demand.flows[from]) {
            loads.send(node_of(core), node_of(placement[flow.to]), flow.packets_per_tick);
        }
        loads.send(NodeId{mesh.host_y * mesh.width + mesh.host_x}, node_of(core), demand.from_host[from]);
    }
    return loads.largest();
}

std::uint32_t worst_hops(const Demand& demand, const Placement& placement, const MeshDistance& distance) {
    std::uint32_t worst = 0;
    for (std::uint32_t from = 0; from < demand.flows.size(); ++from) {
        for (const Flow& flow : demand.flows[from]) worst = std::max(worst, distance.between(placement[from], placement[flow.to]));
        if (demand.from_host[from] > 0) worst = std::max(worst, distance.from_host(placement[from]));
    }
    return worst;
}

}  // namespace

MeshDistance::MeshDistance(const MeshParameters& mesh) : mesh_{mesh} {
    const router::Grid grid = grid_of(mesh);
    if (grid.topology == router::Topology::mesh) return;
    for (std::uint32_t node = 0; node < grid.nodes(); ++node) by_offset_.push_back(router::hops(grid, NodeId{0}, NodeId{node}));
}

double hop_weighted_traffic(const Demand& demand, const Placement& placement, const MeshDistance& distance) {
    double hops = 0;
    for (std::uint32_t from = 0; from < demand.flows.size(); ++from) {
        for (const Flow& flow : demand.flows[from]) hops += flow.packets_per_tick * distance.between(placement[from], placement[flow.to]);
        hops += demand.from_host[from] * distance.from_host(placement[from]);
    }
    return hops;
}

double mean_over_placements(const Demand& demand, const MeshDistance& distance) {
    const MeshParameters& mesh = distance.mesh();
    return demand.cut() * mean_distance(core_pairs(distance)) + demand.host_traffic() * mean_distance(core_reach(distance, mesh.host_x, mesh.host_y));
}

double lower_bound(const Demand& demand, const MeshDistance& distance) {
    const MeshParameters& mesh = distance.mesh();
    const std::vector<Pair> pairs = traffic_pairs(demand);
    std::vector<double> amounts;
    for (const Pair& pair : pairs) amounts.push_back(pair.packets);
    const double all_pairs = match(std::move(amounts), core_pairs(distance));
    return std::max(all_pairs, star_bound(pairs, demand.flows.size(), distance)) + match(demand.from_host, core_reach(distance, mesh.host_x, mesh.host_y));
}

MappingQuality assess(const Demand& demand, const Placement& placement, const MeshParameters& mesh) {
    const MeshDistance distance{mesh};
    MappingQuality quality;
    quality.hop_weighted_traffic = hop_weighted_traffic(demand, placement, distance);
    quality.random_hop_weighted_traffic = mean_over_placements(demand, distance);
    quality.lower_bound = lower_bound(demand, distance);
    quality.max_link_load = largest_link_load(demand, placement, distance);
    quality.worst_hops = worst_hops(demand, placement, distance);
    quality.cut_spikes_per_tick = demand.cut();
    return quality;
}

}  // namespace aerie::hw
