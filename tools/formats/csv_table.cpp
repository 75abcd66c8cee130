#include "tools/formats/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "tools/formats/file_bytes.h"

namespace aerie::formats {
namespace {

constexpr std::size_t largest_table = std::size_t{1} << 30;
constexpr std::size_t longest_quote = 40;

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    for (std::size_t begin = 0;;) {
        const std::size_t end = line.find(',', begin);
        cells.push_back(trimmed(line.substr(begin, end - begin)));
        if (end == std::string_view::npos) return cells;
        begin = end + 1;
    }
}

/// Reads the lines of one table and remembers where it is, for messages.
class Reader {
   public:
    explicit Reader(const std::string& name) : name_{name} {}

    void read(std::string_view line) {
        ++line_;
        if (trimmed(line).empty() || trimmed(line).front() == '#') return;
        if (table_.names.empty()) read_names(line);
        else read_row(line);
    }

    [[nodiscard]] CsvTable table() && {
        if (table_.names.empty()) complain("the table is empty", "no line of column names", "column names in the first line, then numbers");
        return std::move(table_);
    }

   private:
    void read_names(std::string_view line) {
        for (const std::string_view cell : cells_of(line)) {
            if (cell.empty() || is_number(cell)) complain("a column has no name", std::string{cell}, "column names in the first line");
            const std::string name{cell};
            if (std::find(table_.names.begin(), table_.names.end(), name) != table_.names.end()) {
                complain(fmt::format("column '{}' is named twice", name), name, "different column names");
            }
            table_.names.push_back(name);
        }
        table_.columns.resize(table_.names.size());
    }
    void read_row(std::string_view line) {
        const auto cells = cells_of(line);
        if (cells.size() != table_.names.size()) {
            complain("a row has the wrong length", fmt::format("{} number(s)", cells.size()), fmt::format("{} number(s)", table_.names.size()));
        }
        for (std::size_t i = 0; i < cells.size(); ++i) table_.columns[i].push_back(number(cells[i], i));
    }
    static bool is_number(std::string_view cell) {
        double value = 0.0;
        return std::from_chars(cell.data(), cell.data() + cell.size(), value).ec == std::errc{};
    }
    [[nodiscard]] double number(std::string_view cell, std::size_t column) const {
        double value = 0.0;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) {
            complain(fmt::format("column '{}' holds what is not a number", table_.names[column]),
                     cell.empty() ? "nothing" : std::string{cell.substr(0, longest_quote)}, "a finite number such as 12 or -3.5e-2");
        }
        return value;
    }
    [[noreturn]] void complain(std::string what, std::string found, std::string allowed) const {
        throw InputError{{std::move(what), fmt::format("{}: line {}", name_, line_), std::move(found), std::move(allowed)}};
    }

    const std::string& name_;
    std::size_t line_ = 0;
    CsvTable table_;
};

}  // namespace

const std::vector<double>* CsvTable::find(std::string_view name) const {
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? nullptr : &columns[static_cast<std::size_t>(at - names.begin())];
}

CsvTable parse_csv(std::string_view text, const std::string& name) {
    Reader reader{name};
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        reader.read(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return std::move(reader).table();
}

CsvTable read_csv(const std::filesystem::path& path) { return parse_csv(read_file(path, largest_table), path.string()); }

}  // namespace aerie::formats
