/// @file The bench: zero load by the closed form, throughput bounds, percentiles, and what it writes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "tests/catch.h"
#include "tools/noc/noc_command.h"
#include "tools/noc/sweep_report.h"

using namespace aerie;
using namespace aerie::router;
using namespace aerie::tools;

namespace {

constexpr MeasurePlan short_plan{.warm_up = Cycles{2'000}, .measure = Cycles{4'000}, .drain_limit = Cycles{20'000}, .seed = 3};

MeshSpec eight(const char* policy, std::uint32_t channels, std::uint32_t depth) { return mesh_spec(policy, 8, 8, depth, channels); }

}  // namespace

TEST_CASE("mean zero-load latency over uniform traffic is the closed form of the policy") {
    // Mean distance of uniform traffic, self included, on k nodes in a row: (k*k - 1) / (3 * k). H = distance + 1.
    const double distance = 2 * (64.0 - 1) / 24;
    const auto mean = [](const MeshSpec& spec) { return mean_zero_load_latency(Pattern{"uniform", spec}, spec); };
    REQUIRE(mean(eight("aerie", 1, 4)) == Approx(distance + 1));
    REQUIRE(mean(eight("bsg", 1, 4)) == Approx(distance + 1));
    REQUIRE(mean(eight("catalyst", 1, 4)) == Approx(2 * (distance + 1)));
    REQUIRE(mean(eight("booksim-b3", 4, 8)) == Approx(3 * (distance + 1) + 2));
    REQUIRE(mean(eight("booksim-a4", 2, 4)) == Approx(4 * (distance + 1) + 2));
}

TEST_CASE("at a load at which packets hardly meet, measured latency is the closed form in every configuration") {
    for (const std::string& policy : router_policy_names())
        for (const std::uint32_t channels : {1U, 2U, 4U}) {
            if (channels > 1 && !policy.starts_with("booksim")) continue;
            for (const std::uint32_t depth : {4U, 8U}) {
                MeshSpec spec = mesh_spec(policy, 4, 3, depth, channels);
                if (spec.policy.drops) spec.policy.drops->link_cycles = Cycles{1};   // links of 21 cycles make packets meet at any load
                const Pattern pattern{"bitcomp", spec};
                const LoadPoint point = measure(spec, pattern, 0.0005, {.warm_up = Cycles{0}, .measure = Cycles{200'000}});
                INFO(policy << " " << channels << "x" << depth);
                REQUIRE(point.packets > 800);
                REQUIRE(point.mean_latency == Approx(mean_zero_load_latency(pattern, spec)).epsilon(0.02));  // sampling of sources
            }
        }
}

TEST_CASE("accepted load follows offered load below the bounds of routers.md and stays under them beyond") {
    const struct {
        const char* pattern;
        double bound;
    } cases[] = {{"uniform", 0.5}, {"bitcomp", 0.25}, {"transpose", 1.0 / 7}};
    for (const auto& [name, bound] : cases) {
        const MeshSpec spec = eight("booksim-b3", 4, 8);
        const Pattern pattern{name, spec};
        const LoadPoint below = measure(spec, pattern, 0.6 * bound, short_plan);
        REQUIRE(below.accepted == Approx(below.offered).epsilon(0.02));
        REQUIRE_FALSE(below.is_saturated);
        const LoadPoint beyond = measure(spec, pattern, 1.5 * bound, {.warm_up = Cycles{2'000}, .measure = Cycles{4'000}, .drain_limit = Cycles{0}});
        // Bounds count the most loaded link: on average no more than that is accepted (self-addressed packets of transpose are not bounded: 8 of 64 nodes).
        REQUIRE(beyond.accepted_min <= bound * 1.02);
        REQUIRE(beyond.is_saturated);
    }
}

TEST_CASE("percentiles are ordered and the least node accepts no more than the mean") {
    const MeshSpec spec = eight("aerie", 1, 4);
    const LoadPoint p = measure(spec, Pattern{"uniform", spec}, 0.3, short_plan);
    REQUIRE(p.p50_latency <= p.p95_latency);
    REQUIRE(p.p95_latency <= p.p99_latency);
    REQUIRE(p.p99_latency <= p.max_latency);
    REQUIRE(p.accepted_min <= p.accepted * 1.05);
    REQUIRE(p.offered == Approx(0.3).epsilon(0.02));
}

/// Loads at which mean latency is three times that of zero load, 8x8 uniform, as routers.md states them, and the step of the sweep whose straight
/// lines give them. Latency turns up so steeply that such a line crosses up to a fifth below the true load (tools/noc/README.md).
struct PublishedLoad {
    const char* policy;
    std::uint32_t channels, depth;
    double load;
    double step = 0.025;
};
constexpr PublishedLoad published_loads[] = {
    {"booksim-b3", 1, 4, 0.254}, {"booksim-b3", 1, 8, 0.366}, {"booksim-b3", 2, 4, 0.377}, {"booksim-b3", 2, 8, 0.401},       {"booksim-b3", 4, 8, 0.404},
    {"booksim-a4", 1, 4, 0.155}, {"booksim-a4", 2, 4, 0.353}, {"booksim-a4", 2, 8, 0.385}, {"booksim-a4", 1, 8, 0.156, 0.05}, {"booksim-a4", 4, 8, 0.417}};

/// What the command prints under a sweep with those steps; the two points around the crossing are all that its line looks at.
double crossing_by_sweep(const PublishedLoad& published) {
    const MeshSpec spec = eight(published.policy, published.channels, published.depth);
    const Pattern pattern{"uniform", spec};
    const MeasurePlan plan{.warm_up = Cycles{10'000}, .measure = Cycles{10'000}, .drain_limit = Cycles{1'000'000}, .seed = 1};
    Curve curve{.router = published.policy, .zero_load_latency = mean_zero_load_latency(pattern, spec), .points = {}};
    const double below = std::floor(published.load / published.step) * published.step;
    for (const double load : {below, below + published.step}) curve.points.push_back(measure(spec, pattern, load, plan));
    return crossing_load(curve);
}

TEST_CASE("published saturation loads come back within 2 %: two, four and one channel") {
    for (const PublishedLoad& published : {published_loads[2], published_loads[4], published_loads[5]}) {
        INFO(published.policy << " " << published.channels << "x" << published.depth);
        REQUIRE(crossing_by_sweep(published) == Approx(published.load).epsilon(0.02));
    }
}

TEST_CASE("all ten published saturation loads come back within 2 %", "[.full]") {
    for (const PublishedLoad& published : published_loads) {
        INFO(published.policy << " " << published.channels << "x" << published.depth);
        REQUIRE(crossing_by_sweep(published) == Approx(published.load).epsilon(0.02));
    }
}

TEST_CASE("bisection finds the knee between a load that flows and one that does not") {
    const MeshSpec spec = eight("booksim-a4", 1, 8);
    const Pattern pattern{"uniform", spec};
    const double knee = saturation_load(spec, pattern, short_plan, 0.005);
    REQUIRE(measure(spec, pattern, knee - 0.01, short_plan).mean_latency < 3 * 27);  // 4 * 6.25 + 2
    REQUIRE(measure(spec, pattern, knee + 0.01, short_plan).mean_latency > 3 * 27);
}

TEST_CASE("patterns send where the literature says") {
    const MeshSpec spec{.width = 4, .height = 4};
    const auto target = [&](const char* name, std::uint32_t node) { return Pattern{name, spec}.target(NodeId{node}, 0).index(); };
    REQUIRE(target("transpose", 1) == 4);
    REQUIRE(target("bitcomp", 5) == 10);
    REQUIRE(target("bitrev", 1) == 8);    // 0001 -> 1000
    REQUIRE(target("shuffle", 9) == 3);   // 1001 -> 0011
    REQUIRE(target("tornado", 0) == 5);   // one half less one along each axis
    REQUIRE(target("neighbor", 15) == 0);
    REQUIRE_THROWS_WITH(Pattern("transpose", MeshSpec{.width = 4, .height = 2}), Catch::Contains("square"));
    REQUIRE_THROWS_WITH(Pattern("bitrev", MeshSpec{.width = 3, .height = 3}), Catch::Contains("power of two"));
    REQUIRE_THROWS_WITH(Pattern("spiral", spec), Catch::Contains("uniform"));
    for (const std::string& name : Pattern::names())
        for (std::uint32_t s = 0; s < 16; ++s) {
            double sum = 0;
            for (std::uint32_t t = 0; t < 16; ++t) sum += Pattern{name, spec}.probability(NodeId{s}, NodeId{t});
            REQUIRE(sum == Approx(1));
        }
}

TEST_CASE("loads are read as a range or a list, and nothing else") {
    REQUIRE(parse_loads("0.1,0.25", 9) == std::vector<double>{0.1, 0.25});
    const auto range = parse_loads("0.1..0.5", 5);
    REQUIRE(range.size() == 5);
    REQUIRE(range[1] == Approx(0.2));
    REQUIRE(range[4] == Approx(0.5));
    for (const char* bad : {"", "x", "0.5..0.1", "0..0.5", "0.1,", "1.5", "0.1...0.5", "nan"}) REQUIRE_THROWS_AS(parse_loads(bad, 3), InputError);
}

TEST_CASE("the command gives the same bytes for the same seed, and other bytes for another") {
    NocOptions options{.routers = {"aerie", "booksim-b3"}, .topologies = {"mesh:4x4"}, .loads = "0.1,0.3", .plan = {.warm_up = Cycles{200}, .measure = Cycles{500}}};
    const std::string text = run_noc(options).text;
    REQUIRE(run_noc(options).text == text);
    options.plan.seed = 2;
    REQUIRE(run_noc(options).text != text);
    options.topologies = {"ring:4"};
    REQUIRE_THROWS_WITH(run_noc(options), Catch::Contains("mesh:8x8"));
}

TEST_CASE("CSV has a line per point and the picture a line per router") {
    const Curve curve{.router = "aerie 1x4", .zero_load_latency = 10,
                      .points = {{.load = 0.1, .accepted = 0.1, .accepted_min = 0.09, .mean_latency = 12}, {.load = 0.2, .accepted = 0.18, .accepted_min = 0.11, .mean_latency = 100}}};
    const std::vector<Curve> curves{curve, curve};
    const std::string csv = sweep_csv(curves);
    REQUIRE(std::count(csv.begin(), csv.end(), '\n') == 5);
    REQUIRE_THAT(csv, Catch::Contains("accepted_min_node") && Catch::Contains("0.110000"));
    REQUIRE_THAT(sweep_table(curves), Catch::Contains("0.1100"));
    const std::string svg = sweep_svg(curves, "a < b");
    REQUIRE_THAT(svg, Catch::StartsWith("<svg") && Catch::EndsWith("</svg>\n") && Catch::Contains("a &lt; b") && Catch::Contains("aerie 1x4"));
    REQUIRE_THAT(svg, Catch::Contains("least node") && Catch::Contains("class='line least'"));
    REQUIRE(crossing_load(curve) == Approx(0.1 + 0.1 * (30 - 12) / (100 - 12)));
}

namespace {

MeshSpec on(Topology topology, std::uint32_t side, std::uint32_t depth = 4) {
    MeshSpec spec = mesh_spec("aerie", side, side, depth);
    spec.topology = topology;
    return spec;
}

/// All sources always have a packet to send.
double most_accepted(const MeshSpec& spec, const char* pattern) {
    return measure(spec, Pattern{pattern, spec}, 1.0, {.warm_up = Cycles{2'000}, .measure = Cycles{4'000}, .drain_limit = Cycles{0}}).accepted;
}

}  // namespace

TEST_CASE("uniform traffic stays under the bound of the bisection, and closing the rings lifts it") {
    // Dally and Towles, chapter 3: half of the packets cross the middle, half of these each way, over k links a way in a mesh of k x k and 2k in a torus:
    // accepted <= 4/k and 8/k. A hexagonal torus has 4k: each row's east and its diagonal, at two seams.
    const double mesh = most_accepted(on(Topology::mesh, 16), "uniform"), torus = most_accepted(on(Topology::torus, 16), "uniform"),
                 hex = most_accepted(on(Topology::hex_torus, 16), "uniform");
    REQUIRE(mesh <= 4.0 / 16);
    REQUIRE(torus <= 8.0 / 16);
    REQUIRE(hex <= 16.0 / 16);
    REQUIRE(torus > 1.3 * mesh);
    REQUIRE(hex > torus);
}

TEST_CASE("tornado traffic on a torus stays under the load of its one busy direction") {
    // Every packet goes k/2 - 1 hops east and as many south: each of these links carries (k/2 - 1) times what a node sends.
    const double torus = most_accepted(on(Topology::torus, 8), "tornado");
    REQUIRE(torus <= 1.0 / 3 * 1.01);   // packets that were under way when measurement began are counted too
    REQUIRE(torus > 0.5 / 3);
    // A hexagonal torus has (3, -5) and (-5, 3) for (3, 3): five hops. Sources of even columns take the first, three hops north-east: of three in a row along
    // the diagonal two at most.
    const double hex = most_accepted(on(Topology::hex_torus, 8), "tornado");
    REQUIRE(hex <= 1.0 / 2 * 1.01);
    REQUIRE(hex > torus);
}

TEST_CASE("at a load at which packets hardly meet, latency is the closed form on every topology") {
    for (const Topology topology : {Topology::mesh, Topology::torus, Topology::hex_torus}) {
        MeshSpec spec = on(topology, 4);
        spec.hop_latency_diagonal = Cycles{3};
        const Pattern pattern{"tornado", spec};
        const LoadPoint point = measure(spec, pattern, 0.0005, {.warm_up = Cycles{0}, .measure = Cycles{200'000}});
        REQUIRE(point.mean_latency == Approx(mean_zero_load_latency(pattern, spec)).epsilon(0.01));
    }
}

TEST_CASE("a router that drops: every measured packet arrives or is lost, and drops are shown") {
    NocOptions options{.routers = {"spinnaker1"}, .topologies = {"hex_torus:6x6"}, .loads = "0.08", .plan = {.warm_up = Cycles{500}, .measure = Cycles{1'500}}};
    options.drops.wait1 = 4;
    options.drops.reinject_after = 0;
    MeshSpec spec = mesh_spec("spinnaker1", 6, 6, 4);
    spec.policy.drops->wait1 = Cycles{4};
    spec.policy.drops->reinject_after = Cycles{0};
    const LoadPoint lossy = measure(spec, Pattern{"uniform", spec}, 0.08, options.plan);
    REQUIRE(lossy.lost > 0);
    REQUIRE(lossy.dropped == lossy.lost);
    REQUIRE_FALSE(lossy.is_saturated);   // what is lost is not waited for
    const NocResult result = run_noc(options);
    REQUIRE_THAT(result.text, Catch::Contains("spinnaker1 1x4 hex_torus:6x6") && Catch::Contains("dropped       lost") && Catch::Contains(fmt::format(" {:10} {:10}", lossy.dropped, lossy.lost)));
    spec.policy.drops->reinject_after = Cycles{30};
    const LoadPoint kept = measure(spec, Pattern{"uniform", spec}, 0.03, options.plan);
    REQUIRE(kept.dropped > 0);
    REQUIRE((kept.lost == 0 && !kept.is_saturated));
}

TEST_CASE("routers and topologies are crossed, and what does not go together is refused by name") {
    NocOptions options{.routers = {"aerie", "bsg"}, .topologies = {"mesh:4x4", "torus:4x4"}, .loads = "0.1", .plan = {.warm_up = Cycles{100}, .measure = Cycles{100}}};
    const std::string text = run_noc(options).text;
    for (const char* curve : {"aerie 1x4 mesh:4x4", "bsg 1x4 mesh:4x4", "aerie 1x4 torus:4x4", "bsg 1x4 torus:4x4"}) REQUIRE_THAT(text, Catch::Contains(curve));
    options.routers = {"booksim-b3"};
    REQUIRE_THROWS_WITH(run_noc(options), Catch::Contains("deadlock"));
    options.routers = {"spinnaker1"};
    REQUIRE_THROWS_WITH(run_noc(options), Catch::Contains("triangle"));
    options.drops.emergency = false;
    REQUIRE_THAT(run_noc(options).text, Catch::Contains("spinnaker1 1x4 torus:4x4"));
    options.routers = {"aerie"};
    REQUIRE_THROWS_WITH(run_noc(options), Catch::Contains("'aerie' drops nothing") && Catch::Contains("spinnaker1"));
    for (const char* bad : {"torus", "torus:", "torus:4", "torus:4x", "torus:4x4x", "hex:4x4", ":4x4", "torus:-4x4"}) {
        options = {.topologies = {bad}};
        REQUIRE_THROWS_WITH(run_noc(options), Catch::Contains("not a topology"));
    }
}
