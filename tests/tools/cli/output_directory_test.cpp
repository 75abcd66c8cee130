#include "tools/cli/output_directory.h"

#include <string>
#include <vector>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/tools/cli/disk.h"
#include "tests/tools/formats/complaint_of.h"
#include "tests/scratch_directory.h"
#include "tools/cli/atomic_file.h"

using namespace aerie;
using namespace aerie::cli;
using namespace aerie::tests;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

namespace {

/// A finished result with these files.
void publish(const fs::path& place, const Names& files, const std::string& content, Existing existing = Existing::keep) {
    OutputDirectory output{place, existing};
    for (const std::string& file : files) write_file(output.path() / file, content);
    output.publish();
}

}  // namespace

TEST_CASE("a result appears in one step, and nothing remains beside it") {
    const ScratchDirectory scratch{"cli"};
    OutputDirectory output{scratch / "out"};
    write_file(output.path() / "report.json", "{}");
    CHECK_FALSE(fs::exists(scratch / "out"));
    CHECK(output.place() == fs::weakly_canonical(scratch / "out"));
    output.publish();
    CHECK(names_in(scratch / "out") == Names{content_list, "report.json"});
    CHECK(content_of(scratch / "out/report.json") == "{}");
    CHECK(names_in(scratch.path()) == Names{"out"});
}

TEST_CASE("without publish nothing remains, the parents that it made included") {
    const ScratchDirectory scratch{"cli"};
    {
        OutputDirectory output{scratch / "a/b/out"};
        write_file(output.path() / "report.json", "{}");
        CHECK(names_in(scratch.path()) == Names{"a"});
    }
    CHECK(names_in(scratch.path()).empty());
}

TEST_CASE("parents that were there before stay") {
    const ScratchDirectory scratch{"cli"};
    fs::create_directory(scratch / "a");
    { const OutputDirectory output{scratch / "a/b/out"}; }
    CHECK(names_in(scratch.path()) == Names{"a"});
    CHECK(names_in(scratch / "a").empty());
}

TEST_CASE("missing parents are made") {
    const ScratchDirectory scratch{"cli"};
    publish(scratch / "a/b/out", {"f"}, "new");
    CHECK(content_of(scratch / "a/b/out/f") == "new");
}

TEST_CASE("an older result is replaced whole: none of its files outlive it") {
    const ScratchDirectory scratch{"cli"};
    publish(scratch / "out", {"old_only", "both"}, "old");
    publish(scratch / "out", {"both", "new_only"}, "new");
    CHECK(names_in(scratch / "out") == Names{content_list, "both", "new_only"});
    CHECK(content_of(scratch / "out/both") == "new");
    CHECK(names_in(scratch.path()) == Names{"out"});
}

TEST_CASE("an older result stays as it was when the new one fails") {
    const ScratchDirectory scratch{"cli"};
    publish(scratch / "out", {"f"}, "old");
    {
        OutputDirectory output{scratch / "out"};
        write_file(output.path() / "f", "half of the n");
    }
    CHECK(content_of(scratch / "out/f") == "old");
    CHECK(names_in(scratch.path()) == Names{"out"});
}

TEST_CASE("an empty directory is taken") {
    const ScratchDirectory scratch{"cli"};
    fs::create_directory(scratch / "out");
    publish(scratch / "out", {"f"}, "new");
    CHECK(content_of(scratch / "out/f") == "new");
}

TEST_CASE("a directory with somebody's files is refused before any work, and they stay") {
    const ScratchDirectory scratch{"cli"};
    fs::create_directory(scratch / "out");
    write_file(scratch / "out/thesis.tex", "mine");
    const Complaint complaint = complaint_of([&] { OutputDirectory{scratch / "out"}; });
    CHECK(complaint.where == fs::canonical(scratch / "out").string());
    CHECK(complaint.found == "a directory with files that Aerie did not write, such as 'thesis.tex'");
    CHECK(complaint.allowed.find("--force") != std::string::npos);
    CHECK(content_of(scratch / "out/thesis.tex") == "mine");
}

