#include "tests/replay/recording.h"

#include <algorithm>

#include "tests/catch.h"
#include "tools/formats/network_file.h"

using namespace aerie;
using aerie::tests::homeostasis_recording;
using aerie::tests::HomeostasisRecording;

namespace {

/// One neuron of the script, written out by hand: Euler with factor 1 - dt/tau = 0.99, threshold 1, reset -1, refractory 10 ticks.
struct Neuron {
    double v = 0.0;
    std::uint64_t silent_until = 0;

    bool update(std::uint64_t tick) {
        const bool is_refractory = tick < silent_until;
        if (!is_refractory) v += 0.1e-3 * (-v / 10e-3);
        const bool fires = !is_refractory && v > 1.0;
        if (fires) silent_until = tick + 10;
        return fires;
    }
    void receive(double weight, std::uint64_t tick) {
        if (tick >= silent_until) v += weight;   // dropped while refractory, the tick of its own spike included
    }
};

struct Outcome {
    std::vector<std::uint64_t> regulated, unregulated;
    std::vector<double> weight;
};

bool fires_at(const std::vector<std::uint64_t>& ticks, std::uint64_t tick) { return std::binary_search(ticks.begin(), ticks.end(), tick); }

/// The order of Brian2 inside a tick: record, update, threshold, on_pre, on_post, reset.
Outcome run_by_hand(const HomeostasisRecording& input) {
    Neuron regulated, unregulated;
    double w = 0.0;
    Outcome out;
    for (std::uint64_t tick = 0; tick < tests::homeostasis_ticks; ++tick) {
        if (tick % tests::homeostasis_weight_period == 0) out.weight.push_back(w);
        const bool first = regulated.update(tick), second = unregulated.update(tick);
        if (fires_at(input.varying, tick)) {
            regulated.receive(2.0, tick);
            unregulated.receive(2.0, tick);
        }
        if (fires_at(input.steady, tick)) {
            regulated.receive(w, tick);
            w = std::clamp(w + 0.05, 0.0, 2.0);
        }
        if (first) w = std::clamp(w - 0.05, 0.0, 2.0);
        if (first) regulated.v = -1.0, out.regulated.push_back(tick);
        if (second) unregulated.v = -1.0, out.unregulated.push_back(tick);
    }
    return out;
}

}  // namespace

TEST_CASE("the recordings hold the spike counts that Brian2 printed") {
    const std::size_t regulated[] = {1892, 1960, 1925}, unregulated[] = {1040, 1043, 1056};
    for (int seed = 1; seed <= 3; ++seed) {
        const HomeostasisRecording recording = homeostasis_recording(seed);
        CHECK(recording.regulated.size() == regulated[seed - 1]);
        CHECK(recording.unregulated.size() == unregulated[seed - 1]);
        CHECK(recording.weight.size() == tests::homeostasis_ticks / tests::homeostasis_weight_period);
        for (const auto* ticks : {&recording.steady, &recording.varying, &recording.regulated, &recording.unregulated}) {
            CHECK(std::is_sorted(ticks->begin(), ticks->end(), std::less_equal<>{}));   // ascending, none twice
            CHECK(ticks->back() < tests::homeostasis_ticks);
        }
    }
}

TEST_CASE("the model written out by hand turns each recording's inputs into its outputs") {
    for (int seed = 1; seed <= 3; ++seed) {
        const HomeostasisRecording recording = homeostasis_recording(seed);
        const Outcome out = run_by_hand(recording);
        CHECK(out.regulated == recording.regulated);
        CHECK(out.unregulated == recording.unregulated);
        double worst = 0.0;
        for (std::size_t i = 0; i < out.weight.size(); ++i) worst = std::max(worst, std::abs(out.weight[i] - recording.weight[i]));
        CHECK(worst < 1.2e-7);   // float32 of numbers up to 2: half a unit in the last place is 2^-24 of 2
    }
}

TEST_CASE("the replay networks carry the recorded events to their sources") {
    for (int seed = 1; seed <= 3; ++seed) {
        const HomeostasisRecording recording = homeostasis_recording(seed);
        const NetworkSpec spec = formats::read_network(tests::homeostasis_network(seed));
        CHECK(spec.schedule == Schedule::brian2);
        REQUIRE(spec.sources.size() == 2);
        CHECK(spec.sources[0].name == "steady");
        CHECK(spec.sources[0].spikes->time_ms.size() == recording.steady.size());
        CHECK(spec.sources[1].spikes->time_ms.size() == recording.varying.size());
        CHECK(spec.sources[1].spikes->time_ms.front() == Approx(0.1 * static_cast<double>(recording.varying.front())));
        CHECK(spec.stimuli.empty());
    }
}
