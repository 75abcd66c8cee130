#include "tests/lang/language.h"

using namespace aerie;
using namespace aerie::lang;
using namespace aerie::lang::test;

namespace {
const std::vector<Setting> usual = {set("tau", "10 ms"), set("E_L", "-70 mV"), set("g_L", "10 nS"), set("C", "200 pF")};

NeuronModel model(const PopulationSpec& spec) { return check_neuron(spec, scope(usual)); }
NeuronModel model(const std::string& equations) { return model(population(equations)); }
Complaint refused(const PopulationSpec& spec) {
    return complaint([&] { (void)model(spec); });
}
Complaint refused(const std::string& equations) { return refused(population(equations)); }

PopulationSpec firing(const std::string& equations = "dv/dt = (E_L - v)/tau : volt (unless refractory)\nw : 1") {
    PopulationSpec spec = population(equations);
    spec.threshold = "v > -50 mV";
    spec.reset = "v = E_L";
    return spec;
}
}  // namespace

TEST_CASE("a leaky neuron is read with its units, flags and threshold") {
    PopulationSpec spec = firing("dv/dt = (E_L - v)/tau + I/C : volt [-80 mV, 20 mV] (unless refractory)\nI = g*(0*mV - v) : amp\ng : siemens (constant)");
    spec.refractory = "2 ms";
    const NeuronModel m = model(spec);
    REQUIRE(m.variables.size() == 3);
    const Variable& v = *find_variable(m.variables, "v");
    CHECK(v.kind == Kind::differential);
    CHECK(v.dimension == volt);
    CHECK(v.is_unless_refractory);
    CHECK(v.range->low == -0.08);
    CHECK(v.range->high == 0.02);
    CHECK(find_variable(m.variables, "g")->is_constant);
    CHECK(find_variable(m.variables, "I")->dimension == unit("amp"));
    CHECK(m.threshold->is_boolean);
    CHECK(to_string(*m.threshold) == "v > -0.05");
    REQUIRE(m.reset.size() == 1);
    CHECK(m.reset[0].value->value == -0.07);
    CHECK(*m.refractory_s == 2e-3);
    CHECK_FALSE(m.rate_window_s);
}

TEST_CASE("the unit comes from the range where none is declared, and an algebraic unit from its right side") {
    const NeuronModel m = model("dv/dt = -v/tau : [-80 mV, 20 mV]\ng : [0, 5]\nI = g*v\nq = v > 0*mV\nu : [0, 5 mV]");
    CHECK(find_variable(m.variables, "v")->dimension == volt);
    CHECK(find_variable(m.variables, "g")->dimension.is_pure());
    CHECK(find_variable(m.variables, "I")->dimension == volt);
    CHECK(find_variable(m.variables, "q")->is_boolean);
    CHECK(find_variable(m.variables, "u")->dimension == volt);
}

TEST_CASE("a range may use parameters") {
    CHECK(model("dv/dt = -v/tau : volt [2*E_L, -E_L]").variables[0].range->low == Approx(-0.14));
}

TEST_CASE("ranges that are empty, of a wrong unit or not constant are refused") {
    CHECK(refused("v : volt [20 mV, -80 mV]").what == "the range is empty: its ends are in the wrong order");
    CHECK(refused("v : volt [1, 2]").what == "the lower end of the range must be volt, this is 1");
    CHECK(refused("v : [0 mV, 2 ms]").what == "the upper end of the range must be volt, this is second");
    CHECK(refused("v : volt [0 mV, i*mV]").what == "the end of a range must be a constant");
    CHECK(refused("v : boolean [0, 1]").what == "a boolean has no range");
}

TEST_CASE("algebraic variables stand after those they depend on, the rest in file order") {
    const NeuronModel m = model("a = b + 1\nx : 1\nb = c*2\nc = x\ny : 1");
    std::string order;
    for (const Variable& v : m.variables) order += v.name;
    CHECK(order == "cbaxy");
}

