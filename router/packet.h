/// @file What crosses the mesh and what is known of it afterwards.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/quantity.h"

namespace aerie::router {

/// A side of a router, by coordinates. Row y = 0 is the north edge, as a heat map is drawn. The diagonals belong to the hexagonal torus.
enum class Direction : std::uint8_t {
    north /* y-1 */, east /* x+1 */, south /* y+1 */, west /* x-1 */, local, north_east /* x+1, y-1 */, south_west /* x-1, y+1 */
};
/// The ports of a router of a mesh or a torus.
inline constexpr std::array all_directions{Direction::north, Direction::east, Direction::south, Direction::west, Direction::local};
inline constexpr std::size_t direction_count = all_directions.size();
/// The ports of a router of a hexagonal torus, and so of any router; index_of() counts in this order.
inline constexpr std::array hex_directions{Direction::north, Direction::east,       Direction::south,     Direction::west,
                                           Direction::local, Direction::north_east, Direction::south_west};
inline constexpr std::size_t hex_direction_count = hex_directions.size();

[[nodiscard]] constexpr std::size_t index_of(Direction side) { return static_cast<std::size_t>(side); }
[[nodiscard]] constexpr bool is_diagonal(Direction side) { return side == Direction::north_east || side == Direction::south_west; }
[[nodiscard]] constexpr std::string_view name_of(Direction side) {
    constexpr std::array<std::string_view, hex_direction_count> names{"N", "E", "S", "W", "L", "NE", "SW"};
    return names[index_of(side)];
}
/// The side at which the neighbour receives what left by `side`.
[[nodiscard]] constexpr Direction opposite(Direction side) {
    constexpr std::array facing{Direction::south, Direction::west,       Direction::north,     Direction::east,
                                Direction::local, Direction::south_west, Direction::north_east};
    return facing[index_of(side)];
}

/// A single-flit packet as a NeuroCore offers it.
struct Packet {
    NodeId source{};
    NodeId target{};
    std::uint32_t tag = 0;      ///< the caller's own name for it; the mesh carries it and never looks
    Cycles offered{};           ///< the cycle from which the source wants to send it
    std::uint32_t service = 1;  ///< cycles the consumer at the target is busy with it, at least 1
    bool is_multicast = false;  ///< routed by `key` through the tables of the routers; `target` is then not looked at
    std::uint32_t key = 0;
};

/// One packet absorbed by one consumer; a multicast packet gives one delivery per copy.
struct Delivery {
    NodeId source{};
    NodeId target{};        ///< the node that absorbed it
    std::uint32_t tag = 0;
    Cycles offered{};
    Cycles accepted{};       ///< the cycle in which the source handed it to its router
    Cycles ejected{};        ///< the cycle in which it left its last router by the Local output
    Cycles done{};            ///< the first cycle in which the consumer is through with it; may lie after Mesh::now()
};

}  // namespace aerie::router
