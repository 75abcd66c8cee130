/// @file The frame of the command line with commands that end in each way there is. program_test.py runs it.
#include <chrono>
#include <cstdio>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>

#include "core/error.h"
#include "tools/cli/atomic_file.h"
#include "tools/cli/command.h"
#include "tools/cli/interrupt.h"
#include "tools/cli/output_directory.h"
#include "tools/cli/program.h"
#include "tools/cli/progress.h"
#include "tools/cli/standard_output.h"

using namespace aerie;
using namespace aerie::cli;

namespace {

/// Half a result, then a loop of one tick a millisecond, as a run does; interrupted or done.
void run_slowly(const std::string& place, std::uint64_t ticks) {
    OutputDirectory output{place};
    write_file(output.path() / "half", "half");
    {
        ProgressBar progress{Ticks{ticks}, Seconds{1e-3}};
        std::fputs("running\n", stdout);
        std::fflush(stdout);
        for (std::uint64_t t = 0; t < ticks; ++t) {
            stop_if_interrupted();
            progress.advance(Ticks{t});
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    }
    output.publish();
}

void add_run(CLI::App& app) {
    CLI::App& command = add_command(app, "run", "Runs", "  planted run out 10");
    const auto place = std::make_shared<std::string>();
    const auto ticks = std::make_shared<std::uint64_t>(0);
    command.add_option("PLACE", *place)->required();
    command.add_option("TICKS", *ticks)->required();
    command.callback([place, ticks] { run_slowly(*place, *ticks); });
}

void add_commands(CLI::App& app) {
    add_command(app, "good", "", "").callback([] { print("a result\n"); });
    add_command(app, "differs", "", "").callback([] {
        print("cycle 17 differs\n");
        end_with(ExitCode::differs);
    });
    add_command(app, "refuse", "", "").callback([] { throw InputError{{"unknown name 'tau_m'", "net.txtpb line 3", "tau_m", "tau"}}; });
    add_command(app, "overflow", "", "").callback([] { throw CapacityError{{"too many neurons", "core 0", "2000", "1024"}}; });
    add_command(app, "broken", "", "").callback([] { throw std::logic_error{"vector::at"}; });
    add_command(app, "huge", "", "").callback([] { throw std::bad_alloc{}; });
    add_command(app, "claim", "", "").callback([] { AERIE_ASSERT(1 == 2); });
    add_command(app, "long", "", "").callback([] { print(std::string(1'000'000, 'x')); });
    add_run(app);
}

}  // namespace

int main(int argc, char** argv) { return run_program(argc, argv, add_commands); }
