#include <cmath>

#include "core/lang/check.h"
#include "tests/catch.h"
#include "tools/session/quantity_text.h"

using namespace aerie;
using namespace aerie::session;

namespace {

lang::Dimension unit(const char* name) { return lang::find_unit(name)->dimension; }

}  // namespace

TEST_CASE("quantities carry the prefix that people would write") {
    CHECK(quantity_in_language(-0.08, unit("volt")) == "-80 mV");
    CHECK(quantity_in_language(5e-10, unit("siemens")) == "500 pS");
    CHECK(quantity_in_language(0.02, unit("second")) == "20 ms");
    CHECK(quantity_in_language(50.0, unit("Hz")) == "50 Hz");
    CHECK(quantity_in_language(0.25, {}) == "0.25");
    CHECK(quantity_in_language(0.0, unit("volt")) == "0 volt");
}

TEST_CASE("every quantity is read back by the equation language as it was") {
    const lang::Dimension strange = unit("volt") * unit("volt") / unit("second");
    for (const lang::Dimension d : {lang::Dimension{}, unit("volt"), unit("amp"), unit("siemens"), unit("farad"), unit("second"), unit("Hz"), unit("ohm"), unit("metre"),
                                    unit("coulomb"), unit("kelvin"), unit("volt") / unit("second"), unit("siemens") / unit("metre") / unit("metre"), strange}) {
        for (const double value : {-0.08, 0.0, 1.0, 12.0, 999.0, 1000.0, 3.5e-11, 2.5e-16, 7e7, 1.25e13, -4.2e-20}) {
            const std::string text = quantity_in_language(value, d);
            INFO(text);
            CHECK(lang::evaluate_quantity(text, d, "test") == Approx(value).epsilon(1e-8));
        }
    }
}

TEST_CASE("a range reads as the ending of an equation") {
    CHECK(range_in_language({-0.08, 0.02}, unit("volt")) == "volt [-80 mV, 20 mV]");
    CHECK(range_in_language({0, 5}, {}) == "1 [0, 5]");
    CHECK(range_in_language({0, 5e-9}, unit("siemens")) == "siemens [0 siemens, 5 nS]");
}

TEST_CASE("rounding outward keeps two digits and never shrinks") {
    CHECK(rounded_outward(0.0783) == 0.079);
    CHECK(rounded_outward(-0.0783) == -0.079);
    CHECK(rounded_outward(0.0) == 0.0);
    CHECK(rounded_outward(99.5) == 100.0);
    CHECK(rounded_outward(20.0) == 20.0);
    for (double x = 1e-12; x < 1e12; x *= 1.37) {
        CHECK(rounded_outward(x) >= x * (1 - 1e-9));
        CHECK(rounded_outward(x) <= x * 1.1 * (1 + 1e-9));
    }
}
