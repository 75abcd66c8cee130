#include "tools/cli/choice_option.h"

#include "tests/catch.h"

using namespace aerie::cli;

namespace {

enum class Fruit { apple, pear };

struct OneChoice {
    CLI::App app;
    Fruit fruit = Fruit::apple;
    OneChoice() { add_choice<Fruit>(app, "--fruit", fruit, {{"apple", Fruit::apple}, {"pear", Fruit::pear}}, "What to eat"); }
};

}  // namespace

TEST_CASE("a choice by its name sets the value, and without it the value stays") {
    OneChoice line;
    line.app.parse("--fruit pear", false);
    CHECK(line.fruit == Fruit::pear);
    OneChoice silent;
    silent.app.parse("", false);
    CHECK(silent.fruit == Fruit::apple);
}

TEST_CASE("another name is refused with the nearest one, numbers and other cases too") {
    for (const std::string bad : {"peer", "1", "PEAR", "pear "}) {
        OneChoice line;
        try {
            line.app.parse(std::vector<std::string>{bad, "--fruit"});
            FAIL(bad << " was taken");
        } catch (const CLI::ValidationError& error) {
            CHECK(std::string{error.what()}.find("'" + bad + "' is unknown") != std::string::npos);
            CHECK(std::string{error.what()}.find("'pear'") != std::string::npos);
        }
        CHECK(line.fruit == Fruit::apple);
    }
}
