/// @file Numbers as people say them.
#include "tools/report/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace aerie::tools {

namespace {

constexpr std::array<const char*, 11> prefixes{"f", "p", "n", "u", "m", "", "k", "M", "G", "T", "P"};
constexpr int unscaled = 5;  ///< index of the empty prefix

/// The value rounded to three significant digits: 999.6 becomes 1000 here, so that the prefix is chosen after rounding.
double rounded(double value) {
    const double near = std::strtod(fmt::format("{:.2e}", value).c_str(), nullptr);
    return std::isfinite(near) ? near : value;
}

/// At most three significant digits, no exponent, no trailing zeros: 3.20 is "3.2".
std::string three_digits(double value) {
    const double magnitude = std::abs(value);
    const int decimals = magnitude >= 100  ? 0
                         : magnitude >= 10 ? 1
                         : magnitude >= 1  ? 2
                         : magnitude > 0   ? 2 - static_cast<int>(std::floor(std::log10(magnitude)))
                                           : 0;
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
    }
    return text;
}

}  // namespace

std::string with_unit(double value, const std::string& unit) {
    if (!std::isfinite(value)) return "not known";
    const double number = rounded(value);
    if (number == 0) return fmt::format("0 {}", unit);
    const int step = static_cast<int>(std::floor(std::log10(std::abs(number)) / 3 + 1e-9));
    const int index = unscaled + step;
    if (index < 0 || index >= static_cast<int>(prefixes.size())) return fmt::format("{:.3g} {}", number, unit);
    return fmt::format("{} {}{}", three_digits(number * std::pow(10.0, -3 * step)), prefixes[static_cast<std::size_t>(index)], unit);
}

std::string with_unit(std::optional<double> value, const std::string& unit) {
    return value ? with_unit(*value, unit) : "not known";
}

std::string energy(std::optional<double> energy_pj) {
    return energy_pj ? with_unit(*energy_pj * 1e-12, "J") : "not known";
}

std::string plain(double value) {
    if (!std::isfinite(value)) return "not known";
    const double number = rounded(value), magnitude = std::abs(number);
    if (number == 0) return "0";
    if (magnitude < 1e-3) return fmt::format("{:.3g}", number);
    if (magnitude < 1e3) return three_digits(number);
    if (magnitude < 1e6) return fmt::format("{}{}", number < 0 ? "-" : "", grouped(static_cast<std::uint64_t>(std::llround(magnitude))));
    std::string text = with_unit(number, "");
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::string counted(std::uint64_t count) { return count < 1000000 ? grouped(count) : plain(static_cast<double>(count)); }

std::string grouped(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), 1, ',');
    return text;
}

std::string share(double part, double whole) {
    if (!std::isfinite(part) || !std::isfinite(whole)) return "not known";
    if (whole == 0) return "-";
    const double percent = 100 * part / whole;
    if (percent == 0) return "0 %";
    if (percent < 0.001) return "<0.001 %";
    if (percent < 100 && percent > 99.9) return ">99.9 %";
    return three_digits(rounded(percent)) + " %";
}

}  // namespace aerie::tools
