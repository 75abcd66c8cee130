/// @file A mapping written to a file comes back as it was, and a damaged one is refused by what is wrong with it.
#include "tools/formats/mapping_file.h"

#include <fstream>
#include <sstream>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/hw_model/mapping/problem_maker.h"
#include "tests/scratch_directory.h"

namespace aerie::formats {
namespace {

using hw::Mapping;
using hw::testing::Case;

void two_populations(Case& c) {
    c.population("Exc", 6);
    c.population("Inh", 2);
    c.mesh(2, 2);
}

Mapping small_mapping() {
    Mapping mapping;
    mapping.network = "net";
    mapping.chip = "chip";
    mapping.core_of = {{CoreId{0}, CoreId{0}, CoreId{0}, CoreId{2}, CoreId{2}, CoreId{0}}, {CoreId{3}, CoreId{3}}};
    return mapping;
}

std::string complaint_about(const Case& c, const std::string& text) {
    const tests::ScratchDirectory scratch{"mapping"};
    const std::filesystem::path file = scratch / "mapping.txtpb";
    std::ofstream{file} << text;
    try {
        (void)read_mapping(file, c.network);
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

constexpr const char* inh = R"(populations { name: "Inh" runs { first: 0 count: 2 core: 3 } })";

TEST_CASE("a mapping comes back from text and from binary") {
    Case c;
    two_populations(c);
    for (const char* ending : {".txtpb", ".pb"}) {
        const tests::ScratchDirectory scratch{"mapping"};
        const std::filesystem::path file = scratch / ("mapping" + std::string{ending});
        write_mapping(file, small_mapping(), c.network);
        const Mapping read = read_mapping(file, c.network);
        CHECK(read.core_of == small_mapping().core_of);
        CHECK(read.network == "net");
        CHECK(read.chip == "chip");
    }
}

TEST_CASE("text says neighbours on one core in one run") {
    Case c;
    two_populations(c);
    const tests::ScratchDirectory scratch{"mapping"};
    const std::filesystem::path file = scratch / "mapping.txtpb";
    write_mapping(file, small_mapping(), c.network);
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    std::size_t runs = 0;
    for (std::size_t at = text.str().find("runs"); at != std::string::npos; at = text.str().find("runs", at + 1)) ++runs;
    CHECK(runs == 4);   // 0 0 0 | 2 2 | 0, and 3 3
}

TEST_CASE("a mapping made by the mapper passes the check after a round trip") {
    Case c;
    const PopulationId a = c.population("A", 40);
    c.connect(a, a, hw::testing::chance(40, 40, 0.2, 1));
    c.mesh(4, 4);
    c.chip.capacity.neurons = 7;
    const Mapping made = hw::map_network(c.problem, {});
    const tests::ScratchDirectory scratch{"mapping"};
    const std::filesystem::path file = scratch / "mapping.txtpb";
    write_mapping(file, made, c.network);
    Mapping read = read_mapping(file, c.network);
    hw::check_mapping(c.problem, read);
    CHECK(read.core_of == made.core_of);
    CHECK(read.use.size() == made.use.size());
}

TEST_CASE("populations may stand in any order") {
    Case c;
    two_populations(c);
    CHECK(complaint_about(c, std::string{inh} + R"( populations { name: "Exc" runs { first: 0 count: 6 core: 1 } })").empty());
}

TEST_CASE("a mapping that does not name each neuron once is refused") {
    Case c;
    two_populations(c);
    const std::string head{inh};
    CHECK(says(complaint_about(c, inh), "population 'Exc' is missing"));
    CHECK(says(complaint_about(c, head + head), "population 'Inh' stands twice"));
    CHECK(says(complaint_about(c, head + R"( populations { name: "Ex" })"), "unknown population 'Ex'"));
    CHECK(says(complaint_about(c, head + R"( populations { name: "Ex" })"), "'Exc'"));
    CHECK(says(complaint_about(c, head + R"( populations { name: "Exc" runs { first: 0 count: 5 core: 1 } })"), "5 of 6 have one"));
    CHECK(says(complaint_about(c, head + R"( populations { name: "Exc" runs { first: 0 count: 7 core: 1 } })"), "count from 1 to 6"));
    CHECK(says(complaint_about(c, head + R"( populations { name: "Exc" runs { first: 0 count: 4294967295 core: 1 } })"), "count from 1 to 6"));
    CHECK(says(complaint_about(c, head + R"( populations { name: "Exc" runs { first: 0 count: 0 core: 1 } })"), "a run that does not fit"));
    CHECK(says(complaint_about(c, head + R"( populations { name: "Exc" runs { first: 1 count: 5 core: 1 } })"), "first: 0"));
    CHECK(says(complaint_about(c, head + R"( populations { name: "Exc" runs { first: 0 count: 3 core: 1 } runs { first: 2 count: 4 core: 1 } })"), "first: 3"));
    CHECK_FALSE(complaint_about(c, "").empty());
    CHECK_FALSE(complaint_about(c, "populations {").empty());
    CHECK_FALSE(complaint_about(c, head + " chips: \"aerie\"").empty());
}

}  // namespace
}  // namespace aerie::formats
