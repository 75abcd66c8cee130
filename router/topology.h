/// @file Who is next to whom: the grid of a chip's routers as a mesh, a torus or a hexagonal torus, and the way of a packet over it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "router/packet.h"

namespace aerie::router {

enum class Topology : std::uint8_t {
    mesh,        ///< four neighbours, none beyond the edges
    torus,       ///< four neighbours, rows and columns closed to rings
    hex_torus,   ///< six neighbours: also (x+1, y-1) and (x-1, y+1), all three axes closed; SpiNNaker's triangles, with its y upwards and ours downwards
};

/// The order of axes in which a packet turns: x, diagonal, y or the reverse.
enum class Routing : std::uint8_t { xy, yx };

/// Nodes are numbered row by row, row 0 in the north.
struct Grid {
    Topology topology = Topology::mesh;
    std::uint32_t width = 1;
    std::uint32_t height = 1;
    [[nodiscard]] constexpr std::uint32_t nodes() const { return width * height; }
    [[nodiscard]] constexpr NodeId node(std::uint32_t x, std::uint32_t y) const { return NodeId{y * width + x}; }
    bool operator==(const Grid&) const = default;
};

/// A packet leaves by `side`, `hops` times in a row.
struct Leg {
    Direction side{};
    std::uint32_t hops = 0;
    bool operator==(const Leg&) const = default;
};

/// A shortest way in dimension order: at most two legs, none of them empty; no leg where source and target are one.
class Way {
   public:
    constexpr Way() = default;
    constexpr void add(Leg leg) {
        if (leg.hops > 0) legs_[count_++] = leg;
    }
    [[nodiscard]] constexpr std::size_t size() const { return count_; }
    [[nodiscard]] constexpr const Leg& operator[](std::size_t i) const { return legs_[i]; }
    [[nodiscard]] constexpr const Leg* begin() const { return legs_.data(); }
    [[nodiscard]] constexpr const Leg* end() const { return legs_.data() + count_; }

   private:
    std::array<Leg, 2> legs_{};
    std::size_t count_ = 0;
};

/// The sides at which routers of that grid have links, without Local, in the order of Direction: four, or six on a hex_torus.
[[nodiscard]] std::span<const Direction> sides(const Grid& grid);

/// The same with Local: the ports of a router, as index_of() counts them.
[[nodiscard]] constexpr std::span<const Direction> ports(const Grid& grid) {
    return grid.topology == Topology::hex_torus ? std::span<const Direction>{hex_directions} : std::span<const Direction>{all_directions};
}

/// The router behind that side; nothing beyond the edge of a mesh, where a ring of one would lead back to the same router, and for a diagonal
/// of a grid that has none. Local leads to the node itself. On a ring of two both sides lead to the same neighbour, by links of their own.
[[nodiscard]] std::optional<NodeId> neighbour(const Grid& grid, NodeId node, Direction side);

/// Hops of a shortest way: |dx| + |dy|, where each may go round the ring; with diagonals the larger of the two when they have opposite signs.
[[nodiscard]] std::uint32_t hops(const Grid& grid, NodeId from, NodeId to);

/// The way that unicast packets take. Where two ways are as short: exactly half-way round a ring, packets that start at an even coordinate go up
/// (east, south) and others down, so that both halves carry the same; where diagonals leave a choice of signs, x upwards from an even column
/// (else downwards) comes first, then y upwards from an even row (else downwards).
[[nodiscard]] Way way(const Grid& grid, Routing order, NodeId from, NodeId to);

/// "mesh", "torus", "hex_torus".
[[nodiscard]] std::string_view name_of(Topology topology);
/// Nothing when no topology has that name.
[[nodiscard]] std::optional<Topology> topology_of(std::string_view name);

}  // namespace aerie::router
