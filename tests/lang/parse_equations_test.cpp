#include "tests/lang/language.h"

using namespace aerie;
using namespace aerie::lang;
using namespace aerie::lang::test;

namespace {
std::vector<EquationLine> lines(const std::string& text) { return parse_equations({text, "net: equations"}); }
Complaint refused(const std::string& text) {
    return complaint([&] { (void)lines(text); });
}
Complaint refused_statement(const std::string& text) {
    return complaint([&] { (void)parse_statements({text, "net: reset"}); });
}
}  // namespace

TEST_CASE("each kind of line is told from its left side") {
    const auto all = lines("dv/dt = -v/tau : volt\nI = g*v : amp\nw : 1\n\n  # a comment\nx = 2");
    REQUIRE(all.size() == 4);
    CHECK(all[0].kind == Kind::differential);
    CHECK(all[0].name == "v");
    CHECK(to_string(*all[0].rhs) == "-v/tau");
    CHECK(*all[0].declaration->dimension == volt);
    CHECK(all[1].kind == Kind::algebraic);
    CHECK(*all[1].declaration->dimension == unit("amp"));
    CHECK(all[2].kind == Kind::stored);
    CHECK(all[2].declaration->dimension->is_pure());
    CHECK_FALSE(all[3].declaration);
}

TEST_CASE("ANNarchy's factor on the left side is kept apart") {
    const auto all = lines("tau * dg/dt = -g : 1\nC*R*du/dt = u : 1");
    CHECK(to_string(*all[0].factor) == "tau");
    CHECK(all[0].name == "g");
    CHECK(to_string(*all[1].factor) == "C*R");
}

TEST_CASE("declared ranges and flags are read in any order") {
    const auto all = lines("dv/dt = v/tau : volt [-80 mV, 20 mV] (unless refractory, method=midpoint)\nx : 1 (constant) [0, 5]\ng = 1 : [0, 2*a]\nq : boolean (shared)");
    CHECK(all[0].declaration->flags == std::vector<std::string>{"unless refractory", "method=midpoint"});
    CHECK(all[0].declaration->low->args[0]->value == 0.08);
    CHECK(all[1].declaration->flags == std::vector<std::string>{"constant"});
    CHECK(all[1].declaration->high->value == 5);
    CHECK_FALSE(all[2].declaration->dimension);
    CHECK(all[3].declaration->is_boolean);
}

TEST_CASE("flags with signs and several words are kept as written") {
    CHECK(lines("dx/dt = -x/tau : 1 (event-driven)")[0].declaration->flags[0] == "event-driven");
    CHECK(lines("dx/dt = -x/tau : 1 (clock-driven) (shared)")[0].declaration->flags[1] == "shared");
}

TEST_CASE("units of declarations multiply, divide and take powers") {
    CHECK(*lines("x : siemens/metre**2")[0].declaration->dimension == unit("siemens") / unit("metre2"));
    CHECK(*lines("x : 1/second")[0].declaration->dimension == hertz);
    CHECK(*lines("x : second**-2")[0].declaration->dimension == power(second, -2));
    CHECK(*lines("x : volt*second^(-1) (shared)")[0].declaration->dimension == volt / second);
    CHECK(*lines("x : 1/(second*metre)")[0].declaration->dimension == power(second * unit("metre"), -1));
    CHECK(*lines("x : mM")[0].declaration->dimension == unit("molar"));
}

TEST_CASE("a choice with a colon does not swallow the unit") {
    const auto line = lines("x = a > b ? a : b : volt")[0];
    CHECK(to_string(*line.rhs) == "a if a > b else b");
    CHECK(*line.declaration->dimension == volt);
}

