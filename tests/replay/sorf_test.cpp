/// @file A recorded run of ANNarchy's SORF network through the whole of Aerie: float64 must give every spike and every weight; fixed point what reference.md
/// section 4 measures of quantised replays.
#include <algorithm>
#include <cmath>
#include <map>

#include "tests/catch.h"
#include "tools/formats/hdf5.h"
#include "tools/session/run.h"

using namespace aerie;

namespace {

using Train = std::vector<std::pair<std::uint64_t, std::uint32_t>>;   ///< (tick, neuron), ascending

struct Replay {
    std::map<std::string, Train> spikes;
    std::map<std::string, std::vector<double>> weights;   ///< in the order (pre, post)
    std::map<std::string, std::uint64_t> lost;
    std::vector<std::vector<double>> v, u;                ///< [tick][neuron] of exc, before each tick
};

constexpr std::uint32_t ticks = 7500, exc_neurons = 4;

void take_weights(const Network& network, hw::Machine& machine, Replay& out) {
    for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
        const Projection& projection = network.projections[p];
        std::vector<std::uint32_t> all(projection.connect.rule == ConnectSpec::Rule::one_to_one ? network.size_of(projection.from)
                                                                                               : network.size_of(projection.from) * network.size_of(projection.to));
        for (std::uint32_t k = 0; k < all.size(); ++k) all[k] = k;
        out.weights[projection.name] = machine.synapse_values(ProjectionId{p}, "w", all);
    }
    for (const hw::VariableLosses& losses : machine.losses()) out.lost[losses.name] = losses.lost;
}

Replay replay(hw::Arithmetic arithmetic, std::vector<std::string> overrides = {}) {
    session::Request request;
    request.network = AERIE_REPLAY "/sorf.txtpb";
    request.arithmetic = arithmetic;
    request.overrides = std::move(overrides);
    const auto prepared = session::prepare(request);
    Replay out;
    session::RunOptions options;
    options.spikes = [&](const std::vector<hw::Spike>& spikes) {
        for (const hw::Spike& s : spikes) out.spikes[prepared->network.name_of(s.address.population)].emplace_back(s.tick, s.address.neuron.index());
    };
    options.at_end = [&](hw::Machine& machine) { take_weights(prepared->network, machine, out); };
    const tools::RunRecord record = session::run(*prepared, options);
    CHECK(record.schedule == "CHIP");
    CHECK(record.ticks == ticks);
    for (const tools::SeriesRecord& s : record.series) {
        if (s.target == "exc") (s.variable == "v" ? out.v : out.u) = s.values;
    }
    return out;
}

formats::h5::File recording() { return formats::h5::open_file(std::filesystem::path{AERIE_REPLAY} / "data/sorf.h5"); }

Train expected_train(const std::string& population) {
    const auto file = recording();
    const auto times = formats::h5::read_integers(file, "/expected/" + population + "/ticks");
    const auto neurons = formats::h5::read_integers(file, "/expected/" + population + "/neurons");
    Train train;
    for (std::size_t k = 0; k < times.size(); ++k) train.emplace_back(times[k], static_cast<std::uint32_t>(neurons[k]));
    std::sort(train.begin(), train.end());
    return train;
}

std::vector<double> expected_values(const std::string& name) { return formats::h5::read_reals(recording(), "/expected/" + name); }
std::vector<double> initial_weights(const std::string& name) { return formats::h5::read_reals(recording(), "/weights/" + name); }

/// The recording is of the state after every tenth tick; series of the page are thinned by a whole factor and taken before the tick.
void check_states(const std::vector<std::vector<double>>& curves, const std::string& name) {
    const std::vector<double> expected = expected_values(name);
    REQUIRE(curves.size() == exc_neurons);
    const std::size_t every = (ticks + curves[0].size() - 1) / curves[0].size();
    std::size_t compared = 0;
    for (std::size_t sample = 0; sample < curves[0].size(); ++sample) {
        const std::size_t tick = sample * every;
        if (tick % 10 != 1) continue;
        for (std::size_t n = 0; n < exc_neurons; ++n, ++compared) {
            REQUIRE(curves[n][sample] == Approx(expected[(tick - 1) / 10 * exc_neurons + n]).epsilon(6e-8).margin(1e-12));   // half a unit of float32, see the recording
        }
    }
    CHECK(compared >= 500);
}

