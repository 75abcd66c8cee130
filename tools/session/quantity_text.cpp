#include "tools/session/quantity_text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "tools/report/units.h"

namespace aerie::session {

namespace {

/// The long name and the symbol that takes prefixes, for dimensions with a unit of their own.
struct Symbol {
    const char* name;
    const char* symbol;
};
constexpr std::array<Symbol, 9> symbols{{{"volt", "V"}, {"amp", "A"}, {"siemens", "S"}, {"farad", "F"}, {"second", "s"}, {"Hz", "Hz"}, {"ohm", "ohm"}, {"metre", "m"}, {"coulomb", "C"}}};

std::optional<Symbol> symbol_of(lang::Dimension dimension) {
    for (const Symbol& s : symbols) {
        if (lang::find_unit(s.name)->dimension == dimension) return s;
    }
    return std::nullopt;
}

/// The product of base units, for dimensions without a name.
std::string unit_in_language(lang::Dimension dimension) {
    constexpr std::array<const char*, 7> bases{"metre", "kilogram", "second", "amp", "kelvin", "mole", "candela"};
    if (dimension.is_pure()) return "1";
    if (const auto symbol = symbol_of(dimension)) return symbol->name;
    std::string text;
    for (std::size_t k = 0; k < bases.size(); ++k) {
        const int exponent = dimension.exponents[k];
        if (exponent == 0) continue;
        if (!text.empty()) text += "*";
        text += exponent == 1 ? bases[k] : fmt::format("{}**{}", bases[k], exponent);
    }
    return text;
}

struct Prefix {
    int exponent;
    const char* name;
};
constexpr std::array<Prefix, 8> prefixes{{{-15, "f"}, {-12, "p"}, {-9, "n"}, {-6, "u"}, {-3, "m"}, {0, ""}, {3, "k"}, {6, "M"}}};

}  // namespace

std::string quantity(double value, lang::Dimension dimension) {
    if (dimension.is_pure()) return tools::plain(value);
    if (const auto symbol = symbol_of(dimension)) return tools::with_unit(value, symbol->symbol);
    return fmt::format("{:.3g} {}", value, lang::to_string(dimension));
}

std::string quantity_in_language(double value, lang::Dimension dimension) {
    if (dimension.is_pure()) return fmt::format("{:.9g}", value);
    const auto symbol = symbol_of(dimension);
    if (!symbol) return fmt::format("{:.9g}*({})", value, unit_in_language(dimension));
    if (value == 0.0) return fmt::format("0 {}", symbol->name);
    const int thousands = static_cast<int>(std::floor(std::log10(std::abs(value)) / 3.0 + 1e-9)) * 3;
    for (const Prefix& p : prefixes) {
        if (p.exponent != thousands) continue;
        const std::string unit = std::string{p.name} + symbol->symbol;
        const bool is_readable = lang::find_unit_in_expression(unit).has_value();
        return fmt::format("{:.9g} {}", value * std::pow(10.0, -thousands), is_readable ? unit : std::string{p.name} + symbol->name);
    }
    return fmt::format("{:.9g} {}", value, symbol->name);
}

std::string range_in_language(Interval range, lang::Dimension dimension) {
    return fmt::format("{} [{}, {}]", unit_in_language(dimension), quantity_in_language(range.low, dimension), quantity_in_language(range.high, dimension));
}

double rounded_outward(double value) {
    if (value == 0.0 || !std::isfinite(value)) return value;
    const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)))) - 1;
    const double digits = std::ceil(std::abs(value) / std::pow(10.0, exponent) - 1e-9);
    return std::copysign(std::strtod(fmt::format("{}e{}", digits, exponent).c_str(), nullptr), value);
}

}  // namespace aerie::session
