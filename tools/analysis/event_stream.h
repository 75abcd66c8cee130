/// @file The address-event stream of a run: the spikes of some populations and sources in the order of (tick, address).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/analysis/pair_scan.h"
#include "tools/report/run_record.h"

namespace aerie::analysis {

/// A neuron by the name of its population or source: "c50/1".
struct NeuronName {
    std::string population;
    std::uint32_t neuron = 0;
    bool operator==(const NeuronName&) const = default;
};

class EventStream {
   public:
    /// Reads report.json and spikes.h5 in `directory`. Throws InputError.
    explicit EventStream(const std::filesystem::path& directory);

    /// All recorded spikes of these populations. Throws InputError: unknown, or not recorded.
    [[nodiscard]] std::vector<Event> of(const std::vector<std::string>& populations) const;
    /// As it stands in Event::address. Throws InputError: unknown population, or fewer neurons.
    [[nodiscard]] std::uint64_t address(const NeuronName& name) const;
    [[nodiscard]] double seconds() const { return record_.biological_seconds; }
    [[nodiscard]] const tools::PopulationRecord& population(const std::string& name) const;

   private:
    [[nodiscard]] std::size_t number_of(const std::string& population) const;

    std::filesystem::path directory_;
    tools::RunRecord record_;
    std::vector<std::vector<Event>> events_;   ///< by number of the population, populations before sources
    std::vector<bool> is_recorded_;
};

}  // namespace aerie::analysis
