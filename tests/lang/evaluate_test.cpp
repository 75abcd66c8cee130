#include <cmath>

#include "core/lang/functions.h"
#include "core/lang/rewrite.h"
#include "tests/lang/language.h"

using namespace aerie::lang;
using namespace aerie::lang::test;

TEST_CASE("functions compute what the C library computes") {
    CHECK(pure_value("exp(1.5)") == std::exp(1.5));
    CHECK(pure_value("log(2)") == std::log(2.0));
    CHECK(pure_value("log10(1000)") == Approx(3.0));
    CHECK(pure_value("sqrt(2)") == std::sqrt(2.0));
    CHECK(pure_value("sin(0.3)") == std::sin(0.3));
    CHECK(pure_value("cos(0.3)") == std::cos(0.3));
    CHECK(pure_value("tan(0.3)") == std::tan(0.3));
    CHECK(pure_value("sinh(0.3)") == std::sinh(0.3));
    CHECK(pure_value("cosh(0.3)") == std::cosh(0.3));
    CHECK(pure_value("tanh(0.3)") == std::tanh(0.3));
    CHECK(pure_value("abs(-3)") == 3);
    CHECK(pure_value("floor(-1.5)") == -2);
    CHECK(pure_value("ceil(-1.5)") == -1);
    CHECK(pure_value("int(-1.5)") == -1);
    CHECK(pure_value("int(2 > 1)") == 1);
    CHECK(pure_value("min(2, -1)") == -1);
    CHECK(pure_value("max(2, -1)") == 2);
}

TEST_CASE("sign knows three values") {
    CHECK(pure_value("sign(-0.1)") == -1);
    CHECK(pure_value("sign(0)") == 0);
    CHECK(pure_value("sign(7)") == 1);
}

TEST_CASE("clip holds at both edges") {
    CHECK(pure_value("clip(-0.1, 0, 2)") == 0);
    CHECK(pure_value("clip(0, 0, 2)") == 0);
    CHECK(pure_value("clip(1, 0, 2)") == 1);
    CHECK(pure_value("clip(2, 0, 2)") == 2);
    CHECK(pure_value("clip(2.1, 0, 2)") == 2);
}

TEST_CASE("exprel is (exp(x) - 1)/x, also at and near zero") {
    CHECK(pure_value("exprel(0)") == 1);
    CHECK(pure_value("exprel(1)") == Approx(std::exp(1.0) - 1).epsilon(1e-15));
    CHECK(pure_value("exprel(1e-9)") == Approx(1 + 0.5e-9).epsilon(1e-15));
    CHECK(pure_value("exprel(-2)") == Approx((1 - std::exp(-2.0)) / 2).epsilon(1e-15));
}

TEST_CASE("the remainder takes the sign of the divisor, as in Python") {
    CHECK(pure_value("7 % 3") == 1);
    CHECK(pure_value("-7 % 3") == 2);
    CHECK(pure_value("7 % -3") == -2);
    CHECK(pure_value("-6 % 3") == 0);
}

TEST_CASE("comparisons are exact on both edges and give 0 or 1") {
    CHECK(pure_value("1 < 1") == 0);
    CHECK(pure_value("1 <= 1") == 1);
    CHECK(pure_value("1 > 1") == 0);
    CHECK(pure_value("1 >= 1") == 1);
    CHECK(pure_value("1 == 1") == 1);
    CHECK(pure_value("1 != 1") == 0);
}

TEST_CASE("names and draws come from the environment") {
    const ExprPtr e = parse_expression({"v + 2*rand()", "test"});
    CHECK(evaluate(*e, {[](const Expr& n) { return n.name == "v" ? 10.0 : 0.0; }, [](const Expr& c, std::span<const double> args) { return c.name == "rand" && args.empty() ? 0.25 : 0.0; }}) == 10.5);
}

TEST_CASE("every function of the table can be called or drawn") {
    for (const std::string& name : function_names()) {
        const Function* f = find_function(name);
        REQUIRE(f != nullptr);
        CHECK((f->rule == UnitRule::random) == (f->apply == nullptr));
        CHECK(is_builtin_function(name));
    }
    CHECK(is_builtin_function("fabs"));
    CHECK_FALSE(is_builtin_function("nmda"));
    CHECK(find_function("fabs") == nullptr);
}

TEST_CASE("replacing touches what is meant and shares the rest") {
    const ExprPtr e = parse_expression({"a*b + c", "test"});
    const ExprPtr other = replace(e, [](const Expr& x) { return x.name == "c" ? make_number(7) : nullptr; });
    CHECK(to_string(*other) == "a*b + 7");
    CHECK(other->args[0] == e->args[0]);
    CHECK(to_string(*e) == "a*b + c");
    CHECK(replace(e, [](const Expr&) -> ExprPtr { return nullptr; }) == e);
}

TEST_CASE("nodes and depth are counted") {
    const ExprPtr e = parse_expression({"a*b + c", "test"});
    CHECK(e->nodes == 5);
    CHECK(e->depth == 3);
}
