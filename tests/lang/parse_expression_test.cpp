#include <cmath>
#include <string>

#include "tests/lang/language.h"

using namespace aerie;
using namespace aerie::lang;
using namespace aerie::lang::test;

namespace {
std::string printed(const std::string& text) { return to_string(*parse_expression({text, "test"})); }
Complaint refused(const std::string& text) {
    return complaint([&] { (void)parse_expression({text, "net: threshold"}); });
}
std::string repeated(const std::string& part, int count) {
    std::string text;
    for (int k = 0; k < count; ++k) text += part;
    return text;
}
}  // namespace

TEST_CASE("operators bind as in Python") {
    CHECK(pure_value("2 + 3*4") == 14);
    CHECK(pure_value("(2 + 3)*4") == 20);
    CHECK(pure_value("-2**2") == -4);
    CHECK(pure_value("(-2)**2") == 4);
    CHECK(pure_value("2**-1") == 0.5);
    CHECK(pure_value("2**3**2") == 512);
    CHECK(pure_value("2^3") == 8);
    CHECK(pure_value("-2^2*3") == -12);
    CHECK(pure_value("10 - 4 - 3") == 3);
    CHECK(pure_value("24/4/3") == 2);
    CHECK(pure_value("2*-3") == -6);
    CHECK(pure_value("- -3") == 3);
    CHECK(pure_value("+3") == 3);
    CHECK(pure_value("7 % 4 * 2") == 6);
    CHECK(pure_value("1 + 1 < 3") == 1);
    CHECK(pure_value("not 1 < 2 and 3 < 4") == 0);
    CHECK(pure_value("not (1 < 2 and 4 < 3)") == 1);
    CHECK(pure_value("1 < 2 or 1 < 0 and 0 < 0") == 1);
    CHECK(pure_value("!(1 > 2) && (1 != 2 || 1 == 3)") == 1);
}

TEST_CASE("numbers are read in every usual form") {
    CHECK(pure_value("1e-3") == 1e-3);
    CHECK(pure_value("1.5E+2") == 150);
    CHECK(pure_value(".5") == 0.5);
    CHECK(pure_value("30.") == 30);
    CHECK(pure_value("1e-400") == 0);
    CHECK(pure_value("10ms") == 0.01);
}

TEST_CASE("a unit after a number binds tighter than any operator") {
    CHECK(pure_value("10 ms") == 0.01);
    CHECK(pure_value("-80 mV") == -0.08);
    CHECK(pure_value("1/2 ms") == 500);
    CHECK(parse_expression({"3 nS", "test"})->dimension == unit("siemens"));
    CHECK(parse_expression({"5 V", "test"})->dimension == volt);
}

TEST_CASE("choices read in all three forms and group to the right") {
    CHECK(pure_value("1 if 2 > 1 else 3") == 1);
    CHECK(pure_value("2 < 1 ? 1 : 3") == 3);
    CHECK(pure_value("if 2 < 1: 1 else: 3") == 3);
    CHECK(pure_value("if 2 > 1: 1 else 3") == 1);
    CHECK(pure_value("0 > 1 ? 1 : 0 > 2 ? 2 : 5") == 5);
    CHECK(pure_value("1 if 0 > 1 else 2 if 0 > 1 else 3") == 3);
    CHECK(pure_value("2 > 1 ? 2 > 3 ? 7 : 8 : 9") == 8);
}

TEST_CASE("an expression prints with the fewest brackets that keep its meaning") {
    CHECK(printed("((a + b)) * c") == "(a + b)*c");
    CHECK(printed("a - (b - c)") == "a - (b - c)");
    CHECK(printed("(a - b) - c") == "a - b - c");
    CHECK(printed("a/(b*c)") == "a/(b*c)");
    CHECK(printed("-(a + b)") == "-(a + b)");
    CHECK(printed("(-a)**2") == "(-a)**2");
    CHECK(printed("(a**b)**c") == "(a**b)**c");
    CHECK(printed("a**b**c") == "a**b**c");
    CHECK(printed("not (a and b) or c") == "not (a and b) or c");
    CHECK(printed("(a if c else b) + 1") == "(a if c else b) + 1");
    CHECK(printed("max(a, b + 1)") == "max(a, b + 1)");
    CHECK(printed("true and False") == "true and false");
}

TEST_CASE("what is printed reads back as the same tree") {
    for (const char* text : {"a + b*c - d/e%f", "-a**-b**c", "a < b and not c >= d or e != f", "x if a and b else y if c else z", "exp(-(a - b)/c)**2", "a - (b + c)*(d - (e - f))"})
        CHECK(printed(printed(text)) == printed(text));
}

TEST_CASE("lines go on inside brackets, after an operator and after a backslash") {
    CHECK(pure_value("(1 +\n 2\n + 3)") == 6);
    CHECK(pure_value("1 +\n 2") == 3);
    CHECK(pure_value("1 \\\n + 2") == 3);
    CHECK(pure_value("max(1,   # the first\n 2)  # the second\n") == 2);
}

TEST_CASE("an unclosed bracket is shown with a caret where the other was expected") {
    const Complaint c = refused("(E_L - v + I / tau : volt");
    CHECK(c.what == "expected ')' but found ':'");
    CHECK(c.where == "net: threshold line 1 column 20");
    CHECK(c.found == "(E_L - v + I / tau : volt\n                              ^");
}

TEST_CASE("the caret stands under its character after tabs and letters outside ASCII") {
    const Complaint c = refused("1 + \t # \xC3\xA4\n +\n @");
    CHECK(c.where == "net: threshold line 3 column 2");
    CHECK(c.found == " @\n            ^");
    CHECK(refused("(1 # \xC3\xA4 \n + $").where == "net: threshold line 2 column 4");
}

