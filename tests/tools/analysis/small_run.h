/// @file A directory as `aerie run` leaves it, with spikes and weights that a test chooses.
#pragma once

#include <filesystem>
#include <string>

#include "tests/catch.h"
#include "tests/scratch_directory.h"
#include "tools/formats/sonata.h"
#include "tools/report/run_record.h"

namespace aerie::test {

class SmallRun {
   public:
    /// Populations "b" (3 neurons) and "a" (2), source "in" (4), in this order; dt 0.1 ms, 2 s.
    SmallRun() {
        tools::RunRecord record;
        record.network = "small";
        record.dt_s = 1e-4;
        record.biological_seconds = 2;
        record.populations = {{"b", 3, 6, 1.0, false}, {"a", 2, 0, 0.0, false}, {"in", 4, 0, 0.0, true}};
        directory_.file("report.json", to_json(record));
    }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

   private:
    tests::ScratchDirectory directory_{"small-run"};
};

}  // namespace aerie::test
