#include "tools/cli/scan_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <regex>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/lang/check.h"
#include "tools/analysis/event_stream.h"
#include "tools/cli/atomic_file.h"
#include "tools/cli/choice_option.h"
#include "tools/cli/command.h"
#include "tools/cli/number_option.h"
#include "tools/cli/standard_output.h"
#include "tools/report/csv_cell.h"
#include "tools/report/plot.h"
#include "tools/report/plot/curves.h"
#include "tools/report/units.h"

namespace aerie::cli {
namespace {

const lang::Dimension second{{0, 0, 1, 0, 0, 0, 0}};
constexpr int most_grid_bits = 30;

struct ScanRequest {
    std::string directory, output, tau = "10 ms", grid;
    std::vector<std::string> pairs, among;
    analysis::ScanOptions options;
    hw::Rounding rounding = hw::Rounding::nearest;
    std::uint64_t seed = 1;
};

struct Pair {
    std::string text;
    analysis::NeuronName pre, post;
};

/// "c50/0:c50/1"; names hold no slash.
Pair pair_of(const std::string& text) {
    static const std::regex form{"([^/]+)/([0-9]{1,9}):([^/]+)/([0-9]{1,9})"};
    std::smatch part;
    if (!std::regex_match(text, part, form)) throw InputError{{"not a pair of neurons", "--pair", "'" + text + "'", "PRE/INDEX:POST/INDEX, as in exc/0:exc/1"}};
    const auto index = [](const std::string& digits) { return static_cast<std::uint32_t>(std::stoul(digits)); };
    return {text, {part[1], index(part[2])}, {part[3], index(part[4])}};
}

analysis::WeightGrid grid_of(const ScanRequest& request) {
    static const std::regex form{R"(([-+0-9.eE]+):([-+0-9.eE]+):([0-9]{1,2}))"};
    std::smatch part;
    const auto refuse = [&] { throw InputError{{"not a grid for a weight", "--grid", "'" + request.grid + "'", fmt::format("LOW:HIGH:BITS, LOW < HIGH, 1 to {} bits, as in -16:48:8", most_grid_bits)}}; };
    if (!std::regex_match(request.grid, part, form)) refuse();
    analysis::WeightGrid grid{.rounding = request.rounding, .seed = request.seed};
    try {
        grid.low = std::stod(part[1]);
        grid.high = std::stod(part[2]);
    } catch (const std::exception&) {
        refuse();
    }
    grid.bits = std::stoi(part[3]);
    if (!(grid.low < grid.high) || !std::isfinite(grid.high - grid.low) || grid.bits < 1 || grid.bits > most_grid_bits) refuse();
    return grid;
}

double tau_ms_of(const std::string& text) {
    const double seconds = lang::evaluate_quantity(text, second, "--tau");
    if (!(seconds > 0.0)) throw InputError{{"the time constant of a window is above zero", "--tau", text, "10 ms"}};
    return seconds * 1e3;
}

struct Result {
    Pair pair;
    std::vector<analysis::Event> events;
    analysis::Scan scan;
};

std::string text_of(const Result& r, const analysis::EventStream& stream) {
    const tools::PopulationRecord& population = stream.population(r.pair.post.population);
    const double rate = stream.seconds() > 0 ? static_cast<double>(population.spikes) / stream.seconds() / static_cast<double>(population.size) : 0.0;
    return fmt::format("{:<20} W {:>14.9f}   {:>7} events, {:>7} steps; {} updates: {} at lag 0, {} pre first, {} post first; '{}' fires at {:.2f} Hz\n", r.pair.text,
                       r.scan.weight.empty() ? 0.0 : r.scan.weight.back(), tools::grouped(r.events.size()), tools::grouped(r.scan.weight.size()), r.scan.updates(),
                       r.scan.at_zero, r.scan.potentiations, r.scan.depressions, population.name, rate);
}

std::string csv_of(const std::vector<Result>& results) {
    std::string text = "pair,step,weight\n";
    for (const Result& r : results) {
        for (std::size_t k = 0; k < r.scan.weight.size(); ++k) text += fmt::format("{},{},{:.17g}\n", tools::csv_cell(r.pair.text), k, r.scan.weight[k]);
    }
    return text;
}

std::string picture_of(const std::vector<Result>& results, const ScanRequest& request) {
    const std::string steps = request.options.pairing == analysis::Pairing::all ? "event" : "position in the list of events";
    tools::plot::CurvePicture picture{"Weight along the events of " + std::filesystem::path{request.directory}.filename().string(), steps, "weight", {}};
    for (const Result& r : results) {
        tools::plot::Curve curve{r.pair.text, {}, r.scan.weight};
        for (std::size_t k = 0; k < r.scan.weight.size(); ++k) curve.x.push_back(static_cast<double>(k));
        picture.curves.push_back(std::move(curve));
    }
    return tools::plot::draw(picture);
}

void write_result(const std::vector<Result>& results, const ScanRequest& request) {
    const std::string ending = std::filesystem::path{request.output}.extension().string();
    if (ending == ".csv") return write_file_atomically(request.output, csv_of(results));
    const std::string svg = picture_of(results, request);
    write_file_atomically(request.output, ending == ".png" ? tools::png_from_svg(svg, 2.0) : svg);
}

void run_scan(ScanRequest request) {
    const std::string ending = std::filesystem::path{request.output}.extension().string();
    if (!request.output.empty() && ending != ".csv" && ending != ".svg" && ending != ".png")
        throw InputError{{"not a kind of result", "--output", ending.empty() ? "a name without an ending" : ending, "a file name that ends in .csv, .svg or .png"}};
    request.options.window.tau_ms = tau_ms_of(request.tau);
    if (!request.grid.empty()) request.options.grid = grid_of(request);
    const analysis::EventStream stream{request.directory};
    std::vector<Result> results;
    for (const std::string& text : request.pairs) {
        Result r{pair_of(text), {}, {}};
        analysis::ScanOptions options = request.options;
        options.pre = stream.address(r.pair.pre);
        options.post = stream.address(r.pair.post);
        if (options.pre == options.post) throw InputError{{"a neuron is no pair with itself", "--pair", text, "two neurons"}};
        std::vector<std::string> list = request.among;
        list.insert(list.end(), {r.pair.pre.population, r.pair.post.population});
        r.events = stream.of(list);
        r.scan = analysis::scan(r.events, options);
        print(text_of(r, stream));
        results.push_back(std::move(r));
    }
    if (request.output.empty()) return;
    write_result(results, request);
    print(request.output + "\n");
}

}  // namespace

void add_scan_command(CLI::App& app) {
    CLI::App& command = add_command(app, "scan", "What pair STDP would learn from the recorded spikes of a run",
                                    "  aerie scan out --pair exc/0:exc/1\n"
                                    "  aerie scan out --pair exc/0:exc/1 --pairing all --tau \"20 ms\" -o weight.csv\n"
                                    "  aerie scan out --pair c50/0:c50/1 --pair c100/0:c100/1 --grid -16:48:8 --rounding stochastic -o weight.svg");
    const auto request = std::make_shared<ScanRequest>();
    command.add_option("DIR", request->directory, "A directory that 'aerie run' wrote")->required();
    command.add_option("--pair", request->pairs, "PRE/INDEX:POST/INDEX, the sending and the receiving neuron; may be given again")->required();
    add_choice<analysis::Pairing>(command, "--pairing", request->options.pairing,
                                  {{"bus", analysis::Pairing::bus}, {"nearest", analysis::Pairing::nearest}, {"all", analysis::Pairing::all}},
                                  "bus: neighbours in the list of all events (default); nearest: neighbours among the two neurons' events; all: every pair");
    command.add_option("--among", request->among, "Another population or source whose spikes stand in the list; may be given again");
    command.add_option("--tau", request->tau, "Time constant of the window exp(-|lag| / tau); 10 ms when absent");
    command.add_option("--potentiation", request->options.window.potentiation, "What a pair of vanishing lag adds, pre first; 1 when absent")->check(real_number(-1e9, 1e9));
    command.add_option("--depression", request->options.window.depression, "What it takes, post first; 1 when absent")->check(real_number(-1e9, 1e9));
    command.add_option("--at-zero", request->options.window.at_zero, "What a pair of lag 0 adds; 1 when absent")->check(real_number(-1e9, 1e9));
    command.add_option("--start", request->options.start, "The weight at first; 0 when absent")->check(real_number(-1e9, 1e9));
    command.add_flag("--leave-out-last", request->options.leaves_out_last, "Do not look at the last pair of neighbours");
    CLI::Option* grid = command.add_option("--grid", request->grid, "LOW:HIGH:BITS: keep the weight on so many codes, as a synapse memory does");
    add_choice<hw::Rounding>(command, "--rounding", request->rounding,
                             {{"nearest", hw::Rounding::nearest}, {"toward_zero", hw::Rounding::toward_zero}, {"stochastic", hw::Rounding::stochastic}},
                             "How the grid rounds; nearest when absent")->needs(grid);
    command.add_option("--seed", request->seed, "Of stochastic rounding; 1 when absent")->needs(grid);
    command.add_option("-o,--output", request->output, "The weight at each step: .csv, or a picture .svg or .png");
    command.callback([request] { run_scan(*request); });
}

}  // namespace aerie::cli
