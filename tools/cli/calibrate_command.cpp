#include "tools/cli/calibrate_command.h"

#include <fmt/format.h>

#include <memory>

#include "tools/cli/atomic_file.h"
#include "tools/cli/command.h"
#include "tools/cli/number_option.h"
#include "tools/cli/request_options.h"
#include "tools/cli/standard_output.h"
#include "tools/session/calibrate_table.h"

namespace aerie::cli {
namespace {

struct CalibrateTarget {
    session::CalibrationOptions options;
    std::filesystem::path file;
};

void calibrate_network(const session::Request& request, const CalibrateTarget& target) {
    const std::vector<session::CalibratedRange> ranges = session::calibrate(request, target.options);
    const Network network = session::load_network(request);
    const hw::ChipSpec chip = session::load_chip(request);
    if (!target.file.empty()) write_file_atomically(target.file, session::to_text(ranges));
    print(fmt::format("{} on {}: ranges seen in {} ticks of float64, and {} % more\n\n", network.name, chip.name, std::min(session::total_ticks(network), target.options.most_ticks),
                      target.options.margin * 100.0));
    print(session::calibration_table(ranges, session::formats_under(network, chip, ranges)));
    if (!target.file.empty()) print("\nranges: " + target.file.string() + " (for --ranges)\n");
}

}  // namespace

void add_calibrate_command(CLI::App& app) {
    CLI::App& command = add_command(app, "calibrate", "Propose ranges and formats of variables from a float64 run",
                                    "  aerie calibrate net.txtpb\n"
                                    "  aerie calibrate net.txtpb -o net.ranges && aerie run net.txtpb --ranges net.ranges\n"
                                    "  aerie calibrate net.txtpb --chip loihi1 --margin 1 --ticks 100000");
    const std::shared_ptr<session::Request> request = add_request_options(command);
    const auto target = std::make_shared<CalibrateTarget>();
    command.add_option("-o,--output", target->file, "Write the ranges, for --ranges");
    command.add_option("--margin", target->options.margin, "Room beside what was seen, as a part of its magnitude")->check(real_number(0.0, 1000.0))->capture_default_str();
    command.add_option("--ticks", target->options.most_ticks, "Ticks to run at most")->check(whole_number(1, 1'000'000'000))->capture_default_str();
    command.callback([request, target] { calibrate_network(*request, *target); });
}

}  // namespace aerie::cli
