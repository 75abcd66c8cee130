/// @file Files that grow: whole under their name or not at all, compressed by their ending, honest about a full disk.
#include <sys/stat.h>
#include <zlib.h>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/scratch_directory.h"
#include "tests/tools/cli/disk.h"
#include "tools/formats/stream_file.h"

using namespace aerie;
using formats::StreamFile;
using tests::ScratchDirectory;

namespace {

std::string many_lines() {
    std::string text;
    for (int k = 0; k < 200'000; ++k) text += "line " + std::to_string(k * 7919) + "\n";
    return text;
}

std::string expanded(const std::filesystem::path& path) {
    const gzFile file = ::gzopen(path.c_str(), "rb");
    std::string text(std::size_t{1} << 24, '\0');
    const int size = ::gzread(file, text.data(), static_cast<unsigned>(text.size()));
    ::gzclose(file);
    REQUIRE(size >= 0);
    text.resize(static_cast<std::size_t>(size));
    return text;
}

}  // namespace

TEST_CASE("a growing file has its name when it is finished, and not before") {
    const ScratchDirectory folder{"stream"};
    StreamFile file{folder / "a.txt"};
    file.write("one\n");
    CHECK_FALSE(std::filesystem::exists(folder / "a.txt"));
    file.write("two\n");
    file.finish();
    CHECK(content_of(folder / "a.txt") == "one\ntwo\n");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a.txt"});
}

TEST_CASE("an unfinished file leaves nothing, and what stood there stays") {
    const ScratchDirectory folder{"stream"};
    folder.file("a.txt", "old");
    {
        StreamFile file{folder / "a.txt"};
        file.write(many_lines());
    }
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a.txt"});
    CHECK(content_of(folder / "a.txt") == "old");
}

TEST_CASE("a name that ends in gz is compressed, to the same bytes each time") {
    const ScratchDirectory folder{"stream"};
    const std::string text = many_lines();
    for (const char* name : {"a.txt.gz", "b.txt.gz"}) {
        StreamFile file{folder / name};
        for (std::size_t at = 0; at < text.size(); at += 1000) file.write(std::string_view{text}.substr(at, 1000));
        file.finish();
    }
    CHECK(expanded(folder / "a.txt.gz") == text);
    CHECK(content_of(folder / "a.txt.gz") == content_of(folder / "b.txt.gz"));
    CHECK(std::filesystem::file_size(folder / "a.txt.gz") < text.size() / 2);
}

TEST_CASE("an empty file is a file, compressed or not") {
    const ScratchDirectory folder{"stream"};
    StreamFile plain{folder / "a"}, compressed{folder / "a.gz"};
    plain.finish();
    compressed.finish();
    CHECK(content_of(folder / "a").empty());
    CHECK(expanded(folder / "a.gz").empty());
}

TEST_CASE("places that cannot be written are refused at once") {
    const ScratchDirectory folder{"stream"};
    for (const std::filesystem::path& path : {folder / "none/a", folder.path(), std::filesystem::path{}}) CHECK_THROWS_AS(StreamFile{path}, InputError);
}

TEST_CASE("a full disk is told by check and by finish, never by write, and nothing remains") {
    const ScratchDirectory folder{"stream"};
    for (const char* name : {"a.txt", "a.txt.gz"}) {
        const FileSizeLimit limit{100'000};
        StreamFile file{folder / name};
        CHECK_NOTHROW(file.check());
        file.write(many_lines());
        file.write(many_lines());
        CHECK_THROWS_AS(file.check(), InputError);
        CHECK_THROWS_AS(file.finish(), InputError);
    }
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("a device is written in place, and a full one is told") {
    StreamFile null{"/dev/null"};
    null.write("x");
    CHECK_NOTHROW(null.finish());
    StreamFile full{"/dev/full"};
    full.write("x");
    CHECK_THROWS_AS(full.finish(), InputError);
    CHECK(std::filesystem::is_character_file("/dev/full"));
}
