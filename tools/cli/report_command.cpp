#include "tools/cli/report_command.h"

#include <filesystem>
#include <memory>
#include <string>

#include "tools/cli/atomic_file.h"
#include "tools/cli/command.h"
#include "tools/cli/standard_output.h"
#include "tools/report/load.h"

namespace aerie::cli {
namespace {

struct ReportOptions {
    std::string directory, page;
};

void write_page(const ReportOptions& options) {
    const tools::RunRecord record = tools::load_run_record(options.directory);
    const std::filesystem::path page =
        options.page.empty() ? tools::result_directory(options.directory) / "report.html" : std::filesystem::path{options.page};
    write_file_atomically(page, tools::to_html(record));
    print(page.string() + "\n");
}

}  // namespace

void add_report_command(CLI::App& app) {
    CLI::App& command = add_command(app, "report", "Write the page of a run: one HTML file, to be opened in any browser",
                                    "  aerie report out              writes out/report.html\n  aerie report out -o page.html");
    const auto options = std::make_shared<ReportOptions>();
    command.add_option("DIR", options->directory, "A directory that 'aerie run' wrote")->required();
    command.add_option("-o,--output", options->page, "The page; DIR/report.html when absent");
    command.callback([options] { write_page(*options); });
}

}  // namespace aerie::cli
