#include "tools/cli/command.h"

namespace aerie::cli {

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& description, const std::string& examples) {
    CLI::App& command = *app.add_subcommand(name, description);
    command.footer("\nExamples:\n" + examples);
    return command;
}

void end_with(ExitCode code) {
    if (code != ExitCode::good) throw CLI::RuntimeError{static_cast<int>(code)};
}

}  // namespace aerie::cli
