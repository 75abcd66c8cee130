#include "core/lang/dimension.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace aerie::lang {
namespace {

//                                   m  kg  s  A  K mol cd
constexpr Dimension metre{{          1, 0,  0, 0, 0, 0, 0}};
constexpr Dimension kilogram{{       0, 1,  0, 0, 0, 0, 0}};
constexpr Dimension second{{         0, 0,  1, 0, 0, 0, 0}};
constexpr Dimension amp{{            0, 0,  0, 1, 0, 0, 0}};
constexpr Dimension kelvin{{         0, 0,  0, 0, 1, 0, 0}};
constexpr Dimension mole{{           0, 0,  0, 0, 0, 1, 0}};
constexpr Dimension candela{{        0, 0,  0, 0, 0, 0, 1}};
constexpr Dimension hertz{{          0, 0, -1, 0, 0, 0, 0}};
constexpr Dimension newton{{         1, 1, -2, 0, 0, 0, 0}};
constexpr Dimension pascal{{        -1, 1, -2, 0, 0, 0, 0}};
constexpr Dimension joule{{          2, 1, -2, 0, 0, 0, 0}};
constexpr Dimension watt{{           2, 1, -3, 0, 0, 0, 0}};
constexpr Dimension coulomb{{        0, 0,  1, 1, 0, 0, 0}};
constexpr Dimension volt{{           2, 1, -3, -1, 0, 0, 0}};
constexpr Dimension farad{{         -2, -1, 4, 2, 0, 0, 0}};
constexpr Dimension ohm{{            2, 1, -3, -2, 0, 0, 0}};
constexpr Dimension siemens{{       -2, -1, 3, 2, 0, 0, 0}};
constexpr Dimension weber{{          2, 1, -2, -1, 0, 0, 0}};
constexpr Dimension tesla{{          0, 1, -2, -1, 0, 0, 0}};
constexpr Dimension henry{{          2, 1, -2, -2, 0, 0, 0}};
constexpr Dimension molar{{         -3, 0,  0, 0, 0, 1, 0}};
constexpr Dimension gray{{           2, 0, -2, 0, 0, 0, 0}};
constexpr Dimension katal{{          0, 0, -1, 0, 0, 1, 0}};

struct Named {
    std::string_view name;
    double factor;
    Dimension dimension;
};

/// Names that take any SI prefix: Brian2's long names, and the symbols of the SI brochure (9th edition, tables 2 and 4).
constexpr Named prefixable[] = {
    {"metre", 1, metre}, {"meter", 1, metre}, {"m", 1, metre}, {"gram", 1e-3, kilogram}, {"gramme", 1e-3, kilogram}, {"g", 1e-3, kilogram},
    {"second", 1, second}, {"s", 1, second}, {"amp", 1, amp}, {"ampere", 1, amp}, {"A", 1, amp}, {"kelvin", 1, kelvin}, {"K", 1, kelvin},
    {"mole", 1, mole}, {"mol", 1, mole}, {"candela", 1, candela}, {"cd", 1, candela}, {"hertz", 1, hertz}, {"Hz", 1, hertz},
    {"newton", 1, newton}, {"pascal", 1, pascal}, {"Pa", 1, pascal}, {"joule", 1, joule}, {"J", 1, joule}, {"watt", 1, watt}, {"W", 1, watt},
    {"coulomb", 1, coulomb}, {"C", 1, coulomb}, {"volt", 1, volt}, {"V", 1, volt}, {"farad", 1, farad}, {"F", 1, farad}, {"ohm", 1, ohm},
    {"siemens", 1, siemens}, {"S", 1, siemens}, {"weber", 1, weber}, {"Wb", 1, weber}, {"tesla", 1, tesla}, {"T", 1, tesla},
    {"henry", 1, henry}, {"H", 1, henry}, {"molar", 1e3, molar}, {"M", 1e3, molar}, {"becquerel", 1, hertz}, {"Bq", 1, hertz},
    {"gray", 1, gray}, {"sievert", 1, gray}, {"katal", 1, katal}, {"radian", 1, {}}, {"steradian", 1, {}},
};
/// Names that take no prefix. A liter is a cubic decimetre.
constexpr Named complete[] = {
    {"1", 1, {}}, {"liter", 1e-3, {{3, 0, 0, 0, 0, 0, 0}}}, {"litre", 1e-3, {{3, 0, 0, 0, 0, 0, 0}}}, {"kilogramme", 1, kilogram},
    {"kilogram", 1, kilogram}, {"minute", 60, second}, {"hour", 3600, second},
};
struct Prefix {
    std::string_view name;
    double factor;
};
constexpr Prefix prefixes[] = {{"y", 1e-24}, {"z", 1e-21}, {"a", 1e-18}, {"f", 1e-15}, {"p", 1e-12}, {"n", 1e-9}, {"u", 1e-6},
                               {"m", 1e-3},  {"c", 1e-2},  {"da", 1e1},  {"d", 1e-1},  {"h", 1e2},   {"k", 1e3},  {"M", 1e6},
                               {"G", 1e9},   {"T", 1e12},  {"P", 1e15},  {"E", 1e18},  {"Z", 1e21},  {"Y", 1e24}};

std::optional<Unit> find_plain(std::string_view name) {
    for (const Named& unit : complete)
        if (unit.name == name) return Unit{unit.factor, unit.dimension};
    for (const Named& unit : prefixable)
        if (unit.name == name) return Unit{unit.factor, unit.dimension};
    return std::nullopt;
}

/// The product of two powers of ten as a literal would give it: "mM" is exactly 1, "um" exactly 1e-6.
double decimal_product(double a, double b) { return std::stod(fmt::format("1e{}", std::lround(std::log10(a) + std::log10(b)))); }

std::optional<Unit> find_prefixed(std::string_view name) {
    for (const Prefix& prefix : prefixes) {
        if (!name.starts_with(prefix.name)) continue;
        for (const Named& unit : prefixable)
            if (unit.name == name.substr(prefix.name.size())) return Unit{decimal_product(prefix.factor, unit.factor), unit.dimension};
    }
    return std::nullopt;
}

/// "per" units in messages: the dimensions that have a name of their own, most usual first.
constexpr Named spoken[] = {{"volt", 1, volt},       {"amp", 1, amp},       {"siemens", 1, siemens}, {"ohm", 1, ohm},     {"farad", 1, farad},
                            {"coulomb", 1, coulomb}, {"second", 1, second}, {"1/second", 1, hertz},  {"metre", 1, metre}, {"kilogram", 1, kilogram},
                            {"mole", 1, mole},       {"kelvin", 1, kelvin}, {"candela", 1, candela}, {"joule", 1, joule}, {"watt", 1, watt},
                            {"newton", 1, newton},   {"molar", 1, molar}};
constexpr Dimension area{{2, 0, 0, 0, 0, 0, 0}};

std::optional<std::string> spoken_name(Dimension dimension) {
    for (const Named& unit : spoken)
        if (unit.dimension == dimension) return unit.dimension == molar ? "mmolar" : std::string{unit.name};
    return std::nullopt;
}

/// "volt/second", "siemens/metre^2", "second^2", where one named unit and one divisor say it.
std::optional<std::string> compound_name(Dimension d) {
    for (const Named& unit : spoken) {
        if (unit.dimension == hertz || unit.dimension == molar) continue;
        if (power(unit.dimension, -1) == d) return fmt::format("1/{}", unit.name);
        for (int exponent = 2; exponent <= 4; ++exponent) {
            if (power(unit.dimension, exponent) == d) return fmt::format("{}^{}", unit.name, exponent);
            if (power(unit.dimension, -exponent) == d) return fmt::format("1/{}^{}", unit.name, exponent);
        }
    }
    for (const Named& unit : spoken) {
        if (unit.dimension == hertz || unit.dimension == molar) continue;
        if (unit.dimension * second == d) return fmt::format("{}*second", unit.name);
        if (unit.dimension / second == d) return fmt::format("{}/second", unit.name);
        if (unit.dimension * power(second, -2) == d) return fmt::format("{}/second^2", unit.name);
        if (unit.dimension / area == d) return fmt::format("{}/metre^2", unit.name);
    }
    return std::nullopt;
}

}  // namespace

