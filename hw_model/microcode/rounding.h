/// @file R(x, s) of program.h: x / 2^s rounded, specialised by where s lies, so that no loop branches. Kernel files only (see loops.h).
///
/// Only the low 32 bits of a result reach a lane. For 1 <= s <= 32 they are the same after a logical as after an arithmetic shift, and every
/// instruction set has a logical 64-bit shift; arithmetic ones wait for AVX-512.
#pragma once

#include <type_traits>

#include "hw_model/microcode/draw.h"
#include "hw_model/microcode/loops.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

/// none: s = 0. left: s < 0. low: 1 <= s <= 32. high: 33 <= s <= 62.
enum class Span { none, left, low, high };

constexpr Span span_of(int shift) {
    if (shift == 0) return Span::none;
    if (shift < 0) return Span::left;
    return shift <= 32 ? Span::low : Span::high;
}

constexpr bool draws(Span span, Rounding rounding) { return rounding == Rounding::stochastic && span != Span::none && span != Span::left; }

/// What draw() is asked for where a rounding draws (program.h: Rounding::stochastic).
template <Span span>
using WordsFor = std::conditional_t<span == Span::high, BothWords, OneWord>;

/// s uniform bits for stochastic rounding: the top s of the 64 drawn.
inline uint64_t dither(uint32_t word_0, uint32_t word_1, int s) {
    return ((uint64_t{word_0} << 32) | word_1) >> (64 - s);
}

/// R on int64. The result's low 32 bits are right; for Span::low the result is zero exactly when R is.
template <Span span, Rounding rounding>
struct Round {
    int s;   ///< the distance, left or right
    explicit Round(int shift) : s(span == Span::left ? -shift : shift) {}

    uint64_t operator()(int64_t x, uint32_t word_0, uint32_t word_1) const {
        const uint64_t bits = static_cast<uint64_t>(x);
        if constexpr (span == Span::none) return bits;
        else if constexpr (span == Span::left) return bits << s;
        else return down(bits + offset(x, word_0, word_1));
    }

    /// R in full: all 64 bits.
    int64_t whole(int64_t x, uint32_t word_0, uint32_t word_1) const {
        if constexpr (span == Span::none || span == Span::left) return static_cast<int64_t>((*this)(x, word_0, word_1));
        else return static_cast<int64_t>(static_cast<uint64_t>(x) + offset(x, word_0, word_1)) >> s;
    }

   private:
    uint64_t offset(int64_t x, uint32_t word_0, uint32_t word_1) const {
        if constexpr (rounding == Rounding::nearest) return uint64_t{1} << (s - 1);
        else if constexpr (rounding == Rounding::toward_zero) return x < 0 ? (uint64_t{1} << s) - 1 : 0;
        else if constexpr (span == Span::low) return uint64_t{word_0} >> (32 - s);   // dither() with nothing of the second word left
        else return dither(word_0, word_1, s);
    }
    uint64_t down(uint64_t bits) const {
        if constexpr (span == Span::low) return bits >> s;
        else return static_cast<uint64_t>(static_cast<int64_t>(bits) >> s);
    }
};

/// R of a 32-bit number for 1 <= s <= 31, in 32 bits.
template <Rounding rounding>
struct RoundLane {
    int s;
    uint32_t mask;
    explicit RoundLane(int shift) : s(shift), mask((uint32_t{1} << shift) - 1) {}

    int32_t operator()(int32_t a, [[maybe_unused]] uint32_t word_0) const {
        if constexpr (rounding == Rounding::nearest) return (a >> s) + ((a >> (s - 1)) & 1);
        else if constexpr (rounding == Rounding::toward_zero) return (a + static_cast<int32_t>(static_cast<uint32_t>(a >> 31) & mask)) >> s;
        else return (a >> s) + static_cast<int32_t>(((static_cast<uint32_t>(a) & mask) + (word_0 >> (32 - s))) >> s);
    }
};

/// What a product needs added before it is shifted down by 1 <= s <= 32, for a vector of products.
template <Rounding rounding>
struct Offset {
    int s;
    Words half, mask;
    explicit Offset(int shift) : s(shift), half(Words{} + (uint64_t{1} << (shift - 1))), mask(Words{} + ((uint64_t{1} << shift) - 1)) {}

    /// `drawn` is a word in the low half for even lanes, in the low half after shifting down by 32 for odd ones.
    SignedWords added(SignedWords product, [[maybe_unused]] Words drawn) const {
        if constexpr (rounding == Rounding::nearest) return (SignedWords)((Words)product + half);
        else if constexpr (rounding == Rounding::toward_zero) return (SignedWords)((Words)product + ((Words)(product < 0) & mask));
        else return (SignedWords)((Words)product + ((drawn & 0xFFFFFFFFu) >> (32 - s)));
    }
};

/// The products of a vector of lanes with their offsets added.
struct Products {
    SignedWords even, odd, even_raised, odd_raised;
};

template <Rounding rounding>
inline Products multiply_lanes(Words a, Words b, const Offset<rounding>& offset, const uint32_t* word_0) {
    Products p;
    p.even = multiply_low(a, b);
    p.odd = multiply_low(a >> 32, b >> 32);
    const Words drawn = rounding == Rounding::stochastic ? load(word_0) : Words{};
    p.even_raised = offset.added(p.even, drawn);
    p.odd_raised = offset.added(p.odd, drawn >> 32);
    return p;
}

/// The low 32 bits of every product rounded by 32 bits, as lanes.
inline Words high_halves(const Products& p) { return blend((Words)p.even_raised >> 32, (Words)p.odd_raised); }
/// The same by 1 <= s <= 32 bits.
inline Words rounded_lanes(const Products& p, int s) { return blend((Words)p.even_raised >> s, (Words)p.odd_raised << (32 - s)); }

/// Pick::pick<span, rounding>(code) for the instruction's own span and rounding.
template <class Pick, Span span>
Kernel<int32_t> by_rounding(const Instruction& code) {
    switch (code.rounding) {
        case Rounding::nearest: return Pick::template pick<span, Rounding::nearest>(code);
        case Rounding::toward_zero: return Pick::template pick<span, Rounding::toward_zero>(code);
        case Rounding::stochastic: return Pick::template pick<span, Rounding::stochastic>(code);
    }
    return nullptr;
}

template <class Pick>
Kernel<int32_t> by_span(const Instruction& code) {
    switch (span_of(code.shift)) {
        case Span::none: return Pick::template pick<Span::none, Rounding::nearest>(code);
        case Span::left: return Pick::template pick<Span::left, Rounding::nearest>(code);
        case Span::low: return by_rounding<Pick, Span::low>(code);
        case Span::high: return by_rounding<Pick, Span::high>(code);
    }
    return nullptr;
}

}  // namespace
}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