TEST_CASE("a file put into an older result protects it") {
    const ScratchDirectory scratch{"cli"};
    publish(scratch / "out", {"f"}, "old");
    write_file(scratch / "out/notes.md", "mine");
    CHECK(complaint_of([&] { OutputDirectory{scratch / "out"}; }).found.find("notes.md") != std::string::npos);
}

TEST_CASE("with force the results join a directory, and somebody's other files stay") {
    const ScratchDirectory scratch{"cli"};
    publish(scratch / "out", {"f", "old_only"}, "old");
    write_file(scratch / "out/notes.md", "mine");
    fs::create_directory(scratch / "out/pictures");
    write_file(scratch / "out/pictures/a.png", "mine");
    publish(scratch / "out", {"f"}, "new", Existing::absorb);
    CHECK(names_in(scratch / "out") == Names{content_list, "f", "notes.md", "pictures"});
    CHECK(content_of(scratch / "out/f") == "new");
    CHECK(content_of(scratch / "out/notes.md") == "mine");
    CHECK(content_of(scratch / "out/pictures/a.png") == "mine");
    CHECK(names_in(scratch.path()) == Names{"out"});
}

TEST_CASE("what joined with force is still not Aerie's at the next run") {
    const ScratchDirectory scratch{"cli"};
    fs::create_directory(scratch / "out");
    write_file(scratch / "out/notes.md", "mine");
    publish(scratch / "out", {"f"}, "new", Existing::absorb);
    CHECK(complaint_of([&] { OutputDirectory{scratch / "out"}; }).found.find("notes.md") != std::string::npos);
}

TEST_CASE("a file in the way, a file as a parent, an empty name and the directory one stands in are refused") {
    const ScratchDirectory scratch{"cli"};
    write_file(scratch / "file", "mine");
    CHECK(complaint_of([&] { OutputDirectory{scratch / "file"}; }).found == "a file");
    CHECK(complaint_of([&] { OutputDirectory{scratch / "file/out"}; }).found == "Not a directory");
    CHECK(complaint_of([] { OutputDirectory{""}; }).found == "an empty name");
    for (const char* place : {".", "..", "/"}) {
        CHECK(complaint_of([&] { OutputDirectory{place, Existing::absorb}; }).found == "the directory that you stand in, or one above it");
    }
    CHECK(content_of(scratch / "file") == "mine");
}

TEST_CASE("a name with a slash at its end is the same place") {
    const ScratchDirectory scratch{"cli"};
    publish((scratch / "out").string() + "/", {"f"}, "new");
    CHECK(content_of(scratch / "out/f") == "new");
}

TEST_CASE("a place that cannot be written is refused at once, with the reason of the system") {
    // /proc takes no new directories, not even from root.
    const Complaint complaint = complaint_of([] { OutputDirectory{"/proc/aerie-out"}; });
    CHECK(complaint.what == "cannot write the output directory");
    CHECK(complaint.where == "/proc/aerie-out");
    CHECK(complaint.found == "No such file or directory");
}

TEST_CASE("a disk that fills up at the last step leaves the older result") {
    const ScratchDirectory scratch{"cli"};
    publish(scratch / "out", {"f"}, "old");
    OutputDirectory output{scratch / "out"};
    write_file(output.path() / std::string(200, 'n'), "new");
    const FileSizeLimit limit{100};   // the list of names does not fit
    CHECK(complaint_of([&] { output.publish(); }).found == "File too large");
    CHECK(content_of(scratch / "out/f") == "old");
}

TEST_CASE("what a killed run left beside the place is swept by the next one, what a living run writes is not") {
    const ScratchDirectory scratch{"cli"};
    const std::string dead = "out.aerie-part-999999999", alive = "out.aerie-part-1", other = "outer.aerie-part-999999999", foreign = "out.aerie-part-x";
    for (const std::string& name : {dead, alive, other, foreign}) fs::create_directory(scratch / name);
    { const OutputDirectory output{scratch / "out"}; }
    CHECK(names_in(scratch.path()) == Names{alive, foreign, other});
}
