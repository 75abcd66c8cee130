/// @file Grids: neighbours and shortest ways against a breadth-first search, ties by the stated rule, channels of a ring in balance.
#include <fmt/format.h>

#include <map>
#include <queue>

#include "router/topology.h"
#include "tests/catch.h"

using namespace aerie;
using namespace aerie::router;
using enum Direction;

namespace {

std::vector<Grid> grids() {
    std::vector<Grid> all;
    const std::pair<std::uint32_t, std::uint32_t> sizes[] = {{1, 1}, {1, 5}, {6, 1}, {2, 2}, {2, 5}, {3, 8}, {4, 4}, {5, 4}, {7, 3}, {8, 8}};
    for (const Topology topology : {Topology::mesh, Topology::torus, Topology::hex_torus})
        for (const auto& [width, height] : sizes) all.push_back({topology, width, height});
    return all;
}

std::string name_of_grid(const Grid& g) { return fmt::format("{}:{}x{}", name_of(g.topology), g.width, g.height); }

/// Hops from one node to all others over whatever `neighbour` says.
std::vector<std::uint32_t> flood(const Grid& grid, NodeId from) {
    std::vector<std::uint32_t> distance(grid.nodes(), ~0U);
    std::queue<NodeId> queue{{from}};
    distance[from.index()] = 0;
    for (; !queue.empty(); queue.pop())
        for (const Direction side : sides(grid))
            if (const auto next = neighbour(grid, queue.front(), side); next && distance[next->index()] == ~0U) {
                distance[next->index()] = distance[queue.front().index()] + 1;
                queue.push(*next);
            }
    return distance;
}

/// The axis of a side in the order in which packets turn under Routing::xy.
int axis(Direction side) { return side == east || side == west ? 0 : is_diagonal(side) ? 1 : 2; }

}  // namespace

TEST_CASE("what left by a side arrives at the opposite side of its neighbour") {
    for (const Grid& grid : grids())
        for (std::uint32_t n = 0; n < grid.nodes(); ++n)
            for (const Direction side : sides(grid)) {
                const auto next = neighbour(grid, NodeId{n}, side);
                INFO(name_of_grid(grid) << " node " << n << " side " << name_of(side));
                if (!next) continue;
                REQUIRE(*next != NodeId{n});
                REQUIRE(neighbour(grid, *next, opposite(side)) == NodeId{n});
            }
}

TEST_CASE("a mesh ends at its edges, a torus closes them, a ring of one has no links") {
    const Grid mesh{Topology::mesh, 4, 3}, torus{Topology::torus, 4, 3}, hex{Topology::hex_torus, 4, 3};
    REQUIRE_FALSE(neighbour(mesh, mesh.node(3, 0), east));
    REQUIRE_FALSE(neighbour(mesh, mesh.node(3, 0), north));
    REQUIRE(neighbour(torus, torus.node(3, 0), east) == torus.node(0, 0));
    REQUIRE(neighbour(torus, torus.node(3, 0), north) == torus.node(3, 2));
    REQUIRE_FALSE(neighbour(torus, torus.node(1, 1), north_east));
    REQUIRE(neighbour(hex, hex.node(3, 0), north_east) == hex.node(0, 2));
    REQUIRE(neighbour(hex, hex.node(0, 2), south_west) == hex.node(3, 0));
    REQUIRE(neighbour(hex, hex.node(1, 1), north_east) == hex.node(2, 0));
    REQUIRE_FALSE(neighbour(Grid{Topology::torus, 1, 5}, NodeId{2}, east));
    REQUIRE_FALSE(neighbour(Grid{Topology::hex_torus, 1, 1}, NodeId{0}, north_east));
    REQUIRE((ports(mesh).size() == sides(mesh).size() + 1 && ports(hex).size() == sides(hex).size() + 1));
    REQUIRE(neighbour(hex, hex.node(1, 1), local) == hex.node(1, 1));
}

