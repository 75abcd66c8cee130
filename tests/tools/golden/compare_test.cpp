#include "tests/catch.h"
#include "tests/scratch_directory.h"
#include "tests/tools/golden/sample.h"
#include "tools/golden/compare.h"
#include "tools/golden/describe.h"

using namespace aerie;
using namespace aerie::tests;
using Catch::Matchers::Contains;

namespace {

/// The sample against a changed sample.
template <class Change>
golden::Comparison compare_with(Change change) {
    const ScratchDirectory scratch{"compare"};
    SampleGolden changed = sample_golden();
    change(changed);
    return golden::compare(write(sample_golden(), scratch / "a.golden"), write(changed, scratch / "b.golden"), 3);
}

}  // namespace

TEST_CASE("a golden is the same as itself, and nothing is said") {
    const golden::Comparison same = compare_with([](SampleGolden&) {});
    CHECK(same.is_same());
    CHECK(to_text(same).empty());
}

TEST_CASE("the first spike that is missing or new is named with its neighbours") {
    const golden::Comparison missing = compare_with([](SampleGolden& g) { g.spikes.erase(g.spikes.begin() + 1); });
    REQUIRE(missing.spikes);
    CHECK(missing.spikes->tick == 1);
    CHECK(missing.spikes->neuron == "exc[1]");
    CHECK(missing.spikes->is_missing);
    CHECK_THAT(to_text(missing), Contains("first diverging spike: tick 1, exc[1] should fire and does not") && Contains("    - tick      1  exc[1]") && Contains("      tick      1  exc[0]"));
    const golden::Comparison extra = compare_with([](SampleGolden& g) { g.spikes.push_back({9, {PopulationId{1}, NeuronId{4}}}); });
    REQUIRE(extra.spikes);
    CHECK_FALSE(extra.spikes->is_missing);
    CHECK_THAT(to_text(extra), Contains("tick 9, inh[4] fires and should not"));
    CHECK_FALSE(extra.is_same());
}

TEST_CASE("weights are compared by their bits and named by their neurons") {
    const golden::Comparison c = compare_with([](SampleGolden& g) { g.weights[1].value = 0.0; });   // was -0.0
    REQUIRE(c.weights);
    CHECK(c.weights->count == 1);
    CHECK(c.weights->of == 3);
    CHECK(c.weights->first == std::vector<std::string>{"p 1 -> 2, w: expected -0, got 0"});
}

TEST_CASE("another synapse, or fewer, differ too") {
    CHECK(compare_with([](SampleGolden& g) { g.weights[1].post = 3; }).weights);
    CHECK(compare_with([](SampleGolden& g) { g.weights.pop_back(); }).weights);
}

TEST_CASE("counters differ by value, and absent ones count 0") {
    const golden::Comparison c = compare_with([](SampleGolden& g) { g.counters = {{"cycles", 301}, {"barrier", 2}}; });
    REQUIRE(c.counters);
    CHECK(c.counters->first == std::vector<std::string>{"cycles: expected 300, got 301", "spike: expected 3, got 0", "barrier: expected 0, got 2"});
    CHECK_THAT(to_text(c), Contains("3 of 3 counters differ"));
}

TEST_CASE("what differed before the run is noted, and is no difference by itself") {
    const golden::Comparison c = compare_with([](SampleGolden& g) {
        g.header.settings[1] = "mesh.hop_cycles_x=2";
        g.header.recipe.seed = 3;
    });
    CHECK(c.is_same());
    CHECK_THAT(to_text(c), Contains("note: chip setting: was mesh.hop_cycles_x=1, is mesh.hop_cycles_x=2") && Contains("note: seed: was 18446744073709551615, is 3"));
}

TEST_CASE("only the first values that differ are named") {
    const golden::Comparison c = compare_with([](SampleGolden& g) {
        for (int k = 0; k < 20; ++k) g.counters.push_back({"counter " + std::to_string(k), 1});
    });
    REQUIRE(c.counters);
    CHECK(c.counters->count == 20);
    CHECK(c.counters->first.size() == 8);
    CHECK_THAT(to_text(c), Contains("..."));
}

TEST_CASE("the page of a golden says what stands in it") {
    const ScratchDirectory scratch{"describe"};
    const std::string page = golden::describe(write(sample_golden(), scratch / "a.golden"));
    CHECK_THAT(page, Contains("network   n (n.txtpb), seed 18446744073709551615, its own duration, float64") && Contains("with mesh.width=4"));
    CHECK_THAT(page, Contains("tick 1  exc[0] -> NeuroCore 1 at router (1,0): offered 100, accepted 100, (0,0)E 101, (1,0)L 102, ejected 102, done 106"));
    CHECK_THAT(page, Contains("packets: 3;") && Contains("spikes: 3") && Contains("exc: 3") && Contains("p 0 -> 5: w = 0.25") && Contains("  cycles 300\n"));
    CHECK_THAT(page, Contains("p w: 2, mean 0.125"));
}
