#include <cmath>

#include "tests/lang/language.h"

using namespace aerie;
using namespace aerie::lang;
using namespace aerie::lang::test;

namespace {
double quantity(const std::string& text, Dimension expected) { return evaluate_quantity(text, expected, "net: dt"); }
Scope with_stimulus() {
    Scope s = scope({set("r0", "50 Hz")});
    s.stimuli["varying"] = {hertz, 1};
    s.stimuli["image"] = {hertz, 4};
    return s;
}
Complaint refused(Use use, const std::string& text, Dimension expected) {
    return complaint([&] { (void)check_value(use, text, expected, with_stimulus(), "rate"); });
}
}  // namespace

TEST_CASE("a setting is a constant with its unit") {
    CHECK(quantity("10 ms", second) == 0.01);
    CHECK(quantity("10*ms", second) == 0.01);
    CHECK(quantity("1/(20 Hz)", second) == 0.05);
    CHECK(quantity("0", second) == 0);
    CHECK(quantity("5*V", volt) == 5);
    CHECK(quantity("-70 mV + 5 mV", volt) == Approx(-0.065));
    CHECK(quantity("2*pi", {}) == Approx(2 * std::acos(-1.0)));
    CHECK(quantity("1 if 2 > 1 else 3", {}) == 1);
}

TEST_CASE("a setting of the wrong unit or none is refused") {
    const Complaint c = complaint([] { (void)quantity("10 mV", second); });
    CHECK(c.what == "the unit is volt, not second");
    CHECK(c.where == "net: dt");
    CHECK(c.found == "10 mV");
    CHECK_THROWS_AS(quantity("10", second), InputError);
    CHECK_THROWS_AS(quantity("", second), InputError);
    CHECK_THROWS_AS(quantity("rand()", {}), InputError);
    CHECK_THROWS_AS(quantity("1 > 0", {}), InputError);
    CHECK_THROWS_AS(quantity("tau", second), InputError);
    CHECK_THROWS_AS(quantity("inf", {}), InputError);
    CHECK_THROWS_AS(quantity("nan", {}), InputError);
}

TEST_CASE("division by zero and overflow are caught where they stand") {
    CHECK(complaint([] { (void)quantity("1 + 1/0", {}); }).what == "division by zero");
    CHECK(complaint([] { (void)quantity("1 + 1/(2 - 2)", {}); }).what == "division by zero");
    CHECK(complaint([] { (void)quantity("exp(1000)", {}); }).what == "the value of this is inf");
    CHECK(complaint([] { (void)quantity("log(-1)", {}); }).what.starts_with("the value of this is"));
    CHECK(complaint([] { (void)quantity("1 + 1/0", {}); }).where == "net: dt line 1 column 7");
}

TEST_CASE("parameters are evaluated in order and may use those before them") {
    const Constants p = evaluate_parameters({set("tau", "10 ms"), set("k", "2"), set("tau2", "k*tau"), set("per_tick", "dt/tau")}, scope({}, 1e-4));
    CHECK(p.at("tau2").value == 0.02);
    CHECK(p.at("tau2").dimension == second);
    CHECK(p.at("per_tick").value == Approx(0.01));
    CHECK_FALSE(p.contains("dt"));
}

TEST_CASE("parameters with taken names, given twice or with many values are refused") {
    const auto refused_parameter = [](const std::vector<Setting>& settings) { return complaint([&] { (void)evaluate_parameters(settings, scope()); }).what; };
    CHECK(refused_parameter({set("t", "1")}) == "the name 't' is taken by the language");
    CHECK(refused_parameter({set("v_post", "1")}) == "'v_post' cannot be defined: the suffix names the other side of a synapse");
    CHECK(refused_parameter({set("_x", "1")}) == "'_x' begins with an underscore");
    CHECK(refused_parameter({set("a", "1"), set("a", "2")}) == "the parameter 'a' is given twice");
    CHECK(refused_parameter({{"a", "", {1, 2}, ""}}) == "a parameter has one value");
    CHECK(refused_parameter({set("b", "2*a"), set("a", "1")}) == "unknown name 'a'");
}

TEST_CASE("uniform and normal become draws with the right scale") {
    const Scope s = scope({set("low", "-65 mV")});
    const ExprPtr u = check_value(Use::neuron_initial, "uniform(low, -50 mV)", volt, s, "v");
    CHECK(value_of(*u, {{"rand()", 0}}) == Approx(-0.065));
    CHECK(value_of(*u, {{"rand()", 0.5}}) == Approx(-0.0575));
    CHECK(u->dimension == volt);
    const ExprPtr n = check_value(Use::neuron_initial, "normal(1, 0.1)", {}, s, "w");
    CHECK(value_of(*n, {{"randn()", -2}}) == Approx(0.8));
    CHECK_THROWS_AS(check_value(Use::neuron_initial, "normal(1, 1 mV)", {}, s, "w"), InputError);
    CHECK_THROWS_AS(check_value(Use::neuron_initial, "uniform(1)", {}, s, "w"), InputError);
}

