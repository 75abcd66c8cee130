#include "tools/cli/profile_command.h"

#include <cstdint>
#include <memory>
#include <string>

#include "tools/cli/command.h"
#include "tools/cli/number_option.h"
#include "tools/cli/standard_output.h"
#include "tools/report/load.h"
#include "tools/report/profile.h"

namespace aerie::cli {
namespace {

struct ProfileOptions {
    std::string directory;
    std::uint64_t top = 10;
    bool is_csv = false;
};

void print_profile(const ProfileOptions& options) {
    const tools::RunRecord record = tools::load_run_record(options.directory);
    print(options.is_csv ? tools::profile_csv(record) : tools::profile(record, options.top));
}

}  // namespace

void add_profile_command(CLI::App& app) {
    CLI::App& command = add_command(app, "profile", "Where a run spent its packets, cycles and energy",
                                    "  aerie profile out\n  aerie profile out --top 30\n  aerie profile out --csv > profile.csv");
    const auto options = std::make_shared<ProfileOptions>();
    command.add_option("DIR", options->directory, "A directory that 'aerie run' wrote")->required();
    CLI::Option* top =
        command.add_option("--top", options->top, "How many links and cores to list; 10 when absent")->check(whole_number(1, 1'000'000));
    command.add_flag("--csv", options->is_csv, "Every link, core, cause and variable as kind,name,quantity,value")->excludes(top);
    command.callback([options] { print_profile(*options); });
}

}  // namespace aerie::cli
