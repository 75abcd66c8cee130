/// @file FORCE training in fixed point on the default chip, in the bands of reference.md section 3; and what it needs: bits of states and weights.
#include <cstdio>

#include "tests/seeds/force_runs.h"

using namespace aerie;
using namespace aerie::test;

namespace {

/// reference.md section 3, the column "band to use".
void require_trained(const ForceRun& run) {
    CHECK(rmse(run, 9, 10) < 0.03);
    CHECK(rmse(run, 10, 11) < 0.25);
    CHECK(correlation(run, 10, 0) > 0.94);
    CHECK(worst_window(run) > 0.97);
    CHECK(frequency_hz(run) == Approx(5.0).margin(0.07));
    CHECK(amplitude(run) == Approx(1.0).margin(0.03));
    CHECK(rate_hz(run, 0, 5) == Approx(21.1).margin(1.5));
    CHECK(rate_hz(run, 5, 10) == Approx(24.4).margin(1.5));
    CHECK(rate_hz(run, 10, 15) == Approx(24.4).margin(1.5));
}

const std::string readout_format = "weight_format { bits: 16 limit: \"4.8e-4\" }";

struct Row {
    std::string name;
    Variant variant{.example = "force"};
    bool is_too_coarse = false;   ///< leaves the bands, and shows how
};

Row chip_row(std::string name, std::vector<std::string> overrides) {
    return {std::move(name), {.example = "force", .overrides = std::move(overrides)}};
}
Row network_row(std::string name, const std::string& from, const std::string& to, bool is_too_coarse = false) {
    return {std::move(name), {.example = "force", .exchanges = {{from, to}}}, is_too_coarse};
}
Row readout_row(int bits, const std::string& rounding, bool is_too_coarse = false) {
    return network_row("readout " + std::to_string(bits) + " bit, " + rounding, readout_format,
                       "weight_format { bits: " + std::to_string(bits) + " limit: \"4.8e-4\" rounding: " + rounding + " }", is_too_coarse);
}

std::vector<Row> rows() {
    const std::string stochastic = "state.rounding=stochastic";
    Row all = readout_row(12, "STOCHASTIC");
    all.name = "states 16 bit, stochastic, weights 8 bit and readout 12 bit";
    all.variant.overrides = {"state.bits=16", stochastic, "weight.bits=8"};
    return {{"float64", {.example = "force", .arithmetic = hw::Arithmetic::float64}},
            {"`aerie` as it is"},
            chip_row("states 24 bit", {"state.bits=24"}),
            chip_row("states 20 bit", {"state.bits=20"}),
            chip_row("states 16 bit", {"state.bits=16"}),
            chip_row("states 16 bit, stochastic", {"state.bits=16", stochastic}),
            chip_row("states 12 bit, stochastic", {"state.bits=12", stochastic}),
            chip_row("weights 12 bit", {"weight.bits=12"}),
            chip_row("weights 8 bit", {"weight.bits=8"}),
            chip_row("weights 6 bit", {"weight.bits=6"}),
            network_row("matrix in float64", "precision: FLOAT32", "precision: FLOAT64"),
            network_row("readout in float64", readout_format, ""),
            readout_row(12, "NEAREST"),
            readout_row(10, "STOCHASTIC"),
            readout_row(8, "NEAREST", true),
            readout_row(8, "STOCHASTIC", true),
            all};
}

template <class Measure>
double mean(const std::vector<ForceRun>& runs, Measure&& measure) {
    double sum = 0.0;
    for (const ForceRun& run : runs) sum += measure(run);
    return sum / static_cast<double>(runs.size());
}

/// Whether the means over seeds keep to the bands of reference.md section 3.
bool keeps_to_bands(const std::vector<ForceRun>& runs) {
    return mean(runs, [](const ForceRun& r) { return rmse(r, 9, 10); }) < 0.03 && mean(runs, worst_window) > 0.97 && std::abs(mean(runs, frequency_hz) - 5.0) < 0.07 &&
           std::abs(mean(runs, amplitude) - 1.0) < 0.03;
}

void print_row(const std::string& name, const std::vector<ForceRun>& runs) {
    std::printf("| %s | %.4f | %.4f | %.3f | %.3f | %.1f | %.2f %% | %.2f %% |\n", name.c_str(), mean(runs, [](const ForceRun& r) { return rmse(r, 9, 10); }), mean(runs, worst_window),
                mean(runs, frequency_hz), mean(runs, amplitude), mean(runs, [](const ForceRun& r) { return rate_hz(r, 10, 15); }),
                mean(runs, [](const ForceRun& r) { return 100.0 * static_cast<double>(r.lost) / static_cast<double>(r.stores); }),
                mean(runs, [](const ForceRun& r) { return 100.0 * static_cast<double>(r.saturations) / static_cast<double>(r.stores); }));
    std::fflush(stdout);
}

std::vector<ForceRun> runs_of(Variant variant, std::uint64_t seeds) {
    std::vector<ForceRun> runs;
    for (variant.seed = 1; variant.seed <= seeds; ++variant.seed) runs.push_back(run_force(variant));
    return runs;
}

}  // namespace

TEST_CASE("the measures know a sine of another phase, frequency and amplitude") {
    ForceRun run;
    for (std::size_t ms = 0; ms < force_seconds * per_second; ++ms) run.z.push_back(0.9 * std::sin(2 * std::numbers::pi * 5.04 * static_cast<double>(ms) * 1e-3 + 0.4));
    CHECK(frequency_hz(run) == Approx(5.04).margin(1e-3));
    CHECK(amplitude(run) == Approx(0.9).margin(2e-3));
    CHECK(worst_window(run) > 0.99);          // 0.04 Hz is a quarter of a radian in a second
    CHECK(correlation(run, 10, 0) < 0.98);
}

TEST_CASE("FORCE training in fixed point: the network learns the sine and produces it alone") { require_trained(run_force({.example = "force"})); }

TEST_CASE("FORCE training in fixed point, five seeds", "[.full]") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        INFO("seed " << seed);
        require_trained(run_force({.example = "force", .seed = seed}));
    }
}

TEST_CASE("the table of precisions of FORCE training", "[.full]") {
    constexpr std::uint64_t seeds = 5;
    std::printf("| variant | RMSE 9-10 s | worst window | Hz | amplitude | rate Hz | lost | saturated |\n|---|---|---|---|---|---|---|---|\n");
    for (const Row& row : rows()) {
        const std::vector<ForceRun> runs = runs_of(row.variant, seeds);
        print_row(row.name, runs);
        INFO(row.name);
        CHECK(keeps_to_bands(runs) == !row.is_too_coarse);
    }
}
