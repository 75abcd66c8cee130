#include "router/topology.h"

#include <algorithm>
#include <cstdlib>

namespace aerie::router {
namespace {

constexpr std::array<std::string_view, 3> topology_names{"mesh", "torus", "hex_torus"};

/// A step in each axis, y downwards.
struct Step {
    std::int64_t x = 0, y = 0;
};

Step step_of(Direction side) {
    switch (side) {
        case Direction::north: return {0, -1};
        case Direction::east: return {1, 0};
        case Direction::south: return {0, 1};
        case Direction::west: return {-1, 0};
        case Direction::north_east: return {1, -1};
        case Direction::south_west: return {-1, 1};
        case Direction::local: break;
    }
    return {};
}

/// The one or two ways along an axis, the preferred first: up is towards larger coordinates.
struct Distances {
    std::array<std::int64_t, 2> way{};
    std::size_t count = 1;
};

Distances along(bool is_ring, std::uint32_t from, std::uint32_t to, std::uint32_t size) {
    const std::int64_t direct = std::int64_t{to} - std::int64_t{from};
    if (!is_ring || direct == 0) return {{direct, 0}, 1};
    const std::int64_t up = direct > 0 ? direct : direct + size;
    const std::int64_t down = up - size;
    return from % 2 == 0 ? Distances{{up, down}, 2} : Distances{{down, up}, 2};
}

std::int64_t length(bool has_diagonals, const Step& d) {
    const std::int64_t x = std::abs(d.x), y = std::abs(d.y);
    return has_diagonals && d.x * d.y < 0 ? std::max(x, y) : x + y;
}

/// The shortest way as steps along x and y; the first of equals.
Step shortest(const Grid& grid, NodeId from, NodeId to) {
    const bool is_ring = grid.topology != Topology::mesh, has_diagonals = grid.topology == Topology::hex_torus;
    const Distances xs = along(is_ring, from.index() % grid.width, to.index() % grid.width, grid.width);
    const Distances ys = along(is_ring, from.index() / grid.width, to.index() / grid.width, grid.height);
    Step best{xs.way[0], ys.way[0]};
    for (std::size_t i = 0; i < xs.count; ++i)
        for (std::size_t k = 0; k < ys.count; ++k) {
            const Step candidate{xs.way[i], ys.way[k]};
            if (length(has_diagonals, candidate) < length(has_diagonals, best)) best = candidate;
        }
    return best;
}

Leg leg_along(std::int64_t distance, Direction up, Direction down) { return {distance > 0 ? up : down, static_cast<std::uint32_t>(std::abs(distance))}; }

}  // namespace

std::span<const Direction> sides(const Grid& grid) {
    static constexpr std::array four{Direction::north, Direction::east, Direction::south, Direction::west};
    static constexpr std::array six{Direction::north, Direction::east, Direction::south, Direction::west, Direction::north_east, Direction::south_west};
    return grid.topology == Topology::hex_torus ? std::span<const Direction>{six} : std::span<const Direction>{four};
}

std::optional<NodeId> neighbour(const Grid& grid, NodeId node, Direction side) {
    if (side == Direction::local) return node;
    if (is_diagonal(side) && grid.topology != Topology::hex_torus) return std::nullopt;
    const Step step = step_of(side);
    const std::int64_t width = grid.width, height = grid.height;
    const std::int64_t x = node.index() % grid.width + step.x, y = node.index() / grid.width + step.y;
    if (grid.topology == Topology::mesh && (x < 0 || y < 0 || x >= width || y >= height)) return std::nullopt;
    const NodeId next{static_cast<std::uint32_t>((y + height) % height * width + (x + width) % width)};
    return next == node ? std::nullopt : std::optional{next};
}

std::uint32_t hops(const Grid& grid, NodeId from, NodeId to) {
    return static_cast<std::uint32_t>(length(grid.topology == Topology::hex_torus, shortest(grid, from, to)));
}

Way way(const Grid& grid, Routing order, NodeId from, NodeId to) {
    Step d = shortest(grid, from, to);
    std::int64_t diagonal = 0;   // as steps along x
    if (grid.topology == Topology::hex_torus && d.x * d.y < 0) {
        diagonal = d.x > 0 ? std::min(d.x, -d.y) : std::max(d.x, -d.y);
        d = {d.x - diagonal, d.y + diagonal};
    }
    const Leg x = leg_along(d.x, Direction::east, Direction::west), y = leg_along(d.y, Direction::south, Direction::north);
    Way way;
    way.add(order == Routing::xy ? x : y);
    way.add(leg_along(diagonal, Direction::north_east, Direction::south_west));
    way.add(order == Routing::xy ? y : x);
    return way;
}

std::string_view name_of(Topology topology) { return topology_names[static_cast<std::size_t>(topology)]; }

std::optional<Topology> topology_of(std::string_view name) {
    for (std::size_t i = 0; i < topology_names.size(); ++i)
        if (topology_names[i] == name) return static_cast<Topology>(i);
    return std::nullopt;
}

}  // namespace aerie::router
