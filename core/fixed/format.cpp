#include "core/fixed/format.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace aerie::fixed {
namespace {

/// The whole number beside `scaled` that the rounding chooses; exact, since no half is added to a double.
double round(double scaled, Rounding rounding, std::uint32_t word) {
    if (rounding == Rounding::toward_zero) return std::trunc(scaled);
    const double floor = std::floor(scaled);
    const double rest = scaled - floor;
    if (rounding == Rounding::nearest) return rest >= 0.5 ? floor + 1.0 : floor;
    return word < rest * 0x1p32 ? floor + 1.0 : floor;
}

bool fits(Interval range, Format format) {
    const double low = round(std::ldexp(range.low, format.frac), Rounding::nearest, 0);
    const double high = round(std::ldexp(range.high, format.frac), Rounding::nearest, 0);
    return low >= static_cast<double>(format.least()) && high <= static_cast<double>(format.greatest());
}

Format finest(Interval range, Format format) {
    AERIE_ASSERT(range.is_finite() && range.low <= range.high && format.bits >= 1 && format.bits <= 62);
    const int width = format.is_signed ? format.bits - 1 : format.bits;
    const double magnitude = std::max(std::abs(range.low), std::abs(range.high));
    format.frac = width;
    if (magnitude == 0.0) return format;
    int exponent = 0;
    std::frexp(magnitude, &exponent);   // magnitude < 2^exponent
    // At width - exponent the magnitude is at least half of the word's reach: at most one step finer fits, and a coarser one always does.
    format.frac = std::min(width - exponent + 1, 900);
    while (!fits(range, format)) --format.frac;
    return format;
}

}  // namespace

std::string to_string(Format format) {
    const int whole = format.bits - format.frac - (format.is_signed ? 1 : 0);
    return (format.is_signed ? "Q" : "UQ") + std::to_string(whole) + "." + std::to_string(format.frac);
}

double to_double(std::int64_t raw, Format format) {
    return std::ldexp(static_cast<double>(raw), -format.frac);
}

std::int64_t quantise(double value, Format format, Rounding rounding, std::uint32_t word) {
    AERIE_ASSERT(!std::isnan(value));
    const double rounded = round(std::ldexp(value, format.frac), rounding, word);
    if (rounded <= static_cast<double>(format.least())) return format.least();
    if (rounded >= static_cast<double>(format.greatest())) return format.greatest();
    return static_cast<std::int64_t>(rounded);
}

Format format_for(Interval range, int bits) { return finest(range, {bits, 0, range.low < 0.0}); }

Format signed_format_for(Interval range, int bits) { return finest(range, {bits, 0, true}); }

}  // namespace aerie::fixed
