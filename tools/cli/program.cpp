#include "tools/cli/program.h"

#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "core/error.h"
#include "tools/cli/command.h"
#include "tools/cli/command_line.h"
#include "tools/cli/interrupt.h"
#include "tools/cli/logging.h"
#include "tools/cli/standard_output.h"

namespace aerie::cli {
namespace {

int complain(const std::string& message, ExitCode code) {
    std::fprintf(stderr, "error: %s\n", message.c_str());
    return static_cast<int>(code);
}

/// What end_with() gave, or good. Results that did not reach their stream are an error.
int run_command(CLI::App& app, int argc, char** argv) {
    int code = static_cast<int>(ExitCode::good);
    try {
        app.parse(argc, argv);
    } catch (const CLI::RuntimeError& ended) {
        code = ended.get_exit_code();
    } catch (const CLI::Success& wish) {
        code = app.exit(wish);   // --help, --version
    }
    flush_output();
    return code;
}

}  // namespace

int run_program(int argc, char** argv, const std::function<void(CLI::App&)>& add_commands) {
    CLI::App app;
    try {
        start_logging();
        watch_interrupts();
        add_frame(app);
        add_commands(app);
        return run_command(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        return complain(to_string(complaint_about(app, error)), ExitCode::bad_input);
    } catch (const CapacityError& error) {
        return complain(error.what(), ExitCode::does_not_fit);
    } catch (const InputError& error) {
        return complain(error.what(), ExitCode::bad_input);
    } catch (const Interrupted& error) {
        return complain(error.what(), ExitCode::bad_input);
    } catch (const std::bad_alloc&) {
        return complain("out of memory; try a smaller network or fewer recorders", ExitCode::does_not_fit);
    } catch (const std::exception& error) {
        return complain(std::string{"internal error, please report it: "} + error.what(), ExitCode::internal_error);
    }
}

}  // namespace aerie::cli
