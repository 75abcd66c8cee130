/// @file Fills the page template with a run: all text of the user's is escaped on the way in.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "core/error.h"
#include "tools/report/escape.h"
#include "tools/report/json_write.h"
#include "tools/report/key_figures.h"
#include "tools/report/page_template.h"
#include "tools/report/rates.h"

namespace aerie::tools {

namespace {

std::string replaced(const std::string& text, const std::string& mark, const std::string& by) {
    const auto at = text.find(mark);
    AERIE_ASSERT(at != std::string::npos);
    return text.substr(0, at) + by + text.substr(at + mark.size());
}

/// Curves are drawn on some thousand pixels: eight digits place them, seventeen would double the page.
void thin_digits(std::vector<double>& values) {
    for (auto& value : values) {
        if (std::isfinite(value)) value = std::strtod(fmt::format("{:.8g}", value).c_str(), nullptr);
    }
}

RunRecord for_page(RunRecord record) {
    for (auto& series : record.series) {
        thin_digits(series.time_s);
        for (auto& curve : series.values) thin_digits(curve);
    }
    for (auto& raster : record.rasters) thin_digits(raster.time_s);
    for (auto* column : {&record.cycles_per_tick.time_s, &record.cycles_per_tick.mean, &record.cycles_per_tick.max}) thin_digits(*column);
    return record;
}

Json as_json(const RunRecord& record) {
    JsonWriter writer;
    const RunRecord thinned = for_page(record);
    describe(writer, thinned);
    return writer.take();
}

Json tiles(const RunRecord& record) {
    Json list = Json::array();
    for (const auto& f : key_figures(record)) list.push_back({{"name", f.name}, {"value", f.value}, {"detail", f.detail}, {"warns", f.is_warning}});
    return list;
}

Json losses_json(const RunRecord& record) {
    Json list = Json::array();
    for (const auto& l : losses(record)) {
        list.push_back({{"variable", l.variable}, {"format", l.format}, {"stores", l.stores}, {"saturations", l.saturations},
                        {"lost_increments", l.lost_increments}, {"is_serious", l.is_serious()}});
    }
    return list;
}

Json kinds(const RunRecord& record) {
    Json list = Json::array();
    for (const auto& series : record.series) {
        static constexpr const char* names[] = {"rate", "state", "synapse", "output"};
        list.push_back(names[static_cast<std::size_t>(kind_of(series, record))]);
    }
    return list;
}

/// What the page shows beside the record itself, computed once, here.
Json page_data(const RunRecord& record) {
    RunRecord rates;
    rates.series = population_rates(record);
    Json page = {{"setting", setting(record)}, {"duration", duration(record)}, {"tiles", tiles(record)}};
    page["rates"] = as_json(rates)["series"];
    page["rates_are_binned"] = rates_are_binned(record);
    page["kinds"] = kinds(record);
    page["losses"] = losses_json(record);
    page["record"] = as_json(record);
    return page;
}

}  // namespace

std::string to_html(const RunRecord& record) {
    const std::string json = page_data(record).dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string page = replaced(page_template(), "<!--{data}-->", script_safe(json));
    page = replaced(page, "<!--{summary}-->", markup_escaped(summary(record)));
    return replaced(page, "<!--{title}-->", markup_escaped(record.network + " on " + record.chip));
}

}  // namespace aerie::tools
