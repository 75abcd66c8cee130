/// @file The multicast table of one router: key and mask, first match wins.
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "router/packet.h"

namespace aerie::router {

/// The outputs by which a packet leaves a router.
class OutputSet {
   public:
    constexpr OutputSet() = default;
    constexpr OutputSet(std::initializer_list<Direction> sides) {
        for (const Direction side : sides) insert(side);
    }
    constexpr void insert(Direction side) { bits_ = static_cast<std::uint8_t>(bits_ | 1U << index_of(side)); }
    [[nodiscard]] constexpr bool contains(Direction side) const { return (bits_ >> index_of(side) & 1U) != 0; }
    [[nodiscard]] constexpr std::size_t size() const { return static_cast<std::size_t>(std::popcount(bits_)); }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    constexpr bool operator==(const OutputSet&) const = default;

   private:
    std::uint8_t bits_ = 0;
};

/// Matches every key for which (key & mask) == this key.
struct TableEntry {
    std::uint32_t key = 0;
    std::uint32_t mask = 0;
    OutputSet outs{};
    bool operator==(const TableEntry&) const = default;
};

using RoutingTable = std::vector<TableEntry>;

/// What the first matching entry says; nothing when none matches, and then a packet goes straight on.
[[nodiscard]] inline std::optional<OutputSet> first_match(const RoutingTable& table, std::uint32_t key) {
    for (const TableEntry& entry : table)
        if ((key & entry.mask) == entry.key) return entry.outs;
    return std::nullopt;
}

}  // namespace aerie::router
