/// @file Expressions in fixed point: where they are exact, how far off they may be, and that comparisons mean what they say on the grid.
#include <fmt/format.h>

#include <numbers>

#include "tests/hw_model/compile/lane_run.h"

namespace aerie::hw::test {
namespace {

/// The values of y after one tick of `y = expression`, for values of `a` (and `b`).
struct Answer {
    std::vector<double> fixed, real;
    std::size_t instructions = 0;
};
Answer answer(const std::string& variables, const std::string& expression, const std::vector<double>& a, const std::vector<double>& b = {},
              const std::string& result = "y : 1 [-100, 100]", const ChipSpec& chip = exact_chip()) {
    NeuronBench bench{formula(variables, expression, result), chip};
    INFO(expression << "\n" << disassemble(bench.image().update.program));
    bench.set("a", a);
    if (!b.empty()) bench.set("b", b);
    bench.update();
    return {bench.fixed_values("y"), bench.real_values("y"), bench.image().update.program.code.size()};
}

/// Largest distance between fixed and float64 over a grid of `a` in [low, high].
double worst(const std::string& expression, double low, double high, const std::string& result = "y : 1 [-100, 100]") {
    std::vector<double> a;
    constexpr int points = 20000;
    for (int k = 0; k <= points; ++k) a.push_back(low + (high - low) * k / points);
    const Answer got = answer(fmt::format("a : 1 [{}, {}]", low, high), expression, a, {}, result);
    double most = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) most = std::max(most, std::abs(got.fixed[k] - got.real[k]));
    return most;
}

const std::string unit_word = "y : 1 [-1, 0.99]", two_words = "y : 1 [-2, 1.99]";

TEST_CASE("terms on different grids are aligned before they are added") {
    // a has 20 fraction bits, b 29: the sum is exact where b's bits fit the larger word.
    const Answer sum = answer("a : 1 [-1000, 1000]\nb : 1 [-1, 0.99]", "a + b", {500.0, -999.0, 0.125}, {0.5, -0.25, 0x1p-18}, "y : 1 [-1020, 1020]");
    CHECK(sum.fixed == std::vector<double>{500.5, -999.25, 0.125 + 0x1p-18});
    const Answer chain = answer("a : 1 [-1000, 1000]\nb : 1 [-1, 0.99]", "a - b + 3*a - 0.5", {100.0, -12.5}, {0.5, -0.25}, "y : 1 [-4000, 4000]");
    CHECK(chain.fixed == std::vector<double>{399.0, -50.25});
}

TEST_CASE("a product is exact until it is rounded once") {
    // Q0.30 times Q0.30 has 60 bits: the sum a*b + c is correctly rounded, as a 64-bit reference says.
    const double x = 0x1p-16 + 0x1p-29, y = 0.75 + 0x1p-28;
    const Answer got = answer("a : 1 [-1, 0.99]\nb : 1 [-1, 0.99]", "a*b", {x}, {y}, unit_word);
    CHECK(std::abs(got.fixed[0] - x * y) <= 0x1p-31);
}

TEST_CASE("x times a multiple of x has the range of the product, not of a square") {
    const Answer got = answer("a : 1 [-2, 1.9]", "a*0.015625*a", {1.0, -2.0}, {}, "y : 1 [-1, 0.99]");   // shares a's register
    CHECK(got.fixed == std::vector<double>{1.0 / 64, 4.0 / 64});
}

TEST_CASE("a constant beside a coarse word keeps its own precision") {
    CHECK(answer("a : 1 [0, 3]", "int(a) + 0.3", {1.2}).fixed[0] == Approx(1.3).margin(1e-7));
    CHECK(answer("a : 1 [0, 3]", "(i + 0.5)/N", {0.0, 0.0, 0.0}).fixed == std::vector<double>{0.125, 0.375, 0.625});
    CHECK(answer("a : 1 [-1, 0.99]", "a + 0.3", {0.5}, {}, unit_word, chip_with_bits(16)).fixed[0] == Approx(0.8).margin(0.51 / 32768));
    CHECK(answer("a : 1 [-1, 0.99]", "1000*(a + 0.0001)", {0.0}, {}, unit_word, chip_with_bits(8)).fixed[0] == Approx(0.1).margin(0.51 / 128));
}

TEST_CASE("times and ticks stay whole: t - lastspike is exact") {
    PopulationSpec p = population("y : second [0 second, 100 second]\nflag : 1 [0, 1]");
    p.on_tick = "y = t - lastspike\nflag = int(t - lastspike <= 5*ms)";
    p.threshold = "y > 1000*second";
    p.reset = "flag = 0";
    NeuronBench bench{p};
    bench.set("y", {0.0, 0.0, 0.0, 0.0});
    bench.set("flag", {0.0, 0.0, 0.0, 0.0});
    bench.fixed_lanes[{Role::last_spike, 0}] = {400000, 399999, 399950, 399949};
    bench.real_lanes[{Role::last_spike, 0}] = {400000, 399999, 399950, 399949};
    bench.update(400000);
    const double q = bench.format("y").lsb();
    CHECK(bench.fixed_values("y")[0] == 0.0);
    CHECK(bench.fixed_values("y")[1] == Approx(1e-4).margin(q));
    CHECK(bench.fixed_values("y")[2] == Approx(5e-3).margin(q));
    CHECK(bench.fixed_values("flag") == std::vector<double>{1.0, 1.0, 1.0, 0.0});   // 50 ticks are 5 ms, 51 are not
}

TEST_CASE("v > 1 is exact one quantum below, at and above") {
    const double q = 0x1p-29;   // of a : [-1.5, 1.5] in 31 bits
    const std::vector<double> a{1.0 - q, 1.0, 1.0 + q};
    const std::string v = "a : 1 [-1.5, 1.5]";
    CHECK(answer(v, "int(a > 1)", a).fixed == std::vector<double>{0, 0, 1});
    CHECK(answer(v, "int(a >= 1)", a).fixed == std::vector<double>{0, 1, 1});
    CHECK(answer(v, "int(a < 1)", a).fixed == std::vector<double>{1, 0, 0});
    CHECK(answer(v, "int(a <= 1)", a).fixed == std::vector<double>{1, 1, 0});
    CHECK(answer(v, "int(a == 1)", a).fixed == std::vector<double>{0, 1, 0});
    CHECK(answer(v, "int(a != 1)", a).fixed == std::vector<double>{1, 0, 1});
    CHECK(answer(v, "int(1 < a)", a).fixed == std::vector<double>{0, 0, 1});
    CHECK(answer(v, "int(1 >= a)", a).fixed == std::vector<double>{1, 1, 0});
}

TEST_CASE("a limit between two grid points separates them, whatever the side") {
    const double q = 1.0 / 64;   // of a : [-1, 1] in 8 bits
    const std::vector<double> a{6 * q, 7 * q};
    for (const char* limit : {"0.1", "0.1093", "0.094"}) {   // 6 q = 0.09375, 7 q = 0.109375
        const std::string c = limit;
        INFO(c);
        for (const std::string& claim : {"a > " + c, "a >= " + c, c + " < a", c + " <= a"})
            CHECK(answer("a : 1 [-1, 1]", "int(" + claim + ")", a, {}, two_words, chip_with_bits(8)).fixed == std::vector<double>{0, 1});
        for (const std::string& claim : {"a < " + c, "a <= " + c})
            CHECK(answer("a : 1 [-1, 1]", "int(" + claim + ")", a, {}, two_words, chip_with_bits(8)).fixed == std::vector<double>{1, 0});
        CHECK(answer("a : 1 [-1, 1]", "int(a == " + c + ")", a, {}, two_words, chip_with_bits(8)).fixed == std::vector<double>{0, 0});
    }
}

TEST_CASE("a limit beyond the word is always or never met") {
    const std::vector<double> a{-1.0, 0.0, 1.0};
    CHECK(answer("a : 1 [-1, 1]", "int(a < 1e12)", a).fixed == std::vector<double>{1, 1, 1});
    CHECK(answer("a : 1 [-1, 1]", "int(a <= -1e12)", a).fixed == std::vector<double>{0, 0, 0});
    CHECK(answer("a : 1 [-1, 1]", "int(-1e12 < a)", a).fixed == std::vector<double>{1, 1, 1});
    CHECK(answer("a : 1 [-1, 1]", "int(1e12 <= a)", a).fixed == std::vector<double>{0, 0, 0});
}

TEST_CASE("multiples are compared before they are multiplied, with the sign turned") {
    const std::vector<double> a{0.2, 0.25, 0.3};
    const Answer up = answer("a : 1 [-1, 0.99]", "int(7*a > 1.75)", a);
    CHECK(up.fixed == std::vector<double>{0, 0, 1});
    CHECK(answer("a : 1 [-1, 0.99]", "int(-7*a > -1.75)", a).fixed == std::vector<double>{1, 0, 0});
    CHECK(answer("a : 1 [-1, 0.99]", "int(-7*a <= -1.75)", a).fixed == std::vector<double>{0, 1, 1});
}

TEST_CASE("truth values combine") {
    const std::vector<double> a{-0.5, 0.25, 0.75};
    CHECK(answer("a : 1 [-1, 0.99]", "int(a > 0 and a < 0.5)", a).fixed == std::vector<double>{0, 1, 0});
    CHECK(answer("a : 1 [-1, 0.99]", "int(a < 0 or a > 0.5)", a).fixed == std::vector<double>{1, 0, 1});
    CHECK(answer("a : 1 [-1, 0.99]", "int(not (a > 0))", a).fixed == std::vector<double>{1, 0, 0});
    CHECK(answer("a : 1 [-1, 0.99]", "a if a > 0 else -2*a", a).fixed == std::vector<double>{1.0, 0.25, 0.75});
    CHECK(answer("a : 1 [-1, 0.99]", "sign(a)", {-0.5, 0.0, 0.5}).fixed == std::vector<double>{-1, 0, 1});
}

TEST_CASE("the smaller of a fine and a wide value stays fine") {
    const Answer got = answer("a : 1 [0, 0.99]\nb : 1 [0, 1e6]", "min(abs(a), abs(b))", {0.5 + 0x1p-29, 0.75}, {1e6, 0.5}, unit_word);
    CHECK(got.fixed == std::vector<double>{0.5 + 0x1p-29, 0.5});
    const Answer most = answer("a : 1 [-0.99, 0]\nb : 1 [-1e6, 0]", "max(-abs(b), -abs(a))", {-0.5 - 0x1p-29, -0.75}, {-1e6, -0.5}, unit_word);
    CHECK(most.fixed == std::vector<double>{-0.5 - 0x1p-29, -0.5});
}

TEST_CASE("floor, ceil and int are exact at whole numbers and beside them") {
    const double q = 0x1p-28;   // of [-3, 3]
    const std::vector<double> a{-3.0, -2.0 - q, -2.0, -2.0 + q, -q, 0.0, q, 1.0 - q, 1.0, 3.0};
    CHECK(answer("a : 1 [-3, 3]", "floor(a)", a).fixed == std::vector<double>{-3, -3, -2, -2, -1, 0, 0, 0, 1, 3});
    CHECK(answer("a : 1 [-3, 3]", "ceil(a)", a).fixed == std::vector<double>{-3, -2, -2, -1, 0, 0, 1, 1, 1, 3});
    CHECK(answer("a : 1 [-3, 3]", "int(a)", a).fixed == std::vector<double>{-3, -2, -2, -1, 0, 0, 0, 0, 1, 3});
}

TEST_CASE("floor of what is less than one is -1 or 0, though its word has no whole bit") {
    CHECK(answer("a : 1 [-0.1, 0.1]", "floor(a)", {-0.1, -1e-9, 0.0, 0.1}).fixed == std::vector<double>{-1, -1, 0, 0});
    CHECK(answer("a : 1 [-0.1, 0.1]", "int(a)", {-0.1, 0.1}).fixed == std::vector<double>{0, 0});
    CHECK(answer("a : 1 [-0.99, 0.9]\nb : 1 [-0.9, 0.9]", "abs(floor(a + b))", {-0.99}, {-0.9}).fixed == std::vector<double>{2});   // -2 takes a bit more
}

TEST_CASE("modulo has the sign of the divisor") {
    const std::vector<double> a{-7.5, -3.0, -0.5, 0.0, 2.5, 7.5};
    CHECK(answer("a : 1 [-8, 8]", "a % 4", a).fixed == std::vector<double>{0.5, 1.0, 3.5, 0.0, 2.5, 3.5});
}

TEST_CASE("quotients are as fine as their range allows") {
    CHECK(answer("a : 1 [0, 0.99]\nb : 1 [0.5, 1]", "a/b", {0.3}, {0.7}, two_words).fixed[0] == Approx(3.0 / 7).epsilon(1e-7));
    CHECK(answer("a : 1 [-1, 1]\nb : 1 [1, 100]", "1/b", {0.0, 0.0}, {1.0, 100.0}, two_words).fixed[1] == Approx(0.01).margin(2e-7));
    // A dividend of 8 bits does not make a quotient of 8 bits.
    CHECK(answer("a : 1 [0, 3]", "100*(int(a)/(abs(a) + 3))", {2.0}).fixed[0] == Approx(40.0).epsilon(1e-6));
}

TEST_CASE("a divisor declared away from zero divides, though its register holds zero") {
    const Answer got = answer("a : 1 [-1, 1]\nb : 1 [1, 100]", "a/(b*b)", {1.0, -1.0}, {2.0, 4.0}, unit_word);
    CHECK(got.fixed[0] == Approx(0.25).margin(1e-8));
    CHECK(got.fixed[1] == Approx(-1.0 / 16).margin(1e-8));
    CHECK(answer("a : 1 [-1, 1]\nb : 1 [1, 100]", "a*b**-2", {1.0}, {2.0}, unit_word).fixed[0] == Approx(0.25).margin(1e-8));
    CHECK_THROWS_AS(answer("a : 1 [-1, 1]\nb : 1 [0, 100]", "a/b", {1.0}, {2.0}), InputError);
    CHECK_THROWS_AS(answer("a : 1 [-1, 1]", "a/int(a)", {1.0}), InputError);
}

TEST_CASE("a refusal names the population") {
    try {
        (void)answer("a : 1 [-1, 1]", "1/a", {1.0});
        FAIL("nothing was refused");
    } catch (const InputError& error) {
        CHECK(std::string{error.what()}.find("net.txtpb: population 'P'") != std::string::npos);
    }
}

TEST_CASE("exp, log and their kin stay within their stated errors") {
    CHECK(worst("exp(a)", -20, 4) < 55.0 * 1e-5);               // relative 1e-5 of e^4
    CHECK(worst("exp(a)", -8, -2, "y : 1 [-1, 0.99]") < 0.14 * 1e-5 + 1e-8);
    CHECK(worst("1e6*exp(a)", -16, -14) < 0.84 * 1e-5 + 1e-6);   // results far below one keep their precision
    CHECK(worst("log(a)", 0.01, 100) < 3e-5);
    CHECK(worst("log(a)", 0.001, 0.01) < 3e-5);                  // 36 fraction bits
    CHECK(worst("log10(a)", 0.01, 100) < 2e-5);
    CHECK(worst("sqrt(a)", 0, 100) < 1e-7);
    CHECK(worst("1e5*sqrt(a)", 0, 1e-8) < 1e-5);
    CHECK(worst("sin(a)", -3.2, 3.2) < 1e-5);
    CHECK(worst("cos(a)", 0, 7) < 1e-5);
    CHECK(worst("tanh(a)", -4, 4) < 1e-5);
    CHECK(worst("tanh(a)", -1e5, 1e5) < 3e-5);
    CHECK(worst("exprel(a)", -5, 3) < 1e-4);
    CHECK(worst("sinh(a)", -3, 3) < 2e-4);
    CHECK(worst("cosh(a)", -3, 3) < 2e-4);
    CHECK(worst("a**2.5", 0, 6) < 89.0 * 4e-5);
    CHECK(worst("a**0.5", 0, 6) < 1e-7);
    CHECK(worst("a**3", -4, 4) < 1e-6);
}

TEST_CASE("sines of many turns are as good as those of one") {
    CHECK(worst("sin(a)", -3000, 3000) < 3e-5);
    CHECK(worst("cos(a)", 0, 500) < 3e-5);
}

TEST_CASE("exprel is smooth through zero") {
    const Answer got = answer("a : 1 [-1, 1]", "exprel(a)", {-1.0, -0x1p-20, 0.0, 0x1p-20, 1.0}, {}, "y : 1 [0, 3]");
    CHECK(got.fixed[2] == Approx(1.0).margin(1e-5));
    CHECK(got.fixed[4] == Approx(std::numbers::e - 1.0).margin(1e-5));
    CHECK(got.real[1] == Approx(std::expm1(-0x1p-20) / -0x1p-20).epsilon(1e-14));
    CHECK(got.real[2] == 1.0);
    const Answer wide = answer("a : 1 [-1000, 10]", "exprel(a)", {-1000.0, -100.0, -17.0, -15.0}, {}, "y : 1 [0, 3000]");
    for (std::size_t k = 0; k < 4; ++k) CHECK(wide.fixed[k] == Approx(wide.real[k]).margin(1e-5));
}

TEST_CASE("exp saturates where a word ends, and what follows does not wrap") {
    const std::vector<double> a{20.0, 21.0, 25.0, 100.0};
    const Answer got = answer("a : 1 [0, 100]", "exp(a) + exp(a)", a, {}, "y : 1 [0, 4e9]");
    for (const double y : got.fixed) CHECK(y >= 2.0 * std::exp(20.0) * 0.9999);
    CHECK(got.fixed[3] == Approx(2.0 * 0x1p30).epsilon(1e-4));
    const Answer small = answer("a : 1 [-1000, 0]", "exp(a)", {-1000.0, -101.0, 0.0}, {}, two_words);
    CHECK(small.fixed[0] == 0.0);
    CHECK(small.fixed[2] == Approx(1.0).epsilon(1e-5));
}

TEST_CASE("a comparison with what no word reaches is decided, also for the last word") {
    // rand() has 31 fraction bits: its largest word is below 1, and 1 is not a word.
    for (const char* always : {"rand() < 1", "rand() <= 1", "1 > rand()", "rand() > -2", "not rand() >= 1", "rand() != 7"}) {
        INFO(always);
        const Answer got = answer("a : 1 [0, 1]", std::string{"1 if "} + always + " else 0", {0.0, 0.5}, {}, "y : 1 [0, 2]");
        CHECK(got.fixed == std::vector<double>{1, 1});
        CHECK(got.real == got.fixed);
        CHECK(got.instructions == 1);   // nothing is drawn
    }
}

TEST_CASE("a time since the start of the run times a rate leaves an exponential all its bits") {
    const std::vector<double> ticks{0, -1, -20, -100, -1999, -3000, -1e9};
    const Answer down = answer("a : 1 [-1000000000, 0]", "exp(a * 0.05)", ticks, {}, two_words), up = answer("a : 1 [-1000000000, 0]", "exp(-0.05 * (0 - a))", ticks, {}, two_words);
    for (std::size_t k = 0; k < ticks.size(); ++k) {
        CHECK(down.fixed[k] == Approx(std::exp(0.05 * ticks[k])).margin(2e-5));
        CHECK(up.fixed[k] == Approx(std::exp(0.05 * ticks[k])).margin(2e-5));
    }
}

TEST_CASE("the logarithm of nothing is that of one quantum") {
    const Answer got = answer("a : 1 [-1, 1]", "log(a)", {0.0, -1.0, 1.0});
    CHECK(got.fixed[0] == Approx(-29.0 * std::numbers::ln2).epsilon(1e-4));   // 29 fraction bits
    CHECK(got.fixed[1] == got.fixed[0]);
    CHECK(got.fixed[2] == Approx(0.0).margin(3e-5));
    CHECK(answer("a : 1 [0, 1]", "a**0.1", {0.0}).fixed[0] == Approx(0.0).margin(1e-6));
}

TEST_CASE("values of very different size meet without harm") {
    CHECK(answer("a : 1 [0, 1e-12]\nb : 1 [0, 1]", "1e12*a + b", {1e-12, 5e-13}, {0.5, 0.25}, "y : 1 [0, 3]").fixed[1] == Approx(0.75).epsilon(1e-6));
    CHECK(answer("a : 1 [0, 1e-12]\nb : 1 [0, 1]", "a*a*a*a + b", {1e-12}, {0.5}, unit_word).fixed[0] == 0.5);
    CHECK(answer("a : 1 [0, 1e9]\nb : 1 [0, 1]", "a*a*a*1e-27 + b", {1e9}, {0.5}, "y : 1 [0, 3]").fixed[0] == Approx(1.5).epsilon(1e-6));
}

TEST_CASE("draws lie in their ranges and have their moments") {
    NeuronBench bench{formula("a : 1 [0, 1]", "rand()", "y : 1 [0, 1]")};
    bench.set("a", std::vector<double>(4096, 0.0));
    bench.update(3);
    double sum = 0.0;
    for (const double y : bench.fixed_values("y")) sum += y;
    CHECK(sum / 4096 == Approx(0.5).margin(5.0 / std::sqrt(12.0 * 4096)));
    for (std::size_t k = 0; k < 4096; ++k) CHECK(bench.fixed_values("y")[k] == Approx(bench.real_values("y")[k]).margin(2e-9));   // the same draws
    NeuronBench normal{formula("a : 1 [0, 1]", "randn()", "y : 1 [-8, 8]")};
    normal.set("a", std::vector<double>(1024, 0.0));
    normal.update(3);
    for (std::size_t k = 0; k < 1024; ++k) CHECK(normal.fixed_values("y")[k] == Approx(normal.real_values("y")[k]).margin(2e-8));
}

TEST_CASE("a draw in a divisor that is written twice is drawn once") {
    NeuronBench bench{formula("a : 1 [1, 100]", "rand()/(a + rand()) + 10*rand()")};
    bench.set("a", std::vector<double>(64, 2.0));
    bench.update(1);
    for (std::size_t k = 0; k < 64; ++k) CHECK(bench.fixed_values("y")[k] == Approx(bench.real_values("y")[k]).margin(1e-6));
}

}  // namespace
}  // namespace aerie::hw::test
