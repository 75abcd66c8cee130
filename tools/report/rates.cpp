/// @file Firing rates of whole populations over time.
#include "tools/report/rates.h"

#include <algorithm>
#include <cmath>

namespace aerie::tools {

namespace {

constexpr std::size_t bins = 200;  ///< about one for four pixels of a chart

SeriesRecord binned(const RasterRecord& raster, double seconds) {
    const double width = seconds / static_cast<double>(bins);
    std::vector<std::uint64_t> counts(bins, 0);
    for (const double time : raster.time_s) {
        if (!(time >= 0 && time <= seconds)) continue;
        ++counts[std::min(bins - 1, static_cast<std::size_t>(time / width))];
    }
    const double kept = static_cast<double>(raster.time_s.size());
    const double scale = kept > 0 ? static_cast<double>(raster.total) / kept : 0;
    SeriesRecord rate{raster.population, raster.population, "rate", "Hz", {}, {raster.population}, {{}}};
    for (std::size_t bin = 0; bin < bins; ++bin) {
        rate.time_s.push_back((static_cast<double>(bin) + 0.5) * width);
        rate.values.front().push_back(static_cast<double>(counts[bin]) * scale /
                                      (width * static_cast<double>(std::max<std::uint64_t>(raster.size, 1))));
    }
    return rate;
}

}  // namespace

SeriesKind kind_of(const SeriesRecord& series, const RunRecord& record) {
    const auto is_program = [&series](const ProcessorRecord& program) { return program.name == series.target; };
    if (std::any_of(record.processor.begin(), record.processor.end(), is_program)) return SeriesKind::output;
    if (series.variable == "rate" || series.unit == "Hz") return SeriesKind::rate;
    const auto is_target = [&series](const PopulationRecord& population) { return population.name == series.target; };
    return std::any_of(record.populations.begin(), record.populations.end(), is_target) ? SeriesKind::state : SeriesKind::synapse;
}

bool rates_are_binned(const RunRecord& record) {
    return std::none_of(record.series.begin(), record.series.end(),
                        [&record](const SeriesRecord& s) { return kind_of(s, record) == SeriesKind::rate; });
}

std::vector<SeriesRecord> population_rates(const RunRecord& record) {
    std::vector<SeriesRecord> rates;
    if (!rates_are_binned(record)) {
        std::copy_if(record.series.begin(), record.series.end(), std::back_inserter(rates),
                     [&record](const SeriesRecord& s) { return kind_of(s, record) == SeriesKind::rate; });
    } else if (record.biological_seconds > 0 && std::isfinite(record.biological_seconds)) {
        for (const auto& raster : record.rasters) rates.push_back(binned(raster, record.biological_seconds));
    }
    return rates;
}

}  // namespace aerie::tools
