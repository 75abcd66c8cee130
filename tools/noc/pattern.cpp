#include "tools/noc/pattern.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>

#include "core/error.h"
#include "core/random.h"

namespace aerie::tools {
namespace {

using router::MeshSpec;

/// The share of all packets that "hotspot" sends to the middle node on top of uniform traffic.
constexpr double hotspot_share = 0.1;

std::uint32_t reversed(std::uint32_t node, int bits) {
    std::uint32_t mirror = 0;
    for (int b = 0; b < bits; ++b) mirror |= (node >> b & 1U) << (bits - 1 - b);
    return mirror;
}

[[noreturn]] void refuse(std::string_view name, const MeshSpec& spec, const std::string& needs) {
    throw InputError{{.what = fmt::format("pattern '{}' has no meaning on this mesh", name), .where = "traffic pattern",
                      .found = fmt::format("{}x{}", spec.width, spec.height), .allowed = needs}};
}

std::uint32_t fixed_target(std::string_view name, std::uint32_t node, const MeshSpec& spec) {
    const std::uint32_t x = node % spec.width;
    const std::uint32_t y = node / spec.width;
    const std::uint32_t nodes = spec.nodes();
    const int bits = std::bit_width(nodes) - 1;
    if (name == "transpose") return x * spec.width + y;
    if (name == "bitcomp") return nodes - 1 - node;
    if (name == "bitrev") return reversed(node, bits);
    if (name == "shuffle") return (node << 1 | node >> (bits - 1)) & (nodes - 1);
    if (name == "tornado") return (y + (spec.height + 1) / 2 - 1) % spec.height * spec.width + (x + (spec.width + 1) / 2 - 1) % spec.width;
    return (y + 1) % spec.height * spec.width + (x + 1) % spec.width;  // neighbor
}

}  // namespace

std::vector<std::string> Pattern::names() { return {"uniform", "hotspot", "transpose", "bitcomp", "bitrev", "shuffle", "tornado", "neighbor"}; }

Pattern::Pattern(std::string_view name, const MeshSpec& spec) : name_{name}, nodes_{spec.nodes()} {
    const auto known = names();
    if (std::find(known.begin(), known.end(), name) == known.end())
        throw InputError{{.what = fmt::format("unknown traffic pattern '{}'", name), .where = "traffic pattern", .found = name_,
                          .allowed = fmt::format("{}", fmt::join(known, ", "))}};
    if (name == "hotspot") {
        hot_share_ = hotspot_share;
        hot_node_ = spec.node(spec.width / 2, spec.height / 2);
    }
    is_uniform_ = name == "uniform" || name == "hotspot";
    if (is_uniform_) return;
    if (name == "transpose" && spec.width != spec.height) refuse(name, spec, "a square mesh");
    if ((name == "bitrev" || name == "shuffle") && (!std::has_single_bit(nodes_) || nodes_ < 2)) refuse(name, spec, "a power of two of nodes");
    for (std::uint32_t node = 0; node < nodes_; ++node) targets_.push_back(fixed_target(name, node, spec));
}

NodeId Pattern::target(NodeId source, std::uint32_t random) const {
    if (!is_uniform_) return NodeId{targets_[source.index()]};
    double u = to_unit(random);
    if (u < hot_share_) return hot_node_;
    u = (u - hot_share_) / (1 - hot_share_);
    return NodeId{std::min(nodes_ - 1, static_cast<std::uint32_t>(u * nodes_))};
}

double Pattern::probability(NodeId source, NodeId target) const {
    if (!is_uniform_) return targets_[source.index()] == target.index() ? 1 : 0;
    return (1 - hot_share_) / nodes_ + (target == hot_node_ ? hot_share_ : 0);
}

double mean_zero_load_latency(const Pattern& pattern, const MeshSpec& spec) {
    double sum = 0;
    for (std::uint32_t s = 0; s < spec.nodes(); ++s)
        for (std::uint32_t t = 0; t < spec.nodes(); ++t) {
            const double chance = pattern.probability(NodeId{s}, NodeId{t});
            if (chance > 0) sum += chance * static_cast<double>(zero_load_latency(spec, NodeId{s}, NodeId{t}).count());
        }
    return sum / spec.nodes();
}

}  // namespace aerie::tools
