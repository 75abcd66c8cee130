#include "tools/formats/text_proto.h"

#include <sys/stat.h>

#include <limits>

#include "core/network.pb.h"
#include "tests/catch.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/scratch_directory.h"

using Catch::Matchers::Contains;
using namespace aerie;
using namespace aerie::formats;
using aerie::tests::complaint_of;
using aerie::tests::ScratchDirectory;
namespace pb = aerie::network::v1;

namespace {

Complaint refusal(std::string_view text) {
    return complaint_of([&] {
        pb::Network network;
        parse_text_proto(text, "net.txtpb", network);
    });
}

pb::Network parsed(std::string_view text) {
    pb::Network network;
    parse_text_proto(text, "net.txtpb", network);
    return network;
}

}  // namespace

TEST_CASE("a text file becomes the message that it says") {
    const pb::Network network = parsed(R"(name: "small"  # a comment
        dt: "0.1 ms" schedule: BRIAN2
        population { name: "A" size: 3 equations: ["dv/dt = -v / tau", "x : 1"] }
        stimulus { values: [1, 2.5, -3e-1] })");
    CHECK(network.name() == "small");
    CHECK(network.schedule() == pb::BRIAN2);
    CHECK_FALSE(network.has_seed());
    REQUIRE(network.population_size() == 1);
    CHECK(network.population(0).size() == 3);
    CHECK(network.population(0).equations(1) == "x : 1");
    CHECK(network.stimulus(0).values(2) == -0.3);
}

TEST_CASE("an unknown field is refused with its place and the nearest known field") {
    const Complaint said = refusal("name: \"a\"\npopulation {\n  name: \"A\"\n  treshold: \"v > 1\"\n}\n");
    CHECK(said.what == "unknown field 'treshold'");
    CHECK_THAT(said.where, Contains("net.txtpb: line 4") && Contains("Population"));
    CHECK(said.found == "treshold");
    CHECK_THAT(said.allowed, Contains("'threshold'"));
}

TEST_CASE("an unknown message is refused with the nearest known message") {
    const Complaint said = refusal("populaton { size: 1 }");
    CHECK(said.what == "unknown field 'populaton'");
    CHECK_THAT(said.allowed, Contains("'population'"));
}

TEST_CASE("a field given twice is refused, even with the same value") {
    CHECK_THAT(refusal("name: \"a\" name: \"a\"").what, Contains("'name'") && Contains("more than once"));
    CHECK_THAT(refusal("population { size: 0 size: 0 }").what, Contains("'size'") && Contains("more than once"));
    CHECK_THAT(refusal("source { poisson { rate: \"1 Hz\" } poisson { rate: \"1 Hz\" } }").what, Contains("'poisson'"));
}

TEST_CASE("two members of a choice are refused") {
    const Complaint said = refusal("source { poisson { rate: \"1 Hz\" } regular { period: \"1 ms\" } }");
    CHECK_THAT(said.what, Contains("regular") && Contains("poisson"));
    CHECK_THAT(said.allowed, Contains("poisson, spikes, regular"));
}

TEST_CASE("a value of the wrong kind is refused with what is allowed") {
    const Complaint text_for_number = refusal("population {\n size: \"ten\"\n}");
    CHECK_THAT(text_for_number.what, Contains("'size'"));
    CHECK_THAT(text_for_number.where, Contains("line 2 column 8"));
    CHECK(text_for_number.found == "\"ten\"");
    CHECK(text_for_number.allowed == "a whole number from 0 to 18446744073709551615");

    const Complaint number_for_text = refusal("dt: 0.1");
    CHECK_THAT(number_for_text.what, Contains("'dt'"));
    CHECK(number_for_text.found == "0.1");
    CHECK(number_for_text.allowed == "text in quotes");

    CHECK(refusal("connect_ { }").found == "connect_");
    CHECK(refusal("projection { connect { allow_self: maybe } }").allowed == "true or false");
    CHECK_THAT(refusal("population: 5").allowed, Contains("fields in braces"));
    CHECK_THAT(refusal("stimulus { values: [1, x] }").allowed, Contains("a finite number"));
}

