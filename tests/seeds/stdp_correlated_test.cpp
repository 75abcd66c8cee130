/// @file Correlated spikes and what STDP makes of them: the tutorial's scan of Brian2's own lists, our trains against its statistics, and the same learning on
/// chip at several precisions. Figures: reference.md section 2 (means and standard deviations of 600 seeds, of 200 for the grids).
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iostream>

#include "tests/seeds/correlated.h"

using namespace aerie;
using namespace aerie::test;
using analysis::Event;
using analysis::Pairing;

namespace {

double scanned(const std::vector<Event>& events, const std::optional<analysis::WeightGrid>& grid = {}) {
    return scan(events, {.leaves_out_last = true, .grid = grid}).weight.back();
}

/// The mean of n of our seeds lies within 4 standard errors of the reference's mean of `of`, and half a digit of its print.
void check_mean(double mean, double n, double expected, double sd, double of, double half_digit) {
    INFO("mean " << mean << ", reference " << expected << " +- " << sd);
    CHECK(std::abs(mean - expected) <= 4.0 * sd * std::sqrt(1.0 / n + 1.0 / of) + half_digit);
}

struct Reference {
    double rate, rate_sd, rate_low, rate_high, weight, weight_sd, weight_low, weight_high, updates, updates_sd;
};
constexpr std::array<Reference, 3> references{{{9.99, 0.51, 8.97, 10.95, 0.08, 1.54, -2.94, 3.11, 8.1, 3.0},
                                               {9.90, 1.17, 7.80, 12.25, 19.08, 4.32, 11.0, 28.3, 23.9, 5.3},
                                               {10.02, 1.57, 7.25, 13.25, 40.1, 6.3, 29, 53, 40.1, 6.3}}};

/// Outside a range of 95 %: of n seeds about 0.05 n, and more than 4 standard deviations above that hardly ever.
void check_few(std::size_t outside, double n) { CHECK(static_cast<double>(outside) <= 0.05 * n + 4.0 * std::sqrt(0.05 * 0.95 * n)); }

void check_statistics(std::uint64_t seeds) {
    const double n = static_cast<double>(seeds);
    std::array<std::vector<double>, 3> rates, weights, updates;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const ExampleRun run = correlated_run(seed);
        for (std::size_t g = 0; g < 3; ++g) {
            const std::vector<Event> events = events_of(run, groups[g]);
            const analysis::Scan result = scan(events, {.leaves_out_last = true});
            rates[g].push_back(static_cast<double>(events.size()) / 40.0);
            weights[g].push_back(result.weight.back());
            updates[g].push_back(static_cast<double>(result.updates()));
            if (groups[g] != std::string{"c100"}) continue;
            CHECK(result.weight.back() == static_cast<double>(events.size() / 10));   // one for each volley, and nothing else
            CHECK(result.updates() == result.at_zero);
        }
    }
    for (std::size_t g = 0; g < 3; ++g) {
        INFO(groups[g]);
        const Reference& r = references[g];
        if (seeds >= 200) {
            std::cout << fmt::format("| {} | rate {:.2f} +- {:.2f} Hz | W {:.2f} +- {:.2f} | updates {:.1f} +- {:.1f} |\n", groups[g], mean_of(rates[g]), sd_of(rates[g]),
                                     mean_of(weights[g]), sd_of(weights[g]), mean_of(updates[g]), sd_of(updates[g]));
        }
        check_mean(mean_of(rates[g]), n, r.rate, r.rate_sd, 600, 0.005);
        check_mean(mean_of(weights[g]), n, r.weight, r.weight_sd, 600, 0.05);
        check_mean(mean_of(updates[g]), n, r.updates, r.updates_sd, 600, 0.05);
        check_few(static_cast<std::size_t>(std::count_if(rates[g].begin(), rates[g].end(), [&](double x) { return x < r.rate_low || x > r.rate_high; })), n);
        check_few(static_cast<std::size_t>(std::count_if(weights[g].begin(), weights[g].end(), [&](double x) { return x < r.weight_low || x > r.weight_high; })), n);
    }
}

}  // namespace

TEST_CASE("the scan of Brian2's own spike lists gives the tutorial's weights to 1e-12") {
    const std::array<double, 3> weights{-0.4782138838111699, 21.39447038794824, 41.0};   // printed by the tutorial's code, see brian2_correlated.py
    const std::array<std::size_t, 3> spikes{440, 405, 410};
    for (std::size_t g = 0; g < 3; ++g) {
        const std::vector<Event> events = brian2_events(percents[g]);
        CHECK(events.size() == spikes[g]);
        CHECK(std::abs(scanned(events) - weights[g]) < 1e-12);
        CHECK(scan(events, {.leaves_out_last = true}).weight.size() == spikes[g] - 2);
    }
}