TEST_CASE("a circle of algebraic variables is refused by its path") {
    CHECK(refused("I = J\nJ = I").what == "'I' depends on itself: I -> J -> I");
    CHECK(refused("I = I + 1").what == "'I' depends on itself: I -> I");
    CHECK(refused("a = b\nb = c\nc = b").what == "'b' depends on itself: b -> c -> b");
    CHECK_NOTHROW(model("dx/dt = y/tau : 1\ny = x"));
}

TEST_CASE("volts are not added to seconds, compared with amps, or raised to a fraction") {
    const Complaint c = refused("dv/dt = (E_L - v + tau)/tau : volt");
    CHECK(c.what == "units differ: 'E_L - v' is volt, 'tau' is second");
    CHECK(c.where == "net.txtpb: population 'P': equations line 1 column 20");
    CHECK(c.allowed == "both sides of '+' in one unit");
    CHECK(refused("x = E_L > C").what == "units differ: 'E_L' is volt, 'C' is farad");
    CHECK(refused("x = max(E_L, tau)").what == "units differ: 'E_L' is volt, 'tau' is second");
    CHECK(refused("x = E_L if 1 > 0 else tau").what == "units differ: 'E_L' is volt, 'tau' is second");
    CHECK(refused("x = E_L**1.5").what == "the base of this power is volt");
    CHECK(refused("y : 1\nx = E_L**y").what == "the base of this power is volt");
    CHECK(refused("x = exp(E_L)").what == "the argument of exp must be a pure number, 'E_L' is volt");
    CHECK(refused("x = 2**E_L").what == "an exponent must be a pure number, 'E_L' is volt");
    CHECK(refused("x = sqrt(E_L)").what == "the square root of volt has no unit");
    CHECK(refused("x = E_L**8*E_L**8").what == "the powers of units in this are too high");
}

TEST_CASE("units follow products, powers, roots and functions") {
    const NeuronModel m = model("a = sqrt(E_L*E_L)\nb = E_L**2\nc = abs(E_L)\nd = sign(E_L)\ne2 = (tau*tau)**0.5\nf = tau**-1\nh = E_L % (1*mV)\nk = clip(E_L, 0, 5*mV)\nm2 = pow(tau, 3)");
    CHECK(find_variable(m.variables, "a")->dimension == volt);
    CHECK(find_variable(m.variables, "b")->dimension == power(volt, 2));
    CHECK(find_variable(m.variables, "c")->dimension == volt);
    CHECK(find_variable(m.variables, "d")->dimension.is_pure());
    CHECK(find_variable(m.variables, "e2")->dimension == second);
    CHECK(find_variable(m.variables, "f")->dimension == hertz);
    CHECK(find_variable(m.variables, "h")->dimension == volt);
    CHECK(find_variable(m.variables, "k")->dimension == volt);
    CHECK(find_variable(m.variables, "m2")->dimension == power(second, 3));
}

TEST_CASE("the rate of change must be the variable's unit per second") {
    CHECK(refused("dv/dt = E_L - v : volt").what == "the rate of change of 'v' must be volt/second, this is volt");
    CHECK(refused("tau*dv/dt = (E_L - v)/tau : volt").what == "the rate of change of 'v' must be volt/second, this is volt/second^2");
    CHECK(refused("x = E_L : amp").what == "'x' must be amp, this is volt");
    CHECK_NOTHROW(model("tau*dv/dt = E_L - v : volt"));
}

TEST_CASE("a pure constant zero has every unit, other numbers have not") {
    CHECK_NOTHROW(model("dv/dt = (0 - v)/tau : volt"));
    CHECK_NOTHROW(model("v : volt\nx = v > 0"));
    CHECK_NOTHROW(model("x = 0 : amp"));
    CHECK(refused("v : volt\nx = v > 1").what == "units differ: 'v' is volt, '1' is 1");
    CHECK_THROWS_AS(model("v : volt\nx = v > 0 ms"), InputError);
}

