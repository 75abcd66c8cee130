#include "core/random.h"

#include <cmath>
#include <set>
#include <vector>

#include "tests/catch.h"

using namespace aerie;
using Block = std::array<std::uint32_t, 4>;
using Pair = std::array<std::uint32_t, 2>;

namespace {

/// Mean and variance of n uniform draws must lie within five standard errors of 1/2 and 1/12.
void require_uniform(const std::vector<double>& draws) {
    const double n = static_cast<double>(draws.size());
    double sum = 0, squares = 0;
    for (double u : draws) {
        sum += u;
        squares += (u - 0.5) * (u - 0.5);
    }
    REQUIRE(std::abs(sum / n - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
    REQUIRE(std::abs(squares / n - 1.0 / 12) < 5 * std::sqrt(1.0 / 180 / n));   // var of (u - 1/2)^2 = 1/80 - 1/144
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    double product = 0;
    for (std::size_t k = 0; k < a.size(); ++k) product += (a[k] - 0.5) * (b[k] - 0.5);
    return 12.0 * product / static_cast<double>(a.size());
}

std::vector<double> lane_draws(const DrawKey& key, std::uint32_t count) {
    std::vector<double> draws;
    for (std::uint32_t lane = 0; lane < count; ++lane) draws.push_back(to_unit(key.words(lane, 0)[0]));
    return draws;
}

}  // namespace

// Random123 1.14, tests/kat_vectors: lines "philox4x32 10" and "philox2x32 10".
TEST_CASE("philox4x32 gives the published known answers") {
    CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    const std::uint32_t ones = 0xffffffff;
    CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) == Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("philox2x32 gives the published known answers, at compile time too") {
    STATIC_REQUIRE(philox2x32({0, 0}, 0)[0] == 0xff1dae59);
    CHECK(philox2x32({0, 0}, 0) == Pair{0xff1dae59, 0x6cd10df2});
    CHECK(philox2x32({0xffffffff, 0xffffffff}, 0xffffffff) == Pair{0x2c3f628b, 0xab4fd7ad});
    CHECK(philox2x32({0x243f6a88, 0x85a308d3}, 0x13198a2e) == Pair{0xdd7ce038, 0xf62a4c12});
}

TEST_CASE("a draw is a function of its names alone") {
    const DrawKey first{7, Purpose::program, 3, 1000, 2};
    const DrawKey again{7, Purpose::program, 3, 1000, 2};
    CHECK(first.mask() == again.mask());
    CHECK(first.key() == again.key());
    CHECK(first.words(11, 5) == again.words(11, 5));
}

TEST_CASE("every part of the name changes the draw, its high words too") {
    const std::uint64_t high = std::uint64_t{1} << 40;
    const std::vector<DrawKey> keys{{7, Purpose::program, 3, 1000, 2},  {8, Purpose::program, 3, 1000, 2},
                                    {7 + high, Purpose::program, 3, 1000, 2}, {7, Purpose::initial, 3, 1000, 2},
                                    {7, Purpose::program, 4, 1000, 2},  {7, Purpose::program, 3, 1001, 2},
                                    {7, Purpose::program, 3, 1000 + high, 2}, {7, Purpose::program, 3, 1000, 3}};
    std::set<Pair> drawn;
    for (const DrawKey& key : keys) drawn.insert(key.words(0, 0));
    CHECK(drawn.size() == keys.size());
    CHECK(keys[0].words(1, 0) != keys[0].words(0, 1));
}

TEST_CASE("purposes are told apart: no two share a draw") {
    std::set<Pair> drawn;
    for (const Purpose p : {Purpose::initial, Purpose::connect, Purpose::delay, Purpose::program, Purpose::rounding, Purpose::source})
        for (std::uint32_t entity = 0; entity < 50; ++entity)
            for (std::uint32_t draw = 0; draw < 10; ++draw) drawn.insert(DrawKey{1, p, entity, 0, draw}.words(0, 0));
    CHECK(drawn.size() == 6 * 50 * 10);   // 64-bit draws: a chance collision of 3000 has probability 2^-42
}

TEST_CASE("draws of the lanes of one key are uniform") {
    for (std::uint32_t entity = 0; entity < 5; ++entity) require_uniform(lane_draws({1, Purpose::program, entity, 0, 0}, 100000));
}

TEST_CASE("draws of one lane over ticks are uniform") {
    std::vector<double> draws;
    for (std::uint64_t tick = 0; tick < 100000; ++tick) draws.push_back(to_unit(DrawKey{1, Purpose::source, 0, tick, 0}.words(42, 0)[1]));
    require_uniform(draws);
}

TEST_CASE("neighbouring entities, ticks, draws, lanes and the two words are uncorrelated") {
    const std::uint32_t n = 100000;
    const double bound = 5 / std::sqrt(static_cast<double>(n));   // five standard errors
    const auto base = lane_draws({1, Purpose::program, 0, 0, 0}, n);
    CHECK(std::abs(correlation(base, lane_draws({1, Purpose::program, 1, 0, 0}, n))) < bound);
    CHECK(std::abs(correlation(base, lane_draws({1, Purpose::program, 0, 1, 0}, n))) < bound);
    CHECK(std::abs(correlation(base, lane_draws({1, Purpose::program, 0, 0, 1}, n))) < bound);
    CHECK(std::abs(correlation(base, lane_draws({2, Purpose::program, 0, 0, 0}, n))) < bound);
    std::vector<double> second, shifted(base.begin() + 1, base.end());
    const DrawKey key{1, Purpose::program, 0, 0, 0};
    for (std::uint32_t lane = 0; lane < n; ++lane) second.push_back(to_unit(key.words(lane, 0)[1]));
    CHECK(std::abs(correlation(base, second)) < bound);
    CHECK(std::abs(correlation(shifted, base)) < bound);
}

TEST_CASE("the single words of lanes are the two words of the block that neighbours share, uniform and uncorrelated") {
    const std::uint32_t n = 100000;
    const DrawKey key{3, Purpose::rounding, 2, 9, 1};
    std::vector<double> even, odd, all;
    for (std::uint32_t lane = 0; lane < n; ++lane) {
        REQUIRE(key.word(lane, 5) == key.words(lane / 2, 5)[lane % 2]);
        all.push_back(to_unit(key.word(lane, 5)));
        (lane % 2 == 0 ? even : odd).push_back(all.back());
    }
    require_uniform(all);
    CHECK(std::abs(correlation(even, odd)) < 5 / std::sqrt(n / 2.0));
    CHECK(std::abs(correlation({all.begin() + 1, all.end()}, all)) < 5 / std::sqrt(static_cast<double>(n)));
}

TEST_CASE("256 equal bins of both words pass a chi-square test") {
    const DrawKey key{99, Purpose::rounding, 1, 5, 0};
    std::vector<double> bins(256, 0.0);
    const int n = 256 * 1000;
    for (std::uint32_t lane = 0; lane < n / 2; ++lane)
        for (const std::uint32_t word : key.words(lane, lane / 7)) bins[word >> 24] += 1;
    double chi2 = 0;
    for (double count : bins) chi2 += (count - 1000) * (count - 1000) / 1000;
    CHECK(std::abs(chi2 - 255) < 5 * std::sqrt(2.0 * 255));   // mean 255, variance 510
}

TEST_CASE("to_unit goes from 0 up to 1 and never reaches it") {
    CHECK(to_unit(0) == 0.0);
    CHECK(to_unit(0x80000000u) == 0.5);
    CHECK(to_unit(0xffffffffu) < 1.0);
}

TEST_CASE("to_normal is Box and Muller's formula, finite at both ends") {
    CHECK(to_normal({0xffffffffu, 0}) == 0.0);   // radius sqrt(-2 log 1)
    CHECK(to_normal({0, 0}) == Approx(std::sqrt(2 * 32 * std::log(2.0))));
    CHECK(to_normal({0, 0x80000000u}) == Approx(-std::sqrt(2 * 32 * std::log(2.0))));
}

TEST_CASE("normal draws have the moments of a standard normal") {
    const DrawKey key{5, Purpose::initial, 0, 0, 0};
    const double n = 200000;
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
    for (std::uint32_t lane = 0; lane < 200000; ++lane) {
        const double x = to_normal(key.words(lane, 0));
        m1 += x / n;
        m2 += x * x / n;
        m3 += x * x * x / n;
        m4 += x * x * x * x / n;
    }
    CHECK(std::abs(m1) < 5 * std::sqrt(1 / n));
    CHECK(std::abs(m2 - 1) < 5 * std::sqrt(2 / n));
    CHECK(std::abs(m3) < 5 * std::sqrt(15 / n));
    CHECK(std::abs(m4 - 3) < 5 * std::sqrt(96 / n));
}
