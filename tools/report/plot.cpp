/// @file Chooses the picture, and complains with the recorder to add when there is nothing to show.
#include "tools/report/plot.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/nearest_name.h"
#include "tools/report/key_figures.h"
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

std::string raster_or_complaint(const RunRecord& record, const std::string& where) {
    if (record.rasters.empty()) nothing_to_show("recorded spikes", where, "add to the network: recorder { of: \"POPULATION\" spikes {} }");
    return plot::raster_picture(record);
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

std::string rates_or_complaint(const RunRecord& record, const std::string& where) {
    const auto rates = population_rates(record);
    if (rates.empty())
        nothing_to_show("recorded rates or spikes", where, "add to the network: recorder { of: \"POPULATION\" rate {} period: \"100 ms\" }");
    return plot::series_picture(record, in_one_panel(rates), "Population rates");
}

std::string weights_or_complaint(const RunRecord& record, const std::string& where) {
    const auto weights = series_of(record, SeriesKind::synapse);
    if (weights.empty())
        nothing_to_show("recorded synapse variables", where,
                        "add to the network: recorder { of: \"PROJECTION\" variable: \"w\" period: \"100 ms\" }");
    return plot::series_picture(record, weights, "Synapses");
}

std::string states_or_complaint(const RunRecord& record, const std::string& where) {
    const auto states = series_of(record, SeriesKind::state);
    if (states.empty())
        nothing_to_show("recorded neuron variables", where, "add to the network: recorder { of: \"POPULATION\" variable: \"v\" period: \"1 ms\" }");
    return plot::series_picture(record, states, "Variables");
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
    static const std::vector<std::string> kinds{"raster", "rates", "weights", "states", "traffic", "energy"};
    return kinds;
}

PlotKind plot_kind(const std::string& name) {
    const auto& kinds = plot_kinds();
    const auto found = std::find(kinds.begin(), kinds.end(), name);
    if (found == kinds.end()) throw InputError{{"unknown plot '" + name + "'", "--what", "", suggest_name(name, kinds)}};
    return static_cast<PlotKind>(found - kinds.begin());
}

std::string plot_svg(const RunRecord& record, PlotKind kind, const std::string& where) {
    switch (kind) {
        case PlotKind::raster: return raster_or_complaint(record, where);
        case PlotKind::rates: return rates_or_complaint(record, where);
        case PlotKind::weights: return weights_or_complaint(record, where);
        case PlotKind::states: return states_or_complaint(record, where);
        case PlotKind::traffic: return traffic_or_complaint(record, where);
        case PlotKind::energy: return energy_or_complaint(record, where);
    }
    AERIE_ASSERT(false && "a plot kind without a picture");
}

}  // namespace aerie::tools
