#include "core/nearest_name.h"

#include <random>

#include "tests/catch.h"

using namespace aerie;

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps of neighbours") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("tau", "") == 3);
    CHECK(edit_distance("taum", "tau_m") == 1);
    CHECK(edit_distance("tau_m", "taum") == 1);
    CHECK(edit_distance("tao", "tau") == 1);
    CHECK(edit_distance("atu", "tau") == 1);
    CHECK(edit_distance("kitten", "sitting") == 3);   // Levenshtein's textbook pair
    CHECK(edit_distance("CA", "abc") == 3);           // optimal string alignment: no part is edited twice
}

TEST_CASE("letters of either case are alike") { CHECK(edit_distance("V_Thresh", "v_thresh") == 0); }

TEST_CASE("edit distance is a symmetric measure bounded by the longer word") {
    std::mt19937 random{1};
    const auto word = [&] {
        std::string text(random() % 8, 'a');
        for (char& c : text) c = static_cast<char>('a' + random() % 3);
        return text;
    };
    for (int k = 0; k < 2000; ++k) {
        const std::string a = word(), b = word();
        const std::size_t d = edit_distance(a, b);
        REQUIRE(d == edit_distance(b, a));
        REQUIRE((d == 0) == (a == b));
        REQUIRE(d <= std::max(a.size(), b.size()));
        REQUIRE(d >= std::max(a.size(), b.size()) - std::min(a.size(), b.size()));
    }
}

TEST_CASE("the nearest name is the first of the closest") {
    CHECK(nearest_name("tau_m", {"E_L", "taum", "tau_e"}) == "taum");
    CHECK(nearest_name("ab", {"ac", "ad"}) == "ac");
}

TEST_CASE("a name that differs in more than half of its letters is not suggested") {
    CHECK_FALSE(nearest_name("xyz", {"voltage"}).has_value());
    CHECK_FALSE(nearest_name("xyz", {}).has_value());
    CHECK(nearest_name("ab", {"ax"}) == "ax");   // one of two letters: exactly half
    CHECK_FALSE(nearest_name("abc", {"axy"}).has_value());
}

TEST_CASE("a suggestion names the nearest and lists what is known, at most twelve") {
    CHECK(suggest_name("vv", {}) == "none is known");
    CHECK(suggest_name("vv", {"v", "w"}) == "nearest known name: 'v'; known names: 'v', 'w'");
    CHECK(suggest_name("zzzz", {"v"}) == "known names: 'v'");
    const std::vector<std::string> many(15, "some_name");
    CHECK(suggest_name("zzzz", many).find("and 3 more") != std::string::npos);
}
