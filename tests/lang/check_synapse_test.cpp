#include "core/lang/discretise.h"
#include "tests/lang/language.h"

using namespace aerie;
using namespace aerie::lang;
using namespace aerie::lang::test;

namespace {

NeuronModel neuron() {
    PopulationSpec spec = population("dv/dt = -v/(10*ms) : volt (unless refractory)\ng : siemens\nx : 1\ns : 1 (shared)\nk : 1 (constant)\nI = 2*x");
    spec.threshold = "v > 10 mV";
    spec.rate_window = "1 s";
    return check_neuron(spec, scope());
}
const NeuronModel& post() {
    static const NeuronModel model = neuron();
    return model;
}

const std::vector<Setting> usual = {set("taupre", "20 ms"), set("taupost", "20 ms"), set("Apre", "0.01"), set("Apost", "-0.01"), set("w_max", "1")};

ProjectionSpec projection(std::string equations, std::string on_pre, std::string on_post = {}, std::string on_tick = {}) {
    ProjectionSpec spec;
    spec.name = "S";
    spec.equations = std::move(equations);
    spec.on_pre = std::move(on_pre);
    spec.on_post = std::move(on_post);
    spec.on_tick = std::move(on_tick);
    return spec;
}
Ends between_neurons() { return {&post(), &post(), 10, 20, "A", "B", {}}; }
Ends from_source() { return {nullptr, &post(), 10, 20, "input", "B", {}}; }

SynapseModel model(const ProjectionSpec& spec, const Ends& ends = between_neurons()) {
    Scope s = scope(usual);
    s.where = "net.txtpb: projection 'S'";
    return check_synapse(spec, s, ends);
}
Complaint refused(const ProjectionSpec& spec, const Ends& ends = between_neurons()) {
    return complaint([&] { (void)model(spec, ends); });
}
}  // namespace

TEST_CASE("the tutorial's STDP synapse is read as Brian2 reads it") {
    const SynapseModel m = model(projection("w : 1\ndapre/dt = -apre/taupre : 1 (event-driven)\ndapost/dt = -apost/taupost : 1 (event-driven)",
                                            "v_post += w*mV\napre += Apre\nw = clip(w + apost, 0, w_max)", "apost += Apost\nw = clip(w + apre, 0, w_max)"));
    REQUIRE(m.variables.size() == 3);
    CHECK(m.update.empty());
    CHECK(find_variable(m.variables, "apre")->is_event_driven);
    CHECK(*decay_rate(*find_variable(m.variables, "apre")) == Approx(50));
    REQUIRE(m.on_pre.size() == 3);
    CHECK(m.on_pre[0].target == "v");
    CHECK(m.on_pre[0].side == Side::post);
    CHECK(m.on_pre[0].op == Assign::add);
    CHECK(to_string(*m.on_pre[0].value) == "w*0.001");
    CHECK(m.on_pre[1].side == Side::own);
    CHECK(value_of(*m.on_post[1].value, {{"w", 0.5}, {"apre", 0.1}}) == Approx(0.6));
}

TEST_CASE("without equations a weight exists when it is used, in the unit of its target") {
    const SynapseModel m = model(projection("", "v_post += w"));
    REQUIRE(m.variables.size() == 1);
    CHECK(m.variables[0].name == "w");
    CHECK(m.variables[0].kind == Kind::stored);
    CHECK(m.variables[0].dimension == volt);
    CHECK(model(projection("", "g += w")).variables[0].dimension == unit("siemens"));
    CHECK(model(projection("", "g_post += w*nS")).variables[0].dimension.is_pure());
    CHECK(model(projection("", "v_post += 0.5 mV")).variables.empty());
}

TEST_CASE("a weight that equations forget is asked for") {
    const Complaint c = refused(projection("x1 : 1", "v_post += w"));
    CHECK(c.what == "the weight 'w' is not declared");
    CHECK(c.allowed == "add 'w : 1', or its unit, to equations");
}

TEST_CASE("a projection that does nothing is refused with an example") {
    const Complaint c = refused(projection("", " "));
    CHECK(c.what == "the projection does nothing: on_pre and equations are empty");
    CHECK(c.allowed == "on_pre: \"v_post += w\" adds the weight w to the target's v when a spike arrives");
}

TEST_CASE("bare names are the synapse's own first, then the target's, as in Brian2") {
    const SynapseModel m = model(projection("w : 1\nx : 1", "x += w; g += x*nS"));
    CHECK(m.on_pre[0].side == Side::own);
    CHECK(m.on_pre[1].side == Side::post);
    CHECK(m.on_pre[1].target == "g");
    CHECK(m.on_pre[1].value->args[0]->reference == Reference::own);
    const SynapseModel reading = model(projection("w : 1", "w = x"));
    CHECK(reading.on_pre[0].value->reference == Reference::post);
    CHECK(reading.on_pre[0].value->side == Side::post);
}

