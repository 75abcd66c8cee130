/// @file Numbers as people say them, at the edges where a digit or a prefix changes.
#include "tools/report/units.h"

#include <cmath>
#include <limits>

#include "tests/catch.h"

namespace aerie::tools {

TEST_CASE("a value gets the prefix that leaves one to three digits before the point") {
    CHECK(with_unit(3.2e-6, "J") == "3.2 uJ");
    CHECK(with_unit(1.0, "s") == "1 s");
    CHECK(with_unit(40.0, "s") == "40 s");
    CHECK(with_unit(1e-4, "s") == "100 us");
    CHECK(with_unit(1500.0, "m") == "1.5 km");
    CHECK(with_unit(2.5e-15, "J") == "2.5 fJ");
    CHECK(with_unit(7e15, "B") == "7 PB");
    CHECK(with_unit(-0.0712, "V") == "-71.2 mV");
}

TEST_CASE("the prefix is chosen after rounding") {
    CHECK(with_unit(999.4, "J") == "999 J");
    CHECK(with_unit(999.6, "J") == "1 kJ");
    CHECK(with_unit(0.9996, "J") == "1 J");
    CHECK(with_unit(999.6e-9, "J") == "1 uJ");
    CHECK(with_unit(9.996, "J") == "10 J");
}

TEST_CASE("every power of ten within the prefixes has one to three digits and no trailing zero") {
    for (int power = -15; power <= 17; ++power) {
        const std::string text = with_unit(std::pow(10.0, power), "J");
        CAPTURE(power, text);
        const std::string digits = text.substr(0, text.find(' '));
        CHECK((digits == "1" || digits == "10" || digits == "100"));
    }
}

TEST_CASE("beyond the prefixes stands a power of ten") {
    CHECK(with_unit(1e-30, "J") == "1e-30 J");
    CHECK(with_unit(1.5e25, "J") == "1.5e+25 J");
    CHECK(with_unit(std::numeric_limits<double>::denorm_min(), "J").find("e-324") != std::string::npos);
    CHECK(with_unit(std::numeric_limits<double>::max(), "J") == "1.8e+308 J");
}

TEST_CASE("zero has no prefix, of either sign") {
    CHECK(with_unit(0.0, "J") == "0 J");
    CHECK(with_unit(-0.0, "J") == "0 J");
    CHECK(plain(-0.0) == "0");
}

TEST_CASE("what is not finite is not known") {
    CHECK(with_unit(std::nan(""), "J") == "not known");
    CHECK(with_unit(INFINITY, "J") == "not known");
    CHECK(with_unit(std::optional<double>{}, "J") == "not known");
    CHECK(plain(-INFINITY) == "not known");
    CHECK(energy(std::nullopt) == "not known");
    CHECK(energy(std::nan("")) == "not known");
    CHECK(share(std::nan(""), 1) == "not known");
}

TEST_CASE("energies are kept in picojoules and said in joules") {
    CHECK(energy(3.2e6) == "3.2 uJ");
    CHECK(energy(0.0236) == "23.6 fJ");
    CHECK(energy(0.0) == "0 J");
}

TEST_CASE("plain numbers carry a prefix from a million on") {
    CHECK(plain(0.04321) == "0.0432");
    CHECK(plain(12.34) == "12.3");
    CHECK(plain(1234) == "1,230");
    CHECK(plain(-1234) == "-1,230");
    CHECK(plain(999499) == "999,000");
    CHECK(plain(999600) == "1 M");
    CHECK(plain(12.34e6) == "12.3 M");
    CHECK(plain(0.00001234) == "1.23e-05");
    CHECK(plain(1e30) == "1e+30");
}

TEST_CASE("counts are grouped in threes and keep every digit") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(1000000) == "1,000,000");
    CHECK(grouped(UINT64_MAX) == "18,446,744,073,709,551,615");
}

TEST_CASE("a headline count keeps every digit below a million") {
    CHECK(counted(4298) == "4,298");
    CHECK(counted(999999) == "999,999");
    CHECK(counted(1000000) == "1 M");
    CHECK(counted(61234567) == "61.2 M");
}

TEST_CASE("a share never hides a part that is there, nor claims a whole that is not") {
    CHECK(share(0, 100) == "0 %");
    CHECK(share(100, 100) == "100 %");
    CHECK(share(12, 100) == "12 %");
    CHECK(share(1, 1e9) == "<0.001 %");
    CHECK(share(1e9 - 1, 1e9) == ">99.9 %");
    CHECK(share(99.9, 100) == "99.9 %");
    CHECK(share(34e-5, 1) == "0.034 %");
    CHECK(share(3, 2) == "150 %");
    CHECK(share(0, 0) == "-");
    CHECK(share(5, 0) == "-");
}

}  // namespace aerie::tools
