#include "tools/cli/chips_command.h"

#include <memory>
#include <string>

#include "hw_model/chips/describe.h"
#include "tools/cli/command.h"
#include "tools/cli/standard_output.h"
#include "tools/formats/chip_file.h"

namespace aerie::cli {
namespace {

void show_all() {
    for (const std::string& name : formats::known_chips()) print(hw::summary(formats::load_chip(name)) + "\n");
}

}  // namespace

void add_chips_command(CLI::App& app) {
    CLI::App& command = add_command(app, "chips", "What chips there are; what one is, with the source of each figure",
                                    "  aerie chips\n  aerie chips loihi1\n  aerie chips my_chip.txtpb");
    const auto name = std::make_shared<std::string>();
    const CLI::Option* option = command.add_option("NAME", *name, "A chip that comes with Aerie, or a chip file");
    command.callback([name, option] { option->empty() ? show_all() : print(hw::describe(formats::load_chip(*name))); });
}

}  // namespace aerie::cli
