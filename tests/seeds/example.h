/// @file Runs of the networks in tools/examples, as published or with words of their text exchanged, and what they leave: spikes, series, last values.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/scratch_directory.h"
#include "tools/session/run.h"

namespace aerie::test {

struct Variant {
    std::string example;
    hw::Arithmetic arithmetic = hw::Arithmetic::fixed;
    std::vector<std::string> overrides{};
    std::uint64_t seed = 1;
    std::string chip = "aerie";
    std::string duration{};
    std::vector<std::pair<std::string, std::string>> exchanges{};   ///< each must stand once in the network's text
};

/// The text of an example, exchanged, as a file of this process that disappears again.
class ExampleFile {
   public:
    explicit ExampleFile(const Variant& variant) {
        const std::filesystem::path original = std::filesystem::path{AERIE_EXAMPLES} / (variant.example + ".txtpb");
        if (variant.exchanges.empty()) {
            path_ = original;
            return;
        }
        std::ostringstream text;
        text << std::ifstream{original}.rdbuf();
        std::string network = text.str();
        for (const auto& [from, to] : variant.exchanges) {
            const std::size_t at = network.find(from);
            INFO("'" << from << "' must stand once in " << original);
            REQUIRE(at != std::string::npos);
            REQUIRE(network.find(from, at + 1) == std::string::npos);
            network.replace(at, from.size(), to);
        }
        path_ = scratch_.emplace("seeds").file(variant.example + ".txtpb", network);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

   private:
    std::optional<tests::ScratchDirectory> scratch_;
    std::filesystem::path path_;
};

struct ExampleRun {
    std::unique_ptr<session::Prepared> prepared;
    tools::RunRecord record;
    std::map<std::string, std::vector<std::pair<std::uint64_t, std::uint32_t>>> spikes;   ///< by population: (tick, neuron), ascending
    std::map<std::string, std::vector<double>> last;                                      ///< "population.variable" or "projection.variable", after the last tick

    [[nodiscard]] std::vector<std::uint64_t> ticks(const std::string& population, std::uint32_t neuron) const {
        std::vector<std::uint64_t> out;
        for (const auto& [tick, n] : spikes.at(population)) {
            if (n == neuron) out.push_back(tick);
        }
        return out;
    }
    [[nodiscard]] const tools::SeriesRecord& series(const std::string& name) const {
        for (const tools::SeriesRecord& s : record.series) {
            if (s.name == name) return s;
        }
        FAIL("no series " << name);
        return record.series.front();
    }
};

inline void take_last_values(hw::Machine& machine, ExampleRun& run) {
    for (const Recorder& r : run.prepared->network.recorders) {
        if (r.what != RecorderSpec::What::variable || r.program) continue;
        const std::string owner = r.population ? run.prepared->network.name_of(*r.population) : run.prepared->network.projections[r.projection->index()].name;
        run.last[owner + "." + r.variable] = r.population ? machine.neuron_values(*r.population, r.variable, r.indices) : machine.synapse_values(*r.projection, r.variable, r.indices);
    }
}

inline std::unique_ptr<session::Prepared> prepare_example(const Variant& variant) {
    const ExampleFile file{variant};
    session::Request request;
    request.network = file.path();
    request.chip = variant.chip;
    request.overrides = variant.overrides;
    request.arithmetic = variant.arithmetic;
    request.seed = variant.seed;
    request.duration = variant.duration;
    return session::prepare(request);
}

inline ExampleRun run_example(const Variant& variant) {
    ExampleRun run;
    run.prepared = prepare_example(variant);
    for (const Population& p : run.prepared->network.populations) run.spikes[p.name];
    session::RunOptions options;
    options.spikes = [&](const std::vector<hw::Spike>& spikes) {
        for (const hw::Spike& s : spikes) run.spikes[run.prepared->network.name_of(s.address.population)].emplace_back(s.tick, s.address.neuron.index());
    };
    options.at_end = [&](hw::Machine& machine) { take_last_values(machine, run); };
    run.record = session::run(*run.prepared, options);
    return run;
}

}  // namespace aerie::test