TEST_CASE("both sides are read by suffix") {
    const SynapseModel m = model(projection("w : 1", "w = x_pre + x_post + i + j + N_pre + N_post"));
    CHECK(value_of(*m.on_pre[0].value, {{"x_pre", 1}, {"x_post", 2}, {"i", 4}, {"j", 8}}) == 15 + 10 + 20);
    const SynapseModel times = model(projection("w : second", "w = lastspike_post - lastspike_pre"));
    CHECK(times.on_pre[0].value->args[0]->reference == Reference::last_spike);
    CHECK(times.on_pre[0].value->args[0]->side == Side::post);
    CHECK(times.on_pre[0].value->args[1]->side == Side::pre);
    CHECK(model(projection("w : Hz", "w = rate_pre")).on_pre[0].value->reference == Reference::mean_rate);
    CHECK(model(projection("w : boolean", "w = not_refractory_post")).on_pre[0].value->side == Side::post);
}

TEST_CASE("a source has spikes but no variables") {
    CHECK_NOTHROW(model(projection("w : second", "w = t - lastspike_pre + i*ms"), from_source()));
    CHECK(refused(projection("w : volt", "w = v_pre"), from_source()).what == "'input' is a source of spikes and has no variables");
    CHECK(refused(projection("w : Hz", "w = rate_pre"), from_source()).what == "the mean rate of 'input' is not counted");
    Ends counted = from_source();
    counted.source_rate_window_s = 1.0;
    CHECK_NOTHROW(model(projection("w : Hz", "w = rate_pre"), counted));
}

TEST_CASE("names without a side, or of no variable, are explained") {
    CHECK(refused(projection("w : second", "w = lastspike")).allowed == "lastspike_pre or lastspike_post");
    CHECK(refused(projection("w : 1", "w = N")).allowed == "N_pre or N_post");
    CHECK(refused(projection("w : 1", "w = vv_post")).what == "population 'B' has no variable 'vv'");
    CHECK(refused(projection("w : 1", "vv_post += w")).what == "population 'B' has no variable 'vv'");
    CHECK(refused(projection("w : 1", "w = foo")).what == "unknown name 'foo'");
    CHECK(refused(projection("w : 1", "foo = w")).what == "unknown variable 'foo'");
}

TEST_CASE("the target's variables can only be added to, and only in on_pre") {
    const Complaint c = refused(projection("w : volt", "v_post = w"));
    CHECK(c.what == "'v_post' can only be added to");
    CHECK(c.allowed == "+= or -=: spikes that arrive in one tick have no order, and only sums do not depend on one");
    CHECK(c.where == "net.txtpb: projection 'S': on_pre line 1 column 1");
    CHECK(refused(projection("w : 1", "v_post *= w")).what == "'v_post' can only be added to");
    CHECK(refused(projection("w : volt", "v = w")).what == "'v_post' can only be added to");
    CHECK(refused(projection("w : volt", "", "v_post += w")).what == "on_post cannot write 'v' of the target neuron");
    CHECK(refused(projection("w : volt", "", "", "v_post += w")).what == "on_tick cannot write 'v' of the target neuron");
    CHECK(refused(projection("w : volt", "v_pre += w")).what == "'v_pre' belongs to the source neuron, and a synapse cannot write there");
    CHECK(refused(projection("w : 1", "I_post += w")).what == "'I' of population 'B' is defined by 'I = ...' and cannot be written");
    CHECK(refused(projection("w : 1", "k_post += w")).what == "'k' of population 'B' is (constant)");
    CHECK(refused(projection("w : 1", "s_post += w")).what == "'s' of population 'B' is (shared)");
    CHECK(model(projection("w : volt", "v_post -= w")).on_pre[0].op == Assign::subtract);
}

TEST_CASE("what is added has the target's unit") {
    CHECK(refused(projection("w : 1", "v_post += w")).what == "what is written to 'v' must be volt, this is 1");
    CHECK(refused(projection("w : 1", "w = v_post")).what == "what is written to 'w' must be 1, this is volt");
}

TEST_CASE("parameters and constants of a synapse are not written") {
    CHECK(refused(projection("w : 1", "Apre += 1")).what == "'Apre' is a parameter and cannot be written");
    CHECK(refused(projection("w : 1 (constant)", "w += 1")).what == "'w' is declared (constant)");
    CHECK(refused(projection("w : 1 (shared)", "w += 1")).what == "'w' is shared: several members would write it at once");
    CHECK_NOTHROW(model(projection("w : 1 (constant)", "x_post += w")));
}

TEST_CASE("event-driven means a pure decay with a constant time") {
    CHECK(refused(projection("w : 1\nda/dt = (1 - a)/taupre : 1 (event-driven)", "x_post += w")).what == "'a' is event-driven, but its equation is no pure decay");
    CHECK(refused(projection("w : 1\nda/dt = -a*a/taupre : 1 (event-driven)", "x_post += w")).what == "'a' is event-driven, but its equation is no pure decay");
    CHECK(refused(projection("w : 1\nda/dt = a/taupre : 1 (event-driven)", "x_post += w")).what == "'a' is event-driven, but its equation is no pure decay");
    CHECK(refused(projection("w : 1 (event-driven)", "x_post += w")).what == "'event-driven' does not suit 'w'");
    CHECK(refused(projection("w : 1\ndx/dt = -x/taupre : 1 (unless refractory)", "g += w*nS")).what == "'unless refractory' does not suit 'x'");
}

