#include "tools/cli/compare_command.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "core/error.h"
#include "core/lang/check.h"
#include "tools/cli/atomic_file.h"
#include "tools/cli/command.h"
#include "tools/cli/interrupt.h"
#include "tools/cli/number_option.h"
#include "tools/cli/progress.h"
#include "tools/cli/request_options.h"
#include "tools/cli/standard_output.h"
#include "tools/session/compare_report.h"

namespace aerie::cli {
namespace {

struct CompareTarget {
    std::string period, time_constant = "10 ms";
    std::uint64_t members = 1000;
    std::filesystem::path json;
};

double seconds(const std::string& text, const std::string& option) { return lang::evaluate_quantity(text, lang::find_unit("second")->dimension, option); }

std::uint64_t period_ticks(const std::string& text, double dt_s) {
    if (text.empty()) return 0;
    const double ticks = seconds(text, "--period") / dt_s;
    if (!(ticks >= 1.0 && ticks < 1e15) || std::abs(ticks - std::round(ticks)) > 1e-6) {
        throw InputError{{"the period is not a whole number of ticks", "--period", text, fmt::format("a multiple of {} ms, at least one", dt_s * 1e3)}};
    }
    return static_cast<std::uint64_t>(std::llround(ticks));
}

double positive_seconds(const std::string& text, const std::string& option) {
    const double value = seconds(text, option);
    if (!(value > 0.0 && std::isfinite(value))) throw InputError{{"a time constant must be positive", option, text, "a time such as \"10 ms\""}};
    return value;
}

void compare_network(const session::Request& request, const CompareTarget& target) {
    const std::unique_ptr<session::Prepared> prepared = session::prepare(request);
    ProgressBar bar{Ticks{session::total_ticks(prepared->network)}, Seconds{prepared->network.dt_s}};
    session::CompareOptions options{.period_ticks = period_ticks(target.period, prepared->network.dt_s), .most_members = target.members,
                                    .time_constant_s = positive_seconds(target.time_constant, "--time-constant"), .threads = request.threads};
    options.progress = [&](Ticks done) {
        stop_if_interrupted();
        bar.advance(done);
    };
    const session::Comparison comparison = session::compare(*prepared, options);
    if (!target.json.empty()) write_file_atomically(target.json, session::to_json(comparison));
    print(session::to_text(comparison));
    if (!target.json.empty()) print("\njson: " + target.json.string() + "\n");
}

}  // namespace

void add_compare_command(CLI::App& app) {
    CLI::App& command = add_command(app, "compare", "Run fixed point and float64 side by side: what precision costs",
                                    "  aerie compare net.txtpb\n"
                                    "  aerie compare net.txtpb --set weight.bits=6 --period \"10 ms\" --json cost.json");
    const std::shared_ptr<session::Request> request = add_request_options(command);
    const auto target = std::make_shared<CompareTarget>();
    command.add_option("--period", target->period, "Time between two looks at the variables, e.g. \"1 ms\"; a thousandth of the run by default");
    command.add_option("--members", target->members, "Neurons or synapses looked at per variable, evenly spread")->check(whole_number(1, ~std::uint32_t{0}))->capture_default_str();
    command.add_option("--time-constant", target->time_constant, "Of the spike train distance (van Rossum 2001)")->capture_default_str();
    command.add_option("--json", target->json, "Write all figures as JSON");
    command.callback([request, target] { compare_network(*request, *target); });
}

}  // namespace aerie::cli
