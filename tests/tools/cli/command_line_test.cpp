#include "tools/cli/command_line.h"

#include <string>

#include "tests/catch.h"
#include "tools/cli/command.h"
#include "tools/cli/version.h"

using namespace aerie;
using namespace aerie::cli;

namespace {

/// A command line with two commands; "run" takes a file and some options.
struct TwoCommands {
    CLI::App app;
    std::string network, chip, arithmetic;
    unsigned seed = 0;
    int runs = 0;

    TwoCommands() {
        add_frame(app);
        CLI::App& run = add_command(app, "run", "Runs a network", "  aerie run net.txtpb --chip loihi1");
        run.add_option("NET", network)->required();
        run.add_option("-c,--chip", chip);
        run.add_option("--seed", seed);
        run.add_option("--arithmetic", arithmetic)->check(CLI::IsMember({"fixed", "float64"}));
        run.callback([this] { ++runs; });
        add_command(app, "report", "Writes a page", "  aerie report out").callback([] {});
    }

    /// What is wrong with the line; an empty complaint when nothing is.
    Complaint complaint(const std::string& line) {
        try {
            app.parse(line, false);
        } catch (const CLI::ParseError& error) {
            return complaint_about(app, error);
        }
        return {};
    }
};

Complaint complaint_about_line(const std::string& line) { return TwoCommands{}.complaint(line); }

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a right line runs its command once, with its options") {
    TwoCommands line;
    CHECK(line.complaint("run net.txtpb --chip loihi1 --seed 3").what.empty());
    CHECK(line.runs == 1);
    CHECK(line.network == "net.txtpb");
    CHECK(line.chip == "loihi1");
    CHECK(line.seed == 3);
}

TEST_CASE("a misspelt option names the nearest one of its command, whatever else is wrong") {
    for (const char* line : {"run net.txtpb --chp loihi1", "run --chp loihi1", "run net.txtpb --chp=loihi1", "run net.txtpb --chp loihi1 --arithmetic fixed"}) {
        INFO(line);
        const Complaint complaint = complaint_about_line(line);
        CHECK(complaint.what == "unknown option '--chp'");
        CHECK(complaint.where == "aerie run");
        CHECK(says(complaint.allowed, "nearest known name: '--chip'"));
    }
}

TEST_CASE("an option of another place is offered too: --verbose belongs to all commands") {
    CHECK(says(complaint_about_line("run net.txtpb --verbos").allowed, "nearest known name: '--verbose'"));
    CHECK(complaint_about_line("run net.txtpb --verbose").what.empty());
    CHECK(complaint_about_line("--quiet run net.txtpb").what.empty());
}

TEST_CASE("a misspelt command names the nearest one") {
    const Complaint complaint = complaint_about_line("rnu net.txtpb");
    CHECK(complaint.what == "unknown command 'rnu'");
    CHECK(says(complaint.allowed, "nearest known name: 'run'"));
}

TEST_CASE("no command at all lists the commands") {
    const Complaint complaint = complaint_about_line("");
    CHECK(complaint.what == "no command given");
    CHECK(says(complaint.allowed, "'report'"));
}

TEST_CASE("a missing argument, a surplus one, a wrong choice and a word for a number are refused") {
    CHECK(says(complaint_about_line("run").what, "NET"));
    CHECK(complaint_about_line("run a.txtpb b.txtpb").found == "b.txtpb");
    CHECK(says(complaint_about_line("run a.txtpb --arithmetic fuzzy").what, "{fixed,float64}"));
    CHECK(says(complaint_about_line("run a.txtpb --seed many").what, "many"));
    CHECK(says(complaint_about_line("run a.txtpb --chip").what, "--chip"));
    CHECK(says(complaint_about_line("run a.txtpb --chip a --chip b").what, "--chip"));
    CHECK_FALSE(complaint_about_line("run a.txtpb report out").what.empty());
}

TEST_CASE("quiet and verbose exclude each other") { CHECK(says(complaint_about_line("-q -v report").what, "exclude")); }

TEST_CASE("the help of a command ends with its examples") {
    TwoCommands line;
    CHECK(says(line.app.get_subcommand("run")->help(), "Examples:\n  aerie run net.txtpb --chip loihi1"));
    CHECK(says(line.app.help(), "Exit codes: 0 good, 1 a check differs, 2 bad input or interrupted, 3 does not fit"));
}

TEST_CASE("an exit code that is not good ends the callback by CLI11's own way out") {
    CHECK_NOTHROW(end_with(ExitCode::good));
    try {
        end_with(ExitCode::differs);
        FAIL("went on");
    } catch (const CLI::RuntimeError& error) {
        CHECK(error.get_exit_code() == 1);
    }
}

TEST_CASE("the version has three numbers") {
    const std::string text{version()};
    CHECK(std::count(text.begin(), text.end(), '.') == 2);
}

TEST_CASE("an option twice, a value left out and two options that exclude each other are told with what was found") {
    CHECK(complaint_about_line("run net.txtpb --seed 1 --seed 2").found == "2 times");
    CHECK(says(complaint_about_line("run net.txtpb --seed 1 --seed 2").what, "--seed"));
    CHECK(says(complaint_about_line("run").what, "not given"));
    CHECK(complaint_about_line("--verbose --quiet run net.txtpb").found == "both");
}
