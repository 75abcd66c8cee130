/// @file Traffic for tests: nothing here is realistic, all of it is reproducible.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "router/mesh.h"

namespace aerie::router::test {

/// xorshift64*, so that the traffic of a test is the same everywhere.
class Dice {
   public:
    explicit Dice(std::uint64_t seed) : state_{seed * 2685821657736338717ULL + 88172645463325252ULL} {}
    std::uint32_t below(std::uint32_t limit) {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return static_cast<std::uint32_t>(((state_ * 2685821657736338717ULL) >> 33) % limit);
    }
    bool chance(double p) { return below(1'000'000) < p * 1'000'000; }

   private:
    std::uint64_t state_;
};

inline const std::vector<std::string> traffic_patterns{"uniform", "transpose", "complement", "hot spot", "tornado", "all to one", "neighbour", "bursts"};

/// Where a packet of `source` goes under a pattern of `traffic_patterns`.
inline std::uint32_t target_of(const std::string& pattern, std::uint32_t source, const MeshSpec& spec, Dice& dice) {
    const std::uint32_t x = source % spec.width, y = source / spec.width;
    if (pattern == "transpose") return (x % spec.height) * spec.width + y % spec.width;
    if (pattern == "complement") return spec.nodes() - 1 - source;
    if (pattern == "hot spot") return dice.chance(0.3) ? spec.nodes() / 2 : dice.below(spec.nodes());
    if (pattern == "tornado") return y * spec.width + (x + (spec.width + 1) / 2) % spec.width;
    if (pattern == "all to one") return spec.nodes() - 1;
    if (pattern == "neighbour") return y * spec.width + (x + 1) % spec.width;
    return dice.below(spec.nodes());
}

/// Packets in the order of their offers. Bursts come in trains of eight from one source, as a NeuroCore emits them.
inline std::vector<Packet> traffic(const std::string& pattern, double load, std::uint64_t cycles, const MeshSpec& spec, std::uint64_t seed) {
    Dice dice{seed};
    std::vector<Packet> packets;
    const bool in_bursts = pattern == "bursts";
    const std::uint32_t train = in_bursts ? 8 : 1;
    for (std::uint64_t cycle = 0; cycle < cycles; ++cycle)
        for (std::uint32_t node = 0; node < spec.nodes(); ++node) {
            if (!dice.chance(load / train)) continue;
            for (std::uint32_t k = 0; k < train; ++k)
                packets.push_back({.source = NodeId{node}, .target = NodeId{target_of(pattern, node, spec, dice)},
                                   .tag = static_cast<std::uint32_t>(packets.size()), .offered = Cycles{cycle},
                                   .service = dice.chance(0.1) ? 1 + dice.below(90) : 1 + dice.below(3)});
        }
    return packets;
}

/// Dimension-order (x first) trees: the tables that carry `key` from `source` to all `targets`, added to one table per node.
inline void add_tree(std::vector<RoutingTable>& tables, const MeshSpec& spec, std::uint32_t key, std::uint32_t source, const std::vector<std::uint32_t>& targets) {
    std::vector<OutputSet> outs(spec.nodes());
    for (const std::uint32_t target : targets) {
        std::uint32_t x = source % spec.width, y = source / spec.width;
        const std::uint32_t tx = target % spec.width, ty = target / spec.width;
        for (; x != tx; x = x < tx ? x + 1 : x - 1) outs[y * spec.width + x].insert(x < tx ? Direction::east : Direction::west);
        for (; y != ty; y = y < ty ? y + 1 : y - 1) outs[y * spec.width + x].insert(y < ty ? Direction::south : Direction::north);
        outs[target].insert(Direction::local);
    }
    for (std::uint32_t node = 0; node < spec.nodes(); ++node)
        if (!outs[node].empty()) tables[node].push_back({.key = key, .mask = 0xffffffff, .outs = outs[node]});
}

}  // namespace aerie::router::test
