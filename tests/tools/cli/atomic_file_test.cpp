#include "tools/cli/atomic_file.h"

#include <string>
#include <vector>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/tools/cli/disk.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/scratch_directory.h"

using namespace aerie;
using namespace aerie::cli;
using namespace aerie::tests;
namespace fs = std::filesystem;

TEST_CASE("a file holds exactly what was written") {
    const ScratchDirectory scratch{"cli"};
    const std::string text{"a\0b\nc", 5};
    write_file(scratch / "plain", text);
    write_file_atomically(scratch / "atomic", text);
    CHECK(content_of(scratch / "plain") == text);
    CHECK(content_of(scratch / "atomic") == text);
    CHECK(names_in(scratch.path()) == std::vector<std::string>{"atomic", "plain"});
}

TEST_CASE("an older file is replaced whole, also by a shorter one") {
    const ScratchDirectory scratch{"cli"};
    write_file_atomically(scratch / "f", "long long ago");
    write_file_atomically(scratch / "f", "now");
    CHECK(content_of(scratch / "f") == "now");
}

TEST_CASE("a file of more bytes than a pipe or a page arrives whole") {
    const ScratchDirectory scratch{"cli"};
    const std::string text(5'000'000, 'x');
    write_file_atomically(scratch / "f", text);
    CHECK(fs::file_size(scratch / "f") == text.size());
}

TEST_CASE("a full disk is an input error that names the file") {
    for (const auto write : {write_file, write_file_atomically}) {
        const Complaint complaint = complaint_of([&] { write("/dev/full", "text"); });
        CHECK(complaint.what == "cannot write a file");
        CHECK(complaint.where == "/dev/full");
        CHECK(complaint.found == "No space left on device");
    }
}

TEST_CASE("a file that cannot be finished leaves the older one as it was and nothing beside it") {
    const ScratchDirectory scratch{"cli"};
    write_file_atomically(scratch / "f", "old");
    const FileSizeLimit limit{1000};
    const Complaint complaint = complaint_of([&] { write_file_atomically(scratch / "f", std::string(5000, 'x')); });
    CHECK(complaint.where == (scratch / "f").string());
    CHECK(complaint.found == "File too large");
    CHECK(content_of(scratch / "f") == "old");
    CHECK(names_in(scratch.path()) == std::vector<std::string>{"f"});
}

TEST_CASE("a folder that does not exist, or a folder in the file's place, is an input error") {
    const ScratchDirectory scratch{"cli"};
    CHECK(complaint_of([&] { write_file_atomically(scratch / "no" / "f", "x"); }).found == "No such file or directory");
    CHECK(complaint_of([&] { write_file_atomically(scratch.path(), "x"); }).found == "Is a directory");
}

TEST_CASE("a link keeps pointing to the file that it named") {
    const ScratchDirectory scratch{"cli"};
    write_file_atomically(scratch / "f", "old");
    fs::create_symlink("f", scratch / "link");
    write_file_atomically(scratch / "link", "new");
    CHECK(fs::is_symlink(scratch / "link"));
    CHECK(content_of(scratch / "f") == "new");
}
