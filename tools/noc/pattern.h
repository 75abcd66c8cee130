/// @file The synthetic traffic patterns of the network-on-chip literature (Dally and Towles, "Principles and Practices of Interconnection
/// Networks", 2004, table 3.1) over the nodes of a mesh.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "router/mesh_spec.h"

namespace aerie::tools {

class Pattern {
   public:
    /// Throws InputError when the name is unknown or the pattern has no meaning on this mesh.
    Pattern(std::string_view name, const router::MeshSpec& spec);

    /// Where a packet of `source` goes; `random` is a uniform word, used by uniform and hotspot alone.
    [[nodiscard]] NodeId target(NodeId source, std::uint32_t random) const;
    /// The chance that a packet of `source` goes to `target`.
    [[nodiscard]] double probability(NodeId source, NodeId target) const;
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] static std::vector<std::string> names();

   private:
    std::string name_;
    std::uint32_t nodes_;
    bool is_uniform_ = false;
    double hot_share_ = 0;                 ///< of the packets go to hot_node_
    NodeId hot_node_;
    std::vector<std::uint32_t> targets_;   ///< of the fixed patterns
};

/// Mean closed-form latency over the pattern, from offer to ejection.
[[nodiscard]] double mean_zero_load_latency(const Pattern& pattern, const router::MeshSpec& spec);

}  // namespace aerie::tools
