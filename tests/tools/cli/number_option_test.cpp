#include "tools/cli/number_option.h"

#include <string>

#include "tests/catch.h"

using namespace aerie::cli;

namespace {

/// What the check says of a value; empty: nothing wrong.
std::string said(const CLI::Validator& check, const std::string& value) { return check(value); }

}  // namespace

TEST_CASE("a whole number within its limits is taken, both ends included") {
    const CLI::Validator check = whole_number(1, 256);
    for (const char* good : {"1", "2", "256", "0256"}) CHECK(said(check, good).empty());
}

TEST_CASE("what is not a whole number within its limits is refused, and the limits are named") {
    const CLI::Validator check = whole_number(1, 256);
    for (const char* bad : {"0", "257", "-1", "+1", "1.0", "1e2", "0x10", "1 ", " 1", "", "one", "18446744073709551617", "nan"}) {
        INFO(bad);
        CHECK(said(check, bad) == "'" + std::string{bad} + "' is not a whole number from 1 to 256");
    }
}

TEST_CASE("the whole range of 64 bits can be asked for, and one more overflows") {
    const CLI::Validator check = whole_number(0, UINT64_MAX);
    CHECK(said(check, "18446744073709551615").empty());
    CHECK_FALSE(said(check, "18446744073709551616").empty());
}

TEST_CASE("a finite number within its limits is taken") {
    const CLI::Validator check = real_number(0, 1e6);
    for (const char* good : {"0", "0.5", "1e-3", "1e6", ".5", "-0"}) CHECK(said(check, good).empty());
}

TEST_CASE("infinities, nan, letters and what lies outside are refused") {
    const CLI::Validator check = real_number(0, 1e6);
    for (const char* bad : {"nan", "inf", "-inf", "1e400", "-1e-9", "1000001", "0.5s", "", "0,5"}) {
        INFO(bad);
        CHECK_FALSE(said(check, bad).empty());
    }
}

TEST_CASE("an option with a check carries the refusal to the command line") {
    CLI::App app;
    std::uint64_t threads = 7;
    app.add_option("--threads", threads)->check(whole_number(1, 256));
    CHECK_THROWS_AS(app.parse("--threads -1", false), CLI::ValidationError);
    CHECK(threads == 7);
    app.clear();
    app.parse("--threads 4", false);
    CHECK(threads == 4);
}