Dimension operator*(Dimension a, Dimension b) {
    for (std::size_t k = 0; k < a.exponents.size(); ++k) a.exponents[k] = static_cast<std::int8_t>(a.exponents[k] + b.exponents[k]);
    return a;
}

Dimension operator/(Dimension a, Dimension b) { return a * power(b, -1); }

Dimension power(Dimension base, int exponent) {
    for (std::int8_t& e : base.exponents) e = static_cast<std::int8_t>(e * exponent);
    return base;
}

bool is_sensible(Dimension dimension) {
    constexpr int largest = 30;
    return std::all_of(dimension.exponents.begin(), dimension.exponents.end(), [](int e) { return e >= -largest && e <= largest; });
}

std::optional<Unit> find_unit(std::string_view name) {
    if (const auto unit = find_plain(name)) return unit;
    if (const auto unit = find_prefixed(name)) return unit;
    if (name.size() < 2 || (name.back() != '2' && name.back() != '3')) return std::nullopt;   // Brian2's cm2, um3, metre2
    const int exponent = name.back() - '0';
    const auto base = find_unit(name.substr(0, name.size() - 1));
    if (!base || base->dimension != metre) return std::nullopt;
    return Unit{std::pow(base->factor, exponent), power(base->dimension, exponent)};
}

std::optional<Unit> find_unit_in_expression(std::string_view name) {
    constexpr std::string_view usual_prefixes = "fpnumckM";
    const bool is_symbol = name.size() <= 3 && name != "amp" && name != "ohm" && name != "Hz";
    const bool is_usual = name.size() >= 2 && usual_prefixes.find(name.front()) != std::string_view::npos;
    if (is_symbol && (!is_usual || find_plain(name))) return std::nullopt;
    return find_unit(name);
}

std::string to_string(Dimension dimension) {
    if (dimension.is_pure()) return "1";
    if (const auto name = spoken_name(dimension)) return *name;
    if (const auto name = compound_name(dimension)) return *name;
    constexpr std::string_view bases[] = {"m", "kg", "s", "A", "K", "mol", "cd"};
    std::string text;
    for (std::size_t k = 0; k < std::size(bases); ++k) {
        if (dimension.exponents[k] == 0) continue;
        if (!text.empty()) text += ' ';
        text += bases[k];
        if (dimension.exponents[k] != 1) text += fmt::format("^{}", dimension.exponents[k]);
    }
    return text;
}

}  // namespace aerie::lang
