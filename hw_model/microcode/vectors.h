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

typedef uint64_t Words __attribute__((vector_size(vector_bytes)));   ///< two 32-bit lanes in each: even lane low, odd lane high

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

inline Words load(const void* from) {
    Words words;
    __builtin_memcpy(&words, from, vector_bytes);
    return words;
}

inline void save(void* to, Words words) { __builtin_memcpy(to, &words, vector_bytes); }

/// The low halves of `even` and of `odd`, as lanes again.
inline Words interleave(Words even, Words odd) { return (even & 0xFFFFFFFFu) | (odd << 32); }

}  // namespace
}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
