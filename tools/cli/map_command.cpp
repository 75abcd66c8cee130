#include "tools/cli/map_command.h"

#include <memory>

#include "tools/cli/command.h"
#include "tools/cli/mapping_text.h"
#include "tools/cli/request_options.h"
#include "tools/cli/standard_output.h"
#include "tools/formats/mapping_file.h"
#include "tools/session/explain.h"

namespace aerie::cli {
namespace {

struct MapTarget {
    std::filesystem::path file;
    bool explain = false;
};

void map_network(const session::Request& request, const MapTarget& target) {
    const std::unique_ptr<session::Prepared> prepared = session::prepare(request);
    if (!target.file.empty()) formats::write_mapping(target.file, prepared->mapping, prepared->network);
    print(mapping_text(*prepared));
    if (target.explain) print("\nPROGRAMS\n" + session::explain(prepared->network, prepared->chip, prepared->images));
    if (!target.file.empty()) print("\nmapping: " + target.file.string() + "\n");
}

}  // namespace

void add_map_command(CLI::App& app) {
    CLI::App& command = add_command(app, "map", "Map a network onto a chip: does it fit, and how good is it",
                                    "  aerie map tools/examples/cuba.txtpb\n"
                                    "  aerie map net.txtpb --chip loihi1 -o net.map.txtpb\n"
                                    "  aerie map net.txtpb --explain");
    const std::shared_ptr<session::Request> request = add_request_options(command);
    add_mapping_options(command, request);
    const auto target = std::make_shared<MapTarget>();
    command.add_option("-o,--output", target->file, "Write the mapping: .txtpb for people, any other ending for programs; `aerie run --mapping FILE` reads it");
    command.add_flag("--explain", target->explain, "Print the microcode with formats, places of variables, instructions and cycles");
    command.callback([request, target] { map_network(*request, *target); });
}

}  // namespace aerie::cli
