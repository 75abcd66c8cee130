/// @file Chooses the picture, and complains with the recorder to add when there is nothing to show.
#include "tools/report/plot.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/nearest_name.h"
#include "tools/report/key_figures.h"
#include "tools/report/plot/axes.h"
#include "tools/report/plot/pictures.h"
#include "tools/report/rates.h"

namespace aerie::tools {

namespace {

[[noreturn]] void nothing_to_show(const std::string& what, const std::string& where, const std::string& allowed) {
    throw InputError{{"nothing to plot: the run has no " + what, where, "", allowed}};
}

std::vector<SeriesRecord> series_of(const RunRecord& record, SeriesKind kind) {
    std::vector<SeriesRecord> chosen;
    for (const auto& series : record.series) {
        if (kind_of(series, record) == kind && !series.values.empty() && !series.time_s.empty()) chosen.push_back(series);
    }
    return chosen;
}

plot::Range seconds_of(const RunRecord& record, const TimeWindow& window) {
    plot::Range seconds = plot::time_range(record.biological_seconds);
    const plot::Range whole = seconds;
    seconds = {window.from_s.value_or(whole.low), window.to_s.value_or(whole.high)};
    if (!(seconds.low < seconds.high) || seconds.low < whole.low || seconds.high > whole.high)
        throw InputError{{"there is no such part of the run", "--from, --to", fmt::format("{} to {} s", seconds.low, seconds.high), fmt::format("a part of {} to {} s", whole.low, whole.high)}};
    return seconds;
}

/// What stands at times within the window, of columns beside those times.
void keep_within(plot::Range seconds, const std::vector<double>& times, auto&... columns) {
    std::size_t kept = 0;
    for (std::size_t k = 0; k < times.size(); ++k) {
        if (!(times[k] >= seconds.low && times[k] <= seconds.high)) continue;
        ((columns[kept] = columns[k]), ...);
        ++kept;
    }
    (columns.resize(kept), ...);
}

void cut_to(plot::Range seconds, std::vector<SeriesRecord>& all) {
    for (SeriesRecord& series : all) {
        for (auto& curve : series.values) keep_within(seconds, series.time_s, curve);
        keep_within(seconds, std::vector<double>{series.time_s}, series.time_s);
    }
}

RunRecord cut_to(plot::Range seconds, RunRecord record) {
    cut_to(seconds, record.series);
    for (RasterRecord& raster : record.rasters) keep_within(seconds, std::vector<double>{raster.time_s}, raster.neuron, raster.time_s);
    return record;
}

std::string raster_or_complaint(const RunRecord& record, const std::string& where, plot::Range seconds) {
    if (record.rasters.empty()) nothing_to_show("recorded spikes", where, "add to the network: recorder { of: \"POPULATION\" spikes {} }");
    return plot::raster_picture(record, seconds);
}

/// Rates that share their times share a panel: populations are there to be compared.
std::vector<SeriesRecord> in_one_panel(const std::vector<SeriesRecord>& rates) {
    std::vector<SeriesRecord> panels;
    for (const auto& rate : rates) {
        if (panels.empty() || panels.back().time_s != rate.time_s) panels.push_back({"rate", "", "rate", "Hz", rate.time_s, {}, {}});
        for (std::size_t i = 0; i < rate.values.size(); ++i) {
            panels.back().labels.push_back(rate.values.size() == 1 ? rate.target : rate.labels[i]);
            panels.back().values.push_back(rate.values[i]);
        }
    }
    return panels;
}

std::string rates_or_complaint(const RunRecord& record, const std::string& where, plot::Range seconds) {
    auto rates = population_rates(record);   // of the whole run: rasters are counted in bins of it
    cut_to(seconds, rates);
    if (rates.empty())
        nothing_to_show("recorded rates or spikes", where, "add to the network: recorder { of: \"POPULATION\" rate {} period: \"100 ms\" }");
    return plot::series_picture(record, in_one_panel(rates), "Population rates", seconds);
}

std::string weights_or_complaint(const RunRecord& record, const std::string& where, plot::Range seconds) {
    auto weights = series_of(record, SeriesKind::synapse);
    if (weights.empty())
        nothing_to_show("recorded synapse variables", where,
                        "add to the network: recorder { of: \"PROJECTION\" variable: \"w\" period: \"100 ms\" }");
    if (record.images.empty()) return plot::series_picture(record, weights, "Synapses", seconds);
    const auto is_image = [&](const SeriesRecord& s) {   // its first few synapses say less than the image of all
        return std::any_of(record.images.begin(), record.images.end(), [&](const ImageRecord& i) { return i.projection == s.target && i.variable == s.variable; });
    };
    std::erase_if(weights, is_image);
    return plot::image_picture(record, weights, "Synapses", seconds);
}

std::string states_or_complaint(const RunRecord& record, const std::string& where, plot::Range seconds) {
    const auto states = series_of(record, SeriesKind::state);
    if (states.empty())
        nothing_to_show("recorded neuron variables", where, "add to the network: recorder { of: \"POPULATION\" variable: \"v\" period: \"1 ms\" }");
    return plot::series_picture(record, states, "Variables", seconds);
}

std::string outputs_or_complaint(const RunRecord& record, const std::string& where, plot::Range seconds) {
    if (record.processor.empty()) nothing_to_show("program on an embedded processor", where, "a network with: processor_program { ... }");
    const ProcessorRecord& first = record.processor.front();
    if (series_of(record, SeriesKind::output).empty())
        nothing_to_show("recorded outputs", where, fmt::format("add to the network: recorder {{ of: \"{}\" variable: \"{}\" period: \"1 ms\" }}", first.name, first.outputs.empty() ? "z" : first.outputs.front()));
    return plot::outputs_picture(record, seconds);
}

std::string traffic_or_complaint(const RunRecord& record, const std::string& where) {
    if (record.cores.empty() && record.links.empty()) nothing_to_show("used cores and no packets", where, "a run on a chip");
    return plot::traffic_picture(record);
}

std::string energy_or_complaint(const RunRecord& record, const std::string& where) {
    if (dearest_causes(record).empty())
        nothing_to_show("operation with a known price", where, "a chip whose prices are published: see 'aerie chips'");
    return plot::energy_picture(record);
}

}  // namespace

const std::vector<std::string>& plot_kinds() {
    static const std::vector<std::string> kinds{"raster", "rates", "weights", "states", "outputs", "traffic", "energy"};
    return kinds;
}

PlotKind plot_kind(const std::string& name) {
    const auto& kinds = plot_kinds();
    const auto found = std::find(kinds.begin(), kinds.end(), name);
    if (found == kinds.end()) throw InputError{{"unknown plot '" + name + "'", "--what", "", suggest_name(name, kinds)}};
    return static_cast<PlotKind>(found - kinds.begin());
}

std::string plot_svg(const RunRecord& record, PlotKind kind, const std::string& where, const TimeWindow& window) {
    const plot::Range seconds = seconds_of(record, window);
    const RunRecord shown = kind == PlotKind::traffic || kind == PlotKind::energy ? RunRecord{} : cut_to(seconds, record);
    switch (kind) {
        case PlotKind::raster: return raster_or_complaint(shown, where, seconds);
        case PlotKind::rates: return rates_or_complaint(record, where, seconds);
        case PlotKind::weights: return weights_or_complaint(shown, where, seconds);
        case PlotKind::states: return states_or_complaint(shown, where, seconds);
        case PlotKind::outputs: return outputs_or_complaint(shown, where, seconds);
        case PlotKind::traffic: return traffic_or_complaint(record, where);
        case PlotKind::energy: return energy_or_complaint(record, where);
    }
    AERIE_ASSERT(false && "a plot kind without a picture");
}

}  // namespace aerie::tools
