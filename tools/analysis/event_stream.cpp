#include "tools/analysis/event_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/error.h"
#include "core/nearest_name.h"
#include "tools/formats/sonata.h"
#include "tools/report/load.h"

namespace aerie::analysis {

namespace {

std::uint64_t address_of(std::size_t population, std::uint64_t neuron) { return std::uint64_t{population} << 32 | neuron; }

}  // namespace

EventStream::EventStream(const std::filesystem::path& directory)
    : directory_{tools::result_directory(directory)}, record_{tools::load_run_record(directory)}, events_(record_.populations.size()),
      is_recorded_(record_.populations.size()) {
    const double dt_ms = record_.dt_s * 1e3;
    if (!(dt_ms > 0.0)) throw InputError{{"the run has no tick, so its spikes have no order", (directory_ / "report.json").string(), fmt::format("{} s", record_.dt_s), "the report.json of a run"}};
    for (const formats::SpikeTrains& train : formats::read_spikes(directory_ / "spikes.h5")) {
        const std::size_t number = number_of(train.population);
        is_recorded_[number] = true;
        const auto is_wild = [&](std::uint64_t neuron) { return neuron >= record_.populations[number].size; };
        if (std::any_of(train.neuron.begin(), train.neuron.end(), is_wild))
            throw InputError{{fmt::format("the spikes of '{}' are not those of this run", train.population), (directory_ / "spikes.h5").string(), fmt::format("a neuron beyond {}", record_.populations[number].size - 1), "the spikes.h5 that lay beside report.json"}};
        for (std::size_t k = 0; k < train.neuron.size(); ++k) {
            events_[number].push_back({std::round(train.time_ms[k] / dt_ms) * dt_ms, address_of(number, train.neuron[k])});   // equal ticks are equal times
        }
    }
}

std::size_t EventStream::number_of(const std::string& population) const {
    std::vector<std::string> known;
    for (std::size_t k = 0; k < record_.populations.size(); ++k) {
        if (record_.populations[k].name == population) return k;
        known.push_back(record_.populations[k].name);
    }
    throw InputError{{fmt::format("unknown population '{}'", population), directory_.string(), "", suggest_name(population, known)}};
}

const tools::PopulationRecord& EventStream::population(const std::string& name) const { return record_.populations[number_of(name)]; }

std::uint64_t EventStream::address(const NeuronName& name) const {
    const std::uint64_t size = population(name.population).size;
    if (name.neuron >= size)
        throw InputError{{fmt::format("population '{}' has no neuron {}", name.population, name.neuron), directory_.string(), "", fmt::format("0 to {}", size - 1)}};
    return address_of(number_of(name.population), name.neuron);
}

std::vector<Event> EventStream::of(const std::vector<std::string>& populations) const {
    std::vector<std::size_t> numbers;
    for (const std::string& name : populations) numbers.push_back(number_of(name));
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::vector<Event> events;
    for (const std::size_t n : numbers) {
        const std::string& name = record_.populations[n].name;
        if (!is_recorded_[n])
            throw InputError{{fmt::format("the spikes of '{}' were not recorded", name), directory_.string(), "", fmt::format("add to the network: recorder {{ of: \"{}\" spikes {{}} }}", name)}};
        events.insert(events.end(), events_[n].begin(), events_[n].end());
    }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return std::tie(a.time_ms, a.address) < std::tie(b.time_ms, b.address); });
    return events;
}

}  // namespace aerie::analysis
