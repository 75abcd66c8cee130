/// @file counters.csv and the profile's CSV can be read by any reader of RFC 4180.
#include "tests/catch.h"
#include "tests/tools/report/fake_run.h"
#include "tools/report/csv_cell.h"
#include "tools/report/profile.h"

namespace aerie::tools {

namespace {

using Row = std::vector<std::string>;

/// A reader of RFC 4180 with \n line ends, written apart from the writer.
std::vector<Row> read_csv(const std::string& text) {
    std::vector<Row> rows;
    Row row;
    std::string cell;
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (is_quoted && letter == '"' && i + 1 < text.size() && text[i + 1] == '"') cell += text[++i];
        else if (letter == '"') is_quoted = !is_quoted;
        else if (letter == ',' && !is_quoted) row.push_back(std::exchange(cell, {}));
        else if (letter == '\n' && !is_quoted) {
            row.push_back(std::exchange(cell, {}));
            rows.push_back(std::exchange(row, {}));
        } else cell += letter;
    }
    REQUIRE_FALSE(is_quoted);
    REQUIRE(row.empty());
    REQUIRE(cell.empty());
    return rows;
}

}  // namespace

TEST_CASE("a cell survives whatever stands in it") {
    for (const std::string text : {"plain", "a,b", "say \"x\"", "two\nlines", "", "\"", "\r", ",,\"\","}) {
        CAPTURE(text);
        const auto rows = read_csv(csv_cell(text) + ",end\n");
        REQUIRE(rows.size() == 1);
        CHECK(rows[0] == Row{text, "end"});
    }
}

TEST_CASE("a plain cell is not quoted, a number that is not known is empty") {
    CHECK(csv_cell(std::string("axon_lookup")) == "axon_lookup");
    CHECK(csv_cell(std::optional<double>{}).empty());
    CHECK(csv_cell(std::optional<double>{0.0 / 0.0}).empty());
    CHECK(csv_cell(std::optional<double>{0.1}) == "0.1");
}

TEST_CASE("counters.csv has every cause, an empty line, and every core") {
    const RunRecord record = fake::homeostasis();
    const auto rows = read_csv(to_csv(record));
    REQUIRE(rows.size() == 1 + record.causes.size() + 1 + 1 + 1 + record.cores.size());
    CHECK(rows[0] == Row{"cause", "count", "energy_pj"});
    CHECK(rows[1] == Row{"axon_lookup", "3100000", "73000000"});
    CHECK(rows[1 + record.causes.size()] == Row{"static", "", "1100000000"});
    CHECK(rows[2 + record.causes.size()] == Row{""});
    const auto& header = rows[3 + record.causes.size()];
    CHECK(header.front() == "core");
    for (std::size_t i = 0; i < record.cores.size(); ++i) {
        const auto& row = rows[4 + record.causes.size() + i];
        REQUIRE(row.size() == header.size());
        CHECK(row[0] == std::to_string(record.cores[i].core));
        CHECK(row[8] == std::to_string(record.cores[i].busy_cycles));
    }
}

TEST_CASE("an unknown price is an empty cell, never zero") {
    const auto rows = read_csv(to_csv(fake::homeostasis()));
    CHECK(rows[8] == Row{"buffer_write", "4400000", ""});
}

TEST_CASE("any record gives CSV with rows of equal width within each block") {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        CAPTURE(seed);
        for (const auto& row : read_csv(profile_csv(fake::arbitrary(seed)))) CHECK(row.size() == 4);
        std::size_t width = 3;
        for (const auto& row : read_csv(to_csv(fake::arbitrary(seed)))) {
            if (row.size() == 1) width = 12;
            else CHECK(row.size() == width);
        }
    }
}

TEST_CASE("the profile's CSV says every link, core and variable once") {
    const RunRecord record = fake::homeostasis();
    std::size_t links = 0, cores = 0, variables = 0;
    for (const auto& row : read_csv(profile_csv(record))) {
        if (row[0] == "link") ++links;
        if (row[0] == "core") ++cores;
        if (row[0] == "variable") ++variables;
    }
    CHECK(links == record.links.size());
    CHECK(cores == 4 * record.cores.size());
    CHECK(variables == 3 * record.stores.size());
}

}  // namespace aerie::tools
