#include "tools/cli/plot_command.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "tools/analysis/final_values.h"
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
    tools::TimeWindow window;
    analysis::FinalOptions final{};
};

/// Asked before anything is read: a long run must not end in a refusal of the last argument.
bool is_png(const std::filesystem::path& picture) {
    const std::string ending = picture.extension().string();
    if (ending == ".png" || ending == ".svg") return ending == ".png";
    throw InputError{
        {"not a kind of picture", "--output", ending.empty() ? "a name without an ending" : ending, "a file name that ends in .svg or .png"}};
}

/// The final values stand in weights.h5, not in the record.
std::string draw(const PlotOptions& options) {
    const bool has_window = options.window.from_s || options.window.to_s;
    if (has_window && (options.what == "final" || options.what == "traffic" || options.what == "energy"))
        throw InputError{{"--from and --to are for pictures over time", "aerie plot", "--what " + options.what, "--what raster, rates, weights, states or outputs"}};
    if (options.what == "final") return tools::plot::draw(analysis::final_values(options.directory, options.final));
    const tools::PlotKind kind = tools::plot_kind(options.what);
    const analysis::FinalOptions& f = options.final;
    if (!f.variables.empty() || f.x != "i" || !f.x_label.empty() || !f.beside.empty())
        throw InputError{{"--of, --x, --x-label and --beside are for --what final", "aerie plot", "--what " + options.what, "--what final"}};
    return tools::plot_svg(tools::load_run_record(options.directory), kind, options.directory, options.window);
}

void write_plot(const PlotOptions& options) {
    const bool wants_png = is_png(options.picture);
    const std::string svg = draw(options);
    write_file_atomically(options.picture, wants_png ? tools::png_from_svg(svg, options.scale) : svg);
    print(options.picture + "\n");
}

}  // namespace

void add_plot_command(CLI::App& app) {
    CLI::App& command = add_command(app, "plot", "Draw one picture of a run, as SVG or PNG",
                                    "  aerie plot out --what raster -o raster.svg\n  aerie plot out --what weights -o weights.png --scale 3\n"
                                    "  aerie plot out --what outputs --from 4 --to 6 -o outputs.svg\n"
                                    "  aerie plot out --what final --x \"i - 50\" --x-label \"lag (ms)\" --beside \"exp(-abs(x) / 10)\" -o window.svg");
    const auto options = std::make_shared<PlotOptions>();
    command.add_option("DIR", options->directory, "A directory that 'aerie run' wrote")->required();
    command.add_option("--what", options->what, fmt::format("One of {}, or final: what synapses ended with", fmt::join(tools::plot_kinds(), ", ")))->required();
    command.add_option("-o,--output", options->picture, "The picture; its ending, .svg or .png, chooses the format")->required();
    command.add_option("--of", options->final.variables, "final: PROJECTION.VARIABLE; may be given again; the w of every projection that learns when absent");
    command.add_option("--x", options->final.x, "final: where a synapse stands on the axis, an expression of i, j, N_pre, N_post; i when absent");
    command.add_option("--x-label", options->final.x_label, "final: the axis' text; the expression when absent");
    command.add_option("--beside", options->final.beside, "final: a curve to compare with, an expression of x, i, j, N_pre, N_post");
    command.add_option("--scale", options->scale, "PNG: pixels for each unit of the SVG; 2 when absent")->check(real_number(0.25, 8));
    command.add_option("--from", options->window.from_s, "Pictures over time: from here on, in s of the run; from its start when absent")->check(real_number(0, 1e9));
    command.add_option("--to", options->window.to_s, "Pictures over time: up to here, in s of the run; to its end when absent")->check(real_number(0, 1e9));
    command.callback([options] { write_plot(*options); });
}

}  // namespace aerie::cli
