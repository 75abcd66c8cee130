#include "tools/formats/text_position.h"

#include "core/network.pb.h"
#include "tests/catch.h"

using namespace aerie::formats;
namespace pb = aerie::network::v1;

namespace {

TextSurroundings around(std::string_view text, std::string_view mark) { return surroundings_at(text, text.find(mark), pb::Network::descriptor()); }

}  // namespace

TEST_CASE("a position and its offset are each other's inverse") {
    const std::string_view text = "a: 1\n\tb: 2\n\n  c";
    for (std::size_t offset = 0; offset <= text.size(); ++offset) CHECK(offset_of(text, position_of(text, offset)) == offset);
}

TEST_CASE("a tab reaches to the next multiple of eight, as protobuf counts") {
    CHECK(position_of("\tb", 1).column == 8);
    CHECK(position_of("abc\tb", 4).column == 8);
    CHECK(offset_of("\tb", {0, 8}) == 1);
}

TEST_CASE("a position behind the end is the end") {
    CHECK(offset_of("ab", {0, 9}) == 2);
    CHECK(offset_of("ab", {5, 0}) == 2);
    CHECK(offset_of("ab\ncd", {0, 9}) == 2);   // not into the next line
}

TEST_CASE("people count lines and columns from one") { CHECK(to_text("net", {0, 0}) == "net: line 1 column 1"); }

TEST_CASE("a token is a word, a number, a string or one sign") {
    CHECK(token_at("size: -5 }", 6) == "-5");
    CHECK(token_at("  # comment\n v_1 = 2", 0) == "v_1");
    CHECK(token_at("'a b' c", 0) == "'a b'");
    CHECK(token_at("\"a\\\"b\" c", 0) == "\"a\\\"b\"");
    CHECK(token_at("\"open\nnext", 0) == "\"open\n");
    CHECK(token_at("{x", 0) == "{");
    CHECK(token_at("  # the rest", 0) == "the end of the file");
    CHECK(token_at(std::string(100, 'x'), 0) == std::string(40, 'x') + "...");
}

TEST_CASE("the surroundings are the innermost open message and its last field") {
    const std::string_view text = "name: 'n' population { name: '}' initial { name: ! } # { \n size: ? }";
    CHECK(around(text, "!").message->name() == "Setting");
    CHECK(around(text, "!").field->name() == "name");
    CHECK(around(text, "!").open_braces == 2);
    CHECK(around(text, "?").message->name() == "Population");
    CHECK(around(text, "?").field->name() == "size");
    CHECK(around(text, "?").open_braces == 1);
}

TEST_CASE("what the schema does not know has no field, but its braces count") {
    CHECK(around("populaton { size: !", "!").field == nullptr);
    CHECK(around("populaton { size: !", "!").message->name() == "Network");
    CHECK(around("populaton { size: !", "!").open_braces == 1);
    CHECK(around("} } name: !", "!").field->name() == "name");   // too many closing braces do no harm
}

TEST_CASE("UTF-8 is well formed as the Unicode standard's table 3-7 says") {
    constexpr auto good = std::string_view::npos;
    for (const char* text : {"", "abc", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CHECK(first_invalid_utf8(text) == good);
    }
    for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\x80", "\xED\xA0\x80", "\xE1\x80", "\xF0\x8F\x80\x80", "\xF4\x90\x80\x80",
                             "\xF5\x80\x80\x80", "\xFF"}) {
        CHECK(first_invalid_utf8(text) == 0);
        CHECK(first_invalid_utf8(std::string{"ok"} + text) == 2);
    }
}
