#include "hw_model/mapping/placement.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "hw_model/mapping/dice.h"
#include "hw_model/mapping/layout.h"
#include "hw_model/routing/ways.h"

namespace aerie::hw {

namespace {

/// Free cores beside the cores in use, where a growing placement may put its next part.
class Frontier {
   public:
    explicit Frontier(const MeshDistance& distance) : distance_{distance}, grid_{grid_of(distance.mesh())}, is_open_(distance.cores(), 0) {}

    void open_around(std::uint32_t core) {
        using enum router::Direction;
        const NodeId node{core / distance_.mesh().cores_per_router};
        open_router(node);
        for (const router::Direction side : {west, north, east, south, north_east, south_west}) {
            if (const auto next = router::neighbour(grid_, node, side)) open_router(*next);
        }
    }
    void close(std::uint32_t core) { cores_.erase(std::find(cores_.begin(), cores_.end(), core)); }
    [[nodiscard]] const std::vector<std::uint32_t>& cores() const { return cores_; }

   private:
    void open_router(NodeId node) {
        const std::uint32_t per_router = distance_.mesh().cores_per_router;
        const std::uint32_t first = node.index() * per_router;
        for (std::uint32_t core = first; core < first + per_router; ++core) {
            if (is_open_[core] != 0) continue;
            is_open_[core] = 1;
            cores_.push_back(core);
        }
    }
    const MeshDistance& distance_;
    router::Grid grid_;
    std::vector<std::uint8_t> is_open_;   ///< ever
    std::vector<std::uint32_t> cores_;
};

/// Where the first part goes: to the host when the host sends anything, else to the middle.
std::uint32_t first_core(const Attraction& attraction, const MeshDistance& distance) {
    const MeshParameters& mesh = distance.mesh();
    const bool has_host = std::any_of(attraction.to_host.begin(), attraction.to_host.end(), [](double packets) { return packets > 0; });
    const std::uint32_t x = has_host ? mesh.host_x : mesh.width / 2, y = has_host ? mesh.host_y : mesh.height / 2;
    return (y * mesh.width + x) * mesh.cores_per_router;
}

/// The heaviest part first; then always the part that is drawn most to those placed, where it costs least.
void construct(Layout& layout, const Attraction& attraction, const MeshDistance& distance) {
    const std::uint32_t parts = attraction.parts();
    std::vector<double> pull(attraction.to_host);   // of the placed parts and the host
    std::vector<double> total(attraction.to_host);
    for (std::uint32_t part = 0; part < parts; ++part) {
        for (const auto& [partner, packets] : attraction.between[part]) total[part] += packets;
    }
    Frontier frontier{distance};
    frontier.open_around(first_core(attraction, distance));
    for (std::uint32_t step = 0; step < parts; ++step) {
        std::uint32_t next = no_part;
        for (std::uint32_t part = 0; part < parts; ++part) {
            if (layout.is_placed(part)) continue;
            if (next == no_part || std::tie(pull[part], total[part]) > std::tie(pull[next], total[next])) next = part;
        }
        std::uint32_t best = frontier.cores().front();
        double best_cost = layout.cost_at(next, best);
        for (const std::uint32_t core : frontier.cores()) {
            const double cost = layout.cost_at(next, core);
            if (cost < best_cost) std::tie(best, best_cost) = std::tuple{core, cost};
        }
        layout.put(next, best);
        frontier.open_around(best);
        frontier.close(best);
        for (const auto& [partner, packets] : attraction.between[next]) pull[partner] += packets;
    }
}

/// Parts by number along rows of alternate direction: right for networks whose neighbours talk with each other.
void wind(Layout& layout, std::uint32_t parts, const MeshDistance& distance) {
    const MeshParameters& mesh = distance.mesh();
    const std::uint32_t per_router = mesh.cores_per_router;
    for (std::uint32_t part = 0; part < parts; ++part) {
        const std::uint32_t node = part / per_router, y = node / mesh.width;
        const std::uint32_t x = y % 2 == 0 ? node % mesh.width : mesh.width - 1 - node % mesh.width;
        layout.put(part, (y * mesh.width + x) * per_router + part % per_router);
    }
}

/// The cheaper of two starts made by rule.
Layout ruled_start(const Attraction& attraction, const MeshDistance& distance) {
    Layout grown{attraction, distance}, wound{attraction, distance};
    construct(grown, attraction, distance);
    wind(wound, attraction.parts(), distance);
    return wound.cost() < grown.cost() ? wound : grown;
}

void scatter(Layout& layout, std::uint32_t parts, std::uint32_t cores, Dice& dice) {
    std::vector<std::uint32_t> order(cores);
    std::iota(order.begin(), order.end(), 0u);
    dice.shuffle(order);
    for (std::uint32_t part = 0; part < parts; ++part) layout.put(part, order[part]);
}

struct Move {
    std::uint32_t part, core;
};

/// Half of the moves go anywhere, half beside a part with which the moved one talks.
Move propose(const Layout& layout, const Attraction& attraction, const MeshDistance& distance, Dice& dice) {
    const std::uint32_t part = dice.below(attraction.parts());
    const auto& partners = attraction.between[part];
    if (partners.empty() || (dice.word() & 1) != 0) return {part, dice.below(distance.cores())};
    const MeshParameters& mesh = distance.mesh();
    const std::uint32_t beside = layout.core_of(partners[dice.below(static_cast<std::uint32_t>(partners.size()))].first);
    const auto near = [&](std::uint32_t at, std::uint32_t end) {
        const std::uint32_t moved = at + dice.below(3);   // at - 1, at, at + 1 after the shift below
        if (!distance.is_open()) return (moved + end - 1) % end;
        return moved == 0 ? 0 : std::min(moved - 1, end - 1);
    };
    const std::uint32_t x = near(distance.x(beside), mesh.width), y = near(distance.y(beside), mesh.height);
    return {part, (y * mesh.width + x) * mesh.cores_per_router + dice.below(mesh.cores_per_router)};
}

/// The size of a typical move, from which temperatures are told.
double typical_change(const Layout& layout, const Attraction& attraction, const MeshDistance& distance, Dice& dice) {
    constexpr int samples = 64;
    double sum = 0;
    for (int s = 0; s < samples; ++s) {
        const Move move = propose(layout, attraction, distance, dice);
        sum += std::abs(layout.change(move.part, move.core));
    }
    return sum / samples;
}

struct Schedule {
    double hot, cold;   ///< in typical changes
    std::uint32_t moves;
};

/// Metropolis with a geometric schedule (Kirkpatrick et al., Science 220:671, 1983). Returns the best placement that it came by.
Placement anneal(Layout layout, const Attraction& attraction, const MeshDistance& distance, const Schedule& schedule, Dice& dice) {
    const double typical = typical_change(layout, attraction, distance, dice);
    if (typical <= 0 || schedule.moves == 0) return layout.placement();
    double temperature = schedule.hot * typical, cost = 0, best_cost = 0;   // costs relative to the start
    Placement best = layout.placement();
    const double cooling = std::pow(schedule.cold / schedule.hot, 1.0 / schedule.moves), least_gain = typical * 1e-6;
    for (std::uint32_t m = 0; m < schedule.moves; ++m, temperature *= cooling) {
        const Move move = propose(layout, attraction, distance, dice);
        const double change = layout.change(move.part, move.core);
        if (change > 0 && dice.unit() >= std::exp(-change / temperature)) continue;
        layout.swap(move.part, move.core);
        cost += change;
        if (cost >= best_cost - least_gain) continue;
        best_cost = cost;
        best = layout.placement();
    }
    return best;
}

/// Takes every improving swap until there is none; left out where one sweep would take seconds.
void descend(Layout& layout, const Attraction& attraction, const MeshDistance& distance) {
    constexpr double most_work = 2e7;
    constexpr double least_gain = 1e-9;   // of the cost: smaller gains may be rounding, and would go round in circles
    constexpr int most_sweeps = 20;
    std::size_t links = 0;
    for (const auto& partners : attraction.between) links += partners.size();
    if (static_cast<double>(links) * 2 * distance.cores() > most_work) return;
    const double gain = layout.cost() * least_gain;
    bool improved = true;
    for (int sweep = 0; improved && sweep < most_sweeps; ++sweep) {
        improved = false;
        for (std::uint32_t part = 0; part < attraction.parts(); ++part) {
            for (std::uint32_t core = 0; core < distance.cores(); ++core) {
                if (layout.change(part, core) >= -gain) continue;
                layout.swap(part, core);
                improved = true;
            }
        }
    }
}

/// Run 0 improves the start made by rule gently; the others start hot from chance, to see other valleys.
Placement search(const Attraction& attraction, const MeshDistance& distance, const MapOptions& options, std::uint32_t run) {
    constexpr double gentle = 0.1, hot = 1.0, cold = 0.02;
    Dice dice{options.seed + (std::uint64_t{run} << 40)};
    Layout layout = run == 0 ? ruled_start(attraction, distance) : Layout{attraction, distance};
    if (run != 0) scatter(layout, attraction.parts(), distance.cores(), dice);
    const Placement best = anneal(std::move(layout), attraction, distance, {run == 0 ? gentle : hot, cold, options.anneal_moves}, dice);
    Layout last{attraction, distance};
    for (std::uint32_t part = 0; part < best.size(); ++part) last.put(part, best[part]);
    descend(last, attraction, distance);
    return last.placement();
}

}  // namespace

Placement place(const Demand& demand, const MeshParameters& mesh, const MapOptions& options) {
    const MeshDistance distance{mesh};
    const Attraction weights = attraction(demand);
    AERIE_ASSERT(weights.parts() <= distance.cores());
    if (weights.parts() == 0) return {};
    Placement best = ruled_start(weights, distance).placement();
    double best_traffic = hop_weighted_traffic(demand, best, distance);
    for (std::uint32_t run = 0; run < options.restarts; ++run) {
        Placement found = search(weights, distance, options, run);
        const double traffic = hop_weighted_traffic(demand, found, distance);
        if (traffic < best_traffic) std::tie(best, best_traffic) = std::tuple{std::move(found), traffic};
    }
    return best;
}

}  // namespace aerie::hw