/// Same neuron in the same tick, as a part of the recording.
double coincidence(const Train& a, const Train& expected) {
    Train common;
    std::set_intersection(a.begin(), a.end(), expected.begin(), expected.end(), std::back_inserter(common));
    return static_cast<double>(common.size()) / static_cast<double>(expected.size());
}

struct Change {
    double correlation, ratio;   ///< of what was learnt, with the recording; of their standard deviations
};

Change learnt(const Replay& run) {
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (const char* name : {"on_exc", "off_exc"}) {
        const auto initial = initial_weights(name), expected = expected_values(name);
        for (std::size_t k = 0; k < initial.size(); ++k) {
            const double x = expected[k] - initial[k], y = run.weights.at(name)[k] - initial[k];
            n += 1, sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y;
        }
    }
    const double vx = sxx / n - sx * sx / n / n, vy = syy / n - sy * sy / n / n;
    return {(sxy / n - sx * sy / n / n) / std::sqrt(vx * vy), std::sqrt(vy / vx)};
}

}  // namespace

TEST_CASE("float64 gives every spike, every weight and every state of 7.5 s of ANNarchy's SORF") {
    const Replay run = replay(hw::Arithmetic::float64);
    const std::map<std::string, std::size_t> count{{"on_buffer", 46919}, {"off_buffer", 47729}, {"exc", 1462}, {"inh", 1467}};   // reference.md section 4
    for (const auto& [name, spikes] : count) {
        INFO(name);
        CHECK(run.spikes.at(name).size() == spikes);
        CHECK(run.spikes.at(name) == expected_train(name));
    }
    for (const char* name : {"on_exc", "off_exc", "exc_inh"}) {
        const std::vector<double> expected = expected_values(name);
        double worst = 0.0;
        for (std::size_t k = 0; k < expected.size(); ++k) worst = std::max(worst, std::abs(run.weights.at(name)[k] - expected[k]));
        INFO(name << ": " << worst);
        CHECK(worst < 1e-15);
    }
    check_states(run.v, "v");
    check_states(run.u, "u");
}

TEST_CASE("fixed point on the default chip keeps SORF's counts, buffers and learning within what the reference's quantised replays keep") {
    const Replay run = replay(hw::Arithmetic::fixed);
    // Table of quantisation: buffers .9996 with v, u in steps of 2^-12; counts within 11; what was learnt correlates .97 to .99, ratio 1.01.
    CHECK(coincidence(run.spikes.at("on_buffer"), expected_train("on_buffer")) > 0.999);
    CHECK(coincidence(run.spikes.at("off_buffer"), expected_train("off_buffer")) > 0.999);
    CHECK(std::abs(static_cast<double>(run.spikes.at("exc").size()) - 1462) <= 11);
    CHECK(std::abs(static_cast<double>(run.spikes.at("inh").size()) - 1467) <= 11);
    const Change change = learnt(run);
    INFO("correlation " << change.correlation << ", ratio " << change.ratio);
    CHECK(change.correlation > 0.96);
    CHECK(std::abs(change.ratio - 1.0) < 0.03);
}

TEST_CASE("16-bit weights under nearest rounding lose most of what SORF's rule adds, 8-bit weights all of it") {
    const Change nearest = learnt(replay(hw::Arithmetic::fixed, {"weight.rounding=nearest"}));
    INFO("correlation " << nearest.correlation << ", ratio " << nearest.ratio);
    CHECK(nearest.correlation < 0.7);   // reference: .51, ratio .31
    CHECK(nearest.ratio < 0.5);
    const Change coarse = learnt(replay(hw::Arithmetic::fixed, {"weight.rounding=nearest", "weight.bits=8"}));
    INFO("correlation " << coarse.correlation);
    CHECK(std::abs(coarse.correlation) < 0.2);   // reference: .03
}
