// The published networks that Aerie must read: Brian2's STDP tutorial noise, FORCE training (Nicola and Clopath 2017), SORF (Carlson et al.
// 2013, as ANNarchy integrates it), spike-based homeostasis (Breitwieser). Steps are compared with the papers' formulas written by hand.
#include <algorithm>
#include <cmath>

#include "tests/lang/language.h"

using namespace aerie;
using namespace aerie::lang;
using namespace aerie::lang::test;

namespace {

NeuronModel izhikevich() {
    PopulationSpec spec = population(R"(
        I = g_ampa * (vrev_ampa - v) + g_nmda * nmda(v, -80.0, 60.0) * (vrev_nmda -v) + g_gabaa * (vrev_gabaa - v) + g_gabab * (vrev_gabab -v)
        dv/dt = ((0.04 * v + 5.0) * v + 140.0 - u + I)/ms : 1 (unless refractory, method=midpoint)
        du/dt = a * (b*v - u)/ms : 1 (unless refractory, method=midpoint)
        tau_ampa * dg_ampa/dt = -g_ampa : 1 (method=exponential)
        tau_nmda * dg_nmda/dt = -g_nmda : 1 (method=exponential)
        tau_gabaa * dg_gabaa/dt = -g_gabaa : 1 (method=exponential)
        tau_gabab * dg_gabab/dt = -g_gabab : 1 (method=exponential))");
    spec.functions = "nmda(v, t, s) = ((v-t)/(s))^2 / (1.0 + ((v-t)/(s))^2)";
    spec.threshold = "v >= 30.";
    spec.reset = "v = c\nu += d\ng_ampa = 0.0\ng_nmda = 0.0\ng_gabaa = 0.0\ng_gabab = 0.0";
    spec.on_tick = "v = max(v, -90)";
    spec.refractory = "1 ms";
    spec.rate_window = "10 s";
    return check_neuron(spec, scope({set("a", "0.02"), set("b", "0.2"), set("c", "-65"), set("d", "8"), set("tau_ampa", "5 ms"), set("tau_nmda", "150 ms"),
                                     set("tau_gabaa", "6 ms"), set("tau_gabab", "150 ms"), set("vrev_ampa", "0"), set("vrev_nmda", "0"),
                                     set("vrev_gabaa", "-70"), set("vrev_gabab", "-90")}));
}

/// One tick of a neuron as ANNarchy's generated C++ writes it (dt = 1 ms).
Values izhikevich_by_hand(Values s) {
    const double v = s["v"], u = s["u"];
    const double x = std::pow((v + 80) / 60, 2);
    const double I = s["g_ampa"] * (0 - v) + s["g_gabaa"] * (-70 - v) + s["g_gabab"] * (-90 - v) + s["g_nmda"] * (0 - v) * x / (1 + x);
    const double kv = 0.04 * v * v + 5 * v + 140 - u + I, ku = 0.02 * (0.2 * v - u);
    const double vm = v + kv / 2, um = u + ku / 2;
    s["v"] = std::max(v + 0.04 * vm * vm + 5 * vm + 140 - um + I, -90.0);
    s["u"] = u + 0.02 * (0.2 * vm - um);
    const std::pair<const char*, double> taus[] = {{"g_ampa", 5}, {"g_nmda", 150}, {"g_gabaa", 6}, {"g_gabab", 150}};
    for (const auto& [name, tau] : taus) s[name] -= (1 - std::exp(-1 / tau)) * s[name];
    return s;
}

}  // namespace

TEST_CASE("a SORF neuron takes ANNarchy's step, also where midpoint overshoots and where v meets its floor") {
    const NeuronModel m = izhikevich();
    const Values starts[] = {{{"v", -65}, {"u", -13}, {"g_ampa", 0.5}, {"g_nmda", 1.1}, {"g_gabaa", 0.2}, {"g_gabab", 0.3}},
                             {{"v", 29}, {"u", 3}, {"g_ampa", 1.2}, {"g_nmda", 2}, {"g_gabaa", 0}, {"g_gabab", 0}},
                             {{"v", -50}, {"u", 65}, {"g_ampa", 0}, {"g_nmda", 0}, {"g_gabaa", 1.6e-3}, {"g_gabab", 2e-3}}};
    for (Values state : starts) {
        const Values after = tick(m.update, state), expected = izhikevich_by_hand(state);
        for (const char* name : {"v", "u", "g_ampa", "g_nmda", "g_gabaa", "g_gabab"}) {
            INFO(name);
            CHECK(after.at(name) == Approx(expected.at(name)).epsilon(1e-13));
        }
    }
    CHECK(tick(m.update, starts[2])["v"] == -90);
}

