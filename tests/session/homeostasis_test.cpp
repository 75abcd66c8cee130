/// @file Homeostasis on virtual chips against 2000 float runs: who still regulates at which precision. Figures: reference.md section 6.
#include <fmt/format.h>

#include <iostream>

#include "tests/session/homeostasis_runs.h"

using namespace aerie;
using namespace aerie::test;

namespace {

/// Mean and standard deviation over 2000 seeds, and the range of 95 % of them where it is given.
struct Band {
    double mean, sd, low = -1, high = -1;
};
constexpr std::array<Band, segments> unregulated_bands{{{24.34, 1.49, 21.5, 27.3}, {47.40, 2.05, 43.4, 51.4}, {0.0, 0.02, 0.0, 0.11}, {33.73, 1.73, 30.4, 37.3}}};
constexpr std::array<Band, segments> regulated_bands{{{47.5, 2.2, 43.3, 51.4}, {52.8, 1.9, 49.2, 56.5}, {44.2, 2.1, 40.2, 48.4}, {51.9, 2.2, 47.6, 56.0}}};
constexpr std::array<Band, segments> last_half_bands{{{50.0, 3.0}, {51.5, 2.6}, {46.5, 2.8}, {50.0, 3.1}}};
constexpr std::array<Band, segments> mean_w_bands{{{1.194, 0.069}, {0.574, 0.109}, {1.860, 0.025}, {1.082, 0.075}}};
constexpr std::array<Band, segments> end_w_bands{{{1.29, 0.18}, {0.51, 0.28}, {1.954, 0.013}, {1.01, 0.21, 0.6, 1.4}}};

/// The mean of n seeds lies within 4 standard errors: sd / sqrt(n) of ours, sd / sqrt(2000) of the reference's, half a digit of its print.
/// Twenty such figures are wrong by chance once in 800 choices of seeds.
void check_mean(const std::vector<Regulation>& runs, BySegment Regulation::* what, const std::array<Band, segments>& bands, double half_digit) {
    const double n = static_cast<double>(runs.size());
    for (std::size_t k = 0; k < segments; ++k) {
        INFO("segment " << k << ", reference " << bands[k].mean << " +- " << bands[k].sd);
        CHECK(std::abs(mean_of(runs, what, k) - bands[k].mean) <= 4.0 * bands[k].sd * std::sqrt(1.0 / n + 1.0 / 2000.0) + half_digit);
    }
}

/// Each seed falls outside a 95 % range with probability 0.05: of 20, more than 5 do so once in 3000.
void check_ranges(const std::vector<Regulation>& runs, BySegment Regulation::* what, const std::array<Band, segments>& bands) {
    for (std::size_t k = 0; k < segments; ++k) {
        if (bands[k].low < 0) continue;
        std::size_t outside = 0;
        for (const Regulation& r : runs) outside += (r.*what)[k] < bands[k].low || (r.*what)[k] > bands[k].high ? 1 : 0;
        INFO("segment " << k << ", range " << bands[k].low << " to " << bands[k].high);
        const double n = static_cast<double>(runs.size());
        CHECK(static_cast<double>(outside) <= 0.05 * n + 4.0 * std::sqrt(0.05 * 0.95 * n) + (n <= 20 ? 0.1 : 0.0));
    }
}

void check_reference(const std::vector<Regulation>& runs) {
    check_mean(runs, &Regulation::unregulated_hz, unregulated_bands, 0.005);
    check_mean(runs, &Regulation::regulated_hz, regulated_bands, 0.05);
    check_mean(runs, &Regulation::last_half_hz, last_half_bands, 0.05);
    check_mean(runs, &Regulation::mean_w, mean_w_bands, 0.0005 + 0.005);   // ours is sampled every 20 ms
    check_mean(runs, &Regulation::end_w, end_w_bands, 0.005);
    check_ranges(runs, &Regulation::unregulated_hz, unregulated_bands);
    check_ranges(runs, &Regulation::regulated_hz, regulated_bands);
    check_ranges(runs, &Regulation::end_w, end_w_bands);
}

Variant digital(const std::string& bits, const std::string& rounding) {
    return {bits + " bit, " + rounding, "brainscales1-digital", {"weight.bits=" + bits, "weight.rounding=" + rounding}};
}

Variant signed_grid(const std::string& bits, const std::string& rounding) {
    return {bits + " bit, " + rounding, "aerie", {"weight.bits=" + bits, "weight.rounding=" + rounding}};
}

/// Means over 300 seeds of the reference's table of quantised runs; the sd of one run is about 2.2 Hz, for 4 bits up to 3.
void check_row(const std::vector<Regulation>& runs, const BySegment& regulated_hz, const BySegment& mean_w, double sd_hz) {
    const double n = static_cast<double>(runs.size());
    for (std::size_t k = 0; k < segments; ++k) {
        INFO("segment " << k);
        CHECK(std::abs(mean_of(runs, &Regulation::regulated_hz, k) - regulated_hz[k]) <= 4.0 * sd_hz * std::sqrt(1.0 / n + 1.0 / 300.0) + 0.05);
        CHECK(std::abs(mean_of(runs, &Regulation::mean_w, k) - mean_w[k]) <= 4.0 * 0.11 * std::sqrt(1.0 / n + 1.0 / 300.0) + 0.005);
    }
}

std::string four(const std::vector<Regulation>& runs, BySegment Regulation::* what, int digits) {
    std::string text;
    for (std::size_t k = 0; k < segments; ++k) text += fmt::format("{}{:.{}f}", k == 0 ? "" : " ", mean_of(runs, what, k), digits);
    return text;
}

void print_row(const Variant& v, const std::vector<Regulation>& runs) {
    const double lost = mean_of(runs, &Regulation::lost), stores = mean_of(runs, &Regulation::stores);
    std::cout << fmt::format("| {} | {} | {} | {} | {:.0f} of {:.0f} |\n", v.chip, v.name, four(runs, &Regulation::regulated_hz, 1), four(runs, &Regulation::mean_w, 3), lost, stores);
}

}  // namespace

