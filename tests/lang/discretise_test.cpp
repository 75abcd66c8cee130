// Update steps against closed forms, and the number of operations they cost.
#include "core/lang/discretise.h"

#include <cmath>

#include "core/lang/simplify.h"
#include "tests/lang/language.h"

using namespace aerie;
using namespace aerie::lang;
using namespace aerie::lang::test;

namespace {
const std::vector<Setting> leaky = {set("tau", "10 ms"), set("E_L", "-70 mV"), set("tau_e", "5 ms")};
constexpr double dt = 1e-4;

NeuronModel model(const std::string& equations, const std::string& method, const std::vector<Setting>& parameters = leaky) {
    return check_neuron(population(equations, method), scope(parameters, dt));
}
Complaint refused(const std::string& equations, const std::string& method, const std::vector<Setting>& parameters = leaky) {
    return complaint([&] { (void)model(equations, method, parameters); });
}
}  // namespace

TEST_CASE("euler is x + dt f(x) with the constants folded into one") {
    const NeuronModel m = model("dv/dt = (E_L - v + I)/tau : volt\nI : volt", "euler");
    REQUIRE(m.update.size() == 1);
    CHECK(to_string(*m.update[0].value) == "v + (I - v - 0.07)*0.01");
    const double v = -0.05, i = 0.02;
    CHECK(tick(m.update, {{"v", v}, {"I", i}})["v"] == Approx(v + dt * (-0.07 - v + i) / 0.01).epsilon(1e-14));
}

TEST_CASE("euler of a decay is two operations") {
    const NeuronModel m = model("dv/dt = (0*mV - v)/tau : volt", "euler");
    CHECK(to_string(*m.update[0].value) == "v + v*-0.01");
    CHECK(operation_count(*m.update[0].value) == 2);
}

TEST_CASE("every right side reads the values of the tick's start") {
    const NeuronModel m = model("dx/dt = y/tau : 1\ndy/dt = -x/tau : 1\ndz/dt = (x + y)/tau : 1", "euler");
    const Values after = tick(m.update, {{"x", 1}, {"y", 2}, {"z", 3}});
    CHECK(after.at("x") == Approx(1 + 0.01 * 2));
    CHECK(after.at("y") == Approx(2 - 0.01 * 1));
    CHECK(after.at("z") == Approx(3 + 0.01 * 3));
}

TEST_CASE("a chain needs no intermediate, a circle needs one") {
    const auto locals = [](const NeuronModel& m) {
        int count = 0;
        for (const UpdateStep& step : m.update) count += step.is_local;
        return count;
    };
    CHECK(locals(model("dr/dt = -r/tau + h : 1\ndh/dt = -h/tau : 1/second", "euler")) == 0);
    CHECK(locals(model("dh/dt = -h/tau : 1/second\ndr/dt = -r/tau + h : 1", "euler")) == 0);
    CHECK(locals(model("dx/dt = y/tau : 1\ndy/dt = -x/tau : 1", "euler")) == 1);
}

TEST_CASE("an equation whose rate is zero costs nothing") {
    CHECK(model("dx/dt = 0/tau : 1", "euler").update.empty());
    CHECK(model("dx/dt = 0/tau : 1", "exact").update.empty());
}

TEST_CASE("algebraic variables are computed first, in order of need") {
    const NeuronModel m = model("dv/dt = (J - v)/tau : 1\nJ = 2*I\nI = v + 1", "euler");
    REQUIRE(m.update.size() == 3);
    CHECK(m.update[0].target == "I");
    CHECK(m.update[1].target == "J");
    CHECK(tick(m.update, {{"v", 3}})["v"] == Approx(3 + 0.01 * (8 - 3)));
}

TEST_CASE("exponential euler of a pure decay is ANNarchy's exponential") {
    const NeuronModel m = model("tau_e*dg/dt = -g : 1", "exponential");
    const double g = 0.7;
    CHECK(tick(m.update, {{"g", g}})["g"] == Approx(g - (1 - std::exp(-dt / 5e-3)) * g).epsilon(1e-15));
    CHECK(operation_count(*m.update[0].value) == 2);
}

TEST_CASE("exponential euler of a leak towards a drive is exact for a constant drive") {
    const NeuronModel m = model("dv/dt = (E_L - v + I)/tau : volt\nI : volt", "exponential_euler");
    const double v = -0.05, i = 0.02, target = -0.07 + i;
    CHECK(tick(m.update, {{"v", v}, {"I", i}})["v"] == Approx(target + (v - target) * std::exp(-dt / 0.01)).epsilon(1e-14));
    CHECK(operation_count(*m.update[0].value) == 4);
}

