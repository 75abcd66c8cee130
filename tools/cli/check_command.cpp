#include "tools/cli/check_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "tools/cli/command.h"
#include "tools/cli/number_option.h"
#include "tools/cli/standard_output.h"
#include "tools/cli/watched_run.h"

namespace aerie::cli {
namespace {

struct CheckRequest {
    std::vector<std::filesystem::path> goldens;
    golden::CheckOptions options;
};

ExitCode check_one(const std::filesystem::path& golden, const golden::CheckOptions& options) {
    const golden::Comparison comparison = golden::check(golden, options, watched_run());
    print(fmt::format("{}: {}\n{}", golden.string(), comparison.is_same() ? "same" : "DIFFERS", to_text(comparison)));
    return comparison.is_same() ? ExitCode::good : ExitCode::differs;
}

/// One of several: that it cannot be run does not keep the others from being checked.
ExitCode try_one(const std::filesystem::path& golden, const golden::CheckOptions& options) {
    try {
        return check_one(golden, options);
    } catch (const CapacityError& error) {
        print(fmt::format("{}: DOES NOT FIT\n  {}\n", golden.string(), error.what()));
        return ExitCode::does_not_fit;
    } catch (const InputError& error) {
        print(fmt::format("{}: CANNOT BE CHECKED\n  {}\n", golden.string(), error.what()));
        return ExitCode::bad_input;
    }
}

void check_all(const CheckRequest& request) {
    if (request.goldens.size() == 1) return end_with(check_one(request.goldens.front(), request.options));
    ExitCode worst = ExitCode::good;
    std::vector<std::string> others;
    for (const auto& golden : request.goldens) {
        const ExitCode code = try_one(golden, request.options);
        if (code != ExitCode::good) others.push_back(golden.string());
        worst = std::max(worst, code);
    }
    print(fmt::format("{} of {} goldens are the same\n", request.goldens.size() - others.size(), request.goldens.size()));
    for (const std::string& other : others) print("  not: " + other + "\n");
    end_with(worst);
}

}  // namespace

void add_check_command(CLI::App& app) {
    CLI::App& command = add_command(app, "check", "Run goldens again and name the first diverging cycle; exit code 1 when one differs",
                                    "  aerie check tests/golden/*.golden\n"
                                    "  aerie check net.golden --threads 4\n"
                                    "  aerie check net.golden --set mesh.fifo_depth=8      would this move a cycle?");
    const auto request = std::make_shared<CheckRequest>();
    command.add_option("GOLDEN", request->goldens, "Goldens, written by 'aerie bless'")->required();
    command.add_option("--threads", request->options.threads, "Worker threads; the result does not depend on it")->check(whole_number(1, 256))->capture_default_str();
    command.add_option("--set", request->options.overrides, "Change one figure of the chip, for this check")->allow_extra_args(false);
    command.add_option("--context", request->options.context, "Lines shown before and after the first difference")->check(whole_number(0, 10000))->capture_default_str();
    command.callback([request] { check_all(*request); });
}

}  // namespace aerie::cli