TEST_CASE("conditions and numbers are kept apart") {
    CHECK(refused("x = (E_L > 0) + 1").what == "'+' wants a number, '(E_L > 0)' is a condition");
    CHECK(refused("x = 1 and 2 > 1").what == "'and' wants a condition, '1' is a number");
    CHECK(refused("x = not 1").what == "'not' wants a condition, '1' is a number");
    CHECK(refused("x = 1 if 2 else 3").what == "'if' wants a condition, '2' is a number");
    CHECK(refused("y : 1\nx = y > 1 if y > 0 else 3").what == "the two choices differ: boolean and 1");
    CHECK(refused("x = exp(1 > 0)").what.starts_with("'exp' wants a number"));
    CHECK(refused("x = 1 > 0 : 1").what == "'x' must be 1, this is boolean");
    CHECK(refused("dq/dt = 1/tau : boolean").what == "the boolean 'q' cannot have a differential equation");
    CHECK_NOTHROW(model("x = int(E_L > 0) + 1\nq = E_L > 0 : boolean\nr = q == (1 > 0)"));
}

TEST_CASE("unknown names are answered with the nearest known one") {
    const Complaint c = refused("dv/dt = (E_L - v)/taum : volt");
    CHECK(c.what == "unknown name 'taum'");
    CHECK(c.allowed.starts_with("nearest known name: 'tau'"));
    CHECK(c.found == "dv/dt = (E_L - v)/taum : volt\n" + std::string(11 + 18, ' ') + "^^^^");
    CHECK(refused("x = epx(1)").allowed.starts_with("nearest known name: 'exp'"));
    CHECK(refused("x = exp").what == "'exp' is a function");
    CHECK(refused("x = exp(1, 2)").what == "'exp' takes 1 argument(s), 2 are given");
    CHECK(refused("x = g").what == "unknown name 'g'");   // and not a gram
    CHECK(refused("x = inf").what == "'inf' is not a number here");
    CHECK(refused("x = v_post").what == "'v_post' belongs to a synapse");
    CHECK(refused("dv/dt = xi*v : 1").what == "the noise term xi is not part of the language");
    CHECK(refused("x = uniform(0, 1)").what == "'uniform' stands in start values only");
}

TEST_CASE("names are defined once, and not those of the language") {
    CHECK(refused("x : 1\nx = 2").what == "'x' is defined twice");
    CHECK(refused("tau : second").what == "'tau' is a variable and a parameter");
    for (const char* name : {"t", "dt", "i", "j", "N", "lastspike", "not_refractory", "xi", "inf"})
        CHECK(refused(std::string{name} + " : 1").what == "the name '" + std::string{name} + "' is taken by the language");
    CHECK(refused("v_pre : 1").what == "'v_pre' cannot be defined: the suffix names the other side of a synapse");
    CHECK(refused("_v : 1").what == "'_v' begins with an underscore");
}

TEST_CASE("a unit is not guessed") {
    const Complaint c = refused("dv/dt = -v/tau");
    CHECK(c.what == "the unit of 'v' is missing");
    CHECK(c.allowed == "end the line with ': volt', or ': 1' for a pure number, or a range ': [-80 mV, 20 mV]'");
}

TEST_CASE("a variable may carry the name of a unit or of a constant") {
    const NeuronModel m = model("dm/dt = (1 - m)/tau : 1\ne = 2\nrate : Hz\nx = m*e*rate");
    CHECK(find_variable(m.variables, "x")->dimension == hertz);
}

TEST_CASE("flags that do not suit, or do not exist, are refused") {
    CHECK(refused("dv/dt = -v/tau : 1 (constant)").what == "'constant' does not suit 'v'");
    CHECK(refused("x = 1 : 1 (unless refractory)").what == "'unless refractory' does not suit 'x'");
    CHECK(refused("dv/dt = -v/tau : 1 (event-driven)").what == "'event-driven' does not suit 'v'");
    CHECK(refused("x : 1 (method=euler)").what == "'method=euler' does not suit 'x'");
    CHECK(refused("dv/dt = -v/tau : 1 (unless refractry)").allowed.starts_with("nearest known name: 'unless refractory'"));
    CHECK(refused("dv/dt = -v/tau : 1 (method=eulr)").what == "unknown method 'eulr'");
    CHECK(refused(population("x : 1", "heun")).where == "net.txtpb: population 'P': method");
}

