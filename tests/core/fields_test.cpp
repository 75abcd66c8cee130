#include "core/check/fields.h"

#include <cmath>

#include "core/error.h"
#include "tests/catch.h"

using namespace aerie;
using namespace aerie::check;

namespace {

std::string refusal_of_ticks(double seconds, double dt) {
    try {
        (void)whole_ticks(seconds, dt, "here");
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("every decimal number of ticks is whole, though its binary form is not") {
    for (std::uint64_t n = 1; n < 200000; n += 7) {
        REQUIRE(whole_ticks(static_cast<double>(n) * 0.1 * 1e-3, 0.1e-3, "") == n);
        REQUIRE(whole_ticks(static_cast<double>(n) * 0.05 * 1e-3, 0.05e-3, "") == n);
    }
    CHECK(whole_ticks(40.0, 1e-4, "") == 400000);
    CHECK(whole_ticks(86400.0, 1e-6, "") == 86'400'000'000);
}

TEST_CASE("a millionth of a tick is the edge of whole") {
    CHECK(whole_ticks(10.0000009, 1.0, "") == 10);
    CHECK_THAT(refusal_of_ticks(10.0000011, 1.0), Catch::Contains("not a whole number"));
    CHECK(whole_ticks(9.9999991, 1.0, "") == 10);
    CHECK_THAT(refusal_of_ticks(9.9999989, 1.0), Catch::Contains("the nearest is 10000 ms"));
}

TEST_CASE("less than a tick is not rounded to none, and too many are not counted wrongly") {
    CHECK_THAT(refusal_of_ticks(0.3, 1.0), Catch::Contains("at least one") && Catch::Contains("nearest is 1000 ms"));
    CHECK_THAT(refusal_of_ticks(1e17, 1.0), Catch::Contains("too many ticks"));
    CHECK(whole_ticks(static_cast<double>(most_ticks), 1.0, "") == most_ticks);
    CHECK_THAT(refusal_of_ticks(std::nan(""), 1.0), Catch::Contains("too many ticks"));
}

TEST_CASE("neuron counts are kept at both edges and refused beyond them") {
    CHECK(neuron_count(1, "") == 1);
    CHECK(neuron_count(most_neurons, "") == 2147483648u);
    CHECK_THROWS_AS(neuron_count(0, ""), InputError);
    CHECK_THROWS_AS(neuron_count(most_neurons + 1, ""), InputError);
}

TEST_CASE("words of the equations are told from other names") {
    for (const char* name : {"v", "_x", "tau_m2", "V"}) CHECK(is_identifier(name));
    for (const char* name : {"", "2v", "a b", "a-b", "v'", "\xc3\xa4"}) CHECK_FALSE(is_identifier(name));
}

TEST_CASE("names are taken once, the message says by whom") {
    Names names{"things"};
    names.take("a", "population 'a'", "net");
    CHECK_NOTHROW(names.take("A", "population 'A'", "net"));
    try {
        names.take("a", "source 'a'", "net");
        FAIL("taken twice");
    } catch (const InputError& error) {
        CHECK(error.complaint().what == "duplicate name 'a'");
        CHECK(error.complaint().where == "net: source 'a'");
        CHECK(error.complaint().found == "already the name of population 'a'");
    }
}

TEST_CASE("names that files cannot hold are refused") {
    Names names{"things"};
    for (const char* name : {"a/b", "a'b", "a\"b", "a\\b", " a", "a ", "a\nb", "a\tb"}) CHECK_THROWS_AS(names.take(name, "x", "net"), InputError);
    for (const char* name : {"a b", "E->I", "a.b", "\xc3\x84rger"}) CHECK_NOTHROW(names.take(name, "x", "net"));
}

TEST_CASE("lists are converted by the factor of their unit") {
    CHECK(si_values({1, 2}, "", {}, "") == std::vector<double>{1, 2});
    const auto ms = si_values({1, 20}, "ms", second, "");
    CHECK(ms[0] == Approx(1e-3));
    CHECK(ms[1] == Approx(20e-3));
    CHECK(si_values({3}, "kHz", hertz, "")[0] == Approx(3000));
    CHECK_THROWS_AS(si_values({1}, "ms", hertz, ""), InputError);
    CHECK_THROWS_AS(si_values({1e308}, "kHz", hertz, ""), InputError);   // overflows to infinity
}
