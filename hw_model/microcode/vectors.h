/// @file The widest integer vector of an instruction set, and 64-bit products of its 32-bit halves, which no portable expression of g++ 12
/// becomes. Kernel files only (see loops.h).
#pragma once

#include <immintrin.h>

#include "hw_model/microcode/loops.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

#if defined(__AVX512F__)
constexpr size_t vector_bytes = 64;
#elif defined(__AVX2__)
constexpr size_t vector_bytes = 32;
#else
constexpr size_t vector_bytes = 16;
#endif
/// Lanes of 32 bits in a vector.
constexpr size_t vector_lanes = vector_bytes / 4;

typedef uint64_t Words __attribute__((vector_size(vector_bytes)));        ///< two 32-bit lanes in each: even lane low, odd lane high
typedef int64_t SignedWords __attribute__((vector_size(vector_bytes)));   ///< a wide number in each; a comparison gives -1 or 0 in each
typedef int32_t Halves __attribute__((vector_size(vector_bytes)));        ///< the lanes
typedef uint32_t UnsignedHalves __attribute__((vector_size(vector_bytes)));

/// The products of the low halves, unsigned.
inline Words multiply_low_unsigned(Words a, Words b) {
#if defined(__AVX512F__)
    return (Words)_mm512_maskz_mul_epu32(0xFF, (__m512i)a, (__m512i)b);   // the unmasked one warns of its own undefined operand
#elif defined(__AVX2__)
    return (Words)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#else
    return (Words)_mm_mul_epu32((__m128i)a, (__m128i)b);
#endif
}

#if defined(__AVX2__)
constexpr bool has_signed_products = true;
#else
constexpr bool has_signed_products = false;   // SSE4.1 brought them
#endif

