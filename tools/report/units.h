/// @file Numbers as people say them: "3.2 uJ", "12,345,678", "0.4 %", "133 x". What is not finite is "not known", never a number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace aerie::tools {

/// Three significant digits with the prefix that leaves 1 to 999 before the point: (3.2e-6, "J") is "3.2 uJ".
/// Prefixes f to P; beyond them powers of ten. A NaN or infinity is "not known".
[[nodiscard]] std::string with_unit(double value, const std::string& unit);
[[nodiscard]] std::string with_unit(std::optional<double> value, const std::string& unit);
/// Picojoules, since all energies are kept in them: 3.2e6 is "3.2 uJ".
[[nodiscard]] std::string energy(std::optional<double> energy_pj);
/// Three significant digits without a prefix below a million: "0.0432", "12.3", "1,230", "12.3 M".
[[nodiscard]] std::string plain(double value);
/// A count for a headline: every digit below a million, three and a prefix above: "4,298", "61 M".
[[nodiscard]] std::string counted(std::uint64_t count);
/// All digits, grouped: 12345678 is "12,345,678".
[[nodiscard]] std::string grouped(std::uint64_t count);
/// "12 %", "0.034 %"; a part that is neither none nor all never reads as "0 %" or "100 %". Of nothing: "-".
[[nodiscard]] std::string share(double part, double whole);

}  // namespace aerie::tools