TEST_CASE("shared variables depend on shared values only") {
    CHECK_NOTHROW(model("x : 1 (shared)\ny = x + t/tau : 1 (shared)\ndz/dt = y/tau : 1 (shared)"));
    CHECK(refused("v : 1\ny = v : 1 (shared)").what == "the shared variable 'y' has one value for the whole group, 'v' has many");
    CHECK(refused("y = i : 1 (shared)").what == "the shared variable 'y' has one value for the whole group, 'i' has many");
    PopulationSpec spec = firing("v : volt\nz : 1 (shared)");
    spec.reset = "z = 1";
    CHECK(refused(spec).what == "'z' is shared: several members would write it at once");
    spec.reset = "";
    spec.on_tick = "z = rand()";
    CHECK_NOTHROW(model(spec));
    spec.on_tick = "z = v/mV";
    CHECK(refused(spec).what == "the shared variable 'z' has one value for the whole group, 'v' has many");
}

TEST_CASE("the threshold is a condition") {
    PopulationSpec spec = firing();
    spec.threshold = "v";
    CHECK(refused(spec).what == "the threshold must be boolean, this is volt");
    CHECK(refused(spec).where == "net.txtpb: population 'P': threshold line 1 column 1");
    spec.threshold = " \n ";
    CHECK(refused(spec).what == "a reset without a threshold never runs");
    spec.reset = "";
    CHECK_FALSE(model(spec).threshold);
}

TEST_CASE("refractoriness is a constant duration or a condition") {
    PopulationSpec spec = firing();
    spec.refractory = "tau/2";
    CHECK(*model(spec).refractory_s == 5e-3);
    spec.refractory = "0";
    CHECK(*model(spec).refractory_s == 0);
    spec.refractory = "t < lastspike + 2*ms";
    CHECK(model(spec).refractory_while->is_boolean);
    CHECK_FALSE(model(spec).refractory_s);
    spec.refractory = "-1 ms";
    CHECK(refused(spec).what == "the refractory time is negative");
    spec.refractory = "2";
    CHECK(refused(spec).what == "the refractory time must be second, this is 1");
    spec.refractory = "w*ms";
    CHECK(refused(spec).what == "the refractory time is not constant");
    spec.refractory = "2 ms";
    spec.threshold = spec.reset = "";
    CHECK(refused(spec).what == "refractoriness without a threshold never begins");
}

TEST_CASE("writes go to variables that may be written, with their unit") {
    const auto refused_reset = [](const std::string& reset) {
        PopulationSpec spec = firing("dv/dt = (E_L - v)/tau : volt\nw : 1\nk : 1 (constant)\nI = 2*v\nq : boolean");
        spec.reset = reset;
        return refused(spec);
    };
    CHECK(refused_reset("v = 1").what == "what is written to 'v' must be volt, this is 1");
    CHECK(refused_reset("v += 2 ms").what == "what is written to 'v' must be volt, this is second");
    CHECK(refused_reset("v *= 2 mV").what == "a factor of 'v' must be 1, this is volt");
    CHECK(refused_reset("v /= 0").what == "division by zero");
    CHECK(refused_reset("k = 1").what == "'k' is declared (constant)");
    CHECK(refused_reset("I = 1 mV").what == "'I' is defined by 'I = ...' and cannot be written");
    CHECK(refused_reset("tau = 1 ms").what == "'tau' is a parameter and cannot be written");
    CHECK(refused_reset("tau = 1 ms").allowed == "declare it as a variable: 'tau : second', with its start value in initial");
    CHECK(refused_reset("t = 1 ms").what == "'t' cannot be written");
    CHECK(refused_reset("lastspike = 1 ms").what == "'lastspike' cannot be written");
    CHECK(refused_reset("vv = 1").what == "unknown variable 'vv'");
    CHECK(refused_reset("q += 1").what == "the boolean 'q' can only be set");
    CHECK(refused_reset("q = 1").what == "what is written to 'q' must be boolean, this is 1");
    CHECK(refused_reset("v = E_L\nw + 1").where == "net.txtpb: population 'P': reset line 2 column 3");
}

