/// @file Runs what was prepared and says everything about it.
#pragma once

#include <functional>

#include "hw_model/machine/machine.h"
#include "tools/report/run_record.h"
#include "tools/session/prepare.h"

namespace aerie::session {

struct RunOptions {
    std::uint32_t threads = 1;
    std::optional<std::filesystem::path> directory{};            ///< spikes.h5, states.h5, weights.h5 go here
    std::function<void(Ticks done)> progress = [](Ticks) {};     ///< called often; may throw to stop the run
    std::function<void(const std::vector<hw::Spike>&)> spikes{};   ///< sees every spike, in order; may be empty
    std::function<void(const std::vector<hw::PacketRecord>&)> packets{};   ///< sees every packet; may be empty
    std::function<void(hw::Machine&)> at_start{};                  ///< looks at the machine before its first tick; may be empty
    std::function<void(hw::Machine&)> at_end{};                    ///< looks at final values; may be empty
};

[[nodiscard]] tools::RunRecord run(const Prepared& prepared, const RunOptions& options);

/// report.json, counters.csv, report.html from the record.
void write_reports(const tools::RunRecord& record, const std::filesystem::path& directory);

}  // namespace aerie::session