TEST_CASE("wrong lines are refused with what was expected") {
    CHECK(refused("dv/dt : volt").what == "expected '=' but found ':'");
    CHECK(refused("v").what == "expected '=' or ':' but found the end of the line");
    CHECK(refused("v + 1 = 2").what == "the left side of an equation cannot be read");
    CHECK(refused("dv/dx = 2").allowed == "'x', 'dx/dt' or 'tau * dx/dt'");
    CHECK(refused("v/dt = 2").what == "the left side of an equation cannot be read");
    CHECK(refused("w += 2").what == "'+=' cannot stand in equations");
    CHECK(refused("v = 1 : foo").what == "unknown unit 'foo'");
    CHECK(refused("v = 1 : mV").what == "a variable is declared in base units");
    CHECK(refused("v = 1 : mV").allowed == "': volt'; values keep units of their own, as in v = -70 mV");
    CHECK(refused("v = 1 : ").what == "expected a unit (1 for pure numbers) but found the end of the line");
    CHECK(refused("v = 1 : 2").what == "expected a unit (1 for pure numbers) but found the number 2");
    CHECK(refused("v : volt [0, 1").what == "expected ']' but found the end of the line");
    CHECK(refused("v : volt [0]").what == "expected ',' but found ']'");
    CHECK(refused("v : volt [0, 1] [0, 1]").what == "a second range");
    CHECK(refused("v : volt (").what == "expected a flag such as 'unless refractory' but found the end of the line");
    CHECK(refused("v : volt (shared;)").what == "expected ',' or ')' but found the end of the line");
    CHECK(refused("v : volt shared").what == "expected a range '[', flags '(' or the end of the line but found the name 'shared'");
    CHECK(refused("v : second**1.5").what == "expected a whole exponent up to 8 but found the number 1.5");
    CHECK(refused("v : second**9").what == "expected a whole exponent up to 8 but found the number 9");
    CHECK(refused("x : metre**8*metre**8*metre**8*metre**8").what == "the powers in this unit are too high");
    CHECK(refused("x : " + std::string(100000, '(')).what == "more than 20 nested brackets in a unit");
}

TEST_CASE("the complaint names the line it stands in") {
    const Complaint c = refused("dv/dt = -v/tau : 1\ndu/dt = (a*(b*v - u) : 1");
    CHECK(c.where == "net: equations line 2 column 22");
    CHECK(c.found == "du/dt = (a*(b*v - u) : 1\n" + std::string(11 + 21, ' ') + "^");
}

TEST_CASE("statements are separated by lines or semicolons") {
    const auto all = parse_statements({"v_post += w; w = clip(w + dw, 0, w_max)\n\nx -= 1; y *= 2; z /= 3 # end", "test"});
    REQUIRE(all.size() == 5);
    CHECK(all[0].target == "v_post");
    CHECK(all[0].op == Assign::add);
    CHECK(all[1].op == Assign::set);
    CHECK(to_string(*all[1].value) == "clip(w + dw, 0, w_max)");
    CHECK(all[2].op == Assign::subtract);
    CHECK(all[3].op == Assign::multiply);
    CHECK(all[4].op == Assign::divide);
    CHECK(all[4].span.line == 3);
    CHECK(parse_statements({"", "test"}).empty());
    CHECK(parse_statements({" ;; \n # nothing\n", "test"}).empty());
}

TEST_CASE("wrong statements are refused") {
    CHECK(refused_statement("v == 2").what == "expected one of = += -= *= /= but found '=='");
    CHECK(refused_statement("v").what == "expected one of = += -= *= /= but found the end of the line");
    CHECK(refused_statement("2 = v").what == "expected the name of a variable to write but found the number 2");
    CHECK(refused_statement("v = ").what == "expected a number, a name or '(' but found the end of the line");
    CHECK(refused_statement("v = 1 2").what == "expected an operator, ';' or the end of the line but found the number 2");
}

TEST_CASE("a unit alone gives factor and dimension") {
    CHECK(parse_unit({"nS", "test"}).factor == 1e-9);
    CHECK(parse_unit({"mV/ms", "test"}).factor == Approx(1.0));
    CHECK(parse_unit({"1", "test"}).dimension.is_pure());
    CHECK_THROWS_AS(parse_unit({"nS nS", "test"}), InputError);
    CHECK_THROWS_AS(parse_unit({"", "test"}), InputError);
}
