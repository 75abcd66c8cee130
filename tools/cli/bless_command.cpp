#include "tools/cli/bless_command.h"

#include <fmt/format.h>

#include <memory>

#include "core/error.h"
#include "tools/cli/atomic_file.h"
#include "tools/cli/command.h"
#include "tools/cli/request_options.h"
#include "tools/cli/standard_output.h"
#include "tools/cli/watched_run.h"
#include "tools/formats/golden_file.h"
#include "tools/golden/describe.h"

namespace aerie::cli {
namespace {

namespace fs = std::filesystem;

struct BlessTarget {
    fs::path golden;
    bool force = false;
};

void refuse_overwriting(const fs::path& golden, bool force) {
    if (force || !fs::exists(golden)) return;
    throw InputError{{"a golden stands there already", golden.string(), "", "another name, or --force to say anew what is right; `aerie check` shows what differs"}};
}

/// A golden brings everything with it but the threads.
void refuse_options_beside_golden(const CLI::App& command) {
    for (const char* option : {"--chip", "--set", "--seed", "--duration", "--ranges", "--arithmetic", "--mapping", "--partition", "--min-cores", "--map-seed"}) {
        if (command.count(option) == 0) continue;
        throw InputError{{fmt::format("{} does not go with a golden", option), "the command line", "", "the network file, to bless it with other options"}};
    }
}

void bless_network(const CLI::App& command, const session::Request& request, BlessTarget target) {
    const bool is_again = formats::is_golden(request.network);
    if (is_again) refuse_options_beside_golden(command);
    if (target.golden.empty()) target.golden = is_again ? request.network : fs::path{request.network.stem().string() + ".golden"};
    refuse_overwriting(target.golden, target.force);
    const golden::Blessed blessed = is_again ? golden::bless_again(request.network, target.golden, request.threads, watched_run())
                                             : golden::bless(request, target.golden, watched_run());
    const fs::path page = target.golden.string() + ".txt";
    write_file_atomically(page, golden::describe(target.golden));
    print(fmt::format("blessed {}: {} ticks, {} packets, {} spikes, {} bytes\nto read: {}\n", target.golden.string(), blessed.ticks, blessed.packets, blessed.spikes,
                      fs::file_size(target.golden), page.string()));
}

}  // namespace

void add_bless_command(CLI::App& app) {
    CLI::App& command = add_command(app, "bless", "Record a run as a golden, cycle by cycle, for 'aerie check'",
                                    "  aerie bless net.txtpb -o net.golden --chip loihi1 --duration \"1 s\"\n"
                                    "  aerie bless net.golden --force        runs it again as it was recorded, and says that this is right now");
    const std::shared_ptr<session::Request> request = add_request_options(command);
    command.get_option("NET")->description("Network file, or a golden to be recorded again");
    add_arithmetic_option(command, request);
    add_mapping_options(command, request);
    const auto target = std::make_shared<BlessTarget>();
    command.add_option("-o,--output", target->golden, "The golden; NET's name with .golden by default. FILE.txt beside it is for people");
    command.add_flag("--force", target->force, "Replace a golden");
    command.callback([&command, request, target] { bless_network(command, *request, *target); });
}

}  // namespace aerie::cli
