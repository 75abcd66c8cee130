#include "tools/cli/diff_command.h"

#include <filesystem>
#include <memory>

#include "tools/cli/command.h"
#include "tools/cli/number_option.h"
#include "tools/cli/standard_output.h"
#include "tools/golden/compare.h"

namespace aerie::cli {
namespace {

struct DiffRequest {
    std::filesystem::path expected, got;
    std::size_t context = 5;
};

void diff(const DiffRequest& request) {
    const golden::Comparison comparison = golden::compare(request.expected, request.got, request.context);
    print((comparison.is_same() ? "same\n" : "- " + request.expected.string() + "\n+ " + request.got.string() + "\n") + to_text(comparison));
    end_with(comparison.is_same() ? ExitCode::good : ExitCode::differs);
}

}  // namespace

void add_diff_command(CLI::App& app) {
    CLI::App& command = add_command(app, "diff", "Name the first cycle in which two recorded runs differ; exit code 1 when they do",
                                    "  aerie diff before.golden after.golden\n  aerie diff a.trace b.trace --context 20");
    const auto request = std::make_shared<DiffRequest>();
    command.add_option("A", request->expected, "Golden or trace; what is expected")->required();
    command.add_option("B", request->got, "Golden or trace to compare with it")->required();
    command.add_option("--context", request->context, "Lines shown before and after the first difference")->check(whole_number(0, 10000))->capture_default_str();
    command.callback([request] { diff(*request); });
}

}  // namespace aerie::cli