TEST_CASE("homeostasis in fixed point on the default chip keeps to the bands of the float reference over 20 seeds") {
    check_reference(regulate_seeds({"16 bit, stochastic", "aerie"}, 20));
}

TEST_CASE("homeostasis on spinnaker1, in ticks of real time over multicast, keeps to the bands of the float reference over 20 seeds") {
    check_reference(regulate_seeds({"16 bit, nearest", "spinnaker1"}, 20));
}

TEST_CASE("4-bit weights under nearest rounding do not learn: each increment of 0.05 is less than half a quantum of 2/15") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const Regulation run = regulate({"4 bit, nearest", "brainscales1-digital"}, seed);
        CHECK(run.regulated == run.unregulated);
        CHECK(run.mean_w == BySegment{});
        CHECK(run.lost == run.steady_spikes);   // a spike of the neuron would lower w, but w is at its clip already
    }
}

TEST_CASE("4-bit weights under stochastic rounding regulate roughly: of ten changes four happen, as large as they must be") {
    const auto runs = regulate_seeds(digital("4", "stochastic"), 5);
    for (std::size_t k : {0u, 2u, 3u}) CHECK(mean_of(runs, &Regulation::regulated_hz, k) > mean_of(runs, &Regulation::unregulated_hz, k) + 10.0);
    // A change of 0.05 on a grid of 2/15 vanishes with probability 1 - 0.375; where the clip allows less there is less to lose.
    const double share = mean_of(runs, &Regulation::lost) / mean_of(runs, &Regulation::stores);
    CHECK(share > 0.55);
    CHECK(share < 0.64);
}

TEST_CASE("weights of 6 and 8 bits lose no change: 0.05 is more than half their quantum") {
    for (const Variant& v : {digital("6", "nearest"), digital("8", "nearest"), digital("6", "stochastic"), digital("8", "stochastic")}) {
        INFO(v.name);
        CHECK(regulate(v, 1).lost == 0);
    }
}

TEST_CASE("homeostasis over 200 seeds keeps to the reference in fixed point and in float64", "[.full]") {
    check_reference(regulate_seeds({"16 bit, stochastic", "aerie"}, 200));
    check_reference(regulate_seeds({"float64", "aerie", {}, hw::Arithmetic::float64}, 200));
}

TEST_CASE("the table of precisions agrees with the reference row by row", "[.full]") {
    struct Row {
        Variant variant;
        BySegment regulated_hz, mean_w;
        double sd_hz = 2.2;
    };
    const BySegment float_hz{47.5, 52.8, 44.2, 51.9}, float_w{1.194, 0.574, 1.860, 1.082};
    const std::vector<Row> rows{{{"float64", "aerie", {}, hw::Arithmetic::float64}, float_hz, float_w},
                                {{"16 bit, stochastic", "aerie"}, float_hz, {1.194, 0.579, 1.860, 1.084}},
                                {{"16 bit, nearest", "aerie", {"weight.rounding=nearest"}}, float_hz, float_w},
                                {{"16 bit, nearest", "spinnaker1"}, float_hz, float_w},
                                {digital("8", "nearest"), {47.4, 52.8, 44.2, 52.0}, {1.189, 0.573, 1.853, 1.087}},
                                {digital("8", "stochastic"), {47.5, 52.8, 44.2, 51.8}, {1.195, 0.583, 1.852, 1.081}},
                                {digital("6", "nearest"), {48.1, 53.0, 44.5, 51.5}, {1.222, 0.567, 1.869, 1.066}},
                                {digital("6", "stochastic"), {47.6, 52.9, 43.4, 51.8}, {1.201, 0.581, 1.824, 1.081}},
                                // Loihi's 8-bit weights count in 1/32 when 2 must fit, about the quantum of 6 free bits.
                                {{"8 bit, stochastic", "loihi1"}, {47.6, 52.9, 43.4, 51.8}, {1.201, 0.581, 1.824, 1.081}},
                                {digital("4", "nearest"), {24.2, 47.5, 0.0, 33.7}, {0, 0, 0, 0}},
                                {digital("4", "stochastic"), {46.8, 55.0, 39.8, 50.9}, {1.18, 0.65, 1.65, 1.04}, 3.0},
                                // 'aerie' counts weights in powers of two, with a sign, and 2 must fit: its quantum at 8 bits (1/32) is that of 6 free
                                // bits (2/63) and rounds 0.05 to the same two quanta; at 6 bits (1/8) it is that of 4 free bits (2/15).
                                {signed_grid("8", "nearest"), {48.1, 53.0, 44.5, 51.5}, {1.222, 0.567, 1.869, 1.066}},
                                {signed_grid("6", "nearest"), {24.2, 47.5, 0.0, 33.7}, {0, 0, 0, 0}},
                                {signed_grid("6", "stochastic"), {46.8, 55.0, 39.8, 50.9}, {1.18, 0.65, 1.65, 1.04}, 3.0}};
    std::cout << "| chip | weights | with homeostasis, Hz in 4 segments | mean w in 4 segments | lost increments of w, per run |\n|---|---|---|---|---|\n";
    for (const Row& row : rows) {
        INFO(row.variant.name);
        const auto runs = regulate_seeds(row.variant, 20);
        check_row(runs, row.regulated_hz, row.mean_w, row.sd_hz);
        print_row(row.variant, runs);
    }
}
