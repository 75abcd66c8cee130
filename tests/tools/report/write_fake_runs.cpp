/// @file Writes the realistic and the empty run into DIR/full and DIR/silent, and a page whose script fails into DIR/broken: for the tests in a browser.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/tools/report/fake_run.h"

namespace {

void write(const std::filesystem::path& directory, const aerie::tools::RunRecord& record) {
    std::filesystem::create_directories(directory);
    std::ofstream{directory / "report.json", std::ios::binary} << aerie::tools::to_json(record);
    std::ofstream{directory / "report.html", std::ios::binary} << aerie::tools::to_html(record);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::fputs("write_fake_runs DIR\n", stderr), 2;
    const std::filesystem::path place{argv[1]};
    write(place / "full", aerie::tools::fake::homeostasis());
    write(place / "silent", aerie::tools::fake::silent());
    aerie::tools::RunRecord broken = aerie::tools::fake::homeostasis();
    broken.links.front().direction = 'Q';   // the page knows N E S W L
    write(place / "broken", broken);
}
