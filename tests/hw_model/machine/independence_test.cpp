/// @file The law that lets anybody trust a mapping: spikes, states and weights are the same bits under every mapping and any number of threads.
#include "tests/catch.h"
#include "tests/hw_model/machine/laws.h"
#include "tools/formats/network_file.h"

using namespace aerie;
using namespace aerie::test;

namespace {

Setup mapped(hw::PartitionMethod method, std::uint32_t min_cores, std::uint64_t seed, std::uint32_t threads) {
    Setup setup;
    setup.map = {.partition = method, .min_cores = min_cores, .anneal_moves = 500, .restarts = 1, .seed = seed};
    setup.threads = threads;
    return setup;
}

/// One core; blocks; METIS; random partitions; more cores than needed; 1, 2 and 4 threads.
std::vector<Setup> setups() {
    using enum hw::PartitionMethod;
    return {mapped(blocks, 1, 1, 1), mapped(blocks, 3, 1, 2), mapped(metis, 4, 1, 4), mapped(random, 5, 2, 1),
            mapped(random, 5, 3, 2), mapped(random, 11, 4, 4), mapped(metis, 16, 5, 2)};
}

/// Every mapping against the first; what the network does must be worth looking at.
void check_law(const NetworkSpec& spec, std::uint64_t ticks, std::size_t least_spikes, const std::function<void(hw::ChipSpec&)>& change = [](hw::ChipSpec&) {}) {
    for (const auto arithmetic : {hw::Arithmetic::fixed, hw::Arithmetic::float64}) {
        std::optional<Outcome> first;
        std::set<std::size_t> cores;
        for (Setup setup : setups()) {
            setup.arithmetic = arithmetic;
            setup.change = change;
            INFO((arithmetic == hw::Arithmetic::fixed ? "fixed, " : "float64, ") << setup.threads << " threads, at least " << setup.map.min_cores << " cores, seed " << setup.map.seed);
            const Outcome now = outcome_of(spec, setup, ticks);
            cores.insert(now.cores);
            if (first) require_equal(*first, now);
            else first = now;
        }
        CHECK(first->spikes.size() > least_spikes);
        CHECK(cores.size() > 1);   // the mappings did differ
    }
}

}  // namespace

TEST_CASE("a balanced network with delays of its own gives the same bits under any mapping and number of threads") {
    check_law(balanced(Schedule::chip), 600, 500);
    check_law(balanced(Schedule::brian2), 600, 500);
}

TEST_CASE("pair STDP with event-driven traces and spread delays gives the same bits under any mapping and number of threads") {
    check_law(with_stdp(balanced(Schedule::chip)), 600, 500);
    check_law(with_stdp(balanced(Schedule::brian2)), 600, 500);
}

TEST_CASE("clock-driven plasticity that reads last spikes and rates of both sides gives the same bits under any mapping and number of threads") {
    check_law(with_clock_driven(balanced(Schedule::chip)), 400, 200);
    check_law(with_clock_driven(balanced(Schedule::brian2)), 400, 200);
}

TEST_CASE("sums over synapses, of event-driven traces and learning weights, give the same bits under any mapping and number of threads") {
    check_law(with_sums(balanced(Schedule::chip)), 400, 200);
    check_law(with_sums(balanced(Schedule::brian2)), 400, 200);
}

TEST_CASE("noise that a population shares gives the same bits under any mapping and number of threads") { check_law(with_shared_noise(), 400, 100); }

TEST_CASE("noise drawn in neurons gives the same bits under any mapping and number of threads") { check_law(noisy(), 400, 100); }

TEST_CASE("stochastic rounding of weights, traces and states gives the same bits under any mapping and number of threads") {
    const auto stochastic = [](hw::ChipSpec& chip) {
        hw::apply_override(chip, "weight.rounding=stochastic");
        hw::apply_override(chip, "weight.bits=8");
        hw::apply_override(chip, "trace.rounding=stochastic");
        hw::apply_override(chip, "trace.bits=12");
        hw::apply_override(chip, "state.rounding=stochastic");
        hw::apply_override(chip, "state.bits=16");
    };
    check_law(with_stdp(balanced(Schedule::chip)), 400, 200, stochastic);
    check_law(with_clock_driven(balanced(Schedule::chip)), 300, 100, stochastic);
}

TEST_CASE("homeostasis gives the same bits wherever its two neurons live and whoever computes them") {
    const NetworkSpec spec = formats::read_network(AERIE_EXAMPLES "/homeostasis.txtpb");
    for (const auto arithmetic : {hw::Arithmetic::fixed, hw::Arithmetic::float64}) {
        std::optional<Outcome> first;
        for (const auto& [one, other, threads] : {std::tuple{0u, 0u, 1u}, {0u, 63u, 1u}, {9u, 9u, 2u}, {63u, 0u, 2u}, {5u, 17u, 4u}, {40u, 41u, 4u}}) {
            Setup setup{.arithmetic = arithmetic, .cores = {{one}, {other}}, .threads = threads};
            const Outcome now = outcome_of(spec, setup, 30000);
            if (first) require_equal(*first, now);
            else first = now;
        }
        CHECK(first->spikes.size() > 200);   // 3 s of 25 and 50 Hz in, about the same out
    }
}

TEST_CASE("another seed gives other spikes: the law above does not hold for want of randomness") {
    const Outcome one = outcome_of(noisy(), {.seed = 1}, 200), two = outcome_of(noisy(), {.seed = 2}, 200);
    CHECK(one.spikes != two.spikes);
}

TEST_CASE("a machine stopped at every tick ends as one that ran through") {
    const NetworkSpec spec = with_stdp(balanced(Schedule::chip));
    Setup setup = mapped(hw::PartitionMethod::random, 5, 2, 2);
    Rig whole{spec, setup}, halting{spec, setup};
    whole.run_to(200);
    for (std::uint64_t t = 1; t <= 200; ++t) halting.run_to(t);
    CHECK(whole.machine().spikes() == halting.machine().spikes());
    CHECK(whole.machine().timer().packets() == halting.machine().timer().packets());
    CHECK(whole.machine().timer().now() == halting.machine().timer().now());
}

TEST_CASE("threads change no cycle and no count") {
    const NetworkSpec spec = with_stdp(balanced(Schedule::chip));
    std::vector<std::unique_ptr<Rig>> rigs;
    for (const std::uint32_t threads : {1u, 2u, 4u}) {
        rigs.push_back(std::make_unique<Rig>(spec, mapped(hw::PartitionMethod::random, 6, 2, threads)));
        rigs.back()->run_to(200);
        hw::Machine &one = rigs.front()->machine(), &other = rigs.back()->machine();
        CHECK(one.timer().packets() == other.timer().packets());
        CHECK(one.timer().now() == other.timer().now());
        const hw::Counts a = one.counts(), b = other.counts();
        for (std::size_t k = 0; k < hw::operation_count; ++k) CHECK(a[static_cast<hw::Operation>(k)] == b[static_cast<hw::Operation>(k)]);
    }
}
