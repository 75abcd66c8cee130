/// @file Recorded runs of Brian2 through the whole of Aerie: float64 under the schedule BRIAN2 must give every spike and every weight.
#include <algorithm>
#include <cmath>

#include "tests/catch.h"
#include "tests/replay/recording.h"
#include "tools/session/run.h"

using namespace aerie;
using aerie::tests::homeostasis_recording;
using aerie::tests::HomeostasisRecording;

namespace {

struct Replay {
    std::vector<std::uint64_t> regulated, unregulated;
    tools::RunRecord record;
};

Replay replay(int seed, hw::Arithmetic arithmetic) {
    session::Request request;
    request.network = tests::homeostasis_network(seed);
    request.arithmetic = arithmetic;
    const auto prepared = session::prepare(request);
    Replay out;
    session::RunOptions options;
    options.spikes = [&](const std::vector<hw::Spike>& spikes) {
        for (const hw::Spike& s : spikes) {
            const std::string& name = prepared->network.name_of(s.address.population);
            if (name == "regulated") out.regulated.push_back(s.tick);
            if (name == "unregulated") out.unregulated.push_back(s.tick);
        }
    };
    out.record = session::run(*prepared, options);
    return out;
}

/// Largest distance between the recorded weight and the run's, sample by sample; the page's series is thinned by a whole factor.
double worst_weight_error(const tools::RunRecord& record, const std::vector<double>& expected) {
    for (const tools::SeriesRecord& s : record.series) {
        if (s.target != "plastic") continue;
        const std::size_t every = (expected.size() + s.values[0].size() - 1) / s.values[0].size();
        REQUIRE(s.values[0].size() > 1000);
        double worst = 0.0;
        for (std::size_t k = 0; k < s.values[0].size(); ++k) {
            REQUIRE(s.time_s[k] == Approx(static_cast<double>(k * every) * 0.01));
            worst = std::max(worst, std::abs(s.values[0][k] - expected[k * every]));
        }
        return worst;
    }
    return INFINITY;
}

}  // namespace

TEST_CASE("float64 gives every output spike and every weight of three recorded runs of Brian2") {
    for (int seed = 1; seed <= 3; ++seed) {
        INFO("seed " << seed);
        const HomeostasisRecording recording = homeostasis_recording(seed);
        const Replay run = replay(seed, hw::Arithmetic::float64);
        CHECK(run.record.ticks == tests::homeostasis_ticks);
        CHECK(run.record.schedule == "BRIAN2");
        CHECK(run.regulated == recording.regulated);
        CHECK(run.unregulated == recording.unregulated);
        CHECK(worst_weight_error(run.record, recording.weight) < 1.2e-7);   // the recording is float32: half a unit in the last place of 2
    }
}

TEST_CASE("fixed point on the default chip misses few of the recorded spikes") {
    // reference.md section 6: 16-bit weights give the rates of float; a rounding of 2^-15 can shift single spikes by changing w * 0.99 > 1.
    const HomeostasisRecording recording = homeostasis_recording(1);
    const Replay run = replay(1, hw::Arithmetic::fixed);
    std::vector<std::uint64_t> common;
    std::set_intersection(run.regulated.begin(), run.regulated.end(), recording.regulated.begin(), recording.regulated.end(), std::back_inserter(common));
    CHECK(static_cast<double>(common.size()) > 0.95 * static_cast<double>(recording.regulated.size()));
    CHECK(run.unregulated == recording.unregulated);   // weights 2 are exact, and no v comes within a quantum of the threshold
}
