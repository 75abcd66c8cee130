#include "tools/noc/packet_log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <string_view>

#include "core/error.h"

namespace aerie::tools {
namespace {

using router::LoggedPacket;
using router::Stall;

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0;;) {
        const std::size_t end = text.find(separator, start);
        parts.push_back(text.substr(start, end - start));
        if (end == std::string_view::npos) return parts;
        start = end + 1;
    }
}

/// The text of a file; zlib hands a file through that is not gzipped.
std::string read_all(const std::filesystem::path& file) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> input{gzopen(file.c_str(), "rb"), gzclose};
    if (!input) throw InputError{{.what = "cannot open the file", .where = file.string(), .found = {}, .allowed = {}}};
    std::string text;
    std::string chunk(1 << 16, '\0');
    int bytes = 0;
    while ((bytes = gzread(input.get(), chunk.data(), static_cast<unsigned>(chunk.size()))) > 0) text.append(chunk, 0, static_cast<std::size_t>(bytes));
    if (bytes < 0 || !gzeof(input.get()))
        throw InputError{{.what = "the file is cut short or damaged", .where = file.string(), .found = {}, .allowed = "a plain or gzipped CSV file"}};
    return text;
}

/// Rows of whole numbers under a header that is one of `headers`; -1 stands for "not yet".
class NumberTable {
   public:
    NumberTable(const std::filesystem::path& file, const std::vector<std::string>& headers) : file_{file.string()}, text_{read_all(file)} {
        std::vector<std::string_view> lines = split(text_, '\n');
        for (std::string_view& line : lines)
            if (line.ends_with('\r')) line.remove_suffix(1);
        const auto known = std::find(headers.begin(), headers.end(), lines.front());
        if (known == headers.end())
            throw InputError{{.what = "unknown columns", .where = file_ + ": line 1", .found = std::string{lines.front().substr(0, 200)},
                              .allowed = fmt::format("{}", fmt::join(headers, "  or  "))}};
        columns_ = split(*known, ',');
        for (line_ = 2; line_ <= lines.size(); ++line_)
            if (!lines[line_ - 1].empty()) rows_.push_back(numbers_of(lines[line_ - 1]));
    }
    [[nodiscard]] const std::vector<std::vector<std::int64_t>>& rows() const { return rows_; }

   private:
    std::vector<std::int64_t> numbers_of(std::string_view line) const {
        const std::vector<std::string_view> cells = split(line, ',');
        if (cells.size() != columns_.size()) refuse("a line has the wrong number of columns", line, fmt::format("{} columns", columns_.size()));
        std::vector<std::int64_t> numbers;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            std::int64_t value = 0;
            const char* end = cells[i].data() + cells[i].size();
            const auto [stop, error] = std::from_chars(cells[i].data(), end, value);
            if (error != std::errc{} || stop != end || value < -1 || value > std::numeric_limits<std::int64_t>::max() / 4)
                refuse(fmt::format("column '{}' is not a cycle or number", columns_[i]), cells[i], "a whole number, -1 where it did not happen");
            numbers.push_back(value);
        }
        return numbers;
    }
    [[noreturn]] void refuse(const std::string& what, std::string_view found, const std::string& allowed) const {
        throw InputError{{.what = what, .where = fmt::format("{}: line {}", file_, line_), .found = std::string{found.substr(0, 200)}, .allowed = allowed}};
    }

    std::string file_;
    std::string text_;
    std::vector<std::string_view> columns_;
    std::vector<std::vector<std::int64_t>> rows_;
    std::size_t line_ = 1;
};

std::uint64_t present(std::int64_t value, const char* column, const std::filesystem::path& file) {
    if (value < 0) throw InputError{{.what = fmt::format("column '{}' must have a value in every line", column), .where = file.string(), .found = "-1", .allowed = {}}};
    return static_cast<std::uint64_t>(value);
}

NodeId node_of(std::int64_t value, const char* column, const std::filesystem::path& file) {
    const std::uint64_t node = present(value, column, file);
    if (node > 0xffff)
        throw InputError{{.what = fmt::format("column '{}' names no node", column), .where = file.string(), .found = std::to_string(node), .allowed = "0 to 65535"}};
    return NodeId{static_cast<std::uint32_t>(node)};
}

std::optional<Cycles> cycle_of(std::int64_t value) {
    return value < 0 ? std::nullopt : std::optional{Cycles{static_cast<std::uint64_t>(value)}};
}

std::optional<std::uint32_t> number_in(std::string_view text) {
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && stop == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

std::string without(std::string name, std::string_view ending) {
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
    return name;
}

void read_token(LogName& name, std::string_view token) {
    if (const auto sides = split(token, 'x'); sides.size() == 2 && number_in(sides[0]) && number_in(sides[1])) {
        name.width = number_in(sides[0]);
        name.height = number_in(sides[1]);
    }
    if (token.size() < 2 || !number_in(token.substr(1))) return;
    const auto number = number_in(token.substr(1));
    if (token[0] == 'k') name.width = name.height = number;
    if (token[0] == 'v') name.channels = number;
    if (token[0] == 'b' || token[0] == 'd') name.fifo_depth = number;
}

}  // namespace

std::vector<LoggedPacket> read_packet_log(const std::filesystem::path& file) {
    const NumberTable table{file, {"id,src,dst,offer_cycle,accept_cycle,eject_cycle", "pid,src,dst,ctime,itime,atime,routers_traversed"}};
    std::vector<LoggedPacket> packets;
    packets.reserve(table.rows().size());
    for (const auto& row : table.rows())
        packets.push_back({.id = present(row[0], "id", file), .source = node_of(row[1], "src", file), .target = node_of(row[2], "dst", file),
                           .offered = Cycles{present(row[3], "offer_cycle or ctime", file)}, .accepted = cycle_of(row[4]), .ejected = cycle_of(row[5])});
    return packets;
}

std::vector<Stall> read_stalls(const std::filesystem::path& file) {
    const NumberTable table{file, {"cycle,node_not_ready", "cycle,node"}};
    std::vector<Stall> stalls;
    stalls.reserve(table.rows().size());
    for (const auto& row : table.rows()) stalls.push_back({Cycles{present(row[0], "cycle", file)}, node_of(row[1], "node", file)});
    return stalls;
}

std::optional<std::filesystem::path> stalls_beside(const std::filesystem::path& log) {
    const std::string stem = without(without(log.string(), ".gz"), ".csv");
    for (const char* ending : {".stall.csv", ".stall.csv.gz"})
        if (std::filesystem::exists(stem + ending)) return stem + ending;
    return std::nullopt;
}

LogName parse_log_name(const std::filesystem::path& file) {
    const std::string stem = without(without(file.filename().string(), ".gz"), ".csv");
    const std::vector<std::string_view> tokens = split(stem, '_');
    LogName name;
    if (tokens.size() < 2) return name;
    if (tokens[0] == "booksim" && tokens[1] == "A4") name.policy = "booksim-a4";
    if (tokens[0] == "booksim" && tokens[1] == "B3") name.policy = "booksim-b3";
    if (tokens[0] == "rtl") name.policy = std::string{tokens[1]};
    for (std::size_t i = 2; i < tokens.size(); ++i) read_token(name, tokens[i]);
    return name;
}

}  // namespace aerie::tools
