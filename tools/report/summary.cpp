/// @file One screen of text for the terminal: the key figures, then where energy and precision went.
#include <fmt/format.h>

#include <algorithm>

#include "tools/report/key_figures.h"
#include "tools/report/units.h"

namespace aerie::tools {

namespace {

constexpr std::size_t most_rows = 6;  ///< of each list: the whole must fit on one screen

std::string cut(const std::string& text, std::size_t width) {
    return text.size() <= width ? text : text.substr(0, width - 3) + "...";
}

std::string population_rows(const RunRecord& record) {
    std::string text;
    for (std::size_t i = 0; i < std::min(most_rows, record.populations.size()); ++i) {
        const auto& p = record.populations[i];
        text += fmt::format("    {:<22} {:>10} {:<9} {:>13} spikes  {:>9} Hz\n", cut(p.name, 22), grouped(p.size),
                            p.is_source ? "sources" : "neurons", grouped(p.spikes), plain(p.rate_hz));
    }
    if (record.populations.size() > most_rows) text += fmt::format("    and {} more\n", record.populations.size() - most_rows);
    return text;
}

std::string energy_rows(const RunRecord& record) {
    const auto causes = dearest_causes(record);
    const double known = known_energy_pj(record);
    std::string text;
    for (std::size_t i = 0; i < std::min(most_rows, causes.size()); ++i) {
        if (*causes[i].energy_pj <= 0) break;
        const std::string count = causes[i].count > 0 ? grouped(causes[i].count) + " times" : "";
        text += fmt::format("    {:<22} {:>10} {:>9} {:>22}\n", cut(causes[i].name, 22), energy(causes[i].energy_pj),
                            share(*causes[i].energy_pj, known), count);
    }
    std::string unknown;
    for (const auto& name : record.energy_pj.unknown) unknown += (unknown.empty() ? "" : ", ") + name;
    if (!record.energy_pj.statics) unknown += unknown.empty() ? "static" : ", static";
    if (!unknown.empty()) text += "    not known: " + cut(unknown, 82) + "\n";
    return text;
}

std::string loss_rows(const RunRecord& record) {
    auto all = losses(record);
    std::erase_if(all, [](const LossRecord& l) { return l.saturations == 0 && l.lost_increments == 0; });
    std::stable_sort(all.begin(), all.end(), [](const LossRecord& a, const LossRecord& b) {
        return a.saturations + a.lost_increments > b.saturations + b.lost_increments;
    });
    std::string text;
    for (std::size_t i = 0; i < std::min(most_rows, all.size()); ++i) {
        const auto& l = all[i];
        const auto stores = static_cast<double>(l.stores);
        text +=
            fmt::format("    {:<22} {:<8} saturated {:>9}   lost {:>9}   of {} stores\n", cut(l.variable, 22), l.format,
                        share(static_cast<double>(l.saturations), stores), share(static_cast<double>(l.lost_increments), stores), grouped(l.stores));
    }
    return text;
}

}  // namespace

std::string summary(const RunRecord& record) {
    std::string text = fmt::format("\n{} on chip '{}': {}\n{}\n\n", record.network, record.chip, setting(record), duration(record));
    for (const auto& figure : key_figures(record)) {
        text += fmt::format("{:<16} {:>14}  {}{}\n", figure.name, figure.value, figure.detail, figure.is_warning ? "  (!)" : "");
        if (figure.name == "spikes") text += population_rows(record);
        if (figure.name == "energy") text += energy_rows(record);
    }
    text += loss_rows(record);
    for (const auto& note : record.notes) text += "note: " + note + "\n";
    return text;
}

}  // namespace aerie::tools
