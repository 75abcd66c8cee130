/// @file Minimised tables: the same routes for every key, in fewer entries; and planted wrong merges are seen.
#include <algorithm>

#include "tests/catch.h"
#include "tests/hw_model/routing/routing_cases.h"

using namespace aerie;
using namespace aerie::hw;
using namespace aerie::hw::testing;
using router::Direction;

namespace {

constexpr std::uint32_t all_bits = ~std::uint32_t{0};
RouterOutputs outs_of(std::uint32_t kind) { return kind < 4 ? RouterOutputs{static_cast<std::uint16_t>(1U << kind), 0} : RouterOutputs{0, std::uint64_t{1} << (kind - 4)}; }

/// Blocks of one to eight keys over eight bits that never meet, with outputs drawn from `kinds`.
std::vector<RoutedKeys> random_blocks(Draws& draws, std::uint32_t kinds) {
    std::vector<RoutedKeys> routed;
    for (std::uint32_t key = 0; key < 256;) {
        std::uint32_t size = 1U << draws.below(4);
        while (key % size != 0) size /= 2;
        if (draws.chance(0.7)) {
            constexpr Direction sides[] = {Direction::north, Direction::east, Direction::south, Direction::west, Direction::local};
            routed.push_back({{key, ~(size - 1)}, sides[draws.below(5)], outs_of(draws.below(kinds))});
        }
        key += size;
    }
    return routed;
}

void require_same(const std::vector<RoutedKeys>& routed, const RouteEntries& table) {
    for (const RoutedKeys& r : routed) {
        for (std::uint32_t key = r.keys.key; (key & r.keys.mask) == r.keys.key; ++key) {
            INFO("key " << key);
            REQUIRE(looked_up(table, key, r.in) == r.outs);
            if (key == all_bits) break;
        }
    }
    REQUIRE(wrong_routes(routed, table).empty());
}

}  // namespace

TEST_CASE("entries of the same outputs that differ in one bit become one") {
    // The four keys 0 to 3 to core 0: two bits of no matter.
    std::vector<RoutedKeys> routed;
    for (std::uint32_t key = 0; key < 4; ++key) routed.push_back({{key, all_bits}, Direction::local, outs_of(4)});
    const RouteEntries table = ordered_covering(routed, 0);
    REQUIRE(table == RouteEntries{{{0, ~std::uint32_t{3}}, outs_of(4)}});
}

TEST_CASE("a general entry may cover what a special entry before it treats otherwise") {
    // Keys 0 to 7 to core 0, but 5 to core 1: two entries, the special one first.
    std::vector<RoutedKeys> routed;
    for (std::uint32_t key = 0; key < 8; ++key) routed.push_back({{key, all_bits}, Direction::local, outs_of(key == 5 ? 5 : 4)});
    const RouteEntries table = ordered_covering(routed, 0);
    REQUIRE(table.size() == 2);
    CHECK(table[0] == RouteEntry{{5, all_bits}, outs_of(5)});
    CHECK(table[1] == RouteEntry{{0, ~std::uint32_t{7}}, outs_of(4)});
}

TEST_CASE("keys that never come by may be covered") {
    // 0 and 3 to core 0; nobody has 1 or 2.
    const std::vector<RoutedKeys> routed{{{0, all_bits}, Direction::local, outs_of(4)}, {{3, all_bits}, Direction::local, outs_of(4)}};
    REQUIRE(ordered_covering(routed, 0) == RouteEntries{{{0, ~std::uint32_t{3}}, outs_of(4)}});
}

TEST_CASE("no entry covers keys that go straight on without one") {
    // 0 and 3 to core 0, 1 straight on: a merge of the two would stop it, unless an entry before it says so.
    const std::vector<RoutedKeys> routed{
        {{0, all_bits}, Direction::local, outs_of(4)}, {{1, all_bits}, Direction::west, outs_of(1)}, {{3, all_bits}, Direction::local, outs_of(4)}};
    REQUIRE(routed[1].goes_straight_on());
    const RouteEntries table = ordered_covering(routed, 0);
    CHECK(table.size() == 2);
    require_same(routed, table);
}

TEST_CASE("an entry for what goes straight on is kept where it lets many others merge") {
    // Keys 0 to 15 to core 0 but 6 straight on: covered by one entry behind one for 6; without it four would be the least.
    std::vector<RoutedKeys> routed;
    for (std::uint32_t key = 0; key < 16; ++key) routed.push_back({{key, all_bits}, Direction::west, key == 6 ? outs_of(1) : outs_of(4)});
    const RouteEntries table = ordered_covering(routed, 0);
    REQUIRE(table.size() == 2);
    require_same(routed, table);
}

TEST_CASE("on random tables a brute-force look at every key finds the same outputs, and no table grows") {
    Draws draws{11};
    std::size_t before = 0, behind = 0;
    for (int round = 0; round < 300; ++round) {
        const std::vector<RoutedKeys> routed = random_blocks(draws, 1 + draws.below(8));
        const RouteEntries plain = plain_table(routed), table = ordered_covering(routed, 0);
        require_same(routed, plain);
        require_same(routed, table);
        REQUIRE(table.size() <= plain.size());
        before += plain.size();
        behind += table.size();
    }
    CHECK(behind * 3 < before * 2);   // random outputs are the worst case, and still a third goes
}

TEST_CASE("merging stops at the limit") {
    std::vector<RoutedKeys> routed;
    for (std::uint32_t key = 0; key < 64; ++key) routed.push_back({{key, all_bits}, Direction::local, outs_of(4 + key / 16)});
    CHECK(ordered_covering(routed, 0).size() == 4);
    const RouteEntries table = ordered_covering(routed, 40);
    CHECK(table.size() <= 40);
    CHECK(table.size() > 4);
    require_same(routed, table);
}

TEST_CASE("wrong merges, planted one by one, are each seen") {
    Draws draws{23};
    int planted = 0;
    for (int round = 0; round < 200; ++round) {
        const std::vector<RoutedKeys> routed = random_blocks(draws, 5);
        RouteEntries table = ordered_covering(routed, 0);
        if (table.size() < 3) continue;
        const std::size_t victim = draws.below(static_cast<std::uint32_t>(table.size()));
        switch (draws.below(4)) {
            case 0: table[victim].outs.cores ^= 8; break;                                              // another output
            case 1: table.erase(table.begin() + static_cast<std::ptrdiff_t>(victim)); break;           // lost
            case 2: std::reverse(table.begin(), table.end()); break;                                   // general before special
            default: table[victim].keys = {0, 0}; std::rotate(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(victim), table.end()); break;   // takes all
        }
        bool differs = false;   // by hand, key by key
        for (const RoutedKeys& r : routed) {
            for (std::uint32_t key = r.keys.key; (key & r.keys.mask) == r.keys.key; ++key) differs = differs || looked_up(table, key, r.in) != r.outs;
        }
        REQUIRE(wrong_routes(routed, table).empty() == !differs);
        planted += differs ? 1 : 0;
    }
    CHECK(planted > 120);   // some faults change nothing, as a reversed table without overlaps
}
