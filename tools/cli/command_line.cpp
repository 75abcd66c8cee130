#include "tools/cli/command_line.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/nearest_name.h"
#include "tools/cli/logging.h"
#include "tools/cli/version.h"

namespace aerie::cli {
namespace {

/// The command that the line reached, or the whole program.
const CLI::App& reached(const CLI::App& app) {
    const auto commands = app.get_subcommands();
    return commands.empty() ? app : reached(*commands.back());
}

std::string path_to(const CLI::App& command) {
    return command.get_parent() == nullptr ? command.get_name() : path_to(*command.get_parent()) + " " + command.get_name();
}

std::vector<std::string> commands_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(command->get_name());
    return names;
}

/// "--chip", "-o" of the command and of all that it stands in.
std::vector<std::string> options_of(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
        for (const CLI::Option* option : app->get_options()) {
            for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
            for (const std::string& name : option->get_snames()) names.push_back("-" + name);
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Complaint unknown_option(const CLI::App& command, const std::string& argument) {
    const std::string name = argument.substr(0, argument.find('='));
    return {"unknown option '" + name + "'", path_to(command), "", suggest_name(name, options_of(command))};
}

/// What CLI11 says, in our words where its own name no value that was found.
Complaint wrong_use(const CLI::App& command, const CLI::ParseError& error) {
    const std::string help = "see '" + path_to(command) + " --help'";
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return {error.what() + std::string{", but not given"}, path_to(command), "", help};
    if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) return {error.what(), path_to(command), "both", "one of them; " + help};
    for (const CLI::Option* option : command.get_options()) {
        const std::size_t given = option->count();
        if (given > 1 && option->get_items_expected_max() == 1) return {"'" + option->get_name() + "' is given more than once", path_to(command), std::to_string(given) + " times", "at most once"};
    }
    return {error.what(), path_to(command), "", help};
}

}  // namespace

void add_frame(CLI::App& app) {
    app.name("aerie");
    app.description("Aerie: a laboratory for neuromorphic chips");
    app.footer("\n'aerie COMMAND --help' explains a command.\nExit codes: 0 good, 1 a check differs, 2 bad input or interrupted, 3 does not fit on the chip.");
    app.set_version_flag("--version", "aerie " + std::string{version()});
    app.fallthrough();
    app.require_subcommand(1);
    auto* verbose = app.add_flag_callback("-v,--verbose", [] { set_verbosity(Verbosity::verbose); }, "Say more on the error stream");
    auto* quiet = app.add_flag_callback("-q,--quiet", [] { set_verbosity(Verbosity::quiet); }, "Only warnings and errors, no progress bar");
    verbose->excludes(quiet);
}

Complaint complaint_about(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App& command = reached(app);
    const std::vector<std::string> unknown = app.remaining(true);
    if (!unknown.empty() && unknown.front().starts_with("-")) return unknown_option(command, unknown.front());
    const bool names_no_command = &command == &app;
    if (names_no_command && !unknown.empty()) {
        return {"unknown command '" + unknown.front() + "'", path_to(app), "", suggest_name(unknown.front(), commands_of(app))};
    }
    if (names_no_command) return {"no command given", path_to(app), "", suggest_name("", commands_of(app))};
    if (!unknown.empty()) return {"one argument too many", path_to(command), unknown.front(), "see '" + path_to(command) + " --help'"};
    return wrong_use(command, error);
}

}  // namespace aerie::cli