TEST_CASE("a refractory SORF neuron freezes v and u and lets conductances decay") {
    const Values state{{"v", -65}, {"u", -5}, {"g_ampa", 0.5}, {"g_nmda", 1}, {"g_gabaa", 0.2}, {"g_gabab", 0.3}};
    const Values after = tick(izhikevich().update, state, true);
    CHECK(after.at("v") == -65);
    CHECK(after.at("u") == -5);
    CHECK(after.at("g_ampa") == Approx(0.5 * std::exp(-0.2)).epsilon(1e-15));
}

TEST_CASE("a SORF synapse learns by the homeostatic rule of the paper, with the traces of the tick's start") {
    const NeuronModel neuron = izhikevich();
    ProjectionSpec spec;
    spec.equations = R"(
        R = rate_post
        K = R/(T * (1. + fabs(1. - R / Rtarget) * gamma))
        stdp = if lastspike_post >= lastspike_pre: ltp else: - ltd
        w : 1
        tau_plus * dltp/dt = -ltp : 1 (method=exponential)
        tau_minus * dltd/dt = -ltd : 1 (method=exponential))";
    spec.on_pre = "g_ampa += w; g_nmda += w; ltp = A_plus";
    spec.on_post = "ltd = A_minus";
    spec.on_tick = "w = clip(w + (alpha * w * (1- R/Rtarget) + beta * stdp ) * K, 0, 10)";
    const SynapseModel m = check_synapse(spec, scope({set("tau_plus", "60 ms"), set("tau_minus", "90 ms"), set("A_plus", "0.000045"), set("A_minus", "0.00003"), set("alpha", "0.1"),
                                                      set("beta", "50"), set("gamma", "50"), set("Rtarget", "10 Hz"), set("T", "10000 Hz")}), {&neuron, &neuron, 1024, 4, "OnBuffer", "Exc", {}});
    for (const double rate : {0.0, 4.0, 10.0, 37.5}) {
        for (const bool post_was_last : {true, false}) {
            const double w = 0.009, ltp = 4e-5, ltd = 2e-5;
            const Values after = tick(m.update, {{"w", w}, {"ltp", ltp}, {"ltd", ltd}, {"rate_post", rate}, {"lastspike_post", post_was_last ? 2.0 : 1.0}, {"lastspike_pre", 2.0}});
            const double K = rate / (10000 * (1 + 50 * std::fabs(1 - rate / 10)));
            CHECK(after.at("w") == Approx(std::clamp(w + K * (0.1 * w * (1 - rate / 10) + 50 * (post_was_last ? ltp : -ltd)), 0.0, 10.0)).epsilon(1e-13));
            CHECK(after.at("ltp") == Approx(ltp - (1 - std::exp(-1.0 / 60)) * ltp).epsilon(1e-14));
            CHECK(after.at("ltd") == Approx(ltd - (1 - std::exp(-1.0 / 90)) * ltd).epsilon(1e-14));
        }
    }
    CHECK(m.on_pre[2].value->value == 4.5e-5);
    CHECK(m.on_pre[0].side == Side::post);
}

