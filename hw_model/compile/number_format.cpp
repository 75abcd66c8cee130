#include "hw_model/compile/number_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/fixed/format.h"

namespace aerie::hw {

namespace {

constexpr int most_frac = 126;  // a picoampere needs 70
constexpr int guard_bits = 1;   // of a 32-bit register: the sum of a value and an increment must not wrap

double magnitude(Interval range) { return std::max(std::abs(range.low), std::abs(range.high)); }

}  // namespace

double NumberFormat::lsb() const { return std::ldexp(scale, -frac); }

Interval NumberFormat::range() const { return {std::min(low * lsb(), high * lsb()), std::max(low * lsb(), high * lsb())}; }

std::int32_t NumberFormat::quantise(double value) const {
    const double raw = std::floor(value / lsb() + 0.5);
    return static_cast<std::int32_t>(std::clamp(raw, static_cast<double>(low), static_cast<double>(high)));
}

std::string NumberFormat::text() const {
    if (scale != 1.0) return fmt::format("{} bit, LSB {:.4g}", bits, lsb());
    return fixed::to_string({bits, frac, low < 0});
}

NumberFormat format_for(Interval range, const NumberKind& kind) {
    AERIE_ASSERT(range.is_finite());
    const int bits = std::min(kind.bits, 32 - guard_bits);
    const bool is_signed = kind.is_signed || range.low < 0.0 || kind.bits >= 32;
    const fixed::Format format = is_signed ? fixed::signed_format_for(range, bits) : fixed::format_for(range, bits);
    return {.bits = bits, .frac = format.frac, .low = static_cast<std::int32_t>(format.least()),
            .high = static_cast<std::int32_t>(format.greatest()), .rounding = kind.rounding, .saturates = kind.saturates};
}

NumberFormat weight_format_for(Interval range, const NumberKind& kind, WeightGrid grid) {
    if (grid == WeightGrid::power_of_two) return format_for(range, kind);
    NumberFormat format = format_for({0.0, 1.0}, kind);
    const bool is_signed = kind.is_signed || (range.low < 0.0 && range.high > 0.0);
    const int bits = std::min(kind.bits, 32 - guard_bits);
    format.high = static_cast<std::int32_t>((std::int64_t{1} << (is_signed ? bits - 1 : bits)) - 1);
    format.low = is_signed ? -format.high : 0;
    format.frac = 0;
    format.scale = magnitude(range) > 0.0 ? magnitude(range) / format.high : 1.0;
    if (!is_signed && range.low < 0.0) format.scale = -format.scale;   // a row of inhibitory synapses: its codes count downwards
    return format;
}

int finest_frac(Interval range) {
    const double most = magnitude(range);
    if (most == 0.0) return most_frac;
    if (!std::isfinite(most)) {
        throw InputError{{"the compiler cannot bound a value of this program, so no fixed-point format can hold it", "", "",
                          "declare the ranges of the variables in the equations: `: volt [-80 mV, 20 mV]`, and keep divisors away from zero"}};
    }
    constexpr double room = 2147483648.0 - 256.0;   // rounding of several terms may add a few quanta
    int frac = 31 - std::ilogb(most);
    while (std::ldexp(most, frac) > room) --frac;
    return std::min(frac, most_frac);
}

}  // namespace aerie::hw
