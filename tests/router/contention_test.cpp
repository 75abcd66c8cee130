/// @file Packets that meet: every cycle below is computed by hand from the rules in router/README.md.
#include <algorithm>
#include <tuple>

#include "router/mesh.h"
#include "tests/catch.h"
#include "tests/router/traffic.h"

using namespace aerie;
using namespace aerie::router;

namespace {

Packet packet(std::uint32_t source, std::uint32_t target, std::uint32_t tag, std::uint64_t offered, std::uint32_t service = 1) {
    return {.source = NodeId{source}, .target = NodeId{target}, .tag = tag, .offered = Cycles{offered}, .service = service};
}

struct Times {
    std::uint64_t accepted, ejected, done;
    bool operator==(const Times&) const = default;
};

Times times_of(const Mesh& mesh, std::uint32_t tag) {
    for (const Delivery& d : mesh.deliveries())
        if (d.tag == tag) return {d.accepted.count(), d.ejected.count(), d.done.count()};
    return {};
}

}  // namespace

TEST_CASE("two packets that want one output in the same cycle go in scan order, and the pointer turns the order the next time") {
    // At node 1 the packet from node 0 (West) and node 1's own (Local) both stand at the head in cycle 2 and want East.
    Mesh mesh{MeshSpec{.width = 3, .height = 1}};
    mesh.offer(packet(0, 2, 1, 0));
    mesh.offer(packet(1, 2, 2, 1));
    mesh.drain();
    REQUIRE(times_of(mesh, 1) == Times{0, 3, 5});  // pointer at North: West is scanned before Local
    REQUIRE(times_of(mesh, 2) == Times{1, 4, 6});  // granted one cycle later
    REQUIRE(mesh.pointer(NodeId{1}, Direction::east) == Direction::north);  // past Local, the last winner

    mesh.offer(packet(0, 2, 3, 100));  // alone: West wins in 102, pointer moves past West to Local
    mesh.offer(packet(0, 2, 4, 200));
    mesh.offer(packet(1, 2, 5, 201));
    mesh.drain();
    REQUIRE(times_of(mesh, 5) == Times{201, 203, 205});  // now Local is scanned first
    REQUIRE(times_of(mesh, 4) == Times{200, 204, 206});
}

TEST_CASE("with one place per FIFO a stream moves once per round trip of a credit") {
    // Granted in g, head downstream in g + hop, its place is free again hop + credit cycles after g.
    for (const std::uint64_t credit : {1U, 2U, 3U})
        for (const std::uint64_t hop : {1U, 2U, 3U}) {
            Mesh mesh{MeshSpec{.width = 2, .height = 1, .fifo_depth = 1, .consumer_depth = 16, .hop_latency_x = Cycles{hop}, .credit_latency = Cycles{credit}}};
            for (std::uint32_t tag = 0; tag < 8; ++tag) mesh.offer(packet(0, 1, tag, 0));
            mesh.drain();
            for (std::uint32_t tag = 0; tag < 8; ++tag) REQUIRE(times_of(mesh, tag).ejected == 1 + hop + tag * (hop + credit));
        }
}

TEST_CASE("as many places as the round trip is long keep a stream at one packet per cycle, one place fewer does not") {
    for (const std::uint32_t depth : {5U, 4U}) {  // hop 3 + credit 2 = 5
        Mesh mesh{MeshSpec{.width = 2, .height = 1, .fifo_depth = depth, .consumer_depth = 16, .hop_latency_x = Cycles{3}, .credit_latency = Cycles{2}}};
        for (std::uint32_t tag = 0; tag < 10; ++tag) mesh.offer(packet(0, 1, tag, 0));
        mesh.drain();
        REQUIRE(times_of(mesh, 9).ejected == (depth == 5 ? 4 + 9 : 4 + 9 + 2));  // four go, one cycle is lost, four go, one is lost, two go
    }
}

TEST_CASE("a busy consumer holds back what is behind it, and a head blocks the queue behind it") {
    Mesh mesh{MeshSpec{.width = 3, .height = 1, .consumer_depth = 1}};
    mesh.offer(packet(0, 1, 1, 0, 50));
    mesh.offer(packet(0, 1, 2, 0));
    mesh.offer(packet(0, 2, 3, 0));
    mesh.drain();
    REQUIRE(times_of(mesh, 1) == Times{0, 2, 53});   // begins in 3, last cycle of service 52
    REQUIRE(times_of(mesh, 2) == Times{1, 53, 55});  // the credit of 52 may be used in 53
    REQUIRE(times_of(mesh, 3) == Times{2, 55, 57});  // head at node 1 in 54, head at node 2 in 55
    REQUIRE(mesh.stall_cycles(NodeId{1}, Direction::west) == 50);  // packet 2 stood from 3 to 52
    REQUIRE(mesh.max_occupancy(NodeId{1}, Direction::west) == 2);
}

