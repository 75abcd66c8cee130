/// @file A directory as `aerie run` leaves it, with spikes and weights that a test chooses.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/catch.h"
#include "tools/formats/sonata.h"
#include "tools/report/run_record.h"

namespace aerie::test {

class SmallRun {
   public:
    /// Populations "b" (3 neurons) and "a" (2), source "in" (4), in this order; dt 0.1 ms, 2 s.
    SmallRun() {
        std::string form = (std::filesystem::temp_directory_path() / "aerie_small_run_XXXXXX").string();
        REQUIRE(::mkdtemp(form.data()) != nullptr);
        directory_ = form;
        tools::RunRecord record;
        record.network = "small";
        record.dt_s = 1e-4;
        record.biological_seconds = 2;
        record.populations = {{"b", 3, 6, 1.0, false}, {"a", 2, 0, 0.0, false}, {"in", 4, 0, 0.0, true}};
        std::ofstream{directory_ / "report.json"} << to_json(record);
    }
    SmallRun(const SmallRun&) = delete;
    SmallRun& operator=(const SmallRun&) = delete;
    ~SmallRun() {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

   private:
    std::filesystem::path directory_;
};

}  // namespace aerie::test
