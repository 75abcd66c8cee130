#include "tools/formats/csv_table.h"

#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"

using namespace aerie;
using namespace aerie::formats;
using aerie::tests::complaint_of;

namespace {

Complaint refusal(std::string_view text) {
    return complaint_of([&] { static_cast<void>(parse_csv(text, "t.csv")); });
}

}  // namespace

TEST_CASE("a table has named columns of numbers") {
    const CsvTable table = parse_csv("# source\n\nneuron , time_ms\n1,2.5\r\n 3 , -4e-1 \n", "t.csv");
    REQUIRE(table.names == std::vector<std::string>{"neuron", "time_ms"});
    CHECK(*table.find("neuron") == std::vector<double>{1, 3});
    CHECK(*table.find("time_ms") == std::vector<double>{2.5, -0.4});
    CHECK(table.find("tick") == nullptr);
}

TEST_CASE("a table may have no rows, and its last line no end") {
    CHECK(parse_csv("a,b\n", "t.csv").columns[1].empty());
    CHECK(parse_csv("a\n7", "t.csv").columns[0] == std::vector<double>{7});
}

TEST_CASE("a table that is wrong is refused with its line") {
    CHECK(refusal("").what == "the table is empty");
    CHECK(refusal("# nothing\n").what == "the table is empty");
    CHECK(refusal("1,2\n3,4\n").what == "a column has no name");
    CHECK(refusal("a,,b\n").what == "a column has no name");
    CHECK(refusal("a,a\n").what == "column 'a' is named twice");
    CHECK(refusal("a,b\n1,2\n\n1\n").where == "t.csv: line 4");
    CHECK(refusal("a,b\n1\n").allowed == "2 number(s)");
    CHECK(refusal("a\n1,2\n").found == "2 number(s)");
    for (const char* cell : {"x", "1x", "nan", "inf", "-inf", "1e999", "0x10", "--1"}) CHECK(refusal(std::string{"a\n"} + cell).found == cell);
    CHECK(refusal("a,b\n1,\n").found == "nothing");
}
