/// @file Schedule BRIAN2 by hand: each consequence of reference.md section 1. A tick: update, threshold, on_pre, on_post, reset; v halves per tick.
#include "tests/catch.h"
#include "tests/hw_model/machine/rig.h"

using namespace aerie;
using namespace aerie::test;
using Ticks_ = std::vector<std::uint64_t>;
using Course = std::vector<double>;

namespace {

/// A source with one spike list, one neuron of halving v, one wire.
NetworkSpec kicked(const std::vector<std::uint64_t>& ticks, std::string weight, std::string delay = {}) {
    NetworkSpec spec = empty_network(Schedule::brian2);
    spec.populations = {halving("n", 1)};
    spec.sources = {at_ticks("in", 1, std::vector<std::uint32_t>(ticks.size()), ticks)};
    spec.projections = {wires("wire", "in", "n", std::move(weight), std::move(delay))};
    return spec;
}

/// v grows by 1 per tick and fires above 2.5: ticks of growth are counted between spikes.
NetworkSpec counting(Schedule schedule, const std::string& refractory) {
    NetworkSpec spec = empty_network(schedule);
    spec.populations = {cells("n", 1, "dv/dt = 1 / tau : 1 [-8, 8] (unless refractory)", "v > 2.5", "v = 0")};
    spec.populations[0].parameters = {setting("tau", "1 ms")};
    spec.populations[0].refractory = refractory;
    return spec;
}

Ticks_ spikes_of(const NetworkSpec& spec, std::uint64_t end, hw::Arithmetic arithmetic = hw::Arithmetic::float64) {
    Rig rig{spec, {.arithmetic = arithmetic}};
    rig.run_to(end);
    return rig.spikes(0);
}

}  // namespace

TEST_CASE("BRIAN2: a spike acts after the update of its own tick, is decayed once and can fire its target in the next tick") {
    for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
        Rig rig{kicked({3}, "2"), {.arithmetic = arithmetic}};
        CHECK(rig.course(0, "v", 6) == Course{0, 0, 0, 0, 2, 0});   // start of 4: the write of 3; in 4: 1 > 0.9, reset
        CHECK(rig.spikes(0) == Ticks_{4});
    }
}

TEST_CASE("BRIAN2: a threshold is strict and a recorder sees the state before its tick") {
    Rig rig{kicked({3}, "1.75"), {}};
    CHECK(rig.course(0, "v", 7) == Course{0, 0, 0, 0, 1.75, 0.875, 0.4375});
    CHECK(rig.spikes(0).empty());   // 0.875 is not above 0.9
}

TEST_CASE("BRIAN2: a delay of d ticks moves the write by d ticks, none is this tick") {
    for (std::uint64_t d = 0; d <= 5; ++d) {
        Rig rig{kicked({3}, "1", std::to_string(d) + " ms"), {}};
        rig.run_to(3 + d);
        CHECK(rig.value(0, "v") == 0.0);   // the tick of the write has not run
        rig.run_to(4 + d);
        CHECK(rig.value(0, "v") == 1.0);
    }
}

TEST_CASE("BRIAN2: after a spike in tick n, ticks n+1 to n+R-1 are frozen and n+R integrates") {
    CHECK(spikes_of(counting(Schedule::brian2, "3 ms"), 20) == Ticks_{2, 7, 12, 17});   // 2 frozen, 3 of growth
    CHECK(spikes_of(counting(Schedule::brian2, "2 ms"), 12) == Ticks_{2, 6, 10});
    CHECK(spikes_of(counting(Schedule::brian2, "1 ms"), 12) == Ticks_{2, 5, 8, 11});    // as if there were none
    CHECK(spikes_of(counting(Schedule::brian2, ""), 12) == Ticks_{2, 5, 8, 11});
    CHECK(spikes_of(counting(Schedule::brian2, "0 ms"), 12) == Ticks_{2, 5, 8, 11});
    CHECK(spikes_of(counting(Schedule::brian2, "3 ms"), 20, hw::Arithmetic::fixed) == Ticks_{2, 7, 12, 17});
}

TEST_CASE("BRIAN2: writes to an (unless refractory) variable are dropped while refractory, in the tick of the spike too, others are not") {
    for (std::uint64_t tick = 0; tick <= 6; ++tick) {
        NetworkSpec spec = empty_network(Schedule::brian2);
        spec.populations = {cells("n", 1, "dv/dt = 1 / tau : 1 [-8, 8] (unless refractory)\nh : 1 [0, 8]", "v > 2.5", "v = 0")};
        spec.populations[0].parameters = {setting("tau", "1 ms")};
        spec.populations[0].refractory = "3 ms";   // fires in 2: frozen in 3 and 4
        spec.sources = {at_ticks("in", 1, {0}, {tick})};
        spec.projections = {wires("wire", "in", "n", "0.25")};
        spec.projections[0].on_pre = "v_post += w\nh_post += w";
        Rig rig{spec, {}};
        rig.run_to(7);   // after 2: 0; grows in 5 and 6
        const bool is_dropped = tick >= 2 && tick <= 4;
        const bool is_before = tick < 2;   // added before the reset of 2
        CHECK(rig.value(0, "v") == (is_dropped || is_before ? 2.0 : 2.25));
        CHECK(rig.value(0, "h") == 0.25);
        CHECK(rig.spikes(0) == Ticks_{2});   // 2.25 in tick 1 is below 2.5
    }
}