TEST_CASE("exponential euler with a conductance follows its own closed form") {
    const NeuronModel m = model("dv/dt = (E_L - v + g*(0*mV - v))/tau : volt\ng : 1", "exponential_euler");
    for (const double g : {-1.0, 0.0, 3.0}) {   // g = -1 has no leak at all: a = 0
        const double v = -0.05, a = -(1 + g) / 0.01, b = -0.07 / 0.01;
        const double expected = a == 0 ? v + dt * b : v * std::exp(a * dt) + b / a * std::expm1(a * dt);
        CHECK(tick(m.update, {{"v", v}, {"g", g}})["v"] == Approx(expected).epsilon(1e-13));
    }
}

TEST_CASE("exponential euler sees through algebraic variables that depend on the state") {
    const NeuronModel m = model("dv/dt = (E_L - v + I)/tau : volt\nI = g*(0*mV - v)\ng : 1", "exponential_euler");
    const double v = -0.05, g = 2, a = -3 / 0.01, b = -0.07 / 0.01;
    CHECK(tick(m.update, {{"v", v}, {"g", g}})["v"] == Approx(v * std::exp(a * dt) + b / a * std::expm1(a * dt)).epsilon(1e-13));
}

TEST_CASE("exponential euler of a constant drive is a ramp") {
    const NeuronModel m = model("dx/dt = 3/tau : 1", "exponential_euler");
    CHECK(tick(m.update, {{"x", 1}})["x"] == Approx(1 + 0.03));
}

TEST_CASE("exponential euler refuses an equation that is not linear and names the term") {
    const Complaint c = refused("dv/dt = (v**2 - 3*v)/tau : 1", "exponential_euler");
    CHECK(c.what == "the method of 'v' does not suit its equation: 'v**2' is not linear in 'v'");
    CHECK(c.where == "net.txtpb: population 'P': equations line 1 column 10");
    CHECK(c.found == "dv/dt = (v**2 - 3*v)/tau : 1\n" + std::string(11 + 9, ' ') + "^^^^");
}

TEST_CASE("midpoint evaluates the right side at the half step") {
    const NeuronModel m = model("dv/dt = (v*v - 1)/tau : 1", "midpoint");
    const double v = 1.7, middle = v + dt / 2 * (v * v - 1) / 0.01;
    CHECK(tick(m.update, {{"v", v}})["v"] == Approx(v + dt * (middle * middle - 1) / 0.01).epsilon(1e-14));
}

TEST_CASE("midpoint of a coupled pair uses both half steps, and no recomputed algebraic variable") {
    const NeuronModel m = model("dx/dt = (y + I)/tau : 1\ndy/dt = -x/tau : 1\nI = x*x", "midpoint");
    const double x = 0.3, y = 0.9, i = x * x;
    const double xm = x + dt / 2 * (y + i) / 0.01, ym = y - dt / 2 * x / 0.01;
    const Values after = tick(m.update, {{"x", x}, {"y", y}});
    CHECK(after.at("x") == Approx(x + dt * (ym + i) / 0.01).epsilon(1e-14));
    CHECK(after.at("y") == Approx(y - dt * xm / 0.01).epsilon(1e-14));
}

TEST_CASE("equations of one population may have methods of their own") {
    const NeuronModel m = model("dv/dt = (g - v)/tau : 1 (method=midpoint)\ndg/dt = -g/tau_e : 1 (method=exponential)", "euler");
    const double v = 0.2, g = 0.5, middle = v + dt / 2 * (g - v) / 0.01;
    const Values after = tick(m.update, {{"v", v}, {"g", g}});
    CHECK(after.at("v") == Approx(v + dt * (g - middle) / 0.01).epsilon(1e-14));
    CHECK(after.at("g") == Approx(g * std::exp(-dt / 5e-3)).epsilon(1e-15));
}

TEST_CASE("exact of a two-stage synapse is the difference of exponentials") {
    // h decays with 5 ms and drives r, which decays with 10 ms: r(t) = r0 e^-t/10 + h0 * (e^-t/10 - e^-t/5) / (1/5 - 1/10)
    const NeuronModel m = model("dr/dt = -r/tau + h : 1\ndh/dt = -h/tau_e : 1/second", "exact");
    Values state{{"r", 0.25}, {"h", 400}};
    for (int k = 0; k < 100; ++k) state = tick(m.update, state);
    const double t = 100 * dt, a = std::exp(-t / 0.01), b = std::exp(-t / 0.005);
    CHECK(state["h"] == Approx(400 * b).epsilon(1e-12));
    CHECK(state["r"] == Approx(0.25 * a + 400 * (a - b) / (200 - 100)).epsilon(1e-12));
}