TEST_CASE("the names of time, index, size and spikes resolve to what they mean") {
    PopulationSpec spec = firing("x = t/ms + dt/ms + i + N + pi\ny = lastspike\nz = not_refractory\nr = rate\nv : volt");
    spec.rate_window = "10 s";
    const NeuronModel m = model(spec);
    CHECK(*m.rate_window_s == 10);
    const auto seen = [&](const char* variable) { return find_variable(m.variables, variable)->rhs; };
    CHECK(seen("y")->reference == Reference::last_spike);
    CHECK(seen("y")->dimension == second);
    CHECK(seen("z")->reference == Reference::not_refractory);
    CHECK(seen("z")->is_boolean);
    CHECK(seen("r")->reference == Reference::mean_rate);
    CHECK(value_of(*seen("x"), {{"t", 0.5}, {"i", 3}}) == Approx(500 + 1 + 3 + 4 + 3.14159265358979));
    spec.rate_window = "";
    CHECK(refused(spec).what == "the mean rate has no window");
    spec.rate_window = "0.1 ms";
    CHECK(refused(spec).what == "the window of the mean rate is shorter than a tick");
}

TEST_CASE("stimuli are read in equations") {
    Scope s = scope(usual);
    s.stimuli["drive"] = {unit("amp"), 1};
    const NeuronModel m = check_neuron(population("dv/dt = drive(t)/C : volt"), s);
    CHECK(value_of(*m.update[0].value, {{"v", 0}, {"drive(t)", 2e-9}, {"t", 0}}) == Approx(1e-3 * 2e-9 / 200e-12));
}

TEST_CASE("under BRIAN2 a threshold sees an algebraic variable of the new states, under CHIP that of the tick's start") {
    PopulationSpec spec = firing("dv/dt = (E_L - v)/tau : volt\na : volt\nlevel = a - 50*mV");
    spec.threshold = "v > level";
    Scope s = scope(usual);
    CHECK(to_string(*check_neuron(spec, s).threshold) == "v > level");
    s.schedule = Schedule::brian2;
    CHECK(to_string(*check_neuron(spec, s).threshold) == "v > a - 0.05");
}

TEST_CASE("functions of the user serve in every field") {
    PopulationSpec spec = firing("dv/dt = leak(v)/tau : volt");
    spec.functions = "leak(x) = E_L - x\nabove(x, y) = x > y";
    spec.threshold = "above(v, -50 mV)";
    CHECK(to_string(*model(spec).threshold) == "v > -0.05");
    spec.functions = "leak(x) = E_L - x - tau\nabove(x, y) = x > y";
    CHECK(refused(spec).where == "net.txtpb: population 'P': equations line 1 column 9");
}

TEST_CASE("constants that are not finite are refused where they arise") {
    CHECK(refused("x = 1/(1 - 1)").what == "division by zero");
    CHECK(refused("x = exp(1e9)").what == "the value of this is inf");
    CHECK(refused("y : 1\nx = 1e200*y*1e200").what == "a constant of this is not finite");
}

TEST_CASE("at most two hundred variables, on both edges") {
    std::string equations;
    for (int k = 0; k < 200; ++k) equations += "x" + std::to_string(k) + " : 1\n";
    CHECK_NOTHROW(model(equations));
    CHECK(refused(equations + "y : 1").what == "more than 200 variables");
}

TEST_CASE("steps that write a shared variable say so: their random numbers are drawn once") {
    PopulationSpec spec = population("v = rand() : 1 (shared)\nu : 1 (shared)\nx : 1");
    spec.on_tick = "u = randn()\nx = v + rand()";
    const NeuronModel m = check_neuron(spec, scope());
    REQUIRE(m.update.size() == 3);
    CHECK(m.update[0].is_shared);
    CHECK(m.update[1].is_shared);
    CHECK_FALSE(m.update[2].is_shared);
}
