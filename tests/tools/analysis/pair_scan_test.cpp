#include "tools/analysis/pair_scan.h"

#include <cmath>

#include "tests/catch.h"

using namespace aerie;
using namespace aerie::analysis;
using Weights = std::vector<double>;

namespace {

/// Neuron 0 sends, neuron 1 receives, tau 10 ms: potentiation where 0 is first.
Scan scanned(const std::vector<Event>& events, ScanOptions options = {}) { return scan(events, options); }
double e(double x) { return std::exp(x); }

}  // namespace

TEST_CASE("the window: exp(x / tau) before, 1 at 0, -exp(-x / tau) after, each with its own size") {
    const Window window{};
    CHECK(window.change(-10) == Approx(e(-1)).epsilon(1e-15));
    CHECK(window.change(10) == Approx(-e(-1)).epsilon(1e-15));
    CHECK(window.change(0) == 1);
    const Window other{20, 2, 3, -4};
    CHECK(other.change(-20) == Approx(2 * e(-1)).epsilon(1e-15));
    CHECK(other.change(20) == Approx(-3 * e(-1)).epsilon(1e-15));
    CHECK(other.change(0) == -4);
}

TEST_CASE("on the bus only neighbours are a pair: a spike of another neuron between them cancels it") {
    const Scan s = scanned({{0, 0}, {5, 1}, {6, 7}, {8, 0}, {12, 7}, {14, 1}, {15, 0}});
    REQUIRE(s.weight.size() == 6);
    CHECK(s.weight[0] == Approx(e(-0.5)));
    CHECK(s.weight[4] == s.weight[0]);                                 // 1 to 7, 7 to 0, 0 to 7, 7 to 1
    CHECK(s.weight[5] == Approx(e(-0.5) - e(-0.1)));                   // 1 then 0
    CHECK(s.potentiations == 1);
    CHECK(s.depressions == 1);
    CHECK(s.updates() == 2);
}

TEST_CASE("nearest looks at neighbours among the two neurons alone") {
    const std::vector<Event> events{{0, 0}, {2, 5}, {5, 1}, {6, 7}, {8, 0}};
    CHECK(scanned(events).updates() == 0);
    const Scan s = scanned(events, {.pairing = Pairing::nearest});
    CHECK(s.weight == Weights{e(-0.5), e(-0.5) - std::exp(-3 / 10.0)});
}

TEST_CASE("all pairs meet once, whichever comes first") {
    const Scan s = scanned({{0, 0}, {5, 1}, {5, 9}, {8, 0}, {10, 1}}, {.pairing = Pairing::all});
    REQUIRE(s.weight.size() == 5);
    CHECK(s.weight[0] == 0);
    CHECK(s.weight[1] == Approx(e(-0.5)));
    CHECK(s.weight[2] == s.weight[1]);
    CHECK(s.weight[3] == Approx(e(-0.5) - e(-0.3)));
    CHECK(s.weight[4] == Approx(e(-0.5) - e(-0.3) + e(-1) + e(-0.2)));   // the second receiver's spike meets both of the sender
    CHECK(s.updates() == 4);
}

TEST_CASE("equal times add what stands at 0, in either order, and are counted apart") {
    for (const auto pairing : {Pairing::bus, Pairing::nearest, Pairing::all}) {
        const Scan up = scanned({{3, 0}, {3, 1}}, {.pairing = pairing}), down = scanned({{3, 1}, {3, 0}}, {.pairing = pairing});
        CHECK(up.weight.back() == 1);
        CHECK(down.weight.back() == 1);
        CHECK(up.at_zero == 1);
        CHECK(down.at_zero == 1);
    }
}

TEST_CASE("the last pair of neighbours can be left out, and short lists have none") {
    const std::vector<Event> events{{0, 3}, {1, 0}, {2, 1}};
    CHECK(scanned(events).weight == Weights{0, e(-0.1)});
    CHECK(scanned(events, {.leaves_out_last = true}).weight == Weights{0});
    for (std::size_t n = 0; n < 2; ++n) {
        const std::vector<Event> few(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(n));
        CHECK(scanned(few).weight.empty());
        CHECK(scanned(few, {.leaves_out_last = true}).weight.empty());
    }
}

TEST_CASE("roles follow the addresses that are asked for, and the start is added") {
    const std::vector<Event> events{{0, 4}, {10, 2}};
    CHECK(scanned(events, {.pre = 4, .post = 2}).weight.back() == Approx(e(-1)));
    CHECK(scanned(events, {.pre = 2, .post = 4, .start = 5}).weight.back() == Approx(5 - e(-1)));
}

TEST_CASE("on a grid the weight is rounded after each change and kept within it") {
    const std::vector<Event> up{{0, 0}, {1, 1}, {100, 5}, {200, 0}, {201, 1}};   // twice exp(-0.1) = 0.9048
    const auto last = [&](const std::vector<Event>& events, WeightGrid grid, double start = 0) { return scanned(events, {.grid = grid, .start = start}).weight.back(); };
    CHECK(last(up, {-16, 48, 6, hw::Rounding::nearest}) == 2);            // quantum 1
    CHECK(last(up, {-16, 48, 6, hw::Rounding::toward_zero}) == 0);
    CHECK(last(up, {-16, 48, 8, hw::Rounding::nearest}) == 2);            // 0.9048 is 1 to the next quarter
    CHECK(last(up, {-16, 48, 8, hw::Rounding::toward_zero}) == 1.5);      // 0.75, then 1.6548
    CHECK(last(up, {-16, 48, 4, hw::Rounding::nearest}) == 0);            // quantum 4
    CHECK(last(up, {0, 2, 3, hw::Rounding::nearest}) == 1.75);            // the largest of eight codes
    CHECK(last({{0, 1}, {1, 0}}, {-0.5, 2, 10, hw::Rounding::nearest}) == -0.5);
}

TEST_CASE("stochastic rounding is right in the mean and the same for the same seed") {
    const std::vector<Event> pair{{0, 0}, {10, 1}};   // exp(-1) = 0.3679, a little more than a third of a quantum
    double sum = 0;
    constexpr std::uint64_t seeds = 2000;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const WeightGrid grid{-16, 48, 6, hw::Rounding::stochastic, seed};
        const double w = scanned(pair, {.grid = grid}).weight.back();
        CHECK((w == 0 || w == 1));
        CHECK(scanned(pair, {.grid = grid}).weight.back() == w);
        sum += w;
    }
    CHECK(std::abs(sum / seeds - e(-1)) < 4 * 0.5 / std::sqrt(double{seeds}));
}
