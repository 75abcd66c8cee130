#include "hw_model/processor/readout_weights.h"

#include <cmath>
#include <numeric>

#include "tests/catch.h"

using namespace aerie;
using hw::ReadoutWeights;

namespace {

DrawKey key_at(std::uint64_t tick) { return {1, Purpose::rounding, 3, tick, 0}; }

}  // namespace

TEST_CASE("a sum of products is exact for whole numbers of any count") {
    for (std::size_t n = 0; n < 40; ++n) {
        std::vector<double> a(n), b(n, 2.0);
        std::iota(a.begin(), a.end(), 1.0);
        CHECK(hw::sum_of_products(a, b) == static_cast<double>(n * (n + 1)));
    }
}

TEST_CASE("weights without a format are doubles") {
    ReadoutWeights w{{0.1, -0.2}, {}};
    w.move(0.5, std::vector<double>{1e-12, 3.0}, key_at(0));
    CHECK(w.values() == std::vector<double>{0.1 + 0.5 * 1e-12, -0.2 + 1.5});
}

TEST_CASE("weights with a format lie on its grid, saturate at its ends and lose what is below half a quantum") {
    const fixed::Format format = fixed::signed_format_for({-1.9, 1.9}, 8);   // Q1.6
    ReadoutWeights w{{0.3, 5.0, -5.0, 0.0}, {format, fixed::Rounding::nearest}};
    CHECK(w.values() == std::vector<double>{19.0 / 64, 127.0 / 64, -2.0, 0.0});
    w.move(1.0, std::vector<double>{1.0 / 64, 1.0, -1.0, 0.49 / 64}, key_at(0));
    CHECK(w.values() == std::vector<double>{20.0 / 64, 127.0 / 64, -2.0, 0.0});
}

TEST_CASE("stochastic rounding of weights keeps the mean of what nearest rounding loses") {
    const fixed::Format format = fixed::signed_format_for({-0.9, 0.9}, 8);   // Q0.7
    constexpr std::size_t members = 2000;
    ReadoutWeights w{std::vector<double>(members), {format, fixed::Rounding::stochastic}};
    const std::vector<double> quarter_quantum(members, 0.25 / 128);
    for (std::uint64_t tick = 0; tick < 40; ++tick) w.move(1.0, quarter_quantum, key_at(tick));
    const double mean = std::accumulate(w.values().begin(), w.values().end(), 0.0) / members;
    // 40 steps of 1/4 quantum; each is a coin of variance 3/16, so the mean of 2000 lies within 5 sigma of 10 quanta.
    CHECK(mean * 128 == Approx(10.0).margin(5 * std::sqrt(40 * 3.0 / 16 / members)));
}