TEST_CASE("a consumer without a FIFO takes nothing in a cycle in which it is not ready") {
    MeshSpec spec = mesh_spec("bsg", 1, 1, 2);
    Mesh mesh{spec};
    mesh.offer(packet(0, 0, 1, 0));
    mesh.offer(packet(0, 0, 2, 0));
    mesh.set_ready(NodeId{0}, false);
    mesh.advance_to(Cycles{7});
    REQUIRE(mesh.deliveries().empty());
    mesh.set_ready(NodeId{0}, true);
    mesh.advance_to(Cycles{8});
    REQUIRE(times_of(mesh, 1) == Times{0, 7, 8});
    mesh.set_ready(NodeId{0}, false);
    REQUIRE(mesh.drain() >= Cycles{8});
    REQUIRE(mesh.in_flight() == 1);  // never ready again: drain ends and says so
    mesh.set_ready(NodeId{0}, true);
    mesh.drain();
    REQUIRE(mesh.in_flight() == 0);
}

TEST_CASE("a register at the output passes one packet in two cycles") {
    Mesh mesh{mesh_spec("catalyst", 2, 1, 8)};
    for (std::uint32_t tag = 0; tag < 6; ++tag) mesh.offer(packet(0, 1, tag, 0));
    mesh.drain();
    for (std::uint32_t tag = 0; tag < 6; ++tag) REQUIRE(times_of(mesh, tag).ejected == 4 + 2 * tag);  // 2 * (Manhattan + 1), then every second cycle
}

TEST_CASE("XY turns once and YX turns once, at the other corner") {
    for (const Routing routing : {Routing::xy, Routing::yx}) {
        const MeshSpec spec{.width = 3, .height = 3, .routing = routing};
        Mesh mesh{spec};
        mesh.offer(packet(0, 8, 1, 0));
        mesh.drain();
        const bool xy = routing == Routing::xy;
        REQUIRE(mesh.link_packets(NodeId{0}, Direction::east) == (xy ? 1 : 0));
        REQUIRE(mesh.link_packets(NodeId{0}, Direction::south) == (xy ? 0 : 1));
        REQUIRE(mesh.link_packets(spec.node(2, 0), Direction::south) == (xy ? 1 : 0));
        REQUIRE(mesh.link_packets(spec.node(0, 2), Direction::east) == (xy ? 0 : 1));
        REQUIRE(mesh.link_packets(NodeId{8}, Direction::local) == 1);
    }
}

TEST_CASE("nothing is lost, nothing comes twice, and hops are the Manhattan distances, under every policy that drops nothing") {
    for (const std::string& policy : router_policy_names())
        for (const std::uint32_t channels : {1U, 2U, 4U}) {
            if ((channels > 1 && !policy.starts_with("booksim")) || router_policy(policy).drops) continue;
            MeshSpec spec = mesh_spec(policy, 5, 3, 4, channels);
            Mesh mesh{spec};
            std::vector<int> seen;
            std::uint64_t distance = 0;
            for (const Packet& p : test::traffic("uniform", 0.8, 300, spec, 3)) {
                const auto gap = [](std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; };
                distance += gap(p.source.index() % 5, p.target.index() % 5) + gap(p.source.index() / 5, p.target.index() / 5);
                mesh.offer(p);
                seen.push_back(0);
            }
            mesh.drain();
            for (const Delivery& d : mesh.deliveries()) ++seen[d.tag];
            REQUIRE(std::count(seen.begin(), seen.end(), 1) == static_cast<std::ptrdiff_t>(seen.size()));
            const MeshCounters sum = mesh.counters();
            REQUIRE(sum.hops() == distance);
            REQUIRE(sum.buffer_writes == distance + seen.size());
            REQUIRE(sum.grants[index_of(Direction::local)] == seen.size());
        }
}

TEST_CASE("the way of asking does not show: one call, one cycle at a time, or ragged steps give the same deliveries") {
    const MeshSpec spec{.width = 6, .height = 4, .fifo_depth = 2, .consumer_depth = 2, .hop_latency_y = Cycles{2}};
    const auto packets = test::traffic("bursts", 0.4, 400, spec, 11);
    const auto run = [&](std::uint32_t longest) {
        Mesh mesh{spec};
        test::Dice dice{longest};
        std::size_t next = 0;
        while (next < packets.size() || mesh.in_flight() > 0) {
            const Cycles end = mesh.now() + Cycles{1 + dice.below(longest)};
            while (next < packets.size() && packets[next].offered < end) mesh.offer(packets[next++]);
            mesh.advance_to(end);
        }
        std::vector<Times> times;
        for (std::uint32_t tag = 0; tag < packets.size(); ++tag) times.push_back(times_of(mesh, tag));
        return times;
    };
    const auto expected = run(1);
    REQUIRE(run(1'000'000) == expected);
    REQUIRE(run(13) == expected);
    REQUIRE(run(200) == expected);
}

TEST_CASE("deliveries come by ejection cycle and then by node") {
    const MeshSpec spec{.width = 5, .height = 5};
    Mesh mesh{spec};
    for (const Packet& p : test::traffic("uniform", 0.3, 300, spec, 21)) mesh.offer(p);
    mesh.drain();
    const auto earlier = [](const Delivery& a, const Delivery& b) { return std::tie(a.ejected, a.target) < std::tie(b.ejected, b.target); };
    REQUIRE(std::is_sorted(mesh.deliveries().begin(), mesh.deliveries().end(), earlier));
}