TEST_CASE("FORCE training is read from its Brian2 strings and takes Brian2's Euler step") {
    PopulationSpec spec = population(R"(
        dv/dt = (-v + BIAS + IPSC + E*z)/tm: 1 (unless refractory)
        dIPSC/dt = -IPSC/tr + h : 1
        dh/dt = -h/td : 1/second
        dr/dt = -r/tr + hr : 1
        dhr/dt = -hr/td : 1/second
        BPhi : 1
        z : 1 (shared)
        E : 1)", "euler");
    spec.threshold = "v>=vpeak";
    spec.reset = "v=vreset; hr += 1/(tr*td)*second";
    spec.refractory = "tref";
    const std::vector<Setting> parameters{set("td", "20*ms"), set("tr", "2*ms"), set("tm", "10*ms"), set("tref", "2*ms"), set("vreset", "-65"), set("vpeak", "-40"), set("BIAS", "vpeak")};
    const NeuronModel m = check_neuron(spec, scope(parameters, 5e-5));
    const double dt = 5e-5, v = -50, ipsc = 3, h = 700, r = 20, hr = 9000, z = 0.4, e = 7;
    const Values after = tick(m.update, {{"v", v}, {"IPSC", ipsc}, {"h", h}, {"r", r}, {"hr", hr}, {"z", z}, {"E", e}});
    CHECK(after.at("v") == Approx(v + dt * (-v - 40 + ipsc + e * z) / 0.01).epsilon(1e-14));
    CHECK(after.at("IPSC") == Approx(ipsc + dt * (-ipsc / 0.002 + h)).epsilon(1e-14));
    CHECK(after.at("h") == Approx(h - dt * h / 0.02).epsilon(1e-14));
    CHECK(after.at("r") == Approx(r + dt * (-r / 0.002 + hr)).epsilon(1e-14));
    CHECK(after.at("hr") == Approx(hr - dt * hr / 0.02).epsilon(1e-14));
    CHECK(std::none_of(m.update.begin(), m.update.end(), [](const UpdateStep& step) { return step.is_local; }));
    CHECK(m.reset[1].value->value == Approx(25000));
    CHECK(*m.refractory_s == Approx(2e-3));

    ProjectionSpec synapses;
    synapses.equations = "w : second";
    synapses.on_pre = "h += w/(tr*td)";
    const SynapseModel s = check_synapse(synapses, scope(parameters, dt), {&m, &m, 2000, 2000, "neurons", "neurons", {}});
    CHECK(value_of(*s.on_pre[0].value, {{"w", 0.04}}) == Approx(1000));
}

TEST_CASE("correlated spikes of the STDP demonstration are a threshold over draws") {
    PopulationSpec spec = population("v : 1 (shared)");
    spec.threshold = "((v < rate*dt) and rand() < sqrt(c)) or rand() < rate*(1 - sqrt(c))*dt";
    spec.on_tick = "v = rand()";
    const NeuronModel m = check_neuron(spec, scope({set("rate", "10*Hz"), set("c", "0.25")}, 1e-4));
    REQUIRE(m.update.size() == 1);
    CHECK(value_of(*m.threshold, {{"v", 0.0009}, {"rand()", 0.4}}) == 1);
    CHECK(value_of(*m.threshold, {{"v", 0.0011}, {"rand()", 0.4}}) == 0);
    CHECK(value_of(*m.threshold, {{"v", 0.0011}, {"rand()", 0.00049}}) == 1);
}

TEST_CASE("spike-based homeostasis is read from its Brian2 strings") {
    PopulationSpec spec = population("dv/dt = (0 - v)/tau : 1 (unless refractory)", "euler");
    spec.threshold = "v > 1";
    spec.reset = "v = -1";
    spec.refractory = "1*ms";
    const std::vector<Setting> parameters{set("tau", "10*ms"), set("dw_plus", "0.05"), set("dw_minus", "0.05"), set("w_max", "2")};
    const NeuronModel m = check_neuron(spec, scope(parameters, 1e-4));
    CHECK(tick(m.update, {{"v", 2}})["v"] == Approx(2 * 0.99).epsilon(1e-15));

    ProjectionSpec plastic;
    plastic.equations = "w : 1";
    plastic.on_pre = "v_post += w\nw = clip(w + dw_plus, 0, w_max)";
    plastic.on_post = "w = clip(w - dw_minus, 0, w_max)";
    const SynapseModel s = check_synapse(plastic, scope(parameters, 1e-4), {nullptr, &m, 1, 1, "steady", "N", {}});
    CHECK(value_of(*s.on_pre[1].value, {{"w", 1.98}}) == 2);
    CHECK(value_of(*s.on_post[0].value, {{"w", 0.03}}) == 0);
}
