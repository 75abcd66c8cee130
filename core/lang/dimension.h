/// @file What a number measures: exponents of the SI base units. "mV added to ms" is caught by comparing these.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aerie::lang {

/// Exponents of metre, kilogram, second, ampere, kelvin, mole, candela. All zero: a pure number.
struct Dimension {
    std::array<std::int8_t, 7> exponents{};
    constexpr auto operator<=>(const Dimension&) const = default;
    [[nodiscard]] constexpr bool is_pure() const { return *this == Dimension{}; }
};

[[nodiscard]] Dimension operator*(Dimension a, Dimension b);
[[nodiscard]] Dimension operator/(Dimension a, Dimension b);
[[nodiscard]] Dimension power(Dimension base, int exponent);
/// All exponents are small enough that one more product, or a power up to 8 of one with exponents up to 15, cannot overflow.
[[nodiscard]] bool is_sensible(Dimension dimension);

/// A unit by name: its SI factor and dimension ("mV" is 1e-3 and kg m^2 s^-3 A^-1). Brian2's names: SI prefixes on
/// volt/V, amp/A, siemens/S, farad/F, ohm, second/s, Hz/hertz, metre/m, kg, ... ; "1" is the pure unit.
struct Unit {
    double factor = 1.0;
    Dimension dimension;
};
[[nodiscard]] std::optional<Unit> find_unit(std::string_view name);
/// The same for a name that stands alone in an expression, where a misspelt variable must not become a unit: "ms" and "volt" are units,
/// "g" (a gram), "s" and "EK" (an exakelvin) are not.
[[nodiscard]] std::optional<Unit> find_unit_in_expression(std::string_view name);

/// Readable: "volt", "second", "siemens", "1/second", or base units "kg m^2 s^-3" where no name fits.
[[nodiscard]] std::string to_string(Dimension dimension);

}  // namespace aerie::lang
