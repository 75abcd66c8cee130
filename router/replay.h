/// @file A packet log of another router, replayed through a policy and compared packet by packet.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "router/mesh.h"

namespace aerie::router {

/// One line of a log. A missing cycle means that it had not happened when the log ended.
struct LoggedPacket {
    std::uint64_t id = 0;
    NodeId source{};
    NodeId target{};
    Cycles offered{};
    std::optional<Cycles> accepted{};
    std::optional<Cycles> ejected{};
};

/// The consumer of `node` is not ready in `cycle`.
struct Stall {
    Cycles cycle{};
    NodeId node{};
};

struct Replay {
    /// A packet whose cycles differ: what the log says, and what the mesh did (nothing: not by the end of the log).
    struct Difference {
        LoggedPacket logged;
        std::optional<Cycles> accepted;
        std::optional<Cycles> ejected;
    };
    std::uint64_t packets = 0;
    std::uint64_t compared_cycles = 0;   ///< accepted and ejected cycles that the log states
    std::uint64_t differing_packets = 0;
    std::optional<Difference> first;     ///< the difference with the earliest cycle, then the lowest id
    Cycles end;                          ///< the last cycle that the log states
    [[nodiscard]] bool agrees() const { return differing_packets == 0; }
};

/// Plays the offers (per source in id order) and stalls of a log through a mesh and compares every accepted and ejected cycle; what the log
/// leaves open must not happen in the mesh up to the log's last cycle either. Stalls need ConsumerKind::direct or stepped.
/// Throws InputError when the log cannot be one of this mesh; `where` names the log.
[[nodiscard]] Replay replay(const MeshSpec& spec, std::span<const LoggedPacket> packets, std::span<const Stall> stalls, const std::string& where);

}  // namespace aerie::router
