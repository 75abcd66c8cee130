/// @file Keys: everyone has one of his own, and blocks lie where masks can name them.
#include <set>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/hw_model/routing/routing_cases.h"

using namespace aerie;
using namespace aerie::hw;
using namespace aerie::hw::testing;

TEST_CASE("neurons of a NeuroCore with the same destinations share a block, others have blocks of their own") {
    const ChipSpec chip = multicast_chip(2, 2);
    const Senders senders{{0, 0, 0, 0, 1, 1}, {cores({1}), cores({1, 2}), cores({1}), cores({}), cores({1}), cores({1})}};
    const std::vector<KeyGroup> groups = assign_keys(senders, chip, 10);
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].senders == std::vector<std::uint32_t>{0, 2});
    CHECK(groups[1].senders == std::vector<std::uint32_t>{1});
    CHECK(groups[2].senders == std::vector<std::uint32_t>{4, 5});
    CHECK(groups[2].home == 1);
    CHECK(most_destination_sets(senders) == 2);
}

TEST_CASE("blocks are as large as a power of two, start at multiples of their size and never meet") {
    for (const std::uint32_t seed : {1u, 2u, 3u}) {
        const ChipSpec chip = multicast_chip(3, 3, 2);
        const Senders senders = random_senders(chip, 40, 0.08, seed);
        const std::vector<KeyGroup> groups = assign_keys(senders, chip, 1000);
        std::set<std::uint32_t> keys;
        std::size_t members = 0;
        for (const KeyGroup& group : groups) {
            const std::uint32_t size = ~group.keys.mask + 1;
            REQUIRE((size & (size - 1)) == 0);
            REQUIRE(group.senders.size() <= size);
            REQUIRE(group.senders.size() * 2 > size);
            REQUIRE((group.keys.key & ~group.keys.mask) == 0);
            for (std::uint32_t k = 0; k < size; ++k) REQUIRE(keys.insert(group.keys.key + k).second);
            for (const std::uint32_t sender : group.senders) REQUIRE(senders.cores[sender] == group.cores);
            members += group.senders.size();
        }
        const auto heard = static_cast<std::size_t>(std::count_if(senders.cores.begin(), senders.cores.end(), [](const auto& c) { return !c.empty(); }));
        REQUIRE(members == heard);
    }
}

TEST_CASE("a NeuroCore with more sets of destinations than allowed sends all to the union of them") {
    const ChipSpec chip = multicast_chip(2, 2);
    const Senders senders{{0, 0, 0, 1}, {cores({1}), cores({2}), cores({1, 3}), cores({0})}};
    const std::vector<KeyGroup> groups = assign_keys(senders, chip, 2);
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].cores == cores({1, 2, 3}));
    CHECK(groups[0].senders == std::vector<std::uint32_t>{0, 1, 2});
    CHECK(groups[0].is_shared);
    CHECK_FALSE(groups[1].is_shared);
}

TEST_CASE("the keys of sources lie beyond those of all NeuroCores") {
    const ChipSpec chip = multicast_chip(3, 1);
    const Senders senders{{2, 3, 4}, {cores({0}), cores({0}), cores({0})}};
    const std::vector<KeyGroup> groups = assign_keys(senders, chip, 10);
    REQUIRE(groups.size() == 3);
    // Three columns take two bits, one row and one place none: the sources follow from 4 on.
    CHECK(groups[0].keys.key == 2);
    CHECK(groups[1].keys.key == 4);
    CHECK(groups[2].keys.key == 5);
}

TEST_CASE("keys beyond 32 bits are refused") {
    ChipSpec chip = multicast_chip(1024, 1024, 1);
    Senders senders;
    for (std::uint32_t n = 0; n < 8192; ++n) {   // 10 + 10 + 13 bits
        senders.home.push_back(chip.cores() - 1);
        senders.cores.push_back(cores({0}));
    }
    REQUIRE_THROWS_AS(assign_keys(senders, chip, 10), CapacityError);
}
