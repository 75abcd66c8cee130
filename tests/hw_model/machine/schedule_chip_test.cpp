/// @file Schedule CHIP by hand: input, update and reset, learn, emit; a spike of tick t acts in the input phase of tick t + delay.
#include "tests/catch.h"
#include "tests/hw_model/machine/rig.h"

using namespace aerie;
using namespace aerie::test;
using Ticks_ = std::vector<std::uint64_t>;
using Course = std::vector<double>;

namespace {

NetworkSpec kicked(const std::vector<std::uint64_t>& ticks, std::string weight, std::string delay = {}) {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("n", 1)};
    spec.sources = {at_ticks("in", 1, std::vector<std::uint32_t>(ticks.size()), ticks)};
    spec.projections = {wires("wire", "in", "n", std::move(weight), std::move(delay))};
    return spec;
}

}  // namespace

TEST_CASE("CHIP: input comes before the update of the tick it is due in, so it is halved once and can fire at once") {
    for (const auto arithmetic : {hw::Arithmetic::float64, hw::Arithmetic::fixed}) {
        Rig rig{kicked({3}, "1.5"), {.arithmetic = arithmetic}};
        CHECK(rig.course(0, "v", 7) == Course{0, 0, 0, 0, 0, 0.75, 0.375});   // due in 4: 1.5 halved to 0.75
        CHECK(rig.spikes(0).empty());
        Rig strong{kicked({3}, "2"), {.arithmetic = arithmetic}};
        CHECK(strong.course(0, "v", 6) == Course{0, 0, 0, 0, 0, 0});   // due in 4: 1 > 0.9 fires, reset in the same tick
        CHECK(strong.spikes(0) == Ticks_{4});
    }
}

TEST_CASE("CHIP: a delay of d ticks is d ticks, the least is one") {
    for (std::uint64_t d = 1; d <= 5; ++d) {
        Rig rig{kicked({3}, "1", std::to_string(d) + " ms"), {}};
        rig.run_to(3 + d);
        CHECK(rig.value(0, "v") == 0.0);
        rig.run_to(4 + d);
        CHECK(rig.value(0, "v") == 0.5);
    }
    CHECK_THROWS_AS((Rig{kicked({3}, "1", "0 ms"), {}}), InputError);
}

TEST_CASE("CHIP: input due while the target is frozen is dropped, input due in the tick of the spike was the spike's cause") {
    for (std::uint64_t due = 1; due <= 7; ++due) {
        NetworkSpec spec = empty_network(Schedule::chip);
        spec.populations = {cells("n", 1, "dv/dt = 1 / tau : 1 [-8, 8] (unless refractory)\nh : 1 [0, 8]", "v > 2.5", "v = 0")};
        spec.populations[0].parameters = {setting("tau", "1 ms")};
        spec.populations[0].refractory = "3 ms";   // fires in 2: frozen in 3, 4 and 5
        spec.sources = {at_ticks("in", 1, {0}, {due - 1})};
        spec.projections = {wires("wire", "in", "n", "0.25")};
        spec.projections[0].on_pre = "v_post += w\nh_post += w";
        Rig rig{spec, {}};
        rig.run_to(8);   // grows in 6 and 7
        CHECK(rig.value(0, "v") == (due <= 5 ? 2.0 : 2.25));
        CHECK(rig.value(0, "h") == 0.25);
        CHECK(rig.spikes(0) == Ticks_{2});
    }
}

TEST_CASE("CHIP: on_pre runs in the input phase and on_post after update and reset of the same tick") {
    NetworkSpec spec = kicked({0, 1, 2}, "2");
    ProjectionSpec& p = spec.projections[0];
    p.equations = "w : 1 [0, 8]\nseen : 1 [-64, 64]";
    p.on_pre = "v_post += w\nw = w * 0.5";
    p.on_post = "w = w + 0.25\nseen = v_post";
    spec.populations[0].reset = "v = -1";
    Rig rig{spec, {}};
    // tick 1: v = 2, w = 1; v = 1 fires, reset to -1; on_post w = 1.25, sees -1. tick 2: v = 0.25, w = 0.625; v = 0.125.
    // tick 3: v = 0.75, w = 0.3125; v = 0.375.
    CHECK(rig.synapse_course(0, "w", 6) == Course{2, 2, 1.25, 0.625, 0.3125, 0.3125});
    CHECK(rig.synapse(0, "seen") == -1.0);
    CHECK(rig.value(0, "v") == 0.1875);
    CHECK(rig.spikes(0) == Ticks_{1});
}