TEST_CASE("numbers beyond their field are refused with the number and its limits") {
    const Complaint negative = refusal("population { size: -5 }");
    CHECK(negative.found == "-5");
    CHECK(negative.allowed == "a whole number from 0 to 18446744073709551615");

    const Complaint too_large = refusal("population { size: 18446744073709551616 }");  // 2^64
    CHECK(too_large.found == "18446744073709551616");
    CHECK_THAT(refusal("source { spikes { neuron: 4294967296 } }").allowed, Contains("from 0 to 4294967295"));  // 2^32
    CHECK(refusal("population { size: 1.5 }").found == "1.5");
}

TEST_CASE("an unknown value of a choice is refused with the nearest known value") {
    const Complaint said = refusal("schedule: BRIAN");
    CHECK(said.what == "unknown value 'BRIAN'");
    CHECK_THAT(said.allowed, Contains("'BRIAN2'") && Contains("'CHIP'") && !Contains("UNSPECIFIED"));
}

TEST_CASE("nan and infinity are refused wherever they stand") {
    CHECK(refusal("stimulus { values: [1, nan] }").found == "nan");
    const Complaint infinite = refusal("projection {\n connect { fixed_probability {\n probability: inf } } }");
    CHECK(infinite.found == "inf");
    CHECK_THAT(infinite.where, Contains("line 3"));
    CHECK(refusal("stimulus { values: 1e999 }").found == "inf");
}

TEST_CASE("a choice by a number that means nothing is refused") {
    CHECK(refusal("schedule: 7").found == "7");
    CHECK_THAT(refusal("name: \"n\"\npopulation {\n method: METHOD_UNSPECIFIED }").where, Contains("line 3"));
    CHECK(parsed("schedule: 2").schedule() == pb::BRIAN2);
}

TEST_CASE("a file that ends in the middle is refused as such") {
    for (const char* text : {"population { name: \"A\"", "population {", "name:", "population { initial { name: \"v\" value: "}) {
        const Complaint said = refusal(text);
        CHECK(said.what == "the file ends in the middle");
        CHECK(said.found == "the end of the file");
    }
    CHECK_THAT(refusal("population { initial { name: \"v\"").allowed, Contains("2 more closing"));
}

TEST_CASE("a string that is not closed is refused in its line") {
    CHECK_THAT(refusal("name: \"abc\ndt: \"1 ms\"").where, Contains("line 1"));
}

TEST_CASE("a file without any field is refused") {
    for (const char* text : {"", "\n \n", "# only a comment\n"}) {
        CHECK_THAT(refusal(text).what, Contains("Network") && Contains("empty"));
        CHECK_THAT(refusal(text).allowed, Contains("'population'"));
    }
}

TEST_CASE("text that is not UTF-8 is refused with its byte") {
    const Complaint said = refusal("name: \"a\"\ndescription: \"\xff\"");
    CHECK_THAT(said.where, Contains("line 2 column 15"));
    CHECK(said.found == "byte 0xff");
    CHECK(parsed("name: \"\u00e9\u4e2d\U0001f41d\"").name() == "\u00e9\u4e2d\U0001f41d");
}

TEST_CASE("a byte that cannot be shown is shown by its number") { CHECK(refusal(std::string_view{"\0\0", 2}).found == "byte 0x00"); }

TEST_CASE("bottomless nesting is refused, not followed") {
    std::string text;
    for (int i = 0; i < 100000; ++i) text += "population {";
    CHECK_FALSE(refusal(text).what.empty());
}

TEST_CASE("every truncation and every single changed byte of a file is either read or refused") {
    const std::string text = "name: \"n\" stimulus { values: [1, 2] unit: \"Hz\" }\nsource { size: 1 poisson { rate: 'x(t)' } } schedule: CHIP\n";
    for (std::size_t size = 0; size < text.size(); ++size) {
        pb::Network network;
        try {
            parse_text_proto(text.substr(0, size), "net", network);
        } catch (const InputError& error) {
            CHECK_FALSE(error.complaint().what.empty());
            CHECK_FALSE(error.complaint().where.empty());
            CHECK_FALSE(error.complaint().found.empty());
            CHECK_FALSE(error.complaint().allowed.empty());
        }
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char byte : {'\0', '{', '}', '"', ':', '-', '9', '#', '\xc3', '\n'}) {
            std::string changed = text;
            changed[at] = byte;
            pb::Network network;
            try {
                parse_text_proto(changed, "net", network);
            } catch (const InputError& error) {
                CHECK_FALSE(error.complaint().allowed.empty());
            }
        }
    }
}

