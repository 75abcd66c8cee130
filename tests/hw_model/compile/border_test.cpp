/// @file The border of a variable: rounding, saturation, what is counted, on both edges.
#include "tests/hw_model/compile/lane_run.h"

namespace aerie::hw::test {
namespace {

/// One stored variable "w" of this range, and a statement of every tick.
PopulationSpec holder(const std::string& declaration, const std::string& statement, const std::string& more = {}) {
    PopulationSpec p = population("w : " + declaration + more);
    p.on_tick = statement;
    p.initial = {setting("w", "0*rand()")};
    return p;
}

struct Outcome {
    std::vector<double> values;
    std::uint64_t saturated = 0, lost = 0;
};
Outcome one_tick(NeuronBench& bench, const std::vector<double>& start, std::uint64_t tick = 0) {
    bench.set("w", start);
    bench.update(tick);
    return {bench.fixed_values("w"), bench.counts.saturations[bench.index("w")], bench.counts.lost[bench.index("w")]};
}

TEST_CASE("an increment saturates at both ends and is counted there") {
    NeuronBench up{holder("1 [-1, 0.99]", "w += 0.25"), chip_with_bits(8)};   // Q0.7: -128 .. 127
    const Outcome high = one_tick(up, {0.0, 0.75 - 1.0 / 128, 0.75, 0.99});
    CHECK(high.values == std::vector<double>{0.25, 127.0 / 128, 127.0 / 128, 127.0 / 128});
    CHECK(high.saturated == 2);
    NeuronBench down{holder("1 [-1, 0.99]", "w -= 0.25"), chip_with_bits(8)};
    const Outcome low = one_tick(down, {0.0, -0.75, -0.75 - 1.0 / 128, -1.0});
    CHECK(low.values == std::vector<double>{-0.25, -1.0, -1.0, -1.0});
    CHECK(low.saturated == 2);
}

TEST_CASE("an increment below half a quantum is lost under nearest rounding, and counted") {
    // Q0.7: half a quantum is 1 / 256.
    NeuronBench under{holder("1 [-1, 0.99]", "w += 0.0039"), chip_with_bits(8)};
    const Outcome lost = one_tick(under, {0.0, 0.5, -1.0});
    CHECK(lost.values == std::vector<double>{0.0, 0.5, -1.0});
    CHECK(lost.lost == 3);
    NeuronBench over{holder("1 [-1, 0.99]", "w += 0.00391"), chip_with_bits(8)};
    const Outcome kept = one_tick(over, {0.0, 0.5, -1.0});
    CHECK(kept.values == std::vector<double>{1.0 / 128, 0.5 + 1.0 / 128, -1.0 + 1.0 / 128});
    CHECK(kept.lost == 0);
}

TEST_CASE("toward zero every increment below a quantum is lost") {
    NeuronBench bench{holder("1 [-1, 0.99]", "w -= 0.0078"), chip_with_bits(8, Rounding::toward_zero)};
    const Outcome outcome = one_tick(bench, {0.25, -0.25});
    CHECK(outcome.values == std::vector<double>{0.25, -0.25});
    CHECK(outcome.lost == 2);
}

TEST_CASE("stochastic rounding keeps small increments in the mean") {
    NeuronBench bench{holder("1 [-1, 0.99]", "w += 0.001"), chip_with_bits(8, Rounding::stochastic)};
    double sum = 0.0;
    constexpr int lanes = 256, ticks = 400;
    for (int t = 0; t < ticks; ++t) {
        for (const double v : one_tick(bench, std::vector<double>(lanes, 0.0), static_cast<std::uint64_t>(t)).values) sum += v;
    }
    constexpr double n = lanes * ticks, p = 0.001 * 128;             // up with probability p, by one quantum
    CHECK(sum / n == Approx(0.001).margin(5.0 * std::sqrt(p * (1.0 - p) / n) / 128));
}

TEST_CASE("a clipped increment is lost or saturated on a free grid as anywhere") {
    ChipSpec chip = chip_with_bits(4);
    chip.state.is_signed = false;
    // 4 bits of [0, 2] on a power of two: quantum 0.25; 0.05 is under half of it, 0.2 is not.
    NeuronBench small{holder("1 [0, 2]", "w = clip(w + 0.05, 0, 2)"), chip};
    const Outcome lost = one_tick(small, {0.0, 1.0, 2.0});
    CHECK(lost.values == std::vector<double>{0.0, 1.0, 2.0});
    CHECK(lost.lost == 2);                          // at 2.0 the author's own clip leaves nothing to lose
    CHECK(lost.saturated == 0);
    NeuronBench large{holder("1 [0, 2]", "w = clip(w + 0.2, 0, 2)"), chip};
    const Outcome kept = one_tick(large, {0.0, 1.0, 2.0});
    CHECK(kept.values == std::vector<double>{0.25, 1.25, 2.0});
    CHECK(kept.lost == 0);
}

TEST_CASE("a decay counts the words that it cannot move any more") {
    PopulationSpec p = population("dw/dt = -w/(10*ms) : 1 [-1, 0.99]");
    p.initial = {setting("w", "rand()")};
    NeuronBench bench{p, chip_with_bits(16)};       // euler: w *= 0.99; below 50 quanta the step is under half a quantum
    const double q = bench.format("w").lsb();
    const Outcome outcome = one_tick(bench, {0.0, 49.0 * q, 51.0 * q, -49.0 * q, -52.0 * q});
    CHECK(outcome.values == std::vector<double>{0.0, 49.0 * q, 50.0 * q, -49.0 * q, -51.0 * q});
    CHECK(outcome.lost == 2);
}

TEST_CASE("a value far beyond its register saturates with its own sign") {
    for (const char* huge : {"1e3", "1e6", "1e12", "1e30"}) {
        INFO(huge);
        const std::string factor = huge;
        for (const std::string& statement : {"w = w*" + factor, "w += w*" + factor, "w = w + " + factor + "*x*x*w"}) {
            INFO(statement);
            PopulationSpec p = holder("1 [-1, 0.99]", statement, "\nx : 1 [0.5, 1]");
            p.initial.push_back(setting("x", "rand()"));
            NeuronBench bench{p, chip_with_bits(16)};
            bench.set("x", {1.0, 1.0, 1.0, 1.0});
            const Outcome outcome = one_tick(bench, {0.0, 0.5, -0.5, -1.0});
            CHECK(outcome.values == std::vector<double>{0.0, 32767.0 / 32768, -1.0, -1.0});
        }
    }
    NeuronBench constant{holder("1 [-1, 0.99]", "w += 1e12"), chip_with_bits(16)};
    CHECK(one_tick(constant, {0.0, -1.0}).values == std::vector<double>{32767.0 / 32768, 32767.0 / 32768});
}

TEST_CASE("an increment of nothing leaves a variable of small range alone") {
    NeuronBench bench{holder("1 [-0.05, 0.05]", "w += 0"), exact_chip()};   // more than 31 fraction bits
    CHECK(one_tick(bench, {0.01}).values[0] == Approx(0.01).epsilon(1e-7));
    NeuronBench tiny{holder("1 [-1, 0.99]", "w += 1e-30*w*w"), exact_chip()};
    CHECK(one_tick(tiny, {0.5}).values[0] == 0.5);
}

TEST_CASE("a wrapping chip keeps the low bits") {
    ChipSpec chip = chip_with_bits(8);
    chip.state.saturates = false;
    NeuronBench add{holder("1 [-1, 0.99]", "w += 0.75"), chip};
    CHECK(one_tick(add, {0.0, 0.5, -1.0}).values == std::vector<double>{0.75, -0.75, -0.25});
    NeuronBench set{holder("1 [-1, 0.99]", "w = 3*w"), chip};
    CHECK(one_tick(set, {0.25, 0.5, -0.5}).values == std::vector<double>{0.75, -0.5, 0.5});
    chip.state.is_signed = false;
    NeuronBench unsigned_add{holder("1 [0, 0.99]", "w += 0.75"), chip};
    CHECK(one_tick(unsigned_add, {0.0, 0.5}).values == std::vector<double>{0.75, 0.25});
    NeuronBench unsigned_subtract{holder("1 [0, 0.99]", "w -= 0.75"), chip};
    CHECK(one_tick(unsigned_subtract, {0.0, 0.9375}).values == std::vector<double>{0.25, 0.1875});
}

TEST_CASE("a wrapping chip rounds as it says") {
    ChipSpec chip = chip_with_bits(8, Rounding::toward_zero);
    chip.state.saturates = false;
    NeuronBench bench{holder("1 [-1, 0.99]", "w = w*0.75"), chip};   // -3 / 128 * 0.75 = -2.25 / 128
    CHECK(one_tick(bench, {3.0 / 128, -3.0 / 128}).values == std::vector<double>{2.0 / 128, -2.0 / 128});
}

TEST_CASE("a constant is quantised once and stored as it is") {
    NeuronBench bench{holder("1 [-1, 0.99]", "w = 0.3"), chip_with_bits(8)};
    const Outcome outcome = one_tick(bench, {0.0, 0.9});
    CHECK(outcome.values == std::vector<double>{38.0 / 128, 38.0 / 128});   // 0.3 * 128 = 38.4
    CHECK(outcome.saturated == 0);
}

TEST_CASE("float64 stores what it computes") {
    NeuronBench bench{holder("1 [-1, 0.99]", "w += 0.7"), chip_with_bits(8)};
    (void)one_tick(bench, {0.5});
    CHECK(bench.real_values("w") == std::vector<double>{0.5 + 0.7});
}

TEST_CASE("a frozen variable keeps its word while the neuron is refractory") {
    PopulationSpec p = population("dw/dt = 1/(10*ms) : 1 [-1, 0.99] (unless refractory)");
    p.threshold = "w > 0.9";
    p.reset = "w = 0";
    p.refractory = "1 ms";
    NeuronBench bench{p};
    bench.set("w", {0.5, 0.5, 0.5});
    bench.fixed_lanes[{Role::active_from, 0}] = {6, 5, 4};
    bench.real_lanes[{Role::active_from, 0}] = {6.0, 5.0, 4.0};
    bench.update(5);
    CHECK(bench.fixed_values("w")[0] == 0.5);                        // t - 1: not yet
    CHECK(bench.fixed_values("w")[1] == Approx(0.51).margin(1e-8));  // t: yes
    CHECK(bench.real_values("w")[0] == 0.5);
    CHECK(bench.real_values("w")[2] == Approx(0.51));
}

}  // namespace
}  // namespace aerie::hw::test
