/// @file Packets as what happens in the machine, in order of time: the form in which two traces are laid side by side.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "tools/golden/names.h"

namespace aerie::golden {

/// In the order of a packet's life, so that causes stand before their effects in the same cycle.
enum class Step : std::uint8_t { offered, accepted, granted, ejected, done };

/// One step of one packet, which is known by tick, source and destination: a neuron fires once per tick.
struct Event {
    std::uint64_t cycle = 0;
    Step step{};
    NodeId at{};                    ///< router
    router::Direction out{};        ///< Step::granted
    bool is_late = false;           ///< Step::done
    std::uint64_t tick = 0;
    Address source{};
    CoreId core{};
    auto operator<=>(const Event&) const = default;

    /// Whether both are the same step of the same packet, in whatever cycle.
    [[nodiscard]] bool is_same_step(const Event& b) const {
        return std::tie(step, at, out, tick, source, core) == std::tie(b.step, b.at, b.out, b.tick, b.source, b.core);
    }
    [[nodiscard]] bool is_same_packet(const Event& b) const { return std::tie(tick, source, core) == std::tie(b.tick, b.source, b.core); }
};

/// Ascending by cycle, then step, then place.
[[nodiscard]] std::vector<Event> events_of(const std::vector<TracedPacket>& packets, const Names& names);

/// "exc[5] -> NeuroCore 3 at router (1,0)"
[[nodiscard]] std::string packet_name(const Event& event, const Names& names);
/// Who did it: "router (0,0), output E", "NeuroCore 3 at router (1,0), synapse pipeline", ...
[[nodiscard]] std::string component(const Event& event, const Names& names);
/// "cycle 1203  tick 17  exc[5] -> NeuroCore 3  granted E by router (0,0)"
[[nodiscard]] std::string to_line(const Event& event, const Names& names);
/// One packet on one line: "tick 17  exc[5] -> NeuroCore 3 at router (1,0): offered 1200, accepted 1200, (0,0)E 1201, (1,0)L 1202, ejected 1202, done 1210"
[[nodiscard]] std::string to_line(const TracedPacket& packet, const Names& names);

}  // namespace aerie::golden
