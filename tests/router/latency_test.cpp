/// @file A packet that meets no other: its latency is the closed form, on both edges.
#include "core/error.h"
#include "router/mesh.h"
#include "tests/catch.h"

using namespace aerie;
using namespace aerie::router;

namespace {

struct Published {
    const char* policy;
    std::uint64_t per_router;   ///< cycles per router traversed
    std::uint64_t constant;
    std::uint64_t hop;          ///< of these, cycles from grant to grant that a longer link lengthens
};

// routers.md: bsg Manhattan+1, catalyst 2*(Manhattan+1), B3 3H+2, A4 4H+2 with H = Manhattan+1; aerie: DESIGN section 6, one cycle per hop.
constexpr Published published[] = {{"aerie", 1, 0, 1}, {"bsg", 1, 0, 1}, {"catalyst", 2, 0, 1}, {"booksim-b3", 3, 2, 3}, {"booksim-a4", 4, 2, 3}};

std::uint64_t gap(std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; }

/// Every pair of nodes, one packet at a time.
void require_closed_form(const Published& router, const MeshSpec& spec) {
    Mesh mesh{spec};
    for (std::uint32_t source = 0; source < spec.nodes(); ++source)
        for (std::uint32_t target = 0; target < spec.nodes(); ++target) {
            const Cycles start = mesh.now() + Cycles{100};
            mesh.offer({.source = NodeId{source}, .target = NodeId{target}, .offered = start});
            mesh.drain();
            const Delivery seen = mesh.deliveries().back();
            const std::uint64_t dx = gap(source % spec.width, target % spec.width);
            const std::uint64_t dy = gap(source / spec.width, target / spec.width);
            const std::uint64_t expected = router.per_router * (dx + dy + 1) + router.constant + dx * (spec.hop_latency_x.count() - router.hop) +
                                           dy * (spec.hop_latency_y.count() - router.hop);
            INFO(router.policy << " " << source << " to " << target);
            REQUIRE(seen.accepted == start);
            REQUIRE((seen.ejected - seen.accepted).count() == expected);
            REQUIRE(zero_load_latency(spec, seen.source, seen.target).count() == expected);
        }
}

}  // namespace

TEST_CASE("alone in the mesh, a packet between any two nodes takes the closed form: every router, channels, depth, mesh, hop latency and order of axes") {
    constexpr std::pair<std::uint32_t, std::uint32_t> sizes[] = {{1, 1}, {1, 8}, {5, 4}};
    constexpr std::pair<std::uint64_t, std::uint64_t> longer[] = {{0, 0}, {2, 0}, {1, 70}};
    for (const Published& router : published)
        for (const std::uint32_t channels : {1U, 2U, 4U}) {
            if (channels > 1 && router.constant == 0) continue;   // the BookSim routers alone have several
            for (const std::uint32_t depth : {1U, 4U, 8U})
                for (const auto& [width, height] : sizes)
                    for (const auto& [more_x, more_y] : longer) {
                        MeshSpec spec = mesh_spec(router.policy, width, height, depth, channels);
                        spec.hop_latency_x += Cycles{more_x};
                        spec.hop_latency_y += Cycles{more_y};
                        spec.routing = more_x > more_y ? Routing::yx : Routing::xy;
                        require_closed_form(router, spec);
                    }
        }
}

TEST_CASE("hop latencies of x and y add up separately") {
    MeshSpec spec{.width = 4, .height = 4, .hop_latency_x = Cycles{2}, .hop_latency_y = Cycles{70}};
    Mesh mesh{spec};
    mesh.offer({.source = spec.node(0, 0), .target = spec.node(3, 2), .offered = Cycles{5}});
    mesh.drain();
    REQUIRE(mesh.deliveries()[0].ejected == Cycles{5 + 1 + 3 * 2 + 2 * 70});
}

TEST_CASE("a delivery shows in the cycle after the grant, not before") {
    Mesh mesh{MeshSpec{.width = 3, .height = 1}};
    mesh.offer({.source = NodeId{0}, .target = NodeId{2}, .offered = Cycles{10}});
    mesh.advance_to(Cycles{13});  // cycles up to 12 are decided; Local grants in cycle 10 + 1 + 2
    REQUIRE(mesh.deliveries().empty());
    mesh.advance_to(Cycles{14});
    REQUIRE(mesh.deliveries().size() == 1);
    REQUIRE(mesh.deliveries()[0].ejected == Cycles{13});
    REQUIRE(mesh.deliveries()[0].done == Cycles{15});  // begins in 14, one cycle of service
}

TEST_CASE("a packet is not accepted before it is offered and not later than then") {
    Mesh mesh{MeshSpec{.width = 2, .height = 1}};
    mesh.offer({.source = NodeId{0}, .target = NodeId{1}, .offered = Cycles{7}});
    mesh.advance_to(Cycles{7});
    REQUIRE(mesh.counters().injected == 0);
    mesh.advance_to(Cycles{8});
    REQUIRE(mesh.counters().injected == 1);
}

TEST_CASE("time jumps over silence and offers far ahead are kept") {
    Mesh mesh{MeshSpec{.width = 64, .height = 64}};
    mesh.offer({.source = NodeId{0}, .target = NodeId{4095}, .offered = Cycles{3'000'000'000'000}});
    REQUIRE(mesh.drain() == Cycles{3'000'000'000'000 + 1 + 126 + 1 + 1});
    mesh.advance_to(Cycles{9'000'000'000'000});
    REQUIRE(mesh.now() == Cycles{9'000'000'000'000});
}

TEST_CASE("a busy consumer serves in order and its time is counted to the end") {
    Mesh mesh{MeshSpec{.width = 2, .height = 1, .consumer_depth = 4}};
    for (std::uint32_t tag = 0; tag < 3; ++tag) mesh.offer({.source = NodeId{0}, .target = NodeId{1}, .tag = tag, .offered = Cycles{0}, .service = 100});
    REQUIRE(mesh.drain() == Cycles{3 + 300});  // the first is ejected in cycle 2 and begins in 3
    for (std::uint32_t tag = 0; tag < 3; ++tag) {
        REQUIRE(mesh.deliveries()[tag].tag == tag);
        REQUIRE(mesh.deliveries()[tag].ejected == Cycles{2 + tag});
        REQUIRE(mesh.deliveries()[tag].done == Cycles{3 + 100 * (tag + 1)});
    }
}

TEST_CASE("a spec out of range is refused with the range") {
    REQUIRE_THROWS_AS(Mesh(MeshSpec{.width = 0}), InputError);
    REQUIRE_THROWS_AS(Mesh(MeshSpec{.width = 257}), InputError);
    REQUIRE_THROWS_AS(Mesh(MeshSpec{.fifo_depth = 0}), InputError);
    REQUIRE_THROWS_AS(Mesh(MeshSpec{.hop_latency_x = Cycles{0}}), InputError);
    REQUIRE_THROWS_WITH(router_policy("nocsim"), Catch::Contains("unknown router 'nocsim'") && Catch::Contains("booksim-b3"));
    REQUIRE_THROWS_WITH(router_policy("bsg", 2), Catch::Contains("virtual channels"));
}