TEST_CASE("the order within a tick decides the tutorial's scan: by descending address it gives other weights") {
    const std::array<double, 3> weights{-0.478, 21.424, 40.000};   // reference.md section 2: the last pair that is left out is now one of 0 and 1
    for (std::size_t g = 0; g < 3; ++g) {
        std::vector<Event> events = brian2_events(percents[g]);
        std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.time_ms < b.time_ms || (a.time_ms == b.time_ms && a.address > b.address); });
        CHECK(std::abs(scanned(events) - weights[g]) < 0.0005);
    }
}

TEST_CASE("rates, weights and updates of 20 seeds lie in the bands of 600 float runs") { check_statistics(20); }

TEST_CASE("neurons of a group share their spikes as the correlation says, bin by bin of 0.1 ms") {
    const std::array<double, 3> correlations{0.0, 0.5, 1.0};
    constexpr std::uint64_t seeds = 5;
    for (std::size_t g = 0; g < 3; ++g) {
        double spikes = 0, coincidences = 0;
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            const ExampleRun run = correlated_run(seed);
            std::map<double, int> together;
            for (const Event& e : events_of(run, groups[g])) ++together[e.time_ms];
            for (const auto& [time, count] : together) {
                spikes += count;
                coincidences += count * (count - 1) / 2.0;
            }
        }
        const double bins = 40000.0 * seeds, p = spikes / bins / 10, both = coincidences / bins / 45;
        INFO(groups[g]);
        CHECK((both - p * p) / (p - p * p) == Approx(correlations[g]).margin(0.06));
    }
}

TEST_CASE("a synapse on chip learns what all pairs of its trains add up to: in float64 exactly, in fixed point to its quanta") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const ExampleRun real = correlated_run(seed, {}, hw::Arithmetic::float64), fixed = correlated_run(seed);
        CHECK(real.spikes == fixed.spikes);   // the trains are coins: arithmetic does not touch them
        for (std::size_t g = 0; g < 3; ++g) {
            const std::vector<Event> events = events_of(real, groups[g]);
            const double pairs = scan(events, {.pairing = Pairing::all}).weight.back();
            INFO(groups[g] << ", seed " << seed);
            CHECK(std::abs(learnt(real, g) - pairs) < 1e-10);
            if (g == 2) CHECK(std::abs(pairs - static_cast<double>(events.size() / 10)) < 1e-10);   // what follows a volley and what precedes it cancel
            const hw::SynapseImage& image = fixed.prepared->images.front().projections[g];
            const double changes = static_cast<double>(fixed.ticks(groups[g], 0).size() + fixed.ticks(groups[g], 1).size());
            const double allowed = 5.0 * 0.5 * std::sqrt(changes) * image.synapse.at(0).format.lsb() + changes * image.pre.at(0).format.lsb();
            CHECK(std::abs(learnt(fixed, g) - pairs) < allowed);
        }
    }
}

TEST_CASE("a weight of four bits from -16 to 48 stays at 0 unless chance helps: no change reaches half a quantum of 4") {
    const ExampleRun run = correlated_run(1);
    for (const hw::Rounding rounding : {hw::Rounding::nearest, hw::Rounding::toward_zero}) {
        for (std::size_t g = 0; g < 3; ++g) CHECK(scanned(events_of(run, groups[g]), analysis::WeightGrid{-16, 48, 4, rounding}) == 0.0);
    }
    CHECK(scanned(events_of(run, "c100"), analysis::WeightGrid{-16, 48, 4, hw::Rounding::stochastic}) > 8.0);
}

TEST_CASE("200 seeds: rates, weights and updates", "[.full]") { check_statistics(200); }

