/// @file A table of numbers as text: one line of column names, then one line of numbers per row, separated by commas. Lines that start with '#'
/// and empty lines are skipped.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace aerie::formats {

struct CsvTable {
    std::vector<std::string> names;
    std::vector<std::vector<double>> columns;   ///< as many as names, all of one length

    /// The column of this name, or null.
    [[nodiscard]] const std::vector<double>* find(std::string_view name) const;
};

/// Throws InputError with line and column: no names, a name twice, too few or too many numbers in a row, text, nan, infinity.
[[nodiscard]] CsvTable parse_csv(std::string_view text, const std::string& name);
[[nodiscard]] CsvTable read_csv(const std::filesystem::path& path);

}  // namespace aerie::formats
