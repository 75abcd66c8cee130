#include "core/lang/simplify.h"

#include <cmath>
#include <random>

#include "core/lang/rewrite.h"
#include "core/lang/typing.h"
#include "tests/lang/language.h"

using namespace aerie::lang;
using namespace aerie::lang::test;

namespace {

/// Every name is an own variable without unit; names that are numbers stand in the text.
ExprPtr typed(const std::string& text) {
    Names names;
    names.resolve = [](const Expr& name) { return own_variable(name.name, {}); };
    names.known = [] { return std::vector<std::string>{}; };
    const Source source{text, "test"};
    return type_check(parse_expression(source), source, names);
}
std::string simple(const std::string& text) { return to_string(*simplify(typed(text))); }

}  // namespace

TEST_CASE("neutral numbers vanish") {
    CHECK(simple("x*1") == "x");
    CHECK(simple("1*x") == "x");
    CHECK(simple("x + 0") == "x");
    CHECK(simple("0 - x") == "-x");
    CHECK(simple("x/1") == "x");
    CHECK(simple("0*x") == "0");
    CHECK(simple("x**1") == "x");
    CHECK(simple("x**0") == "1");
    CHECK(simple("--x") == "x");
    CHECK(simple("-(-x + y)") == "x - y");
    CHECK(simple("x - x") == "0");
}

TEST_CASE("constant factors of products and quotients become one") {
    CHECK(simple("x*2*3") == "x*6");
    CHECK(simple("2*(3*x)") == "x*6");
    CHECK(simple("x/4") == "x*0.25");
    CHECK(simple("(x/2)/(y/8)") == "x*4/y");
    CHECK(simple("2/(4*x)") == "0.5/x");
    CHECK(simple("-x/2*4") == "x*-2");
    CHECK(simple("2*x*y*4") == "x*8*y");
}

TEST_CASE("a constant factor enters a sum only where that is free") {
    CHECK(simple("(x + y)/2*3") == "(x + y)*1.5");
    CHECK(simple("(2*x + 4*y)/2") == "x + y*2");
    CHECK(simple("(2*x + y)*3") == "(x*2 + y)*3");
    CHECK(simple("-(x + y)*2") == "(x + y)*-2");
    CHECK(simple("-(x - y)") == "y - x");
}

TEST_CASE("terms join, constants close the sum, no negation is spent") {
    CHECK(simple("x + x") == "x*2");
    CHECK(simple("3*x - x/2") == "x*2.5");
    CHECK(simple("1 + x + 2") == "x + 3");
    CHECK(simple("1 - x - 3 + y") == "y - x - 2");
    CHECK(simple("-x + y") == "y - x");
    CHECK(simple("-x + 2") == "2 - x");
    CHECK(simple("-x - y") == "-(x + y)");
    CHECK(simple("x - -y") == "x + y");
    CHECK(simple("x + y*(-2)") == "x - y*2");
    CHECK(simple("x*y + y*x") == "x*y + y*x");
}

TEST_CASE("draws are never joined") {
    CHECK(simple("rand() - rand()") == "rand() - rand()");
    CHECK(simple("2*rand() + 3*rand()") == "rand()*2 + rand()*3");
}

TEST_CASE("powers become what is cheaper") {
    CHECK(simple("x**0.5") == "sqrt(x)");
    CHECK(simple("x**-1") == "1/x");
    CHECK(simple("y*x**-2") == "y/x**2");
    CHECK(simple("3*x**-1*2") == "6/x");
}

TEST_CASE("conditions known beforehand decide") {
    CHECK(simple("x if 2 > 1 else y") == "x");
    CHECK(simple("x > 0 and 1 > 2") == "false");
    CHECK(simple("x > 0 and 1 < 2") == "x > 0");
    CHECK(simple("x > 0 or 1 < 2") == "true");
    CHECK(simple("not not x > 0") == "x > 0");
}

TEST_CASE("units survive: the constant that was made carries what is missing") {
    Names names;
    names.resolve = [](const Expr& name) { return own_variable(name.name, volt); };
    const Source source{"(v/10 ms + v/20 ms)*1 ms*3 ms", "test"};
    const ExprPtr e = simplify(type_check(parse_expression(source), source, names));
    CHECK(e->dimension == volt * second);
    CHECK(e->node == Node::multiply);
    CHECK(e->args[1]->dimension == second);
    CHECK(e->args[1]->value == Approx(150 * 1e-3 * 3e-3).epsilon(1e-14));
}

TEST_CASE("a simplified tree has the same value, no more operations, and is simple already") {
    std::mt19937 draw{7};
    const auto pick = [&](int n) { return static_cast<int>(draw() % static_cast<unsigned>(n)); };
    const std::function<std::string(int)> make = [&](int depth) -> std::string {
        if (depth == 0 || pick(5) == 0) {
            const std::string leaves[] = {"x", "y", "z", "2", "0.5", "3", "1"};
            return leaves[pick(7)];
        }
        const std::string a = "(" + make(depth - 1) + ")", b = "(" + make(depth - 1) + ")";
        switch (pick(9)) {
            case 0: case 1: return a + "+" + b;
            case 2: case 3: return a + "-" + b;
            case 4: case 5: return a + "*" + b;
            case 6: return a + "/(1.5 + " + b + "**2)";
            case 7: return "-" + a;
            default: return "max(" + a + "," + b + ")";
        }
    };
    for (int round = 0; round < 2000; ++round) {
        const std::string text = make(5);
        INFO(text);
        const ExprPtr before = typed(text), after = simplify(before);
        const Values at{{"x", 0.7}, {"y", -1.3}, {"z", 2.1}};
        const double expected = value_of(*before, at);
        INFO(to_string(*after));
        CHECK(value_of(*after, at) == Approx(expected).epsilon(1e-9).margin(1e-9));
        CHECK(operation_count(*after) <= operation_count(*before));
        CHECK(operation_count(*simplify(after)) <= operation_count(*after));
    }
}
