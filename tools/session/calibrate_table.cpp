#include "tools/session/calibrate_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/session/quantity_text.h"

namespace aerie::session {

namespace {

double magnitude(Interval i) { return std::max(std::abs(i.low), std::abs(i.high)); }

std::string both_ends(Interval i, lang::Dimension dimension) { return fmt::format("{} .. {}", quantity(i.low, dimension), quantity(i.high, dimension)); }

/// What the author should do about a variable.
std::string advice(const CalibratedRange& r) {
    if (!r.is_declared) {
        const std::string suffix = ": " + range_in_language(r.proposed, r.dimension);
        return magnitude(r.seen) == 0.0 ? suffix + "   (never left 0: choose a range yourself)" : suffix;
    }
    if (!r.declared) return "never changes; needs no range";
    if (!r.declared->contains(r.seen)) return "declared too narrow: it will saturate; " + range_in_language(r.proposed, r.dimension) + " would hold it";
    const double spare_bits = magnitude(r.seen) == 0.0 ? 0.0 : std::floor(std::log2(magnitude(*r.declared) / magnitude(r.seen)));
    return spare_bits < 2.0 ? "declared" : fmt::format("declared; {:.0f} bits wider than what was seen", spare_bits);
}

}  // namespace

std::string calibration_table(const std::vector<CalibratedRange>& ranges, const std::map<std::string, hw::NumberFormat>& formats) {
    std::size_t width = 8;
    for (const CalibratedRange& r : ranges) width = std::max(width, r.name.size());
    std::string text = fmt::format("{:<{}}  {:<24}  {:<24}  {:<18}  {:<12}  {}\n", "variable", width, "seen", "range", "format", "resolution", "ending of its equation");
    for (const CalibratedRange& r : ranges) {
        const auto format = formats.find(r.name);
        const bool has_format = format != formats.end();
        text += fmt::format("{:<{}}  {:<24}  {:<24}  {:<18}  {:<12}  {}\n", r.name, width, both_ends(r.seen, r.dimension), both_ends(r.declared.value_or(r.proposed), r.dimension),
                            has_format ? format->second.text() : "-", has_format ? quantity(std::abs(format->second.lsb()), r.dimension) : "-", advice(r));
    }
    return text;
}

}  // namespace aerie::session
