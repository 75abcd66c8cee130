/// @file One network per ability, on chips that have it and on chips that lack it.
#include "hw_model/abilities.h"

#include "tests/catch.h"
#include "tests/core/small_spec.h"
#include "tools/formats/chip_file.h"

namespace aerie::hw {
namespace {

using test::checked;
using test::setting;

/// The default chip: it can do everything.
ChipSpec able_chip() { return formats::load_chip("aerie"); }

template <class Change>
ChipSpec chip_with(Change change) {
    ChipSpec chip = able_chip();
    chip.name = "poor";
    change(chip);
    return chip;
}
ChipSpec linear_chip() { return chip_with([](ChipSpec& c) { c.neuron = NeuronAbility::linear_lif; }); }
ChipSpec pair_chip() { return chip_with([](ChipSpec& c) { c.plasticity = PlasticityAbility::pair_rule; }); }

/// small_spec with population 0 of these equations, and no synapses on it but `v_post += w` in volt.
Network neurons(const std::string& equations, const std::string& threshold = "v > 10*mV", const std::string& reset = "v = 0*mV", const std::string& on_tick = {}) {
    return checked([&](NetworkSpec& spec) {
        PopulationSpec& p = spec.populations[0];
        p.equations = equations;
        p.threshold = threshold;
        p.reset = reset;
        p.on_tick = on_tick;
        p.parameters = {setting("tau", "20 ms"), setting("tau_s", "5 ms"), setting("El", "-49 mV"), setting("k", "1/(2*mV*ms)")};
    });
}

/// small_spec with projection 1 of these synapses.
Network synapses(const std::string& equations, const std::string& on_pre, const std::string& on_post = {}) {
    return checked([&](NetworkSpec& spec) {
        ProjectionSpec& p = spec.projections[1];
        p.equations = equations;
        p.on_pre = on_pre;
        p.on_post = on_post;
        p.initial.clear();
        if (equations.find("w :") != std::string::npos) p.initial = {setting("w", "rand()*mV")};
        p.parameters = {setting("tau", "20 ms"), setting("a", "0.01 mV"), setting("w_max", "2 mV")};
    });
}
const std::string pair_equations = "w : volt\ndapre/dt = -apre/tau : 1 (event-driven)\ndapost/dt = -apost/tau : 1 (event-driven)";

std::string refusal(const Network& network, const ChipSpec& chip) {
    try {
        check_abilities(network, chip);
    } catch (const CapacityError& error) {
        return error.what();
    }
    return "";
}
bool says(const std::string& text, const std::string& part) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
    return text.find(part) != std::string::npos;
}

const char* const cuba = "dv/dt = (ge + gi - (v - El))/tau : volt (unless refractory)\ndge/dt = -ge/tau_s : volt\ndgi/dt = -gi/tau : volt";
const char* const izhikevich = "dv/dt = k*v*v - v/tau + u : volt\ndu/dt = (0.2*v/ms - u)/tau : volt/second";

TEST_CASE("the default chip can do what the example language offers") {
    CHECK(unmet(neurons(izhikevich), able_chip()).empty());
    CHECK(unmet(neurons("dv/dt = -v/tau + 1*mV*exp(v/mV)/tau : volt"), able_chip()).empty());
    CHECK(unmet(synapses("dw/dt = -w/tau : volt", "v_post += w"), able_chip()).empty());
    CHECK_NOTHROW(check_abilities(neurons(izhikevich), able_chip()));
}

TEST_CASE("loihi1 accepts current-based leaky integrate-and-fire neurons") {
    const Network network = neurons(cuba);
    CHECK(unmet(network, formats::load_chip("loihi1")).empty());
    CHECK(unmet(network, formats::load_chip("truenorth")).empty());
}

TEST_CASE("loihi1 refuses Izhikevich's neuron and names the term") {
    const std::string message = refusal(neurons(izhikevich), formats::load_chip("loihi1"));
    says(message, "chip 'loihi1'");
    says(message, "population 'Exc'");
    says(message, "equations");
    says(message, "('v')");
    says(message, "v*v");
    says(message, "constants");
}

TEST_CASE("a linear chip names the line of the equation that it cannot integrate") {
    const std::string message = refusal(neurons("dv/dt = -v/tau : volt\ndu/dt = -u/tau + u*v/(mV*tau) : 1"), linear_chip());
    says(message, "line 2");
    says(message, "('u')");
}

TEST_CASE("a linear chip refuses coefficients that change") {
    for (const char* equations : {"dv/dt = -v*drive(t) : volt", "dv/dt = -v/tau + t*mV/tau/second : volt", "dv/dt = -v*rand()/tau : volt",
                                  "dv/dt = -(v if v > 1*mV else 0*mV)/tau : volt", "dv/dt = -v/tau + g*v/tau : volt\ng : 1"}) {
        INFO(equations);
        CHECK_FALSE(unmet(neurons(equations), linear_chip()).empty());
    }
}

TEST_CASE("a linear chip takes a bias that differs between neurons, algebraic sums and additive noise") {
    for (const char* equations : {"dv/dt = (bias - v)/tau : volt\nbias : volt", "dv/dt = (I - v)/tau : volt\nI = 2*g + 1*mV : volt\ndg/dt = -g/tau : volt"}) {
        INFO(equations);
        CHECK(unmet(neurons(equations), linear_chip()).empty());
    }
    CHECK(unmet(neurons("dv/dt = -v/tau : volt", "v > 10*mV", "v = 0*mV", "v += 1*mV*randn()"), linear_chip()).empty());
}

TEST_CASE("a linear chip examines statements of every tick as well") {
    const std::string message = refusal(neurons("dv/dt = -v/tau : volt", "v > 10*mV", "v = 0*mV", "v += v*v/mV"), linear_chip());
    says(message, "the update of one tick ('v')");
    says(message, "*v'");
}

TEST_CASE("a linear chip compares one variable with a constant") {
    const char* const plain = "dv/dt = -v/tau : volt\nh : volt";
    CHECK(unmet(neurons(plain, "v >= 10*mV"), linear_chip()).empty());
    CHECK(unmet(neurons(plain, "10*mV < v"), linear_chip()).empty());
    for (const char* threshold : {"v > h", "v < 10*mV", "v > 10*mV and h > 1*mV", "v*2 > 10*mV"}) {
        INFO(threshold);
        says(refusal(neurons(plain, threshold), linear_chip()), "threshold");
    }
}

TEST_CASE("a linear chip resets to constants and counts refractory time") {
    for (const char* reset : {"v -= 10*mV", "v = v/2", "v *= 0"}) {
        INFO(reset);
        says(refusal(neurons("dv/dt = -v/tau : volt", "v > 10*mV", reset), linear_chip()), "reset");
    }
    const Network condition = checked([](NetworkSpec& spec) { spec.populations[0].refractory = "v > 5*mV"; });
    says(refusal(condition, linear_chip()), "a duration");
    CHECK(unmet(condition, able_chip()).empty());
}

TEST_CASE("truenorth refuses plasticity") {
    const std::string message = refusal(synapses("w : volt", "v_post += w; w += 0.01*mV"), formats::load_chip("truenorth"));
    says(message, "projection 'lateral'");
    says(message, "on_pre");
    says(message, "has no plasticity");
    CHECK(unmet(synapses("w : volt", "v_post += w"), formats::load_chip("truenorth")).empty());
}

TEST_CASE("a pair rule is sums of products of traces and constants, clipped") {
    for (const char* statement : {"w += a*apost", "w = clip(w + a*apost, 0*mV, w_max)", "w -= a*(apost*2 + 1)", "w = max(w - a, 0*mV)", "w = w + a*apost*apre",
                                  "w = min(max(w + a*apost/2, 0*mV), w_max)"}) {
        INFO(statement);
        const Network network = synapses(pair_equations, std::string{"v_post += w; apre += 1; "} + statement, "apost += 1; w = clip(w + a*apre, 0*mV, w_max)");
        CHECK(unmet(network, pair_chip()).empty());
        CHECK(unmet(network, formats::load_chip("loihi1")).empty());
    }
}

TEST_CASE("a pair-rule chip refuses rules that are more than that") {
    for (const char* statement : {"w += a*apost*w/w_max", "w = a*apost", "w *= 0.5", "w += a*v_post/mV", "w += a*abs(apost)", "w = clip(w, 0*mV, a*apost)",
                                  "w += a*exp(apost)", "apre += apost", "w += a if apost > 1 else 0*mV"}) {
        INFO(statement);
        const std::string message = refusal(synapses(pair_equations, std::string{"v_post += w; apre += 1; "} + statement, "apost += 1"), pair_chip());
        says(message, "projection 'lateral'");
        says(message, "on_pre");
    }
}

TEST_CASE("homeostasis is a pair rule") {
    const Network network = synapses("w : volt", "v_post += w; w = clip(w + a, 0*mV, w_max)", "w = clip(w - a, 0*mV, w_max)");
    CHECK(unmet(network, formats::load_chip("brainscales1-digital")).empty());
}

TEST_CASE("hard-wired synapses add weights and nothing else") {
    for (const char* on_pre : {"v_post += w*w/mV", "v_post += w*(1*mV - v_post)/mV", "v_post += w*rand()"}) {
        INFO(on_pre);
        CHECK_FALSE(unmet(synapses("w : volt", on_pre), pair_chip()).empty());
        CHECK(unmet(synapses("w : volt", on_pre), able_chip()).empty());
    }
    CHECK(unmet(synapses("w : volt", "v_post -= 2*w"), pair_chip()).empty());
    CHECK(unmet(synapses("", "v_post += 1*mV"), pair_chip()).empty());
}

TEST_CASE("a chip without random numbers names what draws") {
    const ChipSpec chip = chip_with([](ChipSpec& c) { c.has_random = false; });
    for (const char* equations : {"dv/dt = -v/tau + 1*mV*rand()/tau : volt"}) says(refusal(neurons(equations), chip), "rand()");
    says(refusal(neurons("dv/dt = -v/tau : volt", "v > 10*mV", "v = randn()*mV"), chip), "reset");
    says(refusal(neurons("dv/dt = -v/tau : volt", "v > 10*mV", "v = 0*mV", "v += randn()*mV"), chip), "randn()");
    says(refusal(synapses("w : volt", "v_post += w*rand()"), chip), "on_pre");
    const Network start = checked([](NetworkSpec& spec) { spec.populations[0].initial = {setting("v", "rand()*mV")}; });
    CHECK(unmet(start, chip).empty());
}

TEST_CASE("a chip without functions names the function") {
    const ChipSpec chip = chip_with([](ChipSpec& c) { c.has_functions = false; });
    for (const char* equations : {"dv/dt = -v/tau + exp(v/mV)*mV/tau : volt", "dv/dt = -v/tau + sqrt(h)*mV/tau : volt\nh : 1", "dv/dt = -v/(tau*(1 + h)) : volt\nh : 1",
                                  "dv/dt = -v/tau + h**0.5*mV/tau : volt\nh : 1", "dv/dt = -v/tau + (h % 3)**-1*mV/tau : volt\nh : 1"}) {
        INFO(equations);
        says(refusal(neurons(equations), chip), "has no functions");
    }
    for (const char* equations : {"dv/dt = -v/tau : volt", "dv/dt = -v/tau*exp(-2) + h**3*mV/tau : volt\nh : 1", "dv/dt = -abs(clip(v, 0*mV, 2*mV))/tau : volt"}) {
        INFO(equations);
        CHECK(unmet(neurons(equations), chip).empty());
    }
}

TEST_CASE("a function that the integration method needs counts as asked for") {
    const Network network = checked([](NetworkSpec& spec) {
        spec.populations[0].equations = "dv/dt = -v*h/tau : volt\nh : 1";
        spec.populations[0].method = "exponential_euler";
    });
    const ChipSpec chip = chip_with([](ChipSpec& c) { c.has_functions = false; });
    says(refusal(network, chip), "the update of one tick");
    CHECK(unmet(network, able_chip()).empty());
}

TEST_CASE("a chip without clock-driven synapses names the variable") {
    const ChipSpec chip = chip_with([](ChipSpec& c) { c.has_clock_driven_synapses = false; });
    const Network network = synapses("w : volt\ndx/dt = -x/tau : 1 (clock-driven)", "v_post += w; x += 1");
    const std::string message = refusal(network, chip);
    says(message, "('x')");
    says(message, "line 2");
    CHECK(unmet(synapses(pair_equations, "v_post += w; apre += 1; w += a*apost", "apost += 1"), chip).empty());
}

TEST_CASE("a sum over synapses in every tick asks for a chip that walks them in every tick") {
    const Network network = synapses("w : volt\ndx/dt = -x/tau : 1 (event-driven)\nh_post = x*w/mV : 1 (summed)", "x += 1");
    for (const ChipSpec& chip : {chip_with([](ChipSpec& c) { c.has_clock_driven_synapses = false; }), pair_chip()}) {
        const std::string message = refusal(network, chip);
        says(message, "reads synapses at spikes only");
        says(message, "'h_post', summed in every tick");
        says(message, "line 3");
    }
    CHECK(unmet(network, able_chip()).empty());
}

TEST_CASE("what a phase changes is examined too, and the same complaint comes once") {
    const Network network = checked([](NetworkSpec& spec) {
        spec.populations[0].equations = "dv/dt = -v/tau + a*v*v/(mV*tau) : volt";
        spec.populations[0].parameters = {setting("tau", "20 ms"), setting("a", "0")};
        spec.duration = "";
        spec.phases = {{"10 ms", {}}, {"10 ms", {{"Exc", "a", "1", {}}}}};
    });
    CHECK(unmet(network, linear_chip()).size() == 1);
}

TEST_CASE("the refusal says how much else is missing") {
    const Network network = neurons(izhikevich, "v > 10*mV", "v -= 10*mV");
    const std::vector<std::string> all = unmet(network, linear_chip());
    REQUIRE(all.size() == 2);
    says(refusal(network, linear_chip()), "(and 1 more)");
    says(all[0], "v*v");
    says(all[1], "v -= ");
}

}  // namespace
}  // namespace aerie::hw
