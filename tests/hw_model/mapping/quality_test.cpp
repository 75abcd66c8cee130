/// @file The figures of a mapping against brute force on meshes small enough to try every placement.
#include "hw_model/mapping/quality.h"

#include <algorithm>
#include <numeric>

#include "hw_model/mapping/placement.h"
#include "tests/catch.h"
#include "tests/hw_model/mapping/problem_maker.h"

namespace aerie::hw {
namespace {

using namespace testing;

MeshParameters mesh_of(std::uint32_t width, std::uint32_t height, std::uint32_t cores_per_router = 1) {
    MeshParameters mesh;
    mesh.width = width;
    mesh.height = height;
    mesh.cores_per_router = cores_per_router;
    return mesh;
}

/// Traffic of chance between `parts` parts and from the host; about a third of the pairs silent.
Demand traffic(std::uint32_t parts, std::uint32_t seed) {
    Demand demand;
    demand.use.resize(parts);
    demand.flows.resize(parts);
    for (std::uint32_t a = 0; a < parts; ++a) {
        demand.from_host.push_back(philox2x32({a, 1000}, seed)[0] % 4);
        for (std::uint32_t b = 0; b < parts; ++b) {
            const double packets = philox2x32({a, b}, seed)[0] % 6;
            if (packets > 1) demand.flows[a].push_back({b, packets});
        }
    }
    return demand;
}

/// Packet-hops by walking every packet's route link by link.
double walked(const Demand& demand, const Placement& at, const MeshParameters& mesh) {
    double hops = 0;
    const auto walk = [&](std::int64_t x, std::int64_t y, std::uint32_t core, double packets) {
        const std::int64_t to_x = core / mesh.cores_per_router % mesh.width, to_y = core / mesh.cores_per_router / mesh.width;
        for (; x != to_x; x += x < to_x ? 1 : -1) hops += packets;
        for (; y != to_y; y += y < to_y ? 1 : -1) hops += packets;
    };
    for (std::uint32_t a = 0; a < at.size(); ++a) {
        const std::uint32_t node = at[a] / mesh.cores_per_router;
        for (const Flow& flow : demand.flows[a]) walk(node % mesh.width, node / mesh.width, at[flow.to], flow.packets_per_tick);
        walk(mesh.host_x, mesh.host_y, at[a], demand.from_host[a]);
    }
    return hops;
}

struct Brute {
    double best = 1e300, mean = 0;
};

/// Every placement of `parts` parts on the mesh's cores: each permutation of cores counts by its first `parts` places.
Brute try_all(const Demand& demand, const MeshParameters& mesh) {
    const auto parts = static_cast<std::uint32_t>(demand.flows.size());
    std::vector<std::uint32_t> cores(mesh.width * mesh.height * mesh.cores_per_router);
    std::iota(cores.begin(), cores.end(), 0u);
    Brute brute;
    double count = 0;
    do {
        const double hops = walked(demand, Placement(cores.begin(), cores.begin() + parts), mesh);
        brute.best = std::min(brute.best, hops);
        brute.mean += hops;
        ++count;
    } while (std::next_permutation(cores.begin(), cores.end()));
    brute.mean /= count;
    return brute;
}

TEST_CASE("traffic is packets times links walked") {
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
        MeshParameters mesh = mesh_of(4, 3, 1 + seed % 3);
        mesh.host_x = seed % 4;
        mesh.host_y = seed % 3;
        const Demand demand = traffic(6, seed);
        const Placement at{3, 7, 0, 11, 5, 8};
        CHECK(hop_weighted_traffic(demand, at, MeshDistance{mesh}) == Approx(walked(demand, at, mesh)));
    }
}

TEST_CASE("the mean over placements is exact, and the bound is below the best of all placements") {
    const std::pair<MeshParameters, std::uint32_t> cases[] = {{mesh_of(3, 2), 6}, {mesh_of(3, 2), 4}, {mesh_of(4, 2), 5}, {mesh_of(7, 1), 6}, {mesh_of(2, 2, 2), 5}, {mesh_of(1, 1, 4), 3}};
    for (const auto& [mesh, parts] : cases) {
        for (std::uint32_t seed = 0; seed < 4; ++seed) {
            INFO(mesh.width << "x" << mesh.height << "x" << mesh.cores_per_router << " parts " << parts << " seed " << seed);
            const Demand demand = traffic(parts, seed);
            const Brute brute = try_all(demand, mesh);
            CHECK(mean_over_placements(demand, MeshDistance{mesh}) == Approx(brute.mean));
            CHECK(lower_bound(demand, MeshDistance{mesh}) <= brute.best + 1e-9);
            const double found = hop_weighted_traffic(demand, place(demand, mesh, {}), MeshDistance{mesh});
            CHECK(found == Approx(brute.best));   // so few cores: the search must find the optimum
        }
    }
}

TEST_CASE("the bound is reached where it can be: a chain along a line, a star with four arms") {
    Demand chain;
    chain.flows = {{{1, 5.0}}, {{2, 5.0}}, {{3, 5.0}}, {}};
    chain.from_host.assign(4, 0.0);
    CHECK(lower_bound(chain, MeshDistance{mesh_of(4, 1)}) == 15.0);
    CHECK(hop_weighted_traffic(chain, place(chain, mesh_of(4, 1), {}), MeshDistance{mesh_of(4, 1)}) == 15.0);

    Demand star;
    star.flows = {{{1, 1.0}, {2, 1.0}, {3, 1.0}, {4, 1.0}}, {}, {}, {}, {}};
    star.from_host.assign(5, 0.0);
    CHECK(hop_weighted_traffic(star, place(star, mesh_of(3, 3), {}), MeshDistance{mesh_of(3, 3)}) == 4.0);
    CHECK(lower_bound(star, MeshDistance{mesh_of(3, 3)}) == 4.0);
}

TEST_CASE("the bound knows that only four neighbours are near: a star with eight arms") {
    Demand star;
    star.flows.resize(9);
    for (std::uint32_t arm = 1; arm <= 8; ++arm) star.flows[0].push_back({arm, 1.0});
    star.from_host.assign(9, 0.0);
    CHECK(hop_weighted_traffic(star, place(star, mesh_of(3, 3), {}), MeshDistance{mesh_of(3, 3)}) == 12.0);   // 4 at one hop, 4 at two
    const double bound = lower_bound(star, MeshDistance{mesh_of(3, 3)});
    CHECK(bound >= 10.0);   // the star from its middle 12, from its arms 8: mean 10
    CHECK(bound <= 12.0);
}

TEST_CASE("lower bound, found and random stand in this order on larger generated cases") {
    for (std::uint32_t seed = 0; seed < 12; ++seed) {
        MeshParameters mesh = mesh_of(4 + seed % 5, 3 + seed % 4, 1 + seed % 2);
        mesh.host_x = seed % mesh.width;
        const std::uint32_t parts = 6 + seed;
        const Demand demand = traffic(parts, 100 + seed);
        const MappingQuality q = assess(demand, place(demand, mesh, {.anneal_moves = 2000, .restarts = 2, .seed = seed}), mesh);
        INFO("seed " << seed);
        CHECK(q.lower_bound <= q.hop_weighted_traffic * (1 + 1e-12));
        CHECK(q.hop_weighted_traffic <= q.random_hop_weighted_traffic * (1 + 1e-12));
    }
}

TEST_CASE("a long chain winds through the mesh without a detour") {
    for (const std::uint32_t cores_per_router : {1u, 2u}) {
        const MeshParameters mesh = mesh_of(8, 8, cores_per_router);
        Demand chain;
        chain.flows.resize(60);
        for (std::uint32_t part = 0; part + 1 < 60; ++part) chain.flows[part].push_back({part + 1, 1.0});
        chain.from_host.assign(60, 0.0);
        const std::uint32_t steps = 60 / cores_per_router - 1;   // one hop from router to router
        CHECK(hop_weighted_traffic(chain, place(chain, mesh, {.anneal_moves = 0, .restarts = 0}), MeshDistance{mesh}) == steps);
    }
}

TEST_CASE("more restarts never make a placement worse") {
    const Demand demand = traffic(14, 5);
    const MeshParameters mesh = mesh_of(4, 4);
    double last = 1e300;
    for (const std::uint32_t restarts : {0u, 1u, 2u, 4u}) {
        const double hops = hop_weighted_traffic(demand, place(demand, mesh, {.anneal_moves = 500, .restarts = restarts}), MeshDistance{mesh});
        CHECK(hops <= last);
        last = hops;
    }
}

TEST_CASE("link load follows XY, or YX when the chip routes so") {
    // Core 0 at (0, 0) sends to (1, 1); core (1, 0) sends to (1, 1). XY: both cross (1,0)->(1,1). YX: only one does.
    Demand demand;
    demand.flows = {{{2, 3.0}}, {{2, 4.0}}, {}};
    demand.from_host.assign(3, 0.0);
    demand.use.resize(3);
    MeshParameters mesh = mesh_of(2, 2);
    const Placement at{0, 1, 3};
    CHECK(assess(demand, at, mesh).max_link_load == 7.0);
    mesh.order = RoutingOrder::yx;
    CHECK(assess(demand, at, mesh).max_link_load == 4.0);
    CHECK(assess(demand, at, mesh).worst_hops == 2);
    CHECK(assess(demand, at, mesh).cut_spikes_per_tick == 7.0);
}

TEST_CASE("opposite directions of a link do not share its load") {
    Demand demand;
    demand.flows = {{{1, 3.0}}, {{0, 2.0}}};
    demand.from_host.assign(2, 0.0);
    CHECK(assess(demand, {0, 1}, mesh_of(2, 1)).max_link_load == 3.0);
}

TEST_CASE("host packets are walked from the host's router and can be the worst route") {
    Demand demand;
    demand.flows = {{}};
    demand.from_host = {2.0};
    MeshParameters mesh = mesh_of(4, 4);
    mesh.host_x = 3;
    mesh.host_y = 3;
    const MappingQuality q = assess(demand, {0}, mesh);
    CHECK(q.hop_weighted_traffic == 12.0);
    CHECK(q.worst_hops == 6);
    CHECK(q.max_link_load == 2.0);
    CHECK(q.cut_spikes_per_tick == 0.0);
    CHECK(q.random_hop_weighted_traffic == Approx(2.0 * 3.0));   // mean |3 - x| + |3 - y| over 0..3 is 1.5 + 1.5
    CHECK(place(demand, mesh, {}) == Placement{15});
}

TEST_CASE("traffic inside a core travels no hop") {
    Demand demand;
    demand.flows = {{{0, 100.0}}};
    demand.from_host = {0.0};
    const MappingQuality q = assess(demand, {2}, mesh_of(2, 2));
    CHECK(q.hop_weighted_traffic == 0.0);
    CHECK(q.random_hop_weighted_traffic == 0.0);
    CHECK(q.cut_spikes_per_tick == 0.0);
}

TEST_CASE("cores on one router are no hop apart") {
    Demand demand;
    demand.flows = {{{1, 1.0}}, {{2, 1.0}}, {{3, 1.0}}, {}};
    demand.from_host.assign(4, 0.0);
    const MeshParameters mesh = mesh_of(3, 3, 4);
    CHECK(hop_weighted_traffic(demand, place(demand, mesh, {}), MeshDistance{mesh}) == 0.0);
}

TEST_CASE("a full mesh is filled core by core, each once") {
    const Demand demand = traffic(16, 9);
    Placement at = place(demand, mesh_of(4, 4), {.anneal_moves = 1000, .restarts = 1});
    std::sort(at.begin(), at.end());
    Placement all(16);
    std::iota(all.begin(), all.end(), 0u);
    CHECK(at == all);
}

}  // namespace
}  // namespace aerie::hw
