/// @file Distances, means and bounds on rings and diagonals: against every pair of routers, and against every placement.
#include <algorithm>
#include <numeric>

#include "hw_model/mapping/quality.h"
#include "hw_model/routing/ways.h"
#include "tests/catch.h"
#include "tests/hw_model/mapping/problem_maker.h"

using namespace aerie;
using namespace aerie::hw;

namespace {

MeshParameters mesh_of(const char* topology, std::uint32_t width, std::uint32_t height, std::uint32_t cores_per_router = 1) {
    MeshParameters mesh;
    mesh.topology = topology;
    mesh.width = width;
    mesh.height = height;
    mesh.cores_per_router = cores_per_router;
    return mesh;
}

/// Three parts in a ring of traffic, and some from the host.
Demand small_demand() {
    Demand demand;
    demand.use.resize(3);
    demand.flows = {{{1, 2.0}}, {{2, 1.0}, {0, 0.5}}, {{0, 3.0}}};
    demand.from_host = {1.0, 0.0, 0.25};
    return demand;
}

}  // namespace

TEST_CASE("distances between cores are the hops of their routers, in every topology") {
    for (const char* topology : {"mesh", "torus", "hex_torus"}) {
        const MeshDistance distance{mesh_of(topology, 5, 4, 2)};
        const Ways ways{distance.mesh()};
        for (std::uint32_t a = 0; a < distance.cores(); ++a) {
            for (std::uint32_t b = 0; b < distance.cores(); ++b) REQUIRE(distance.between(a, b) == ways.hops(NodeId{a / 2}, NodeId{b / 2}));
        }
    }
    CHECK(MeshDistance{mesh_of("torus", 8, 8)}.between(0, 63) == 2);        // round both rings
    CHECK(MeshDistance{mesh_of("hex_torus", 8, 8)}.between(0, 63) == 2);    // against the diagonal
    CHECK(MeshDistance{mesh_of("hex_torus", 8, 8)}.between(0, 57) == 1);    // along it: one up, one to the right
}

TEST_CASE("the mean over all placements and the lower bound hold on rings as on meshes") {
    const Demand demand = small_demand();
    for (const char* topology : {"mesh", "torus", "hex_torus"}) {
        const MeshDistance distance{mesh_of(topology, 3, 3)};
        double sum = 0, least = 1e9;
        int count = 0;
        for (std::uint32_t a = 0; a < 9; ++a) {
            for (std::uint32_t b = 0; b < 9; ++b) {
                for (std::uint32_t c = 0; c < 9; ++c) {
                    if (a == b || b == c || a == c) continue;
                    const double hops = hop_weighted_traffic(demand, {a, b, c}, distance);
                    sum += hops;
                    least = std::min(least, hops);
                    ++count;
                }
            }
        }
        INFO(topology);
        CHECK(mean_over_placements(demand, distance) == Approx(sum / count));
        CHECK(lower_bound(demand, distance) <= least + 1e-9);
        CHECK(lower_bound(demand, distance) > 0);
    }
}

TEST_CASE("a network placed on a torus is no farther apart than on the mesh of its size") {
    double hops[2];
    for (const bool is_ring : {false, true}) {
        hw::testing::Case c;
        c.mesh(4, 4);
        c.chip.mesh.topology = is_ring ? "torus" : "mesh";
        c.chip.capacity.neurons = 1;
        const PopulationId p = c.population("P", 12);
        hw::testing::Pairs ring;
        for (std::uint32_t i = 0; i < 12; ++i) ring.push_back({i, (i + 5) % 12});
        std::sort(ring.begin(), ring.end());
        c.connect(p, p, ring);
        hops[is_ring ? 1 : 0] = map_network(c.problem, {.anneal_moves = 4000, .restarts = 2}).quality.hop_weighted_traffic;
    }
    CHECK(hops[1] <= hops[0]);
}