TEST_CASE("BRIAN2: the reset runs last and is never blocked: it overwrites what on_pre and on_post did in its tick") {
    NetworkSpec spec = kicked({0, 1}, "2");   // fires in 1
    spec.populations[0].equations = "dv/dt = -v / tau : 1 [-64, 64]";   // nothing is dropped
    spec.populations[0].reset = "v = -1";
    Rig rig{spec, {}};
    CHECK(rig.course(0, "v", 4) == Course{0, 2, -1, -0.5});   // in 1: halved to 1, fires, +2, then reset
}

TEST_CASE("BRIAN2: on_pre delivers the old weight, then changes it, on_post of the same tick comes after it, and reads v before the reset") {
    NetworkSpec spec = kicked({0, 1, 2}, "2");
    spec.populations[0].equations = "dv/dt = -v / tau : 1 [-64, 64]";
    spec.populations[0].reset = "v = 0";
    ProjectionSpec& p = spec.projections[0];
    p.equations = "w : 1 [0, 8]\nseen : 1 [-64, 64]";
    p.on_pre = "v_post += w\nw = w * 0.5";
    p.on_post = "w = w + 0.25\nseen = v_post";
    Rig rig{spec, {}};
    // tick 0: v = 2, w = 1. tick 1: v = 1 fires; on_pre v = 2, w = 0.5; on_post w = 0.75, sees 2; reset v = 0. tick 2: on_pre v = 0.75, w = 0.375.
    CHECK(rig.synapse_course(0, "w", 5) == Course{2, 1, 0.75, 0.375, 0.375});
    CHECK(rig.value(0, "v") == 0.375);
    CHECK(rig.synapse(0, "seen") == 2.0);
    CHECK(rig.spikes(0) == Ticks_{1});
}

TEST_CASE("BRIAN2: a change written before the delivery in on_pre is delivered") {
    NetworkSpec spec = kicked({0}, "2");
    spec.projections[0].on_pre = "w = w * 0.5\nv_post += w";
    Rig rig{spec, {}};
    CHECK(rig.course(0, "v", 3) == Course{0, 1, 0.5});
}

TEST_CASE("BRIAN2: clock-driven synapses advance with the groups, before the spikes of their tick") {
    NetworkSpec spec = kicked({0, 2}, "0.25");
    ProjectionSpec& p = spec.projections[0];
    p.equations = "dw/dt = -w / tau_w : 1 [0, 8] (clock-driven)";
    p.parameters = {setting("tau_w", "2 ms")};
    p.on_pre = "v_post += w\nw = w + 1";
    // tick 0: w = 0.125, delivered, 1.125. tick 1: 0.5625. tick 2: 0.28125 delivered, 1.28125. tick 3: 0.640625.
    Rig rig{spec, {}};
    CHECK(rig.synapse_course(0, "w", 5) == Course{0.25, 1.125, 0.5625, 1.28125, 0.640625});
    CHECK(rig.value(0, "v") == (0.125 / 4 + 0.28125) / 2);   // at the start of 4
}

TEST_CASE("BRIAN2: neurons reach each other with the delay of the wire alone, in a ring of three") {
    NetworkSpec spec = empty_network(Schedule::brian2);
    spec.populations = {halving("n", 3)};
    spec.sources = {at_ticks("in", 1, {0}, {0})};
    spec.projections = {wires("start", "in", "n", "2"), wires("ring", "n", "n", "2", "2 ms")};
    spec.projections[0].connect = pairs({0}, {0});
    spec.projections[1].connect = pairs({0, 1, 2}, {1, 2, 0});
    Rig rig{spec, {}};
    rig.run_to(12);   // fires in 1; written in 3, fires in 4; and so on
    CHECK(rig.spikes(0) == Ticks_{1, 10});
    CHECK(rig.spikes(0, 1) == Ticks_{4});
    CHECK(rig.spikes(0, 2) == Ticks_{7});
}

TEST_CASE("CHIP: after a spike in tick n, exactly R ticks are frozen, R of one tick is ANNarchy's one frozen tick") {
    CHECK(spikes_of(counting(Schedule::chip, "3 ms"), 20) == Ticks_{2, 8, 14});
    CHECK(spikes_of(counting(Schedule::chip, "1 ms"), 12) == Ticks_{2, 6, 10});
    CHECK(spikes_of(counting(Schedule::chip, ""), 12) == Ticks_{2, 5, 8, 11});
    CHECK(spikes_of(counting(Schedule::chip, "0 ms"), 12) == Ticks_{2, 5, 8, 11});
    CHECK(spikes_of(counting(Schedule::chip, "1 ms"), 12, hw::Arithmetic::fixed) == Ticks_{2, 6, 10});
}

TEST_CASE("a refractory condition holds the neuron as long as it is true, and is looked at from the next tick on") {
    for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
        NetworkSpec spec = counting(Schedule::brian2, "h > 0.3");
        spec.populations[0].equations = "dv/dt = 1 / tau : 1 [-8, 8] (unless refractory)\ndh/dt = -h / (2 * tau) : 1 [0, 4]";
        spec.populations[0].reset = "v = 0\nh = 1";
        // h at the starts of ticks 3, 4, 5: 1, 0.5, 0.25. Brian2 tests it at the start of the update: frozen in 3 and 4; 5 grows.
        CHECK(spikes_of(spec, 14, arithmetic) == Ticks_{2, 7, 12});
    }
}
