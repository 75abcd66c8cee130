/// @file FORCE training as Brian2 recorded it: 200 neurons, 15 s, learning from 5 to 10 s. Float64 must give every spike.
#include <cmath>

#include "tests/catch.h"
#include "tools/formats/hdf5.h"
#include "tools/session/run.h"

using namespace aerie;

namespace {

namespace h5 = formats::h5;
constexpr std::uint64_t ticks_per_ms = 20, recorded_neurons = 20;

struct Recording {
    std::vector<double> z, weights;
    std::vector<std::uint64_t> ticks, neurons, total;
};

Recording read_recording() {
    const h5::File file = h5::open_file(std::filesystem::path{AERIE_REPLAY} / "data" / "force_N200.h5");
    return {h5::read_reals(file, "/expected/z"), h5::read_reals(file, "/expected/weights"), h5::read_integers(file, "/expected/spikes/ticks"),
            h5::read_integers(file, "/expected/spikes/neurons"), h5::read_integers(file, "/expected/spikes/total")};
}

struct Outcome {
    Recording found;
    std::uint64_t spikes = 0;
};

std::vector<std::uint32_t> all_neurons(const Network& network) {
    std::vector<std::uint32_t> all(network.populations[0].size);
    for (std::uint32_t n = 0; n < all.size(); ++n) all[n] = n;
    return all;
}

/// The whole run, looked at every millisecond after the processor ran.
Outcome replay(hw::Arithmetic arithmetic, std::uint32_t threads) {
    session::Request request;
    request.network = std::filesystem::path{AERIE_REPLAY} / "force_N200.txtpb";
    request.arithmetic = arithmetic;
    const auto prepared = session::prepare(request);
    const hw::MachineParts parts{prepared->network, prepared->chip, prepared->images, prepared->mapping, prepared->problem.connectivity, prepared->seed, threads};
    const auto machine = hw::Machine::build(parts);
    Outcome out;
    for (std::uint64_t tick = 0; tick < session::total_ticks(prepared->network); tick += ticks_per_ms) {
        machine->begin_tick();
        out.found.z.push_back(machine->program_values(ProgramId{0}, "z", {0})[0]);
        machine->run_until(Ticks{tick + ticks_per_ms});
        out.spikes += machine->spikes().size();
        for (const hw::Spike& s : machine->spikes()) {
            if (s.address.neuron.index() >= recorded_neurons) continue;
            out.found.ticks.push_back(s.tick);
            out.found.neurons.push_back(s.address.neuron.index());
        }
        machine->spikes().clear();
    }
    out.found.weights = machine->program_values(ProgramId{0}, "z_weights", all_neurons(prepared->network));
    return out;
}

double worst(const std::vector<double>& a, const std::vector<double>& b) {
    REQUIRE(a.size() == b.size());
    double most = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) most = std::max(most, std::abs(a[k] - b[k]));
    return most;
}

}  // namespace

TEST_CASE("float64 gives every spike, the output and the weights of Brian2's FORCE training") {
    const Recording recording = read_recording();
    REQUIRE(recording.total == std::vector<std::uint64_t>{73773});   // reference.md section 3
    const Outcome run = replay(hw::Arithmetic::float64, 1);
    CHECK(run.spikes == 73773);
    CHECK(run.found.ticks == recording.ticks);
    CHECK(run.found.neurons == recording.neurons);
    CHECK(worst(run.found.z, recording.z) < 1.2e-7);          // the recording is float32 of numbers up to 2
    CHECK(worst(run.found.weights, recording.weights) < 1e-9);
}
