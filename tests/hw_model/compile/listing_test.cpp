/// @file Microcode checked by hand: what a leaky integrate-and-fire neuron costs, instruction by instruction.
#include "tests/hw_model/compile/lane_run.h"

namespace aerie::hw::test {
namespace {

/// Operations of a program in order.
std::vector<std::string_view> operations(const Compiled& c) {
    std::vector<std::string_view> names;
    for (const Instruction& ins : c.program.code) names.push_back(name_of(ins.op));
    return names;
}
using Names = std::vector<std::string_view>;

PopulationSpec lif(const std::string& flag = "") {
    PopulationSpec p = population("dv/dt = -v/tau : 1 [-8, 7.9]" + flag);
    p.parameters = {setting("tau", "10 ms")};
    p.threshold = "v > 1";
    p.reset = "v = -1";
    return p;
}

TEST_CASE("a leaky neuron decays, compares: two instructions") {
    const NeuronBench bench{lif()};
    // dt / tau = 0.01 = 42949673 * 2^-32: after a shift of 32 the factor's error is an eighth of a quantum at most. v has 27 fraction bits: 1 is 2^27.
    CHECK(disassemble(bench.image().update.program) ==
          "  0  s0 = multiply_add s0, s0, -42949673  >>32 nearest counter 0  ; v\n"
          "  1  s1 = less 134217728, s0                           ; threshold\n");
    CHECK(disassemble(bench.image().reset.program) == "  0  s0 = copy -134217728                              ; reset v\n");
}

TEST_CASE("a refractory time adds a comparison, a choice and a mask") {
    PopulationSpec p = lif(" (unless refractory)");
    p.refractory = "1 ms";
    const NeuronBench bench{p};
    CHECK(operations(bench.image().update) == Names{"multiply_add", "less_equal", "select", "less", "logical_and"});
    CHECK(bench.image().refractory_ticks == 10);
}

TEST_CASE("CUBA's neuron takes ten instructions") {
    PopulationSpec p = population("dv/dt = (ge + gi - (v - El))/taum : volt [-120 mV, -30 mV] (unless refractory)\n"
                                  "dge/dt = -ge/taue : volt [0 mV, 60 mV]\ndgi/dt = -gi/taui : volt [-120 mV, 0 mV]");
    p.method = "exact";
    p.parameters = {setting("taum", "20 ms"), setting("taue", "5 ms"), setting("taui", "10 ms"), setting("El", "-49 mV")};
    p.threshold = "v > -50*mV";
    p.reset = "v = -60*mV";
    p.refractory = "5 ms";
    NeuronBench bench{p};
    INFO(disassemble(bench.image().update.program));
    CHECK(operations(bench.image().update) == Names{"multiply_add", "multiply_add", "multiply_add", "accumulate",   // v' of three products and a constant
                                                    "less_equal", "select",                                        // frozen while refractory
                                                    "multiply_add", "multiply_add",                                // two decays
                                                    "less", "logical_and"});                                       // threshold
    // And it is right: the closed form of the three coupled equations over one tick.
    const double v = -0.055, ge = 0.004, gi = -0.003, dt = 1e-4, el = -0.049;
    bench.set("v", {v});
    bench.set("ge", {ge});
    bench.set("gi", {gi});
    bench.update(1000);
    const double a = std::exp(-dt / 20e-3);
    const auto forced = [&](double g, double tau) { return g * (std::exp(-dt / tau) - a) / (1.0 / 20e-3 - 1.0 / tau) / 20e-3; };
    CHECK(bench.fixed_values("v")[0] == Approx(el + (v - el) * a + forced(ge, 5e-3) + forced(gi, 10e-3)).margin(3e-10));
    CHECK(bench.fixed_values("ge")[0] == Approx(ge * std::exp(-dt / 5e-3)).margin(1e-10));
    CHECK(bench.fixed_values("gi")[0] == Approx(gi * std::exp(-dt / 10e-3)).margin(1e-10));
}

TEST_CASE("a sum on different grids takes one instruction per term") {
    const NeuronBench bench{formula("a : 1 [-1, 1]\nb : 1 [-100, 100]\nc : 1 [-1000, 1000]", "a + b + c + 0.3*b*c", "y : 1 [-1e5, 1e5]")};
    CHECK(operations(bench.image().update).size() <= 6);
}

TEST_CASE("the same program comes out every time") {
    const NeuronBench first{lif()}, second{lif()};
    CHECK(disassemble(first.image().update.program) == disassemble(second.image().update.program));
}

TEST_CASE("variables without a range are named before anything is compiled") {
    PopulationSpec p = population("dv/dt = -v/(10*ms) : 1\ndu/dt = -u/(10*ms) : 1 [0, 1]");
    const Network network = check_network(spec_of(p));
    CHECK(variables_without_range(network, exact_chip()) == std::vector<std::string>{"P.v"});
    CHECK_THROWS_AS(compile_network(network, exact_chip(), Arithmetic::fixed, {}), InputError);
    CHECK_NOTHROW(compile_network(network, exact_chip(), Arithmetic::float64, {}));
    const RangeTable calibrated{{"P.v", {-1.0, 1.0}}};
    CHECK(compile_network(network, exact_chip(), Arithmetic::fixed, calibrated).populations[0].variables[0].format.frac == 29);
}

}  // namespace
}  // namespace aerie::hw::test