TEST_CASE("every error says what was found and what was expected") {
    CHECK(refused("").what == "an expression is missing");
    CHECK(refused("   # nothing").what == "an expression is missing");
    CHECK(refused("1 +").what == "expected a number, a name or '(' but found the end of the line");
    CHECK(refused("1 + * 2").what == "expected a number, a name or '(' but found '*'");
    CHECK(refused("f(1, )").what == "expected a number, a name or '(' but found ')'");
    CHECK(refused("f(1 2").what == "expected ',' or ')' but found the number 2");
    CHECK(refused("a b").what == "expected an operator or the end of the line but found the name 'b'");
    CHECK(refused("a\nb").what == "expected nothing more: one expression stands here but found the name 'b'");
    CHECK(refused("a if b").what == "expected 'else' (as in 'a if c else b') but found the end of the line");
    CHECK(refused("a ? b").what == "expected ':' but found the end of the line");
    CHECK(refused("else").what == "expected a number, a name or '(' but found the name 'else'");
    CHECK(refused("a < b < c").what == "comparisons cannot be chained");
    CHECK(refused("a $ b").what == "unexpected character '$'");
    CHECK(refused("a \x01").what == "unexpected character with code 1");
    CHECK(refused("1.2.3").what == "a number with two decimal points");
    CHECK(refused("'v > 1'").allowed == "an expression without quotation marks");
    CHECK(refused("post.v").allowed == "the other side's variable is written with a suffix: x_pre, x_post");
}

TEST_CASE("numbers beyond double, unknown units and powers of quantities are refused") {
    CHECK(refused("1e400").what == "the number is too large");
    CHECK(refused("1e308 km").what == "the number is too large");
    CHECK(refused("10 foo").what == "unknown unit 'foo' after a number");
    CHECK(refused("10 foo").allowed == "a unit such as mV or ms; a product is written 10*foo");
    CHECK(refused("2 ms**2").what == "a power of a number with its unit can be read in two ways");
}

TEST_CASE("depth and size are bounded, on both edges") {
    CHECK_NOTHROW(parse_expression({repeated("(", 199) + "1" + repeated(")", 199), "test"}));
    CHECK(refused(repeated("(", 200) + "1" + repeated(")", 200)).what == "more than 200 nested brackets, signs or powers");
    CHECK(refused(repeated("(", 100000)).what == "more than 200 nested brackets, signs or powers");
    CHECK(refused(repeated("-", 100000)).what == "more than 200 nested brackets, signs or powers");
    CHECK(refused(repeated("not ", 100000)).what == "more than 200 nested brackets, signs or powers");
    CHECK(refused(repeated("2**", 100000)).what == "more than 200 nested brackets, signs or powers");
    CHECK(refused(repeated("a?b:", 100000)).what == "more than 200 nested brackets, signs or powers");
    CHECK(refused(repeated("f(", 100000)).what == "more than 200 nested brackets, signs or powers");
    CHECK_NOTHROW(parse_expression({"1" + repeated("+1", deepest_tree - 1), "test"}));
    CHECK(refused("1" + repeated("+1", deepest_tree)).what == "the expression is too large");
    CHECK(refused(repeated("a", (1 << 20) + 1)).what == "the text has 1048577 characters");
}

TEST_CASE("a user's function is written out where it is called") {
    const Macros macros = parse_functions({"nmda(v, t, s) = ((v-t)/s)^2 / (1 + ((v-t)/s)^2)\ntwice(x) = 2*x; four(x) = twice(twice(x))", "test"});
    CHECK(macros.size() == 3);
    const ExprPtr call = parse_expression({"nmda(u, -80, 60) + four(u)", "test"}, macros);
    const double u = -20.0, x = (u + 80) / 60;
    CHECK(evaluate(*call, {[&](const Expr&) { return u; }, nullptr}) == x * x / (1 + x * x) + 4 * u);
    CHECK(to_string(*parse_expression({"twice(a + b)", "test"}, macros)) == "2*(a + b)");
}

TEST_CASE("functions cannot recur, repeat, hide the language or be called wrongly") {
    const auto refused_functions = [](const std::string& text) { return complaint([&] { (void)parse_functions({text, "test"}); }).what; };
    CHECK(refused_functions("f(x) = x*f(x - 1)") == "the function 'f' calls itself");
    CHECK(refused_functions("f(x) = x\nf(y) = y") == "the function 'f' is defined twice");
    CHECK(refused_functions("exp(x) = x") == "the function 'exp' exists already");
    CHECK(refused_functions("f(x, x) = x") == "two arguments are named 'x'");
    CHECK(refused_functions("f() = 1") == "expected the name of an argument but found ')'");
    CHECK(refused_functions("f = 1") == "expected '(' but found '='");
    const Macros macros = parse_functions({"f(x) = x*x", "test"});
    CHECK(complaint([&] { (void)parse_expression({"f(1, 2)", "test"}, macros); }).what == "the function 'f' takes 1 arguments, 2 are given");
    CHECK(complaint([&] { (void)parse_expression({"f(rand())", "test"}, macros); }).what == "a random number as argument of 'f' could be drawn more than once");
}

TEST_CASE("functions of functions cannot grow a tree beyond its bound") {
    std::string text = "f0(x) = x*x\n";
    for (int k = 1; k < 40; ++k) text += "f" + std::to_string(k) + "(x) = f" + std::to_string(k - 1) + "(x)*f" + std::to_string(k - 1) + "(x)\n";
    CHECK(complaint([&] { (void)parse_functions({text, "test"}); }).what == "the expression is too large");
}
