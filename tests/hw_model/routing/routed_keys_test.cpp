/// @file The check of a table, checked: every planted fault is found, and nothing else.
#include <algorithm>

#include "tests/catch.h"
#include "tests/hw_model/routing/routing_cases.h"

using namespace aerie;
using namespace aerie::hw;
using namespace aerie::hw::testing;
using router::Direction;

namespace {

constexpr std::uint32_t low = 0xfffffff0;   ///< masks of tests look at four bits and more
constexpr RouterOutputs east{1U << 1, 0}, west{1U << 3, 0}, core0{0, 1}, core1{0, 2};

}  // namespace

TEST_CASE("a table that says what the trees say is right, and a packet without entry goes straight on") {
    const std::vector<RoutedKeys> routed{{{0x00, low}, Direction::local, core0}, {{0x10, low}, Direction::west, east}, {{0x20, low}, Direction::west, core1}};
    CHECK(routed[1].goes_straight_on());
    CHECK_FALSE(routed[0].goes_straight_on());
    CHECK(wrong_routes(routed, {{{0x00, low}, core0}, {{0x20, low}, core1}}).empty());
    CHECK(wrong_routes(routed, plain_table(routed)).empty());
}

TEST_CASE("a packet that turns, forks or ends needs an entry, and one that enters at the router too") {
    CHECK_FALSE(RoutedKeys{{0, low}, Direction::west, west}.goes_straight_on());
    CHECK_FALSE(RoutedKeys{{0, low}, Direction::local, east}.goes_straight_on());
    CHECK_FALSE(RoutedKeys{{0, low}, Direction::west, {east.links, 1}}.goes_straight_on());
    const std::vector<RoutedKeys> routed{{{0, low}, Direction::west, core0}};
    REQUIRE(wrong_routes(routed, {}).size() == 1);
    CHECK(wrong_routes(routed, {})[0].expected == core0);
}

TEST_CASE("an entry that takes keys of a block that goes straight on is found") {
    const std::vector<RoutedKeys> routed{{{0x10, low}, Direction::west, east}, {{0x20, low}, Direction::west, core1}};
    const auto wrong = wrong_routes(routed, {{{0x00, ~std::uint32_t{0x3f}}, core1}});
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].key == 0x10);
    CHECK(wrong[0].found == core1);
}

TEST_CASE("an entry that cuts a block is held against each part of it") {
    // Of the keys 0x10 to 0x1f, only 0x1c to 0x1f match the first entry.
    const std::vector<RoutedKeys> routed{{{0x10, low}, Direction::west, core0}};
    const RouteEntries table{{{0x0c, 0x0c}, core1}, {{0x10, low}, core0}};
    const auto wrong = wrong_routes(routed, table);
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].key == 0x1c);
    CHECK(wrong[0].found == core1);
}

TEST_CASE("the order of entries matters: a general entry before a special one is found") {
    const std::vector<RoutedKeys> routed{{{0x00, low}, Direction::local, core0}, {{0x10, low}, Direction::local, core1}};
    const RouteEntry special{{0x00, low}, core0}, general{{0x00, ~std::uint32_t{0x1f}}, core1};
    CHECK(wrong_routes(routed, {special, general}).empty());
    const auto wrong = wrong_routes(routed, {general, special});
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].key == 0x00);
}

TEST_CASE("on random tables the check agrees with a look at every key") {
    Draws draws{7};
    for (int round = 0; round < 400; ++round) {
        std::vector<RoutedKeys> routed;
        for (std::uint32_t block = 0; block < 16; ++block) {   // blocks of 16 keys in 8 bits
            if (draws.chance(0.4)) continue;
            const RouterOutputs outs = draws.chance(0.3) ? east : draws.chance(0.5) ? core0 : core1;
            routed.push_back({{block << 4, low}, draws.chance(0.5) ? Direction::west : Direction::local, outs});
        }
        RouteEntries table;
        for (int k = 0; k < 6; ++k) {
            const std::uint32_t mask = 0xffffff00 | draws.below(256);
            table.push_back({{draws.below(256) & mask, mask}, draws.chance(0.3) ? east : draws.chance(0.5) ? core0 : core1});
        }
        bool is_right = true;
        for (const RoutedKeys& r : routed) {
            for (std::uint32_t key = r.keys.key; key < r.keys.key + 16; ++key) {
                const auto match = std::find_if(table.begin(), table.end(), [&](const RouteEntry& e) { return e.keys.contains(key); });
                if (match == table.end()) is_right = is_right && r.goes_straight_on();
                else is_right = is_right && match->outs == r.outs;
            }
        }
        REQUIRE(wrong_routes(routed, table).empty() == is_right);
    }
}
