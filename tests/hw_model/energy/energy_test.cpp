/// @file Energy is the sum of count times price, and what has no price is named.
#include "hw_model/energy.h"

#include <set>

#include "core/random.h"
#include "tests/catch.h"

namespace aerie::hw {
namespace {

/// A chip whose operation i costs `prices[i]`.
ChipSpec chip_with(const std::array<double, operation_count>& prices) {
    ChipSpec chip;
    for (std::size_t i = 0; i < operation_count; ++i) chip.costs[i].energy_pj.value = prices[i];
    chip.static_power_w.value = 0.0;
    return chip;
}

std::uint32_t draw(std::uint32_t n) { return philox2x32({n, 7}, 11)[0]; }

TEST_CASE("each operation has its own name") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < operation_count; ++i) names.insert(name_of(static_cast<Operation>(i)));
    CHECK(names.size() == operation_count);
    CHECK(name_of(Operation::axon_lookup) == "axon_lookup");
    CHECK(name_of(Operation::spike) == "spike");
    CHECK(name_of(Operation::hop_y) == "hop_y");
    CHECK(name_of(Operation::barrier) == "barrier");
}

TEST_CASE("counts add entry by entry") {
    Counts a, b;
    a.add(Operation::spike, 2);
    b.add(Operation::spike, 3);
    b.add(Operation::hop_x, 5);
    a += b;
    CHECK(a[Operation::spike] == 5);
    CHECK(a[Operation::hop_x] == 5);
    CHECK(a[Operation::hop_y] == 0);
}

TEST_CASE("nothing done costs nothing but the time that the chip was on") {
    ChipSpec chip = chip_with({});
    chip.static_power_w.value = 0.1044;
    const EnergyReport report = price(Counts{}, chip, Seconds{2.0});
    CHECK(report.causes.empty());
    CHECK(report.is_complete());
    CHECK(report.dynamic_known == Picojoules{0});
    CHECK(report.total()->count() == Approx(0.2088e12));   // W x s = J, 1e12 pJ each
}

TEST_CASE("energy is the sum of count times price, over generated counts and prices") {
    for (std::uint32_t round = 0; round < 200; ++round) {
        std::array<double, operation_count> prices{};
        Counts counts;
        double expected = 0;
        for (std::uint32_t i = 0; i < operation_count; ++i) {
            const std::uint32_t times = draw(round * 100 + i) % 1000;
            prices[i] = draw(round * 100 + i + 50) % 512 / 8.0;   // exact in binary, so is the sum
            counts.add(static_cast<Operation>(i), times);
            expected += times * prices[i];
        }
        const EnergyReport report = price(counts, chip_with(prices), Seconds{1.0});
        REQUIRE(report.dynamic_known.count() == expected);
        REQUIRE(report.total()->count() == expected);
        double by_cause = 0;
        for (const CausedEnergy& caused : report.causes) by_cause += caused.energy->count();
        REQUIRE(by_cause == expected);
    }
}

TEST_CASE("an operation without a price is named when it happened, and the total is not known") {
    ChipSpec chip = chip_with({});
    chip.costs[static_cast<std::size_t>(Operation::barrier)].energy_pj.value.reset();
    chip.costs[static_cast<std::size_t>(Operation::spike)].energy_pj.value = 3.0;
    Counts counts;
    counts.add(Operation::spike, 4);
    CHECK(price(counts, chip, Seconds{1}).is_complete());   // no barrier yet

    counts.add(Operation::barrier, 1);
    const EnergyReport report = price(counts, chip, Seconds{1});
    CHECK(report.not_known == std::vector<Operation>{Operation::barrier});
    CHECK_FALSE(report.total().has_value());
    CHECK(report.known_total() == Picojoules{12});
    REQUIRE(report.causes.size() == 2);
    CHECK(report.causes[1].cause == Operation::barrier);
    CHECK(report.causes[1].times == 1);
    CHECK_FALSE(report.causes[1].energy.has_value());
}

TEST_CASE("an unknown static power leaves the total unknown and the dynamic part as it is") {
    ChipSpec chip = chip_with({});
    chip.static_power_w.value.reset();
    chip.costs[static_cast<std::size_t>(Operation::hop_x)].energy_pj.value = 3.0;
    Counts counts;
    counts.add(Operation::hop_x, 10);
    const EnergyReport report = price(counts, chip, Seconds{5});
    CHECK_FALSE(report.static_energy.has_value());
    CHECK_FALSE(report.total().has_value());
    CHECK(report.dynamic_known == Picojoules{30});
}

TEST_CASE("a price of zero is a known price") {
    Counts counts;
    counts.add(Operation::buffer_write, 9);
    const EnergyReport report = price(counts, chip_with({}), Seconds{1});
    REQUIRE(report.causes.size() == 1);
    CHECK(report.causes[0].energy == Picojoules{0});
    CHECK(report.is_complete());
}

}  // namespace
}  // namespace aerie::hw
