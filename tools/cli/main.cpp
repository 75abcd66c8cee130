/// @file The table of contents of Aerie: one line per command, in the order of the help.
#include "tools/cli/bless_command.h"
#include "tools/cli/calibrate_command.h"
#include "tools/cli/check_command.h"
#include "tools/cli/chips_command.h"
#include "tools/cli/compare_command.h"
#include "tools/cli/diff_command.h"
#include "tools/cli/map_command.h"
#include "tools/cli/plot_command.h"
#include "tools/cli/profile_command.h"
#include "tools/cli/program.h"
#include "tools/cli/report_command.h"
#include "tools/cli/run_command.h"
#include "tools/cli/scan_command.h"
#include "tools/noc/noc_command.h"

namespace {

void add_commands(CLI::App& app) {
    aerie::cli::add_run_command(app);
    aerie::cli::add_profile_command(app);
    aerie::cli::add_report_command(app);
    aerie::cli::add_plot_command(app);
    aerie::cli::add_scan_command(app);
    aerie::cli::add_map_command(app);
    aerie::cli::add_calibrate_command(app);
    aerie::cli::add_compare_command(app);
    aerie::cli::add_bless_command(app);
    aerie::cli::add_check_command(app);
    aerie::cli::add_diff_command(app);
    aerie::cli::add_chips_command(app);
    aerie::tools::add_noc_command(app);
}

}  // namespace

int main(int argc, char** argv) { return aerie::cli::run_program(argc, argv, add_commands); }