/// The products of the low halves, signed.
inline SignedWords multiply_low(Words a, Words b) {
#if defined(__AVX512F__)
    return (SignedWords)_mm512_maskz_mul_epi32(0xFF, (__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    return (SignedWords)_mm256_mul_epi32((__m256i)a, (__m256i)b);
#else
    return (SignedWords)a * (SignedWords)b;   // never called
#endif
}

/// x / 2^s rounded down, 0 < s < 64.
inline SignedWords shift_down(SignedWords x, int s) {
#if defined(__AVX512F__)
    return x >> s;
#else
    const Words sign = Words{} + (uint64_t{1} << (63 - s));   // where the sign bit stands after a logical shift: lift it through the bits above
    return (SignedWords)((((Words)x >> s) ^ sign) - sign);
#endif
}

inline SignedWords at_least(SignedWords x, SignedWords low) { return x < low ? low : x; }
inline SignedWords at_most(SignedWords x, SignedWords high) { return x > high ? high : x; }

/// Which of a vector's words a claim holds for, and how often such claims held. AVX-512 has masks, and counts them beside the vector units.
#if defined(__AVX512F__)
using Claims = __mmask8;
inline Claims differ(SignedWords x, SignedWords y) { return _mm512_cmpneq_epi64_mask((__m512i)x, (__m512i)y); }
inline Claims is_lost(SignedWords product, Words rest) {
    return _mm512_mask_test_epi64_mask(_mm512_testn_epi64_mask((__m512i)rest, (__m512i)rest), (__m512i)product, (__m512i)product);
}
struct Tally {
    uint64_t count = 0;
    void add(Claims even, Claims odd) { count += static_cast<uint64_t>(__builtin_popcount(static_cast<unsigned>(even) | static_cast<unsigned>(odd) << 8)); }
    [[nodiscard]] uint64_t total() const { return count; }
};
#else
using Claims = SignedWords;   // -1 where it holds
inline Claims differ(SignedWords x, SignedWords y) { return x != y; }
inline Claims is_lost(SignedWords product, Words rest) { return ((SignedWords)rest == 0) & (product != 0); }
struct Tally {
    SignedWords counts{};
    void add(Claims even, Claims odd) { counts -= even + odd; }
    [[nodiscard]] uint64_t total() const {
        int64_t total = 0;
        for (size_t k = 0; k < vector_bytes / 8; ++k) total += counts[k];
        return static_cast<uint64_t>(total);
    }
};
#endif

/// The same for the 32-bit lanes. What is counted is rare: first ask whether there is any.
#if defined(__AVX512F__)
using LaneClaims = __mmask16;
inline LaneClaims differ(Halves x, Halves y) { return _mm512_cmpneq_epi32_mask((__m512i)x, (__m512i)y); }
inline LaneClaims at_most(UnsignedHalves x, UnsignedHalves limit) { return _mm512_cmple_epu32_mask((__m512i)x, (__m512i)limit); }
inline bool any(LaneClaims claims) { return claims != 0; }
inline uint64_t count(LaneClaims claims) { return static_cast<uint64_t>(__builtin_popcount(claims)); }
inline uint32_t bits(LaneClaims claims) { return claims; }
inline Halves at_least(Halves x, Halves low) { return (Halves)_mm512_maskz_max_epi32(0xFFFF, (__m512i)x, (__m512i)low); }
inline Halves at_most(Halves x, Halves high) { return (Halves)_mm512_maskz_min_epi32(0xFFFF, (__m512i)x, (__m512i)high); }
#else
using LaneClaims = Halves;
inline LaneClaims differ(Halves x, Halves y) { return x != y; }
inline LaneClaims at_most(UnsignedHalves x, UnsignedHalves limit) { return (Halves)(x <= limit); }
inline uint64_t count(LaneClaims claims) {
    uint64_t total = 0;
    for (size_t k = 0; k < vector_lanes; ++k) total += claims[k] != 0 ? 1u : 0u;
    return total;
}
/// One bit for each lane, the first lane lowest.
inline uint32_t bits(LaneClaims claims) {
    uint32_t all = 0;
    for (size_t k = 0; k < vector_lanes; ++k) all |= (claims[k] != 0 ? 1u : 0u) << k;
    return all;
}
#if defined(__AVX2__)
inline bool any(LaneClaims claims) { return _mm256_movemask_epi8((__m256i)claims) != 0; }
inline Halves at_least(Halves x, Halves low) { return (Halves)_mm256_max_epi32((__m256i)x, (__m256i)low); }
inline Halves at_most(Halves x, Halves high) { return (Halves)_mm256_min_epi32((__m256i)x, (__m256i)high); }
#else
inline bool any(LaneClaims claims) { return _mm_movemask_epi8((__m128i)claims) != 0; }
inline Halves at_least(Halves x, Halves low) { return x < low ? low : x; }
inline Halves at_most(Halves x, Halves high) { return x > high ? high : x; }
#endif
#endif

inline Words load(const void* from) {
    Words words;
    __builtin_memcpy(&words, from, vector_bytes);
    return words;
}

inline void save(void* to, Words words) { __builtin_memcpy(to, &words, vector_bytes); }

/// All lanes of a vector.
struct Whole {
    static Words load(const int32_t* from) { return AERIE_ISA_NAMESPACE::load(from); }
    static Words load_or(const int32_t* from, Words) { return AERIE_ISA_NAMESPACE::load(from); }
    static void save(int32_t* to, Words words) { AERIE_ISA_NAMESPACE::save(to, words); }
    static LaneClaims among(LaneClaims claims) { return claims; }
};

/// The first `count` lanes of a vector: what is left at the end of a block. The others are zero, are not written, and claim nothing.
struct Part {
#if defined(__AVX512F__)
    __mmask16 meant;
    explicit Part(size_t count) : meant(static_cast<__mmask16>((1u << count) - 1)) {}
    [[nodiscard]] Words load(const int32_t* from) const { return (Words)_mm512_maskz_loadu_epi32(meant, from); }
    void save(int32_t* to, Words words) const { _mm512_mask_storeu_epi32(to, meant, (__m512i)words); }
#else
    Halves meant;
    explicit Part(size_t count) {
        for (size_t k = 0; k < vector_lanes; ++k) meant[k] = k < count ? -1 : 0;
    }
#if defined(__AVX2__)
    [[nodiscard]] Words load(const int32_t* from) const { return (Words)_mm256_maskload_epi32(from, (__m256i)meant); }
    void save(int32_t* to, Words words) const { _mm256_maskstore_epi32(to, (__m256i)meant, (__m256i)words); }
#else
    [[nodiscard]] Words load(const int32_t* from) const {
        Halves lanes{};
        for (size_t k = 0; k < vector_lanes; ++k)
            if (meant[k] != 0) lanes[k] = from[k];
        return (Words)lanes;
    }
    void save(int32_t* to, Words words) const {
        for (size_t k = 0; k < vector_lanes; ++k)
            if (meant[k] != 0) to[k] = ((Halves)words)[k];
    }
#endif
#endif
    [[nodiscard]] LaneClaims among(LaneClaims claims) const { return static_cast<LaneClaims>(claims & meant); }
    /// The others are those of `rest`.
    [[nodiscard]] Words load_or(const int32_t* from, Words rest) const {
#if defined(__AVX512F__)
        return (Words)_mm512_mask_loadu_epi32((__m512i)rest, meant, from);
#else
        return load(from) | (rest & ~(Words)meant);
#endif
    }
};

/// body(i, part) for each vector of n lanes, the last one in part.
template <class Body>
__attribute__((always_inline)) inline void each_vector(size_t n, Body body) {
    size_t i = 0;
    for (; i + vector_lanes <= n; i += vector_lanes) body(i, Whole{});
    if (i < n) body(i, Part(n - i));
}

/// Even lanes from the low halves of `even`, odd lanes from the high halves of `odd`.
inline Words blend(Words even, Words odd) {
#if defined(__AVX512F__)
    return (Words)_mm512_mask_mov_epi32((__m512i)even, 0xAAAA, (__m512i)odd);
#elif defined(__AVX2__)
    return (Words)_mm256_blend_epi32((__m256i)even, (__m256i)odd, 0xAA);
#else
    return (even & 0xFFFFFFFFu) | (odd & ~uint64_t{0xFFFFFFFFu});
#endif
}

/// The low halves of `even` and of `odd`, as lanes again.
inline Words interleave(Words even, Words odd) { return blend(even, odd << 32); }

inline Words add_lanes(Words a, Words b) { return (Words)((UnsignedHalves)a + (UnsignedHalves)b); }

/// An operand as vectors: a lane array, or one value in every lane.
template <bool is_constant>
struct VectorSource {
    const int32_t* lanes;
    Words value;
    explicit VectorSource(const int32_t* from) : lanes(from) {
        if constexpr (is_constant) value = (Words)(Halves{} + *from);
    }
    Words at(size_t i) const { return at(i, Whole{}); }
    template <class Lanes>
    Words at(size_t i, const Lanes& part) const {
        if constexpr (is_constant) return value;
        else return part.load(lanes + i);
    }
};

}  // namespace
}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
