/// @file How a real number lies in an integer register: width, binary point, sign; how it is rounded into it and what happens at its ends.
#pragma once

#include <cstdint>
#include <string>

#include "core/interval.h"

namespace aerie::fixed {

/// value = raw * 2^-frac, raw in [least, greatest]. `frac` may be negative or exceed `bits`: the point may lie outside the word.
struct Format {
    int bits = 32;           ///< 1 to 62, sign included
    int frac = 0;            ///< -900 to 900
    bool is_signed = true;
    constexpr bool operator==(const Format&) const = default;

    [[nodiscard]] constexpr std::int64_t least() const { return is_signed ? -(std::int64_t{1} << (bits - 1)) : 0; }
    [[nodiscard]] constexpr std::int64_t greatest() const { return (std::int64_t{1} << (is_signed ? bits - 1 : bits)) - 1; }
    [[nodiscard]] constexpr bool holds(std::int64_t raw) const { return least() <= raw && raw <= greatest(); }
};

/// Q notation: "Q3.12" is signed with 3 whole and 12 fractional bits beside the sign, "UQ0.8" unsigned.
[[nodiscard]] std::string to_string(Format format);

enum class Rounding {
    nearest,       ///< halves go up: what an adder of one half before the shift does
    toward_zero,
    stochastic     ///< up with the probability of the part that is cut off
};

enum class Overflow {
    saturate,      ///< stay at the nearest end
    wrap           ///< keep the low bits
};

/// The number a raw word stands for; exact for words of up to 53 bits.
[[nodiscard]] double to_double(std::int64_t raw, Format format);

/// The nearest, or drawn, raw word, saturated at the ends. `word` is 32 random bits, used by Rounding::stochastic alone. `value` is not NaN.
[[nodiscard]] std::int64_t quantise(double value, Format format, Rounding rounding, std::uint32_t word = 0);

/// wide * 2^-shift for shift in 0..62, rounded once: what follows a multiplication. Stochastic compares the 32 highest bits cut off with `word`.
[[nodiscard]] constexpr std::int64_t shift_right(std::int64_t wide, int shift, Rounding rounding, std::uint32_t word = 0) {
    if (shift == 0) return wide;
    const std::int64_t floor = wide >> shift;
    const std::uint64_t rest = static_cast<std::uint64_t>(wide) & ((std::uint64_t{1} << shift) - 1);
    if (rounding == Rounding::nearest) return floor + static_cast<std::int64_t>(rest >> (shift - 1));
    if (rounding == Rounding::toward_zero) return floor + (wide < 0 && rest != 0 ? 1 : 0);
    const std::uint64_t chance = shift <= 32 ? rest << (32 - shift) : rest >> (shift - 32);
    return floor + (word < chance ? 1 : 0);
}

/// A raw result brought back into the format.
[[nodiscard]] constexpr std::int64_t confine(std::int64_t raw, Format format, Overflow overflow) {
    if (format.holds(raw)) return raw;
    if (overflow == Overflow::saturate) return raw < format.least() ? format.least() : format.greatest();
    const std::uint64_t low = static_cast<std::uint64_t>(raw) & ((std::uint64_t{1} << format.bits) - 1);
    const bool is_negative = format.is_signed && ((low >> (format.bits - 1)) & 1) != 0;
    return static_cast<std::int64_t>(low) - (is_negative ? std::int64_t{1} << format.bits : 0);
}

/// The finest format of `bits` that holds both ends of a finite range, rounded to nearest, without saturation; signed when the range
/// goes below zero. A range of zero alone gets as many fractional bits as the word has.
[[nodiscard]] Format format_for(Interval range, int bits);
/// The same for a register that always has a sign.
[[nodiscard]] Format signed_format_for(Interval range, int bits);

}  // namespace aerie::fixed
