/// @file Energy by cause: a bar for each cause with a price, and the names of those without.
#include <fmt/format.h>

#include <algorithm>

#include "tools/report/key_figures.h"
#include "tools/report/plot/axes.h"
#include "tools/report/plot/pictures.h"
#include "tools/report/units.h"

namespace aerie::tools::plot {

namespace {

constexpr double width = 760, margin = 28, header = 66, row = 28, bar_left = 210, bar_width = 360;

std::string names_of_unknown(const RunRecord& record) {
    std::string names;
    for (const auto& name : record.energy_pj.unknown) names += (names.empty() ? "" : ", ") + name;
    if (!record.energy_pj.statics) names += names.empty() ? "static" : ", static";
    return names;
}

}  // namespace

std::string energy_picture(const RunRecord& record) {
    auto causes = dearest_causes(record);
    std::erase_if(causes, [](const CauseRecord& cause) { return *cause.energy_pj <= 0; });
    const double known = known_energy_pj(record);
    const double most = causes.empty() ? 1 : *causes.front().energy_pj;
    const std::string unknown = names_of_unknown(record);
    Svg svg{width, header + row * static_cast<double>(causes.size()) + (unknown.empty() ? 16 : 44), "Energy of " + record.network};
    svg.text({margin, 28}, fmt::format("Energy of {} on {}", record.network, record.chip), {Anchor::start, 15, "#17202e", true});
    svg.text({margin, 47},
             fmt::format("{}{}: dynamic {}, static {}", unknown.empty() ? "" : "at least ", energy(known), energy(record.energy_pj.dynamic),
                         energy(record.energy_pj.statics)),
             {});
    double top = header;
    for (const auto& cause : causes) {
        const double part = *cause.energy_pj / most;
        svg.text({bar_left - 12, top + 14}, cause.name, {Anchor::end, 12, "#17202e"});
        svg.rectangle({bar_left, top + 3, bar_width, 14}, "#edf0f4", 4);
        svg.rectangle({bar_left, top + 3, std::max(1.5, bar_width * part), 14}, cause.name == "static" ? "#94a0b3" : series_colour(0),
                      std::min(4.0, bar_width * part / 2));
        svg.text({bar_left + bar_width + 86, top + 14}, energy(cause.energy_pj), {Anchor::end, 12, "#17202e"});
        svg.text({width - margin, top + 14}, share(*cause.energy_pj, known), {Anchor::end, 12});
        top += row;
    }
    if (!unknown.empty()) svg.text({margin, top + 20}, "price not known: " + unknown, {});
    return svg.finish();
}

}  // namespace aerie::tools::plot
