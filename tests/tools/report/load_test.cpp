/// @file A directory is a result of a run, or it is refused by name.
#include "tools/report/load.h"

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/scratch_directory.h"
#include "tests/tools/report/fake_run.h"

namespace aerie::tools {

namespace {

namespace fs = std::filesystem;

std::string complaint_about(const fs::path& path) {
    try {
        static_cast<void>(load_run_record(path));
    } catch (const InputError& error) {
        return error.complaint().what;
    }
    return "accepted";
}

}  // namespace

TEST_CASE("a result is read, named by its directory or by its report.json") {
    const tests::ScratchDirectory scratch{"load"};
    scratch.file("report.json", to_json(fake::silent()));
    CHECK(load_run_record(scratch.path()).network == "silent");
    CHECK(load_run_record(scratch / "report.json").network == "silent");
    CHECK(load_run_record(scratch.path().string() + "/").network == "silent");
    CHECK(result_directory("report.json") == ".");
    CHECK(result_directory("a/report.json") == "a");
    CHECK(result_directory("a") == "a");
}

TEST_CASE("what is not there, is a file, or holds no report is refused") {
    const tests::ScratchDirectory scratch{"load"};
    CHECK(complaint_about(scratch / "missing") == "no such directory");
    CHECK(complaint_about("") == "no such directory");
    CHECK(complaint_about(scratch.path()) == "not the result of a run: no report.json in it");
    std::ofstream{scratch / "file"} << "x";
    CHECK(complaint_about(scratch / "file") == "not a directory");
    fs::create_directory(scratch / "report.json");
    CHECK(complaint_about(scratch.path()) == "not the result of a run: no report.json in it");
}

TEST_CASE("an empty or cut report is refused") {
    const tests::ScratchDirectory scratch{"load"};
    scratch.file("report.json", "");
    CHECK(complaint_about(scratch.path()) == "the JSON ends too early");
    const std::string text = to_json(fake::silent());
    scratch.file("report.json", text.substr(0, text.size() / 2));
    CHECK(complaint_about(scratch.path()) == "the JSON ends too early");
    scratch.file("report.json", "\x7f\x45LF");
    CHECK(complaint_about(scratch.path()) == "not JSON");
}

}  // namespace aerie::tools
