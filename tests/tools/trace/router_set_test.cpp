/// @file Routers by place, by number, in rectangles and ranges.
#include "core/error.h"
#include "tests/catch.h"
#include "tools/trace/router_set.h"

using namespace aerie;
using trace::RouterSet;

namespace {

const router::MeshSpec mesh{.width = 4, .height = 3};

std::vector<std::uint32_t> members(const std::vector<std::string>& texts) {
    const RouterSet set{texts, mesh};
    std::vector<std::uint32_t> found;
    for (std::uint32_t n = 0; n < mesh.nodes(); ++n) {
        if (set.contains(NodeId{n})) found.push_back(n);
    }
    return found;
}

using Numbers = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("nothing asked is every router") {
    CHECK(members({}).size() == 12);
    CHECK(RouterSet{{}, mesh}.text() == "all");
}

TEST_CASE("a router has a place and a number") {
    CHECK(members({"1,2"}) == Numbers{9});
    CHECK(members({"9"}) == Numbers{9});
    CHECK(members({"0,0", "3,2"}) == Numbers{0, 11});
    CHECK(members({"0,0 3,2;5"}) == Numbers{0, 5, 11});
    CHECK(RouterSet{{"0,0 3,2;5", "1,1"}, mesh}.text() == "0,0 3,2 5 1,1");
}

TEST_CASE("two places span a rectangle and two numbers a range") {
    CHECK(members({"1,0..2,1"}) == Numbers{1, 2, 5, 6});
    CHECK(members({"3..5"}) == Numbers{3, 4, 5});
    CHECK(members({"2,1..2,1", "7..7"}) == Numbers{6, 7});
}

TEST_CASE("routers that are not there are refused") {
    for (const char* text : {"", " ", "x", "12", "4,0", "0,3", "1,", ",1", "1,1,1", "-1,0", "0,0..4,0", "2..1", "1,1..0,0", "0..1,1", "1..", "..1", "1...2", "4294967296"}) {
        INFO(text);
        CHECK_THROWS_AS((RouterSet{{text}, mesh}), InputError);
    }
}
