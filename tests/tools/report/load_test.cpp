/// @file A directory is a result of a run, or it is refused by name.
#include "tools/report/load.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "tests/catch.h"
#include "tests/tools/report/fake_run.h"

namespace aerie::tools {

namespace {

namespace fs = std::filesystem;

/// A directory of this process, gone with the test.
struct Scratch {
    fs::path path = fs::temp_directory_path() / ("aerie_load_test_" + std::to_string(getpid()));
    Scratch() { fs::create_directories(path); }
    ~Scratch() { fs::remove_all(path); }
    void write(const std::string& text) const { std::ofstream{path / "report.json", std::ios::binary} << text; }
};

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
    const Scratch scratch;
    scratch.write(to_json(fake::silent()));
    CHECK(load_run_record(scratch.path).network == "silent");
    CHECK(load_run_record(scratch.path / "report.json").network == "silent");
    CHECK(load_run_record(scratch.path.string() + "/").network == "silent");
    CHECK(result_directory("report.json") == ".");
    CHECK(result_directory("a/report.json") == "a");
    CHECK(result_directory("a") == "a");
}

TEST_CASE("what is not there, is a file, or holds no report is refused") {
    const Scratch scratch;
    CHECK(complaint_about(scratch.path / "missing") == "no such directory");
    CHECK(complaint_about("") == "no such directory");
    CHECK(complaint_about(scratch.path) == "not the result of a run: no report.json in it");
    std::ofstream{scratch.path / "file"} << "x";
    CHECK(complaint_about(scratch.path / "file") == "not a directory");
    fs::create_directory(scratch.path / "report.json");
    CHECK(complaint_about(scratch.path) == "not the result of a run: no report.json in it");
}

TEST_CASE("an empty or cut report is refused") {
    const Scratch scratch;
    scratch.write("");
    CHECK(complaint_about(scratch.path) == "the JSON ends too early");
    const std::string text = to_json(fake::silent());
    scratch.write(text.substr(0, text.size() / 2));
    CHECK(complaint_about(scratch.path) == "the JSON ends too early");
    scratch.write("\x7f\x45LF");
    CHECK(complaint_about(scratch.path) == "not JSON");
}

}  // namespace aerie::tools