TEST_CASE("what cannot be read is refused with the reason") {
    const ScratchDirectory scratch{"unreadable"};
    pb::Network network;
    CHECK_THAT(complaint_of([&] { read_message(scratch / "missing.txtpb", network); }).found, Contains("No such file"));
    CHECK(complaint_of([&] { read_message(scratch.path(), network); }).found == "a directory");
    REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
    CHECK(complaint_of([&] { read_message(scratch / "pipe", network); }).found == "a pipe");
    CHECK(complaint_of([&] { read_message("/dev/zero", network); }).found == "a device");
    const auto huge = scratch.file("huge.txtpb", "");
    std::filesystem::resize_file(huge, std::uintmax_t{1} << 33);
    CHECK_THAT(complaint_of([&] { read_message(huge, network); }).allowed, Contains("at most"));
}

TEST_CASE("both forms come back as they were written") {
    const ScratchDirectory scratch{"forms"};
    const pb::Network network = parsed("name: \"\u00e9 \\\"q\\\"\" stimulus { values: [0.1, 1e-300, 3] } population { size: 7 }");
    write_text_proto(scratch / "n.txtpb", network);
    write_binary_proto(scratch / "n.pb", network);
    for (const char* name : {"n.txtpb", "n.pb"}) {
        pb::Network again;
        read_message(scratch / name, again);
        CHECK(again.SerializeAsString() == network.SerializeAsString());
    }
    std::filesystem::copy_file(scratch / "n.pb", scratch / "binary_without_name");
    std::filesystem::copy_file(scratch / "n.txtpb", scratch / "text_without_name");
    for (const char* name : {"binary_without_name", "text_without_name"}) {
        pb::Network again;
        read_message(scratch / name, again);
        CHECK(again.name() == network.name());
    }
}

TEST_CASE("a binary file that is cut short, damaged or of a newer schema is refused") {
    pb::Network network = parsed("name: \"n\" population { name: \"A\" size: 7 }");
    const std::string bytes = network.SerializeAsString();
    pb::Network again;
    CHECK_THAT(complaint_of([&] { parse_binary_proto(bytes.substr(0, bytes.size() - 1), "n.pb", again); }).what, Contains("cut short"));
    CHECK_THAT(complaint_of([&] { parse_binary_proto("name: \"text\"", "n.pb", again); }).allowed, Contains(".txtpb"));
    CHECK_THAT(complaint_of([&] { parse_binary_proto("", "n.pb", again); }).what, Contains("empty"));
    // Field 1000, a varint, inside the population: tag (1000 << 3 | 0) = 8000 = C0 3E as a varint.
    network.mutable_population(0)->MergeFromString("\xC0\x3E\x01");
    CHECK_THAT(complaint_of([&] { parse_binary_proto(network.SerializeAsString(), "n.pb", again); }).what,
               Contains("number 1000") && Contains("Population"));
    pb::Network odd;
    odd.add_stimulus()->add_values(std::numeric_limits<double>::quiet_NaN());
    CHECK(complaint_of([&] { parse_binary_proto(odd.SerializeAsString(), "n.pb", again); }).found == "nan");
}

TEST_CASE("a file that cannot be written is refused and leaves nothing behind") {
    const ScratchDirectory scratch{"unwritable"};
    const pb::Network network = parsed("name: \"n\"");
    CHECK_THAT(complaint_of([&] { write_text_proto(scratch / "missing" / "n.txtpb", network); }).found, Contains("No such file"));
    std::filesystem::create_directory(scratch / "taken");
    CHECK_FALSE(complaint_of([&] { write_text_proto(scratch / "taken", network); }).found.empty());
    CHECK(std::distance(std::filesystem::directory_iterator{scratch.path()}, {}) == 1);
}

TEST_CASE("writing replaces the old file as a whole") {
    const ScratchDirectory scratch{"replace"};
    write_text_proto(scratch / "n.txtpb", parsed("name: \"a long first name\""));
    write_text_proto(scratch / "n.txtpb", parsed("name: \"b\""));
    pb::Network network;
    read_text_proto(scratch / "n.txtpb", network);
    CHECK(network.name() == "b");
    CHECK(std::distance(std::filesystem::directory_iterator{scratch.path()}, {}) == 1);
}