TEST_CASE("start values may use the index, the size and parameters, and no variables") {
    const Scope s = scope({set("a", "3")});
    CHECK(value_of(*check_value(Use::neuron_initial, "a*i/N", {}, s, "x"), {{"i", 2}}) == 1.5);
    CHECK(value_of(*check_value(Use::synapse_initial, "1 if i == j else 0", {}, s, "w"), {{"i", 2}, {"j", 2}}) == 1);
    CHECK(complaint([&] { (void)check_value(Use::neuron_initial, "v", {}, s, "x"); }).what == "unknown name 'v'");
    CHECK(complaint([&] { (void)check_value(Use::neuron_initial, "j", {}, s, "x"); }).what == "unknown name 'j'");
    CHECK(complaint([&] { (void)check_value(Use::neuron_initial, "t/ms", {}, s, "x"); }).what == "unknown name 't'");
    CHECK(complaint([&] { (void)check_value(Use::neuron_initial, "-70", volt, s, "v"); }).what == "'v' must be volt, this is 1");
}

TEST_CASE("a start value has its variable's type, and algebraic variables have none") {
    Variable q;
    q.name = "q";
    q.is_boolean = true;
    CHECK(check_initial(Use::neuron_initial, q, "i > 2", scope())->is_boolean);
    CHECK(complaint([&] { (void)check_initial(Use::neuron_initial, q, "1", scope()); }).what == "'initial: q' must be boolean, this is 1");
    q.kind = Kind::algebraic;
    CHECK(complaint([&] { (void)check_initial(Use::neuron_initial, q, "1 > 0", scope()); }).what == "'q' follows from its equation and has no start value");
}

TEST_CASE("a rate reads stimuli at the current time") {
    const ExprPtr rate = check_value(Use::source_rate, "0.5*varying(t) + r0", hertz, with_stimulus(), "rate");
    CHECK(value_of(*rate, {{"varying(t)", 30}, {"t", 0}}) == 65);
    CHECK(check_value(Use::source_rate, "image(t, i)", hertz, with_stimulus(), "rate")->reference == Reference::stimulus);
    CHECK_NOTHROW(check_value(Use::source_rate, "image(t, 3)", hertz, with_stimulus(), "rate"));
}

TEST_CASE("stimuli are refused where they do not fit") {
    CHECK(refused(Use::source_rate, "varying(t + 1 ms)", hertz).what == "a stimulus is read at the current time only");
    CHECK(refused(Use::source_rate, "varying", hertz).what == "'varying' is a stimulus");
    CHECK(refused(Use::source_rate, "varying(t, i)", hertz).what == "the stimulus 'varying' has 1 column(s), 2 argument(s) are given");
    CHECK(refused(Use::source_rate, "image(t)", hertz).allowed == "image(t, i)");
    CHECK(refused(Use::source_rate, "image(t, 4)", hertz).what == "the index reaches 4, the stimulus has 4 columns");
    CHECK(refused(Use::source_rate, "image(t, i + 1)", hertz).what == "the second argument of a stimulus is a neuron's index");
    CHECK(refused(Use::source_rate, "varyng(t)", hertz).allowed.find("varying") != std::string::npos);
    CHECK(refused(Use::source_rate, "rand()*Hz", hertz).what == "'rand()' cannot be drawn here");
    CHECK(refused(Use::neuron_initial, "varying(t)", hertz).what == "unknown name 't'");
    CHECK(refused(Use::source_rate, "50", hertz).what == "'rate' must be 1/second, this is 1");
}

TEST_CASE("a stimulus with fewer columns than neurons is refused, with as many it is not") {
    Scope s = with_stimulus();
    s.size = 4;
    CHECK_NOTHROW(check_value(Use::source_rate, "image(t, i)", hertz, s, "rate"));
    s.size = 5;
    CHECK_THROWS_AS(check_value(Use::source_rate, "image(t, i)", hertz, s, "rate"), InputError);
}

TEST_CASE("delays may be drawn and may depend on both ends") {
    const ExprPtr d = check_value(Use::delay, "1 ms + 0.1*abs(i - j)*ms + uniform(0, 1)*ms", second, scope(), "delay");
    CHECK(value_of(*d, {{"i", 3}, {"j", 1}, {"rand()", 0.5}}) == Approx(1.7e-3));
}
