#include "core/quantity.h"

#include <algorithm>
#include <map>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include "tests/catch.h"

using namespace aerie;

TEST_CASE("amounts of one unit add, subtract, scale and compare") {
    STATIC_REQUIRE(Cycles{3} + Cycles{4} == Cycles{7});
    STATIC_REQUIRE(Cycles{7} - Cycles{4} == Cycles{3});
    STATIC_REQUIRE(Cycles{7} * 3 == Cycles{21});
    STATIC_REQUIRE(3 * Cycles{7} == Cycles{21});
    STATIC_REQUIRE(Picojoules{0.5} * 4.0 == Picojoules{2.0});
    STATIC_REQUIRE(Ticks{1} < Ticks{2});
    STATIC_REQUIRE(Seconds{}.count() == 0.0);
    Cycles total{1};
    total += Cycles{5};
    total -= Cycles{2};
    CHECK(total.count() == 4);
}

TEST_CASE("a quantity costs no more than the number it carries") {
    STATIC_REQUIRE(sizeof(Cycles) == sizeof(std::uint64_t));
    STATIC_REQUIRE(sizeof(Picojoules) == sizeof(double));
    STATIC_REQUIRE(sizeof(NeuronId) == sizeof(std::uint32_t));
    STATIC_REQUIRE(std::is_trivially_copyable_v<Cycles>);
    STATIC_REQUIRE(std::is_trivially_copyable_v<Address>);
}

TEST_CASE("units and ids do not convert into one another or from bare numbers") {
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::uint64_t, Cycles>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Cycles, std::uint64_t>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<Cycles, Ticks>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<NeuronId, PopulationId>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::uint32_t, CoreId>);
    STATIC_REQUIRE_FALSE(std::is_assignable_v<Seconds&, double>);
}

TEST_CASE("addresses ascend by population, then by neuron") {
    const auto at = [](std::uint32_t population, std::uint32_t neuron) { return Address{PopulationId{population}, NeuronId{neuron}}; };
    std::vector<Address> addresses{at(1, 0), at(0, 9), at(0, 2), at(1, 5)};
    std::sort(addresses.begin(), addresses.end());
    CHECK(addresses == std::vector<Address>{at(0, 2), at(0, 9), at(1, 0), at(1, 5)});
}

TEST_CASE("ids are keys of ordered and of hashed maps") {
    std::map<CoreId, int> ordered{{CoreId{2}, 20}, {CoreId{1}, 10}};
    CHECK(ordered.begin()->second == 10);
    std::unordered_set<NodeId> hashed{NodeId{3}, NodeId{3}, NodeId{4}};
    CHECK(hashed.size() == 2);
}
