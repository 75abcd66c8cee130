/// @file From a directory that `aerie run` wrote to its record.
#pragma once

#include <filesystem>

#include "tools/report/run_record.h"

namespace aerie::tools {

/// Reads report.json in `directory`, or the file itself when a report.json is named. Throws InputError: no such place, no result of Aerie, unreadable, not whole.
[[nodiscard]] RunRecord load_run_record(const std::filesystem::path& directory);

/// The directory of a result, whether it or its report.json was named.
[[nodiscard]] std::filesystem::path result_directory(const std::filesystem::path& named);

}  // namespace aerie::tools