TEST_CASE("CHIP: clock-driven synapses advance in the learn phase, before on_post, after on_pre") {
    NetworkSpec spec = kicked({0}, "2");
    ProjectionSpec& p = spec.projections[0];
    p.equations = "dw/dt = -w / tau_w : 1 [0, 8] (clock-driven)";
    p.parameters = {setting("tau_w", "2 ms")};
    p.on_pre = "v_post += w\nw = w + 1";
    p.on_post = "w = w + 4";
    Rig rig{spec, {}};
    // tick 0: w = 1. tick 1: v = 1, w = 2; v = 0.5; w = 1. No spike.
    CHECK(rig.synapse_course(0, "w", 4) == Course{2, 1, 1, 0.5});
    CHECK(rig.spikes(0).empty());
    spec.projections[0].initial = {setting("w", "4")};
    Rig firing{spec, {}};
    // tick 0: w = 2. tick 1: v = 2, w = 3; v = 1 fires; w = 1.5, then 5.5.
    CHECK(firing.synapse_course(0, "w", 4) == Course{4, 2, 5.5, 2.75});
}

TEST_CASE("CHIP: a ring of three neurons passes a spike on in delay ticks") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("n", 3)};
    spec.sources = {at_ticks("in", 1, {0}, {0})};
    spec.projections = {wires("start", "in", "n", "2"), wires("ring", "n", "n", "2", "2 ms")};
    spec.projections[0].connect = pairs({0}, {0});
    spec.projections[1].connect = pairs({0, 1, 2}, {1, 2, 0});
    Rig rig{spec, {}};
    rig.run_to(12);
    CHECK(rig.spikes(0) == Ticks_{1, 7});
    CHECK(rig.spikes(0, 1) == Ticks_{3, 9});
    CHECK(rig.spikes(0, 2) == Ticks_{5, 11});
}

TEST_CASE("saturation happens once, at the sum: large inputs of both signs that cancel leave the state as it was") {
    NetworkSpec spec = empty_network(Schedule::chip);
    spec.populations = {halving("n", 1)};
    spec.populations[0].equations = "dv/dt = -v / tau : 1 [-4, 4]";
    spec.populations[0].threshold = "v > 3.9";
    spec.sources = {at_ticks("plus", 8, {0, 1, 2, 3, 4, 5, 6, 7}, {0, 0, 0, 0, 0, 0, 0, 0}), at_ticks("minus", 8, {0, 1, 2, 3, 4, 5, 6, 7}, {0, 0, 0, 0, 0, 0, 0, 0})};
    spec.projections = {wires("up", "plus", "n", "3"), wires("down", "minus", "n", "-3")};
    spec.projections[0].initial = {listed("w", std::vector<double>(8, 3.0), "1")};   // stored one by one, in quanta of one size: one sum
    spec.projections[1].initial = {listed("w", std::vector<double>(8, -2.875), "1")};
    Rig rig{spec, {.arithmetic = hw::Arithmetic::fixed}};
    rig.run_to(2);
    CHECK(rig.value(0, "v") == 0.5);   // 8 * 0.125 halved
    for (const hw::VariableLosses& loss : rig.machine().losses()) CHECK(loss.saturations == 0);
}

TEST_CASE("event-driven traces decay from event to event and are read decayed to now") {
    for (const Schedule schedule : {Schedule::chip, Schedule::brian2}) {
        NetworkSpec spec = empty_network(schedule);
        spec.populations = {halving("n", 1)};
        spec.sources = {at_ticks("in", 1, {0, 0, 0}, {1, 3, 8})};
        ProjectionSpec p = wires("wire", "in", "n", "0.125");
        p.equations = "w : 1 [0, 4]\ndx/dt = -x / tau_x : 1 [0, 8] (event-driven)";
        p.parameters = {setting("tau_x", "5 ms")};
        p.on_pre = "v_post += w\nx += 1\nw = x * 0.25";
        spec.projections = {p};
        Rig rig{spec, {}};
        rig.run_to(12);
        const double x3 = 1.0 + std::exp(-2.0 / 5.0), x8 = 1.0 + x3 * std::exp(-5.0 / 5.0);
        CHECK(rig.synapse(0, "w") == Approx(x8 * 0.25).epsilon(1e-12));
        const double last = schedule == Schedule::chip ? 9.0 : 8.0;   // the tick of the last event
        CHECK(rig.synapse(0, "x") == Approx(x8 * std::exp(-(12.0 - last) / 5.0)).epsilon(1e-12));
    }
}
