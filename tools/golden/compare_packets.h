/// @file The first diverging cycle of two packet traces.
#pragma once

#include <functional>

#include "tools/golden/compare.h"

namespace aerie::golden {

/// Packets in file order, nothing at the end.
using PacketStream = std::function<std::optional<TracedPacket>()>;

/// Reads both only as far as the tick behind the first difference. Only a packet that is on its way for more than `ticks_kept` ticks, which real-time
/// chips alone can have, could diverge earlier than what is reported.
[[nodiscard]] std::optional<PacketDivergence> compare_packets(const PacketStream& expected, const PacketStream& got, const Names& names, std::size_t context);

inline constexpr std::uint64_t ticks_kept = 4;

}  // namespace aerie::golden
