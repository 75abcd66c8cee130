#include "hw_model/mapping/layout.h"

#include <algorithm>
#include <cstdlib>

#include "core/error.h"

namespace aerie::hw {

Attraction attraction(const Demand& demand) {
    const auto parts = static_cast<std::uint32_t>(demand.flows.size());
    Attraction a{{}, demand.from_host};
    a.between.resize(parts);
    for (std::uint32_t from = 0; from < parts; ++from) {
        for (const Flow& flow : demand.flows[from]) {
            if (flow.to == from) continue;
            a.between[from].push_back({flow.to, flow.packets_per_tick});
            a.between[flow.to].push_back({from, flow.packets_per_tick});
        }
    }
    for (auto& partners : a.between) {
        std::stable_sort(partners.begin(), partners.end(), [](const auto& p, const auto& q) { return p.first < q.first; });
        std::size_t kept = 0;
        for (const auto& partner : partners) {
            if (kept > 0 && partners[kept - 1].first == partner.first) partners[kept - 1].second += partner.second;
            else partners[kept++] = partner;
        }
        partners.resize(kept);
    }
    return a;
}

Layout::Layout(const Attraction& attraction, const MeshDistance& distance)
    : attraction_{&attraction}, points_(distance.cores()), to_host_(distance.cores()), at_(attraction.parts()), core_of_(attraction.parts(), no_part),
      part_at_(distance.cores(), no_part) {
    for (std::uint32_t core = 0; core < distance.cores(); ++core) {
        points_[core] = {static_cast<std::int32_t>(distance.x(core)), static_cast<std::int32_t>(distance.y(core))};
        to_host_[core] = distance.from_host(core);
    }
}

void Layout::put(std::uint32_t part, std::uint32_t core) {
    AERIE_ASSERT(part_at_[core] == no_part);
    part_at_[core] = part;
    core_of_[part] = core;
    at_[part] = points_[core];
}

void Layout::swap(std::uint32_t part, std::uint32_t core) {
    const std::uint32_t left = core_of_[part];
    const std::uint32_t other = part_at_[core];
    part_at_[left] = other;
    if (other != no_part) {
        core_of_[other] = left;
        at_[other] = points_[left];
    }
    part_at_[core] = part;
    core_of_[part] = core;
    at_[part] = points_[core];
}

double Layout::cost_at(std::uint32_t part, std::uint32_t core, std::uint32_t except) const {
    double cost = attraction_->to_host[part] * to_host_[core];
    const Point here = points_[core];
    for (const auto& [partner, packets] : attraction_->between[part]) {
        if (partner == except || core_of_[partner] == no_part) continue;
        cost += packets * static_cast<double>(std::abs(here.x - at_[partner].x) + std::abs(here.y - at_[partner].y));
    }
    return cost;
}

double Layout::change(std::uint32_t part, std::uint32_t core) const {
    const std::uint32_t left = core_of_[part];
    const std::uint32_t other = part_at_[core];
    if (left == core) return 0;
    double change = cost_at(part, core, other) - cost_at(part, left, other);
    if (other != no_part) change += cost_at(other, left, part) - cost_at(other, core, part);
    return change;
}

double Layout::cost() const {
    double twice = 0, host = 0;
    for (std::uint32_t part = 0; part < core_of_.size(); ++part) {
        const double from_host = attraction_->to_host[part] * to_host_[core_of_[part]];
        host += from_host;
        twice += cost_at(part, core_of_[part]) - from_host;
    }
    return twice / 2 + host;
}

}  // namespace aerie::hw