TEST_CASE("exact of an oscillator keeps its energy") {
    const NeuronModel m = model("dx/dt = y/tau : 1\ndy/dt = -x/tau : 1", "exact");
    Values state{{"x", 1}, {"y", 0}};
    for (int k = 0; k < 1000; ++k) state = tick(m.update, state);
    CHECK(state["x"] == Approx(std::cos(10.0)).epsilon(1e-11));
    CHECK(state["y"] == Approx(-std::sin(10.0)).epsilon(1e-11));
}

TEST_CASE("exact holds a drive during the tick, constant or of each neuron") {
    const NeuronModel m = model("dx/dt = (y - x + I)/tau : 1\ndy/dt = (2 - y)/tau_e : 1\nI : 1", "exact");
    Values state{{"x", 0}, {"y", 0}, {"I", 3}};
    for (int k = 0; k < 20000; ++k) state = tick(m.update, state);
    CHECK(state["y"] == Approx(2).epsilon(1e-9));
    CHECK(state["x"] == Approx(5).epsilon(1e-9));
}

TEST_CASE("exact of a lone equation with a factor of each neuron is an exponential") {
    const NeuronModel m = model("dx/dt = -k*x : 1\nk : 1/second", "exact");
    CHECK(tick(m.update, {{"x", 2}, {"k", 300}})["x"] == Approx(2 * std::exp(-300 * dt)).epsilon(1e-14));
}

TEST_CASE("exact refuses what has no closed step, by naming it") {
    CHECK(refused("dx/dt = -x*y/tau : 1\ndy/dt = -y/tau : 1", "exact").what == "the method of 'x' does not suit its equation: '-x*y' is not linear, so 'x' has no exact step");
    CHECK(refused("dx/dt = exp(x)/tau : 1", "exact").what == "the method of 'x' does not suit its equation: 'exp(x)' is not linear, so 'x' has no exact step");
    const Complaint c = refused("dx/dt = (y - k*x)/tau : 1\ndy/dt = -y/tau : 1\nk : 1", "exact");
    CHECK(c.what == "the method of 'x' does not suit its equation: the factor 'k*-100' of 'x' is not constant");
    CHECK(c.where == "net.txtpb: population 'P': equations line 1 column 14");
}

TEST_CASE("refractory neurons keep flagged states and move the others") {
    const NeuronModel m = model("dv/dt = -v/tau : 1 (unless refractory)\ndg/dt = -g/tau : 1", "euler");
    const Values after = tick(m.update, {{"v", 1}, {"g", 1}}, true);
    CHECK(after.at("v") == 1);
    CHECK(after.at("g") == Approx(0.99));
}

TEST_CASE("on_tick statements follow the integration, each seeing those before it") {
    PopulationSpec spec = population("dv/dt = -v/tau : 1\nw : 1\nI = 2*v");
    spec.on_tick = "w += v; v = max(w, I); w *= 2; w -= 1; w /= 4";
    const NeuronModel m = check_neuron(spec, scope(leaky, dt));
    const double v = 5, decayed = v + v * -0.01, w = 1 + decayed;
    const Values after = tick(m.update, {{"v", v}, {"w", 1}});
    CHECK(after.at("v") == std::max(w, 2 * v));   // I as it stood at the start
    CHECK(after.at("w") == Approx((w * 2 - 1) / 4));
}

TEST_CASE("the rate of a decay is found in all its spellings and in nothing else") {
    const auto rate = [](const std::string& equation) { return decay_rate(model(equation, "euler").variables.at(0)); };
    CHECK(*rate("dx/dt = -x/tau : 1") == Approx(100));
    CHECK(*rate("tau*dx/dt = -x : 1") == Approx(100));
    CHECK(*rate("dx/dt = -(2*x + x)/tau : 1") == Approx(300));
    CHECK_FALSE(rate("dx/dt = x/tau : 1"));
    CHECK_FALSE(rate("dx/dt = (1 - x)/tau : 1"));
    CHECK_FALSE(rate("dx/dt = -x*x/tau : 1"));
    CHECK_FALSE(rate("x : 1"));
}

TEST_CASE("writing out algebraic variables cannot grow a tree beyond its bound") {
    std::string equations = "dv/dt = -x40*v/tau : 1\nx0 = v\n";
    for (int k = 1; k <= 40; ++k) equations += "x" + std::to_string(k) + " = x" + std::to_string(k - 1) + "*x" + std::to_string(k - 1) + "\n";
    CHECK_NOTHROW(model(equations, "euler"));
    CHECK(refused(equations, "exponential_euler").what == "the expression is too large once the variables in it are written out");
}
