// Units against the SI brochure (9th edition, 2019), tables 2, 4 and 7.
#include "core/lang/dimension.h"

#include "tests/catch.h"

using namespace aerie::lang;

namespace {
Dimension dimension(const char* name) { return find_unit(name)->dimension; }
double factor(const char* name) { return find_unit(name)->factor; }
}  // namespace

TEST_CASE("a prefix scales a unit exactly as its decimal literal") {
    CHECK(factor("mV") == 1e-3);
    CHECK(factor("uV") == 1e-6);
    CHECK(factor("nA") == 1e-9);
    CHECK(factor("pA") == 1e-12);
    CHECK(factor("nS") == 1e-9);
    CHECK(factor("uS") == 1e-6);
    CHECK(factor("pF") == 1e-12);
    CHECK(factor("Mohm") == 1e6);
    CHECK(factor("kHz") == 1e3);
    CHECK(factor("ms") == 1e-3);
    CHECK(factor("us") == 1e-6);
    CHECK(factor("second") == 1.0);
    CHECK(factor("mvolt") == 1e-3);
    CHECK(factor("msecond") == 1e-3);
    CHECK(factor("kg") == 1.0);
    CHECK(factor("kilogram") == 1.0);
    CHECK(factor("mg") == 1e-6);
    CHECK(factor("minute") == 60.0);
}

TEST_CASE("molar is a mole per cubic decimetre") {
    CHECK(factor("molar") == 1e3);
    CHECK(factor("mM") == 1.0);
    CHECK(factor("mmolar") == 1.0);
    CHECK(dimension("molar") == dimension("mole") / power(dimension("metre"), 3));
}

TEST_CASE("derived units follow from their laws") {
    CHECK(dimension("volt") * dimension("amp") == dimension("watt"));
    CHECK(dimension("watt") * dimension("second") == dimension("joule"));
    CHECK(dimension("amp") * dimension("second") == dimension("coulomb"));
    CHECK(dimension("volt") / dimension("amp") == dimension("ohm"));
    CHECK(power(dimension("ohm"), -1) == dimension("siemens"));
    CHECK(dimension("farad") * dimension("volt") == dimension("coulomb"));
    CHECK(dimension("farad") * dimension("ohm") == dimension("second"));
    CHECK(dimension("hertz") * dimension("second") == Dimension{});
    CHECK(dimension("newton") * dimension("metre") == dimension("joule"));
    CHECK(dimension("pascal") * power(dimension("metre"), 2) == dimension("newton"));
    CHECK(dimension("weber") / dimension("second") == dimension("volt"));
    CHECK(dimension("tesla") * power(dimension("metre"), 2) == dimension("weber"));
    CHECK(dimension("henry") * dimension("amp") == dimension("weber"));
    CHECK(dimension("Hz") == dimension("hertz"));
}

TEST_CASE("Brian2's names of areas and volumes are powers") {
    CHECK(factor("cm2") == Approx(1e-4).epsilon(1e-15));
    CHECK(factor("um3") == Approx(1e-18).epsilon(1e-15));
    CHECK(dimension("metre2") == power(dimension("metre"), 2));
    CHECK_FALSE(find_unit("ms2"));
}

TEST_CASE("names that are no units are not found") {
    for (const char* name : {"", "mv", "foo", "2", "mmV", "hz", "Volt", "k", "m2m", "p1"}) CHECK_FALSE(find_unit(name));
    CHECK(find_unit("1")->dimension.is_pure());
}

TEST_CASE("in an expression single letters and rare prefixes are no units") {
    for (const char* name : {"s", "V", "A", "m", "g", "S", "EK", "Es", "Ts", "dV", "hm", "cd"}) CHECK_FALSE(find_unit_in_expression(name));
    for (const char* name : {"ms", "mV", "nS", "pF", "Hz", "kHz", "ohm", "amp", "volt", "second", "Mohm", "uM", "cm2", "kg", "ksecond"}) {
        INFO(name);
        CHECK(find_unit_in_expression(name));
    }
}

TEST_CASE("a dimension prints as the unit an engineer would say") {
    CHECK(to_string(Dimension{}) == "1");
    CHECK(to_string(dimension("mV")) == "volt");
    CHECK(to_string(dimension("nS")) == "siemens");
    CHECK(to_string(dimension("Hz")) == "1/second");
    CHECK(to_string(dimension("volt") / dimension("second")) == "volt/second");
    CHECK(to_string(dimension("siemens") / dimension("metre2")) == "siemens/metre^2");
    CHECK(to_string(power(dimension("second"), 2)) == "second^2");
    CHECK(to_string(power(dimension("volt"), -1)) == "1/volt");
    CHECK(to_string(dimension("kg") * dimension("second")) == "kilogram*second");
    CHECK(to_string(Dimension{{1, 1, 0, 0, 1, 0, 0}}) == "m kg K");
    CHECK(to_string(Dimension{{3, 1, 0, 0, -2, 0, 0}}) == "m^3 kg K^-2");
}

TEST_CASE("exponents stay where one more product cannot overflow them") {
    Dimension d = power(dimension("metre"), 30);
    CHECK(is_sensible(d));
    CHECK_FALSE(is_sensible(d * dimension("metre")));
    CHECK_FALSE(is_sensible(power(d * dimension("metre"), -1)));
}
