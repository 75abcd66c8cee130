#include "tools/cli/plot_command.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "tools/cli/atomic_file.h"
#include "tools/cli/command.h"
#include "tools/cli/number_option.h"
#include "tools/cli/standard_output.h"
#include "tools/report/load.h"
#include "tools/report/plot.h"

namespace aerie::cli {
namespace {

struct PlotOptions {
    std::string directory, what, picture;
    double scale = 2;
};

/// Asked before anything is read: a long run must not end in a refusal of the last argument.
bool is_png(const std::filesystem::path& picture) {
    const std::string ending = picture.extension().string();
    if (ending == ".png" || ending == ".svg") return ending == ".png";
    throw InputError{
        {"not a kind of picture", "--output", ending.empty() ? "a name without an ending" : ending, "a file name that ends in .svg or .png"}};
}

void write_plot(const PlotOptions& options) {
    const bool wants_png = is_png(options.picture);
    const tools::PlotKind kind = tools::plot_kind(options.what);
    const tools::RunRecord record = tools::load_run_record(options.directory);
    const std::string svg = tools::plot_svg(record, kind, options.directory);
    write_file_atomically(options.picture, wants_png ? tools::png_from_svg(svg, options.scale) : svg);
    print(options.picture + "\n");
}

}  // namespace

void add_plot_command(CLI::App& app) {
    CLI::App& command = add_command(app, "plot", "Draw one picture of a run, as SVG or PNG",
                                    "  aerie plot out --what raster -o raster.svg\n  aerie plot out --what weights -o weights.png --scale 3");
    const auto options = std::make_shared<PlotOptions>();
    command.add_option("DIR", options->directory, "A directory that 'aerie run' wrote")->required();
    command.add_option("--what", options->what, fmt::format("One of {}", fmt::join(tools::plot_kinds(), ", ")))->required();
    command.add_option("-o,--output", options->picture, "The picture; its ending, .svg or .png, chooses the format")->required();
    command.add_option("--scale", options->scale, "PNG: pixels for each unit of the SVG; 2 when absent")->check(real_number(0.25, 8));
    command.callback([options] { write_plot(*options); });
}

}  // namespace aerie::cli