TEST_CASE("what runs each tick cannot read what is only brought up to date at spikes") {
    CHECK(refused(projection("w : 1\nda/dt = -a/taupre : 1 (event-driven)\ndb/dt = (a - b)/taupre : 1", "x_post += w")).what == "'b' is integrated each tick but reads the event-driven 'a'");
    CHECK(refused(projection("w : 1\nda/dt = -a/taupre : 1 (event-driven)", "x_post += w", "", "w += a")).what == "on_tick uses the event-driven 'a'");
    CHECK(refused(projection("w : 1\nda/dt = -a/taupre : 1 (event-driven)\nb = 2*a", "x_post += w", "", "w += b")).what == "on_tick uses the event-driven 'a'");
}

TEST_CASE("clock-driven equations are updated each tick, event-driven ones are not") {
    const SynapseModel m = model(projection("w : 1\nda/dt = -a/taupre : 1 (clock-driven)\ndb/dt = -b/taupost : 1\ndc/dt = -c/taupost : 1 (event-driven)", "x_post += w"));
    REQUIRE(m.update.size() == 2);
    CHECK(tick(m.update, {{"a", 1}, {"b", 2}})["b"] == Approx(2 * 0.95));
}

TEST_CASE("algebraic variables of a synapse are locals, computed only where the update needs them") {
    const SynapseModel m = model(projection("w : 1\nK = 2*x_post\nunused = 3*w", "x_post += w", "", "w += K"));
    REQUIRE(m.update.size() == 2);
    CHECK(m.update[0].target == "K");
    CHECK(m.update[0].is_local);
    CHECK(m.update[1].value->args[1]->reference == Reference::local);
    CHECK_FALSE(m.update[1].is_local);
    CHECK(tick(m.update, {{"w", 1}, {"x_post", 5}})["w"] == 11);
    CHECK(model(projection("w : 1\nK = 2*x_post", "x_post += w")).update.empty());
}

TEST_CASE("on_pre and on_post have algebraic variables written out") {
    const SynapseModel m = model(projection("w : 1\nK = 2*w\nL = K + 1", "x_post += L", "w = K"));
    CHECK(to_string(*m.on_pre[0].value) == "w*2 + 1");
    CHECK(to_string(*m.on_post[0].value) == "w*2");
}

TEST_CASE("stimuli of synapses are bounded by the side whose index they take") {
    Scope s = scope(usual);
    s.stimuli["image"] = {{}, 10};
    CHECK_NOTHROW(check_synapse(projection("w : 1", "w = image(t, i)"), s, between_neurons()));
    CHECK_THROWS_AS(check_synapse(projection("w : 1", "w = image(t, j)"), s, between_neurons()), InputError);
}

TEST_CASE("x_post = e (summed) is no variable of the synapse but a sum for the target") {
    const SynapseModel m = model(projection("w : 1\nK = 2*w\nx_post = K*tr + rand() : 1 (summed)\ndtr/dt = -tr/taupre : 1 (event-driven)", "tr += 1"));
    REQUIRE(m.variables.size() == 3);
    REQUIRE(m.sums.size() == 1);
    CHECK(m.sums[0].target == "x");
    CHECK(m.sums[0].side == Side::post);
    CHECK(to_string(*m.sums[0].value) == "w*2*tr + rand()");
    CHECK(m.update.empty());
}

TEST_CASE("a sum that no target can hold is refused") {
    CHECK(refused(projection("w : 1\ny_post = w : 1 (summed)", "")).what.find("no variable 'y'") != std::string::npos);
    CHECK(refused(projection("w : 1\nv_post = w*mV : volt (summed)", "")).what.find("cannot be a sum") != std::string::npos);          // a state
    CHECK(refused(projection("w : 1\nI_post = w : 1 (summed)", "")).what.find("cannot be a sum") != std::string::npos);               // algebraic
    CHECK(refused(projection("w : 1\ns_post = w : 1 (summed)", "")).what.find("cannot be a sum") != std::string::npos);               // shared
    CHECK(refused(projection("w : 1\nk_post = w : 1 (summed)", "")).what.find("cannot be a sum") != std::string::npos);               // constant
    CHECK(refused(projection("w : 1\nx_post = w : volt (summed)", "")).what.find("another unit") != std::string::npos);
    CHECK(refused(projection("w : 1\nx_post = w*mV : 1 (summed)", "")).what.find("volt") != std::string::npos);
    CHECK(refused(projection("w : 1\nx_post = w : 1 [0, 1] (summed)", "")).what.find("from the population") != std::string::npos);
    CHECK(refused(projection("w : 1\nx_post = w : 1 (summed)\nx_post = 2*w : 1 (summed)", "")).what.find("summed twice") != std::string::npos);
    CHECK(refused(projection("w : 1\nz = w : 1 (summed)", "")).what.find("summed") != std::string::npos);
    CHECK(refused(projection("w : 1\nx_post : 1 (summed)", "")).what.find("no right side") != std::string::npos);
}