TEST_CASE("the six sides of SpiNNaker's links close triangles: the next link round and one more lead to the intended neighbour") {
    // Links 0 to 5 are E, NE, N, W, SW, S; a packet for link i that goes by link i+1 reaches the router behind link i by that router's link i-1.
    constexpr std::array links{east, north_east, north, west, south_west, south};
    const Grid hex{Topology::hex_torus, 5, 4};
    for (std::uint32_t n = 0; n < hex.nodes(); ++n)
        for (std::size_t i = 0; i < 6; ++i) {
            const NodeId corner = *neighbour(hex, NodeId{n}, links[(i + 1) % 6]);
            REQUIRE(neighbour(hex, corner, links[(i + 5) % 6]) == neighbour(hex, NodeId{n}, links[i]));
        }
}

TEST_CASE("hops are those of a breadth-first search, and the way takes as many, in dimension order, to the target") {
    for (const Grid& grid : grids())
        for (const Routing order : {Routing::xy, Routing::yx})
            for (std::uint32_t from = 0; from < grid.nodes(); ++from) {
                const auto distance = flood(grid, NodeId{from});
                for (std::uint32_t to = 0; to < grid.nodes(); ++to) {
                    INFO(name_of_grid(grid) << " " << from << " to " << to);
                    REQUIRE(hops(grid, NodeId{from}, NodeId{to}) == distance[to]);
                    const Way path = way(grid, order, NodeId{from}, NodeId{to});
                    NodeId at{from};
                    std::uint32_t taken = 0;
                    for (const Leg& leg : path)
                        for (std::uint32_t k = 0; k < leg.hops; ++k, ++taken) at = *neighbour(grid, at, leg.side);
                    REQUIRE(at == NodeId{to});
                    REQUIRE(taken == distance[to]);
                    if (path.size() == 2) REQUIRE((axis(path[0].side) < axis(path[1].side)) == (order == Routing::xy));
                }
            }
}

TEST_CASE("half-way round a ring an even coordinate goes up and an odd one down") {
    const Grid torus{Topology::torus, 6, 4};
    REQUIRE(way(torus, Routing::xy, torus.node(2, 0), torus.node(5, 0))[0] == Leg{east, 3});
    REQUIRE(way(torus, Routing::xy, torus.node(3, 0), torus.node(0, 0))[0] == Leg{west, 3});
    REQUIRE(way(torus, Routing::xy, torus.node(0, 0), torus.node(0, 2))[0] == Leg{south, 2});
    REQUIRE(way(torus, Routing::xy, torus.node(0, 1), torus.node(0, 3))[0] == Leg{north, 2});
}

TEST_CASE("on a torus whose sides are multiples of four the ways of all pairs load every link of an axis the same") {
    // From one of k nodes on a ring to all of them it is k^2/4 hops, so that the 2k links of a ring carry k^2/8 each per target row.
    for (const auto& [width, height] : {std::pair{4U, 12U}, std::pair{8U, 8U}, std::pair{16U, 4U}}) {
        const Grid torus{Topology::torus, width, height};
        std::map<std::pair<std::uint32_t, Direction>, std::uint64_t> load;
        for (std::uint32_t from = 0; from < torus.nodes(); ++from)
            for (std::uint32_t to = 0; to < torus.nodes(); ++to) {
                NodeId at{from};
                for (const Leg& leg : way(torus, Routing::xy, NodeId{from}, NodeId{to}))
                    for (std::uint32_t k = 0; k < leg.hops; ++k) {
                        ++load[{at.index(), leg.side}];
                        at = *neighbour(torus, at, leg.side);
                    }
            }
        for (std::uint32_t n = 0; n < torus.nodes(); ++n)
            for (const Direction side : sides(torus)) {
                const std::uint64_t along = side == east || side == west ? width : height, across = torus.nodes() / along;
                REQUIRE(load[{n, side}] == along * along / 8 * across);
            }
    }
}

TEST_CASE("topologies are found by their names") {
    for (const Topology t : {Topology::mesh, Topology::torus, Topology::hex_torus}) REQUIRE(topology_of(name_of(t)) == t);
    REQUIRE_FALSE(topology_of("ring"));
}
