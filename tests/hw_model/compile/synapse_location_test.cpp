/// @file Where the variables of a synapse live.
#include "hw_model/compile/synapse_location.h"

#include "tests/hw_model/compile/synapse_bench.h"

namespace aerie::hw::test {
namespace {

using Places = std::map<std::string, Location>;
constexpr Location synapse = Location::synapse, axon = Location::axon, neuron = Location::neuron;

Places places(NetworkSpec spec, const std::vector<Setting>& initial = {}) {
    spec.projections[0].initial = initial;
    return locate_variables(check_network(spec).projections[0]);
}
const std::string w = "w : 1 [0, 1]\n";
const std::string pre_trace = "dapre/dt = -apre/(20*ms) : 1 [0, 8] ", post_trace = "dapost/dt = -apost/(20*ms) : 1 [-8, 8] ";

TEST_CASE("pair STDP as Brian2 writes it keeps one trace per axon and one per neuron") {
    for (const char* flag : {"(event-driven)", "(clock-driven)"}) {
        INFO(flag);
        const Places found = places(synapse_spec(w + pre_trace + flag + "\n" + post_trace + flag, "v_post += w; apre += 0.01; w = clip(w + apost, 0, 1)",
                                                 "apost -= 0.0105; w = clip(w + apre, 0, 1)"));
        CHECK(found == Places{{"w", synapse}, {"apre", axon}, {"apost", neuron}});
    }
}

TEST_CASE("SORF's homeostatic rule keeps its traces off the synapses") {
    const std::string rule = w + "R = rate_post : Hz\nK = R/(10000*Hz*(1 + 50*abs(1 - R/(10*Hz)))) : 1\n"
                             "stdp = ltp if lastspike_post >= lastspike_pre else -ltd : 1\n"
                             "dltp/dt = -ltp/(60*ms) : 1 [0, 0.0001] (clock-driven)\ndltd/dt = -ltd/(90*ms) : 1 [0, 0.0001] (clock-driven)";
    const Places found = places(synapse_spec(rule, "v_post += w; ltp = 0.000045", "ltd = 0.00003", "w = clip(w + K*(0.1*w*(1 - R/(10*Hz)) + 50*stdp), 0, 1)"));
    CHECK(found == Places{{"w", synapse}, {"ltp", axon}, {"ltd", neuron}});
}

TEST_CASE("a trace bumped by what differs between synapses is the synapse's") {
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]", "v_post += w; x += 0.1*w", "w += x"))["x"] == synapse);
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]", "v_post += w; x += 0.1*rand()", "w += x"))["x"] == synapse);
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]", "v_post += w; x += 0.1*v_post", "w += x"))["x"] == synapse);
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]", "v_post += w; x += 0.1", "x -= 0.1; w += x"))["x"] == synapse);
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]", "v_post += w; x += 0.1*i", "w += x"))["x"] == axon);
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]", "v_post += w", "x += 0.1*j; w += x"))["x"] == neuron);
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]", "v_post += w; x += 0.1*j", "w += x"))["x"] == synapse);
}

TEST_CASE("what starts differently is the synapse's") {
    const NetworkSpec spec = synapse_spec(w + "x : 1 [0, 1]", "v_post += w; x += 0.1", "w += x");
    CHECK(places(spec)["x"] == axon);
    CHECK(places(spec, {setting("x", "0.5")})["x"] == axon);
    CHECK(places(spec, {setting("x", "rand()")})["x"] == synapse);
}

TEST_CASE("a variable follows the traces that it reads") {
    // y reads x; x moves to the synapse because it reads w, so y must too.
    const Places moved = places(synapse_spec(w + "x : 1 [0, 1]\ny : 1 [0, 1]", "v_post += w; x += 0.1*w; y += x", "w += y"));
    CHECK(moved == Places{{"w", synapse}, {"x", synapse}, {"y", synapse}});
    const Places stays = places(synapse_spec(w + "x : 1 [0, 1]\ny : 1 [0, 1]", "v_post += w; x += 0.1; y += x", "w += y"));
    CHECK(stays == Places{{"w", synapse}, {"x", axon}, {"y", axon}});
}

TEST_CASE("an algebraic name hides no dependence") {
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]\nz = 2*v_post : 1", "v_post += w; x += z", "w += x"))["x"] == synapse);
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]\nz = 2*v_post : 1", "v_post += w", "x += z; w += x"))["x"] == neuron);
}

TEST_CASE("a clock-driven variable of the target's side alone lives with the target") {
    CHECK(places(synapse_spec(w + "dx/dt = (v_post - x)/(10*ms) : 1 [-8, 8] (clock-driven)", "v_post += w", "", "w = clip(w + x, 0, 1)"))["x"] == neuron);
    CHECK(places(synapse_spec(w + "dx/dt = -x/(10*ms) : 1 [-8, 8] (clock-driven)", "v_post += w; x += 1", "", "w = clip(w + x, 0, 1)"))["x"] == axon);
    CHECK(places(synapse_spec(w + "dx/dt = (v_post - x)/(10*ms) : 1 [-8, 8] (clock-driven)", "v_post += w; x += 1", "", "w = clip(w + x, 0, 1)"))["x"] == synapse);
}

TEST_CASE("constants are stored nowhere, weights that differ are stored per synapse") {
    CHECK(places(synapse_spec(w, "v_post += w"), {setting("w", "0.5")}).empty());
    CHECK(places(synapse_spec(w, "v_post += w"), {setting("w", "rand()")}) == Places{{"w", synapse}});
    CHECK(places(synapse_spec(w, "v_post += w; w += 0.1"), {setting("w", "0.5")}) == Places{{"w", synapse}});
}

TEST_CASE("a delivered weight lies in synapse memory even where all weights of an axon stay equal") {
    CHECK(places(synapse_spec(w, "v_post += 2*w; w = clip(w + 0.1, 0, 1)"))["w"] == synapse);
    // Short-term depression is a product of the weight and of a trace of the axon.
    CHECK(places(synapse_spec(w + "x : 1 [0, 1]", "v_post += w*x; x = 0.5*x"), {setting("w", "rand()"), setting("x", "1")}) == Places{{"w", synapse}, {"x", axon}});
    CHECK(places(synapse_spec("dx/dt = -x/(20*ms) : 1 [0, 8] (event-driven)", "x += 1; v_post += x")) == Places{{"x", axon}});
}

TEST_CASE("an event-driven trace that belongs to neither side is refused by name") {
    const NetworkSpec spec = synapse_spec(w + "dx/dt = -x/(20*ms) : 1 [0, 1] (event-driven)", "v_post += w; x += w", "w += x");
    CHECK_THROWS_AS(SynapseBench{spec}, InputError);
}

}  // namespace
}  // namespace aerie::hw::test
