/// @file What recorders collect: into the run's files while it goes on, and thinned into the record for the page.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "hw_model/machine/machine.h"
#include "tools/formats/sonata.h"
#include "tools/report/run_record.h"

namespace aerie::session {

/// Keeps the page small: a series has at most so many points and curves, a raster so many dots.
inline constexpr std::size_t most_points = 2000, most_curves = 8, most_dots = 20000;

class Recording {
   public:
    /// Without a directory nothing is written; the record is filled all the same.
    Recording(const Network& network, const std::optional<std::filesystem::path>& directory);

    /// The next tick at whose start something must be sampled; ~0: never again.
    [[nodiscard]] std::uint64_t next_sample() const { return next_sample_; }
    /// At the start of tick machine.now(): samples what is due.
    void sample(hw::Machine& machine);
    /// Spikes since the last call, ascending.
    void take(const std::vector<hw::Spike>& spikes);
    /// Completes the files and fills populations, series and rasters.
    void finish(std::uint64_t ticks, tools::RunRecord& record);

   private:
    struct VariableRecorder {
        const Recorder* about = nullptr;
        std::size_t report = 0;
        std::uint64_t every = 1;           ///< samples kept for the page: one in so many
        std::uint64_t samples = 0;
        tools::SeriesRecord series{};
    };
    struct RateRecorder {
        const Recorder* about = nullptr;
        std::size_t report = 0;
        std::vector<std::uint64_t> counts; ///< by bin
    };
    struct Train {                         ///< spikes of one population or source
        bool is_recorded = false;
        std::size_t file_index = 0;
        std::uint64_t total = 0;
        std::vector<std::uint8_t> is_wanted;      ///< by neuron; empty: all
        std::uint64_t every = 1, seen = 0;        ///< one spike in so many becomes a dot
        std::vector<std::pair<std::uint64_t, std::uint32_t>> dots;
    };
    void open_files(const std::filesystem::path& directory);
    void add_recorder(const Recorder& recorder);
    void write_spikes(std::size_t begin, std::size_t end, const std::vector<hw::Spike>& spikes);
    void finish_rates(std::uint64_t ticks, tools::RunRecord& record);

    const Network& network_;
    std::uint64_t next_sample_ = ~std::uint64_t{0};
    std::vector<VariableRecorder> variables_;
    std::vector<RateRecorder> rates_;
    std::vector<Train> trains_;
    std::vector<formats::StateReport> reports_;
    std::unique_ptr<formats::SpikesFile> spikes_file_;
    std::unique_ptr<formats::StatesFile> states_file_;
};

}  // namespace aerie::session
