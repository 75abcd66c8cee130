/// @file Goldens of multicast runs: one record per NeuroCore, each with the way of its own copy.
#include <algorithm>
#include <map>

#include "router/topology.h"
#include "tests/catch.h"
#include "tests/scratch_directory.h"
#include "tests/tools/golden/sample.h"
#include "tools/golden/check.h"

using namespace aerie;
using namespace aerie::tests;
using router::Direction;

namespace {

session::Request balanced_on(const std::string& chip, std::vector<std::string> overrides) {
    session::Request request;
    request.network = AERIE_GOLDENS "/balanced.txtpb";
    request.chip = chip;
    request.overrides = std::move(overrides);
    request.map.min_cores = 9;
    request.duration = "20 ms";
    return request;
}

/// Follows each packet's grants from router to router.
void require_ways_lead_there(const std::vector<TracedPacket>& packets, const router::Grid& grid) {
    for (const TracedPacket& p : packets) {
        NodeId at = p.from;
        REQUIRE_FALSE(p.hops.empty());
        for (const golden::Hop& hop : p.hops) {
            if (hop.out != Direction::local) at = *router::neighbour(grid, at, hop.out);
        }
        REQUIRE(at == p.to);
        REQUIRE(p.hops.back().out == Direction::local);
        REQUIRE(p.hops.back().cycle == p.ejected);
        REQUIRE(std::is_sorted(p.hops.begin(), p.hops.end(), [](const golden::Hop& a, const golden::Hop& b) { return a.cycle < b.cycle; }));
    }
}

}  // namespace

TEST_CASE("a multicast run gives its golden again, and a changed latency shows") {
    const ScratchDirectory scratch{"golden-multicast"};
    const auto file = scratch / "balanced.golden";
    golden::bless(balanced_on("aerie", {"mesh.width=3", "mesh.height=3", "mesh.cast=multicast"}), file);
    CHECK(golden::check(file, {}).is_same());
    CHECK(golden::check(file, {.threads = 3}).is_same());
    const golden::Comparison slow = golden::check(file, {.overrides = {"mesh.hop_cycles_x=2"}});
    CHECK(slow.packets);
    CHECK_FALSE(slow.spikes);   // time alone moved
    CHECK(golden::check(file, {.overrides = {"mesh.cast=unicast"}}).packets);
    const std::vector<TracedPacket> packets = all<TracedPacket>(file);
    require_ways_lead_there(packets, {router::Topology::mesh, 3, 3});
    std::map<std::pair<std::uint64_t, Address>, std::uint64_t> offered;   // all copies of a spike are one offer
    for (const TracedPacket& p : packets) REQUIRE(offered.emplace(std::pair{p.tick, p.source}, p.offered).first->second == p.offered);
    CHECK(offered.size() < packets.size());
}

TEST_CASE("a run on the hexagonal torus of spinnaker1, with drops, gives its golden again") {
    const ScratchDirectory scratch{"golden-spinnaker"};
    const auto file = scratch / "balanced.golden";
    golden::bless(balanced_on("spinnaker1", {"mesh.wait1_cycles=2", "mesh.cores_per_router=1", "capacity.neurons=16"}), file);
    CHECK(golden::check(file, {.threads = 2}).is_same());
    require_ways_lead_there(all<TracedPacket>(file), {router::Topology::hex_torus, 8, 8});
}