TEST_CASE("200 seeds: the tutorial's weight on a grid, row by row of the reference", "[.full]") {
    struct Figure { double mean, sd; };
    struct Row { int bits; hw::Rounding rounding; Figure c0, c50; double half_digit; };
    using enum hw::Rounding;
    const std::vector<Row> rows{{16, nearest, {0, 0.001}, {0, 0.001}, 0.0005},       {16, toward_zero, {0, 0.003}, {-0.002, 0.001}, 0.0005},
                                {16, stochastic, {0, 0.001}, {0, 0.001}, 0.0005},    {8, nearest, {0.04, 0.20}, {0.01, 0.13}, 0.005},
                                {8, toward_zero, {-0.02, 0.64}, {-0.58, 0.36}, 0.005}, {8, stochastic, {-0.02, 0.29}, {-0.04, 0.19}, 0.005},
                                {6, nearest, {0.06, 0.90}, {0.10, 0.45}, 0.005},     {6, toward_zero, {0, 1.5}, {-2.4, 1.5}, 0.05},
                                {6, stochastic, {0.03, 1.06}, {-0.03, 0.73}, 0.005}, {4, stochastic, {-0.06, 3.2}, {0.6, 8.2}, 0.05}};
    constexpr std::uint64_t seeds = 200;
    std::vector<std::array<std::vector<double>, 3>> errors(rows.size());
    std::vector<std::array<double, 3>> exact;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const ExampleRun run = correlated_run(seed);
        for (std::size_t g = 0; g < 3; ++g) {
            const std::vector<Event> events = events_of(run, groups[g]);
            const double real = scanned(events);
            for (std::size_t r = 0; r < rows.size(); ++r) errors[r][g].push_back(scanned(events, analysis::WeightGrid{-16, 48, rows[r].bits, rows[r].rounding, seed}) - real);
            if (g == 2 && real < 48) CHECK((errors[0][g].back() == 0 && errors[3][g].back() == 0 && errors[6][g].back() == 0 && errors[7][g].back() == 0 && errors[8][g].back() == 0));
        }
    }
    std::cout << "| bits (LSB) | rounding | c = 0 | c = 0.5 | c = 1 |\n|---|---|---|---|---|\n";
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const Row& row = rows[r];
        print_errors(fmt::format("{} ({:.3g})", row.bits, std::ldexp(64.0, -row.bits)), row.rounding, errors[r]);
        for (const auto& [figure, of] : {std::pair{row.c0, &errors[r][0]}, {row.c50, &errors[r][1]}}) {
            INFO(row.bits << " bits, rounding " << static_cast<int>(row.rounding));
            check_mean(mean_of(*of), seeds, figure.mean, figure.sd, 200, row.half_digit);
            CHECK(std::abs(sd_of(*of) - figure.sd) <= 0.25 * figure.sd + row.half_digit);
        }
    }
}

TEST_CASE("50 seeds: the weight that the chip keeps, at several precisions", "[.full]") {
    constexpr std::uint64_t seeds = 50;
    std::cout << "| weight bits (LSB) | rounding | c = 0 | c = 0.5 | c = 1 |\n|---|---|---|---|---|\n";
    std::vector<std::array<double, 3>> real;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const ExampleRun run = correlated_run(seed, {}, hw::Arithmetic::float64);
        real.push_back({learnt(run, 0), learnt(run, 1), learnt(run, 2)});
    }
    for (const int bits : {16, 9, 7, 5}) {
        for (const hw::Rounding rounding : {hw::Rounding::nearest, hw::Rounding::toward_zero, hw::Rounding::stochastic}) {
            std::array<std::vector<double>, 3> errors, weights;
            for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
                const ExampleRun run = correlated_run(seed, {fmt::format("weight.bits={}", bits), fmt::format("weight.rounding={}", name_of(rounding))});
                for (std::size_t g = 0; g < 3; ++g) {
                    weights[g].push_back(learnt(run, g));
                    errors[g].push_back(learnt(run, g) - real[seed - 1][g]);
                }
            }
            INFO(bits << " bits, " << name_of(rounding));
            print_errors(fmt::format("{} ({:.3g})", bits, std::ldexp(64.0, 1 - bits)), rounding, errors);
            const bool is_dead = bits == 5 && rounding != hw::Rounding::stochastic;   // a change of 1 is less than half of 4; only bursts add up to 2
            for (std::size_t g = 0; g < 3 && is_dead; ++g) CHECK(mean_of(weights[g]) <= 0.1 * (mean_of(weights[g]) - mean_of(errors[g])) + 0.2);
            if (rounding == hw::Rounding::toward_zero || is_dead) continue;
            CHECK(mean_of(weights[0]) < mean_of(weights[1]));
            CHECK(mean_of(weights[1]) < mean_of(weights[2]));
            if (rounding != hw::Rounding::stochastic) continue;
            for (std::size_t g = 0; g < 3; ++g) CHECK(std::abs(mean_of(errors[g])) <= 4.0 * sd_of(errors[g]) / std::sqrt(double{seeds}) + 0.02);
        }
    }
}
