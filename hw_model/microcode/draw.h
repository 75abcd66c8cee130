/// @file The random words of a block: Philox2x32-10 as core/random.h states it, a vector of lanes at a time. Kernel files only (see loops.h).
#pragma once

#include "hw_model/microcode/vectors.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

/// So many vectors are drawn side by side: the ten rounds of one wait for each other, those of several do not.
constexpr size_t abreast = vector_bytes == 64 ? 4 : 2;

/// The two words of every lane of N vectors. A word may carry rubbish in its upper half until the end: the product does not see it.
template <size_t N>
struct Drawn {
    Words word_0[N], word_1[N];
};

template <size_t N>
inline Drawn<N> philox(const Drawn<N>& counter, uint32_t key) {
    const Words factor = Words{} + 0xD256D193u;
    Words x_even[N], x_odd[N], y_even[N], y_odd[N];
    for (size_t v = 0; v < N; ++v) {
        x_even[v] = counter.word_0[v];
        x_odd[v] = counter.word_0[v] >> 32;
        y_even[v] = counter.word_1[v];
        y_odd[v] = counter.word_1[v] >> 32;
    }
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
#pragma GCC unroll 4
        for (size_t v = 0; v < N; ++v) {
            const Words even = multiply_low_unsigned(x_even[v], factor), odd = multiply_low_unsigned(x_odd[v], factor);
            x_even[v] = (even >> 32) ^ y_even[v] ^ uint64_t{key};
            x_odd[v] = (odd >> 32) ^ y_odd[v] ^ uint64_t{key};
            y_even[v] = even;
            y_odd[v] = odd;
        }
        key += 0x9E3779B9u;
    }
    Drawn<N> drawn;
    for (size_t v = 0; v < N; ++v) {
        drawn.word_0[v] = interleave(x_even[v], x_odd[v]);
        drawn.word_1[v] = interleave(y_even[v], y_odd[v]);
    }
    return drawn;
}

/// The words of N vectors of lanes from `at` on.
template <size_t N, class Lane>
inline void fill_vectors(const Step<Lane>& step, const uint32_t* first, const uint32_t* second, const Frame& frame, size_t at) {
    const Words mask_0 = Words{} + (uint64_t{step.mask_0} << 32 | step.mask_0), mask_1 = Words{} + (uint64_t{step.mask_1} << 32 | step.mask_1);
    Drawn<N> counter;
    for (size_t v = 0; v < N; ++v) {
        counter.word_0[v] = load(first + v * vector_lanes) ^ mask_0;
        counter.word_1[v] = load(second + v * vector_lanes) ^ mask_1;
    }
    const Drawn<N> drawn = philox(counter, step.key);
    for (size_t v = 0; v < N; ++v) {
        save(frame.word_0 + at + v * vector_lanes, drawn.word_0[v]);
        save(frame.word_1 + at + v * vector_lanes, drawn.word_1[v]);
    }
}

/// Fills the frame's words for lanes [0, n), which have room for whole vectors; the caller's identities have not, so the last few are copied.
template <class Lane>
void draw(const Step<Lane>& step, size_t n, const Frame& frame) {
    const size_t whole = n - n % vector_lanes;
    size_t at = 0;
    for (; at + abreast * vector_lanes <= whole; at += abreast * vector_lanes) fill_vectors<abreast>(step, frame.first + at, frame.second + at, frame, at);
    for (; at < whole; at += vector_lanes) fill_vectors<1>(step, frame.first + at, frame.second + at, frame, at);
    if (whole == n) return;
    uint32_t first[vector_lanes] = {}, second[vector_lanes] = {};
    for (size_t i = whole; i < n; ++i) {
        first[i - whole] = frame.first[i];
        second[i - whole] = frame.second[i];
    }
    fill_vectors<1>(step, first, second, frame, whole);
}

}  // namespace
}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
