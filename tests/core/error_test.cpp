#include "core/error.h"

#include "tests/catch.h"

using aerie::CapacityError;
using aerie::Complaint;
using aerie::InputError;

TEST_CASE("a complaint prints its four parts, each on its line") {
    const Complaint complaint{"unknown name 'tau_m'", "net.txtpb: population 'Exc'", "tau_m", "nearest known name: 'taum'"};
    CHECK(to_string(complaint) ==
          "unknown name 'tau_m'\n  where:   net.txtpb: population 'Exc'\n  found:   tau_m\n  allowed: nearest known name: 'taum'");
}

TEST_CASE("empty parts of a complaint are left out") {
    CHECK(to_string(Complaint{"too late", "", "", ""}) == "too late");
    CHECK(to_string(Complaint{"too late", "", "tick 7", ""}) == "too late\n  found:   tick 7");
}

TEST_CASE("an input error keeps its parts and says them all in what()") {
    const InputError error{{"no size", "net: population 'A'", "0", "1 to 2147483648"}};
    CHECK(error.complaint().where == "net: population 'A'");
    CHECK(std::string{error.what()} == to_string(error.complaint()));
}

TEST_CASE("a capacity error can be caught as itself and as an input error") {
    CHECK_THROWS_AS(throw CapacityError({"too big", "", "", ""}), CapacityError);
    CHECK_THROWS_AS(throw CapacityError({"too big", "", "", ""}), InputError);
}
