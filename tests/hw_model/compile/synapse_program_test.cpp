/// @file What the programs of a projection do at spikes and in every tick, and what reaches the neurons.
#include "tests/hw_model/compile/synapse_bench.h"

namespace aerie::hw::test {
namespace {

const std::string w = "w : 1 [0, 0.99]\n";
const std::string traces = "dapre/dt = -apre/(20*ms) : 1 [0, 7.9] (event-driven)\ndapost/dt = -apost/(20*ms) : 1 [-8, 7.9] (event-driven)";

NetworkSpec with_initial(NetworkSpec spec, std::vector<Setting> initial) {
    spec.projections[0].initial = std::move(initial);
    return spec;
}
NetworkSpec random_weights(NetworkSpec spec) { return with_initial(std::move(spec), {setting("w", "rand()")}); }

TEST_CASE("a weight that never changes takes no program: a walk along the row") {
    const SynapseBench bench{random_weights(synapse_spec(w, "v_post += w"))};
    CHECK(bench.image().is_static);
    REQUIRE(bench.image().deliveries.size() == 1);
    CHECK(bench.image().deliveries[0].is_linear);
    CHECK(bench.weight_of(bench.image().deliveries[0]) == "w");
    CHECK(bench.target().accumulators[0].unit == bench.variable("w").format.lsb());
    CHECK(bench.image().row_pre.empty());
}

TEST_CASE("multiples of a weight, signs and two receptors are walks too") {
    const SynapseBench bench{random_weights(synapse_spec(w, "v_post -= 2*w; g_post += w/4; v_post += 0.5"))};
    CHECK(bench.image().is_static);
    const auto& d = bench.image().deliveries;
    REQUIRE(d.size() == 3);
    const double q = bench.variable("w").format.lsb();
    CHECK(d[0].sign == -1);
    CHECK(bench.target().accumulators[d[0].accumulator].unit == 2.0 * q);
    CHECK(bench.target().accumulators[d[1].accumulator].unit == q / 4.0);
    CHECK(bench.target().accumulators[d[1].accumulator].variable != bench.target().accumulators[d[0].accumulator].variable);
    CHECK(d[2].weight == -1);
    CHECK(bench.target().accumulators[d[2].accumulator].unit == 0.5);
}

TEST_CASE("projections that add the same unit to the same variable share an accumulator") {
    NetworkSpec spec = random_weights(synapse_spec(w, "v_post += w"));
    spec.projections.push_back(spec.projections[0]);
    spec.projections[1].name = std::string{"T"};
    spec.projections[1].on_pre = std::string{"v_post -= w"};
    const SynapseBench bench{spec};
    CHECK(bench.target().accumulators.size() == 1);
}

TEST_CASE("a weight changed after it is used is delivered as it was, changed before it is used as it becomes") {
    const SynapseBench before{synapse_spec(w, "v_post += w; w += 0.1")};
    CHECK_FALSE(before.image().is_static);
    CHECK(before.image().deliveries[0].is_linear);
    CHECK_FALSE(before.image().deliveries[0].after_program);
    const SynapseBench after{synapse_spec(w, "w += 0.1; v_post += w")};
    CHECK(after.image().deliveries[0].is_linear);
    CHECK(after.image().deliveries[0].after_program);
    SynapseBench between{synapse_spec(w, "w += 0.1; v_post += w; w += 0.1")};
    REQUIRE_FALSE(between.image().deliveries[0].is_linear);
    between.set("w", {0.25});
    between.pre_spike(0);
    CHECK(between.value("w") == Approx(0.45).margin(1e-8));
    const double unit = between.target().accumulators[between.image().deliveries[0].accumulator].unit;
    CHECK(between.fixed_lanes[{Role::contribution, 0}][0] * unit == Approx(0.35).margin(unit));
    CHECK(between.real_lanes[{Role::contribution, 0}][0] == Approx(0.35));
}

TEST_CASE("what is not linear in a weight is a contribution, with room for the sum of many") {
    for (const char* on_pre : {"v_post += w*w", "v_post += w*(1 - h_post)", "v_post += w*rand()"}) {
        INFO(on_pre);
        SynapseBench bench{random_weights(synapse_spec(w, on_pre))};
        CHECK_FALSE(bench.image().is_static);
        REQUIRE_FALSE(bench.image().deliveries[0].is_linear);
        const double unit = bench.target().accumulators[bench.image().deliveries[0].accumulator].unit;
        CHECK(unit <= 0x1p-16);                                      // precise
        CHECK(4096.0 / unit <= 0x1p31);                              // 4096 inputs of 1 do not overflow
    }
    SynapseBench bench{random_weights(synapse_spec(w, "v_post += w*w"))};
    bench.set("w", {0.5});
    bench.pre_spike(0);
    CHECK(bench.fixed_lanes[{Role::contribution, 0}][0] * bench.target().accumulators[0].unit == Approx(0.25).margin(1e-5));
}

TEST_CASE("room grows with the number of inputs") {
    NetworkSpec spec = random_weights(synapse_spec(w, "v_post += w*w"));
    const auto unit = [](const NetworkSpec& s) { return SynapseBench{s}.target().accumulators[0].unit; };
    const double small = unit(spec);
    spec.populations[1].size = 40000;
    CHECK(unit(spec) == small * 16.0);   // 2^12 to 2^16
}

TEST_CASE("pair STDP changes weights by decayed traces, in fixed point as in float64") {
    const NetworkSpec spec = synapse_spec(w + traces, "v_post += w; apre += 0.01; w = clip(w + apost, 0, 0.99)", "apost -= 0.0105; w = clip(w + apre, 0, 0.99)");
    SynapseBench bench{spec};
    bench.set("w", {0.5});
    const double decay = std::exp(-1e-4 / 20e-3);
    bench.pre_spike(100);
    CHECK(bench.value("w") == 0.5);
    CHECK(bench.value("apre") == Approx(0.01).margin(1e-8));
    CHECK(bench.fixed_lanes[{Role::pre_trace_tick, 0}][0] == 100);
    bench.post_spike(150);                                           // 50 ticks later: + apre
    const double first = 0.5 + 0.01 * std::pow(decay, 50);
    CHECK(bench.value("w") == Approx(first).margin(3e-8));
    CHECK(bench.real_value("w") == Approx(first).epsilon(1e-12));
    CHECK(bench.fixed_lanes[{Role::pre_trace_tick, 0}][0] == 100);   // reading a trace does not touch it
    bench.pre_spike(400);                                            // 250 ticks after the post spike: + apost
    const double second = first - 0.0105 * std::pow(decay, 250);
    CHECK(bench.value("w") == Approx(second).margin(5e-8));
    CHECK(bench.real_value("w") == Approx(second).epsilon(1e-12));
    CHECK(bench.value("apre") == Approx(0.01 * std::pow(decay, 300) + 0.01).margin(2e-8));
    bench.post_spike(400);
    CHECK(bench.value("apost") == Approx(-0.0105 * std::pow(decay, 250) - 0.0105).margin(2e-8));
}

TEST_CASE("row programs write synapses, axon and neuron programs write traces") {
    const SynapseBench bench{synapse_spec(w + traces, "v_post += w; apre += 0.01; w = clip(w + apost, 0, 0.99)", "apost -= 0.0105; w = clip(w + apre, 0, 0.99)")};
    const auto writes = [](const Compiled& c, Role role) {
        return std::any_of(c.streams.begin(), c.streams.end(), [&](const StreamRef& s) { return s.role == role && s.is_written; });
    };
    const SynapseImage& image = bench.image();
    CHECK(writes(image.row_pre, Role::synapse));
    CHECK_FALSE(writes(image.row_pre, Role::pre_trace));
    CHECK(writes(image.axon_pre, Role::pre_trace));
    CHECK(writes(image.axon_pre, Role::pre_trace_tick));
    CHECK_FALSE(writes(image.axon_pre, Role::synapse));
    CHECK(writes(image.row_post, Role::synapse));
    CHECK(writes(image.neuron_post, Role::post_trace));
    CHECK_FALSE(writes(image.neuron_post, Role::pre_trace));
    CHECK(image.axon_pre.program.tables.size() == 1);   // of its own trace only
    CHECK_FALSE(image.has_clock);
}

TEST_CASE("a trace bumped before it is read is read with its bump, on the row too") {
    SynapseBench bench{synapse_spec(w + traces, "v_post += w; apre += 0.25; w = clip(w + apre, 0, 0.99)", "apost += 1")};
    bench.set("w", {0.0, 0.5});
    bench.run_program(&SynapseImage::row_pre, 2, 10);
    CHECK(bench.value("w", 0) == 0.25);
    CHECK(bench.value("w", 1) == 0.75);
    bench.run_program(&SynapseImage::axon_pre, 1, 10);
    CHECK(bench.value("apre") == 0.25);
    SynapseBench other{synapse_spec(w + traces, "v_post += w; w = clip(w + apre, 0, 0.99); apre += 0.25", "apost += 1")};
    other.set("w", {0.5});
    other.pre_spike(10);
    CHECK(other.value("w") == 0.5);
    CHECK(other.value("apre") == 0.25);
}

TEST_CASE("a trace's saturations are counted where it is kept, not once per synapse") {
    SynapseBench bench{synapse_spec(w + "dapre/dt = -apre/(20*ms) : 1 [0, 0.9] (event-driven)", "v_post += w; apre += 2; w = clip(w + apre, 0, 0.99)")};
    bench.set("w", {0.5, 0.5, 0.5});
    bench.run_program(&SynapseImage::row_pre, 3, 10);
    const std::size_t apre = bench.image().synapse.size();
    CHECK(bench.counts.saturations[apre] == 0);
    bench.run_program(&SynapseImage::axon_pre, 1, 10);
    CHECK(bench.counts.saturations[apre] == 1);
}

TEST_CASE("a trace decays for as long as its time constant says, however long") {
    for (const char* tau : {"1 ms", "20 ms", "1 second", "30 second", "10000 second"}) {
        INFO(tau);
        NetworkSpec spec = synapse_spec(w + "dx/dt = -x/tau : 1 [0, 0.99] (event-driven)", "v_post += w; x += 0.5", "w = clip(w + x, 0, 0.99)");
        spec.projections[0].parameters = {setting("tau", tau)};
        SynapseBench bench{spec};
        for (const std::int32_t elapsed : {0, 1, 7, 100, 65535, 65536, 65537, 900000}) {
            INFO(elapsed);
            bench.set("w", {0.0});
            bench.set("x", {0.5});
            bench.set_ticks(Role::pre_trace_tick, 0, {50});
            bench.run_program(&SynapseImage::row_post, 1, static_cast<std::uint64_t>(50 + elapsed));
            CHECK(bench.value("w") == Approx(bench.real_value("w")).margin(1e-7));
        }
    }
}

TEST_CASE("SORF's rule runs on one synapse as on paper") {
    const std::string rule = "w : 1 [0, 1]\nR = rate_post : Hz\nK = R/(10000*Hz*(1 + 50*abs(1 - R/(10*Hz)))) : 1\n"
                             "stdp = ltp if lastspike_post >= lastspike_pre else -ltd : 1\n"
                             "dltp/dt = -ltp/(60*ms) : 1 [0, 0.0001] (clock-driven, method=exponential_euler)\n"
                             "dltd/dt = -ltd/(90*ms) : 1 [0, 0.0001] (clock-driven, method=exponential_euler)";
    SynapseBench bench{synapse_spec(rule, "v_post += w; ltp = 0.000045", "ltd = 0.00003", "w = clip(w + K*(0.1*w*(1 - R/(10*Hz)) + 50*stdp), 0, 1)")};
    CHECK(bench.image().has_clock);
    CHECK(bench.image().needs_last_spike_pre);
    const double start = 0.5, ltp = 4.5e-5, ltd = 3e-5;
    for (const std::int32_t spikes : {0, 4, 10, 37}) {
        for (const bool post_was_last : {true, false}) {
            bench.set("w", {start});
            bench.set("ltp", {ltp});
            bench.set("ltd", {ltd});
            bench.set_ticks(Role::spike_count, 0, {spikes});
            bench.set_ticks(Role::last_spike, 0, {post_was_last ? 900 : 899});
            bench.set_ticks(Role::last_spike_pre, 0, {900});
            bench.clock(1000);
            const double R = spikes, K = R / (10000.0 * (1.0 + 50.0 * std::abs(1.0 - R / 10.0)));
            const double expected = start + K * (0.1 * start * (1.0 - R / 10.0) + 50.0 * (post_was_last ? ltp : -ltd));
            INFO(spikes << " " << post_was_last);
            CHECK(bench.real_value("w") == Approx(expected).epsilon(1e-13));
            CHECK(bench.value("w") == Approx(expected).margin(3e-9));
            bench.run_program(&SynapseImage::clock_axon, 1, 1000);
            CHECK(bench.value("ltp") == Approx(ltp * std::exp(-0.1 / 60.0)).margin(1e-13));
            bench.run_program(&SynapseImage::clock_neuron, 1, 1000);
            CHECK(bench.value("ltd") == Approx(ltd * std::exp(-0.1 / 90.0)).margin(1e-13));
        }
    }
}

TEST_CASE("weights on a free grid move by whole codes") {
    ChipSpec chip = chip_with_bits(4);
    chip.weight.is_signed = false;
    chip.weight_grid = WeightGrid::free_scale;
    const auto after = [&](const std::string& change, double from, Rounding rounding = Rounding::nearest) {
        chip.weight.rounding = rounding;
        SynapseBench bench{synapse_spec("w : 1 [0, 2]", "v_post += w; " + change), chip};
        bench.set("w", {from});
        bench.pre_spike(0);
        return std::pair{bench.fixed_lanes[{Role::synapse, 0}][0], bench.counts.lost[0]};
    };
    // Quantum 2/15 = 0.1333: 0.05 is under half of it, 0.07 is over.
    SynapseBench bench{synapse_spec("w : 1 [0, 2]", "v_post += w; w += 0.05"), chip};
    bench.set("w", {2.0 / 15 * 7});
    bench.run_program(&SynapseImage::row_pre, 1, 0);
    CHECK(bench.fixed_lanes[{Role::synapse, 0}][0] == 7);
    CHECK(bench.counts.lost[0] == 1);
    CHECK(after("w += 0.07", 2.0 / 15 * 7).first == 8);
    CHECK(after("w = clip(w - 0.07, 0, 2)", 2.0 / 15 * 7).first == 6);
    CHECK(after("w = clip(w - 0.5, 0, 2)", 2.0 / 15).first == 0);
    CHECK(after("w = clip(w + 0.5, 0, 2)", 2.0).first == 15);
    CHECK(after("w = w", 2.0 / 15 * 9, Rounding::toward_zero).first == 9);
}

TEST_CASE("an inhibitory weight on codes without a sign is delivered with its sign") {
    ChipSpec chip = chip_with_bits(4);
    chip.weight.is_signed = false;
    chip.weight_grid = WeightGrid::free_scale;
    SynapseBench bench{with_initial(synapse_spec("w : 1 [-3, 0]", "v_post += w; w = clip(w - 0.4, -3, 0)"), {setting("w", "-1")}), chip};
    CHECK(bench.image().deliveries[0].sign == -1);
    CHECK(bench.target().accumulators[0].unit == Approx(0.2));
    bench.set("w", {-1.0});
    CHECK(bench.fixed_lanes[{Role::synapse, 0}][0] == 5);
    bench.pre_spike(0);
    CHECK(bench.value("w") == Approx(-1.4));
}

TEST_CASE("input is added to its variable once, in its unit, and the accumulator is empty after") {
    SynapseBench bench{random_weights(synapse_spec(w, "v_post += w"))};
    const Accumulator& a = bench.target().accumulators[0];
    Lanes<std::int32_t> lanes;
    const NumberFormat& v = bench.target().variables[a.variable].format;
    lanes[{Role::variable, a.variable}] = {v.quantise(0.5), v.quantise(7.8), 0};
    lanes[{Role::accumulator, 0}] = {static_cast<std::int32_t>(0.25 / a.unit), static_cast<std::int32_t>(0.5 / a.unit), 0};
    const ProgramCounts counts = run(a.apply, lanes, 3);
    CHECK(v.value(lanes[{Role::variable, a.variable}][0]) == Approx(0.75).margin(2.0 * v.lsb()));
    CHECK(lanes[{Role::variable, a.variable}][1] == v.high);
    CHECK(counts.saturations[a.variable] == 1);
    CHECK(lanes[{Role::accumulator, 0}] == std::vector<std::int32_t>{0, 0, 0});
}

TEST_CASE("input to a frozen variable is dropped while its neuron is refractory, by time or by condition") {
    for (const char* refractory : {"2 ms", "v > 0.5"}) {
        INFO(refractory);
        NetworkSpec spec = random_weights(synapse_spec(w, "v_post += w"));
        spec.populations[0].equations = std::string{"dv/dt = -v/(10*ms) : 1 [-8, 7.9] (unless refractory)\nh : 1 [0, 1]\nv2 : 1 [0, 1]"};
        spec.populations[0].refractory = refractory;
        const SynapseBench bench{spec};
        const Accumulator& a = bench.target().accumulators[0];
        Lanes<std::int32_t> lanes;
        lanes[{Role::variable, a.variable}] = {0, 0, 0};
        lanes[{Role::accumulator, 0}] = {1000, 1000, 1000};
        lanes[{Role::active_from, 0}] = {6, 5, 1 << 30};   // the machine's "until the condition ends"
        (void)run(a.apply, lanes, 3, 5);
        CHECK(lanes[{Role::variable, a.variable}][0] == 0);
        CHECK(lanes[{Role::variable, a.variable}][1] != 0);
        CHECK(lanes[{Role::variable, a.variable}][2] == 0);
        CHECK(lanes[{Role::accumulator, 0}] == std::vector<std::int32_t>{0, 0, 0});
    }
}

}  // namespace
}  // namespace aerie::hw::test
