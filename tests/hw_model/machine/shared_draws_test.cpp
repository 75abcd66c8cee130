/// @file Random variables that a population shares: one draw for all its neurons in each tick, wherever they live.
#include <set>

#include "core/random.h"
#include "tests/catch.h"
#include "tests/hw_model/machine/rig.h"

using namespace aerie;
using namespace aerie::test;

namespace {

NetworkSpec sharing(const std::string& equations, const std::string& on_tick = {}) {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {cells("a", 5, equations), cells("b", 5, equations)};
    for (PopulationSpec& p : spec.populations) p.on_tick = on_tick;
    return spec;
}

std::vector<double> all(Rig& rig, std::uint32_t population, const std::string& variable) {
    return rig.machine().neuron_values(PopulationId{population}, variable, {0, 1, 2, 3, 4});
}

void check_one_draw_for_all(const NetworkSpec& spec, hw::Arithmetic arithmetic) {
    Rig rig{spec, {.arithmetic = arithmetic, .cores = {{0, 0, 1, 2, 2}, {0, 1, 1, 2, 3}}}};
    std::set<double> seen;
    for (std::uint64_t t = 1; t <= 100; ++t) {
        rig.run_to(t);
        for (const std::uint32_t p : {0u, 1u}) {
            const std::vector<double> u = all(rig, p, "u"), own = all(rig, p, "own");
            CHECK(std::set<double>(u.begin(), u.end()).size() == 1);
            CHECK(std::set<double>(own.begin(), own.end()).size() == 5);
            seen.insert(u[0]);
        }
    }
    CHECK(seen.size() == 200);   // another number in each tick and each population
}

}  // namespace

TEST_CASE("rand() in a shared equation is one number for the whole population in each tick, on any NeuroCore") {
    for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
        check_one_draw_for_all(sharing("v = rand() : 1 [0, 1] (shared)\nu : 1 [0, 1]\nown : 1 [0, 1]", "u = v\nown = rand()"), arithmetic);
        check_one_draw_for_all(sharing("v : 1 [-8, 8] (shared)\nu : 1 [-8, 8]\nown : 1 [-8, 8]", "v = randn()\nu = v\nown = randn()"), arithmetic);
    }
}

TEST_CASE("shared numbers are those of the population's key, in fixed point up to a quantum of the variable") {
    for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
        Rig rig{sharing("v : 1 [0, 1] (shared)", "v = rand()"), {.arithmetic = arithmetic, .seed = 7}};
        for (std::uint64_t t = 0; t < 10; ++t) {
            rig.run_to(t + 1);
            for (const std::uint32_t p : {0u, 1u}) {
                const double expected = to_unit(DrawKey{7, Purpose::program, p * 64, t, 0}.words(~0u, ~0u)[0]);   // 64 program names a population
                CHECK(rig.value(p, "v") == Approx(expected).margin(arithmetic == hw::Arithmetic::fixed ? 0x1p-28 : 0.0));
            }
        }
    }
}

TEST_CASE("a shared variable stays one number where states are rounded by chance") {
    Setup setup{.arithmetic = hw::Arithmetic::fixed};
    setup.change = [](hw::ChipSpec& chip) {
        hw::apply_override(chip, "state.bits=10");
        hw::apply_override(chip, "state.rounding=stochastic");
    };
    Rig rig{sharing("v : 1 [0, 1] (shared)", "v = 0.9 * v + 0.1 * rand()"), setup};
    for (std::uint64_t t = 1; t <= 50; ++t) {
        rig.run_to(t);
        const std::vector<double> v = all(rig, 0, "v");
        CHECK(std::set<double>(v.begin(), v.end()).size() == 1);
    }
}

TEST_CASE("the mean of shared numbers is a half and their variance a twelfth") {
    Rig rig{sharing("v : 1 [0, 1] (shared)", "v = rand()"), {}};
    double sum = 0.0, squares = 0.0;
    constexpr int ticks = 1000;
    for (std::uint64_t t = 1; t <= ticks; ++t) {
        rig.run_to(t);
        sum += rig.value(0, "v");
        squares += rig.value(0, "v") * rig.value(0, "v");
    }
    const double mean = sum / ticks;
    CHECK(std::abs(mean - 0.5) < 4 * std::sqrt(1.0 / 12 / ticks));
    CHECK(squares / ticks - mean * mean == Approx(1.0 / 12).epsilon(0.15));   // sd of the variance of 1000 uniform numbers: 2.8 %
}
