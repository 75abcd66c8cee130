#include "tools/cli/atomic_file.h"
#include "tools/session/run.h"

namespace aerie::session {

void write_reports(const tools::RunRecord& record, const std::filesystem::path& directory) {
    cli::write_file(directory / "report.json", tools::to_json(record));
    cli::write_file(directory / "counters.csv", tools::to_csv(record));
    cli::write_file(directory / "report.html", tools::to_html(record));
}

}  // namespace aerie::session
