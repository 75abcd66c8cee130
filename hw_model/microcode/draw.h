/// @file The random words of a block: Philox2x32-10 as core/random.h states it, a vector of lanes at a time. Kernel files only (see loops.h).
#pragma once

#include "hw_model/microcode/vectors.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

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

/// The words of blocks that serve two lanes each: word 0 in the even lane, word 1 in the odd one.
template <size_t N>
struct PairsDrawn {
    Words words[N];
};

/// The blocks of the even lanes' counters alone.
template <size_t N>
inline PairsDrawn<N> philox_of_pairs(const Drawn<N>& counter, uint32_t key) {
    const Words factor = Words{} + 0xD256D193u;
    Words x[N], y[N];
    for (size_t v = 0; v < N; ++v) {
        x[v] = counter.word_0[v];
        y[v] = counter.word_1[v];
    }
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
#pragma GCC unroll 8
        for (size_t v = 0; v < N; ++v) {
            const Words product = multiply_low_unsigned(x[v], factor);
            x[v] = (product >> 32) ^ y[v] ^ uint64_t{key};
            y[v] = product;
        }
        key += 0x9E3779B9u;
    }
    PairsDrawn<N> drawn;
    for (size_t v = 0; v < N; ++v) drawn.words[v] = interleave(x[v], y[v]);
    return drawn;
}

/// Both words of N vectors of lanes from `at` on: DrawKey::words.
template <size_t N, class Lane>
inline void fill_both(const Step<Lane>& step, const uint32_t* first, const uint32_t* second, const Frame& frame, size_t at) {
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

/// What N vectors of lanes put into philox for DrawKey::word.
template <size_t N, class Lane>
inline Drawn<N> shared_counter(const Step<Lane>& step, const uint32_t* first, const uint32_t* second) {
    const Words mask_0 = Words{} + (uint64_t{step.mask_0} << 32 | step.mask_0), mask_1 = Words{} + (uint64_t{step.mask_1} << 32 | step.mask_1);
    Drawn<N> counter;
    for (size_t v = 0; v < N; ++v) {
        counter.word_0[v] = (Words)((UnsignedHalves)load(first + v * vector_lanes) >> 1) ^ mask_0;
        counter.word_1[v] = load(second + v * vector_lanes) ^ mask_1;
    }
    return counter;
}

/// Whether lanes 2k and 2k + 1 are all the two of one block, as neighbours mostly are.
template <size_t N>
inline bool are_pairs(const uint32_t* first, const uint32_t* second) {
    Words differs{};
    for (size_t v = 0; v < N; ++v) {
        const Words a = load(first + v * vector_lanes), b = load(second + v * vector_lanes);
        differs |= (((a >> 32) ^ a ^ 1) & 0xFFFFFFFFu) | (a & 1) | (((b >> 32) ^ b) & 0xFFFFFFFFu);
    }
    return !any(differ((Halves)differs, Halves{}));
}

/// The word of N vectors of lanes from `at` on: DrawKey::word.
template <size_t N, class Lane>
inline void fill_one(const Step<Lane>& step, const uint32_t* first, const uint32_t* second, const Frame& frame, size_t at) {
    const Drawn<N> counter = shared_counter<N>(step, first, second);
    if (are_pairs<N>(first, second)) {
        const PairsDrawn<N> drawn = philox_of_pairs(counter, step.key);
        for (size_t v = 0; v < N; ++v) save(frame.word_0 + at + v * vector_lanes, drawn.words[v]);
        return;
    }
    const Drawn<N> drawn = philox(counter, step.key);
    for (size_t v = 0; v < N; ++v) {
        const Words takes_second = (Words)(0 - ((UnsignedHalves)load(first + v * vector_lanes) & 1));
        save(frame.word_0 + at + v * vector_lanes, (drawn.word_0[v] & ~takes_second) | (drawn.word_1[v] & takes_second));
    }
}

/// So many vectors are drawn `abreast`: the ten rounds of one wait for each other, those of several do not.
struct BothWords {
    static constexpr size_t abreast = vector_bytes == 64 ? 4 : 2;
    template <size_t N, class Lane>
    static void fill(const Step<Lane>& step, const uint32_t* first, const uint32_t* second, const Frame& frame, size_t at) { fill_both<N>(step, first, second, frame, at); }
};
struct OneWord {
    static constexpr size_t abreast = vector_bytes == 64 ? 8 : 4;
    template <size_t N, class Lane>
    static void fill(const Step<Lane>& step, const uint32_t* first, const uint32_t* second, const Frame& frame, size_t at) { fill_one<N>(step, first, second, frame, at); }
};

/// Fills the frame's words for lanes [0, n), which have room for whole vectors; the caller's identities have not, so the last few are copied.
template <class Want, class Lane>
void draw(const Step<Lane>& step, size_t n, const Frame& frame) {
    const size_t whole = n - n % vector_lanes;
    size_t at = 0;
    for (; at + Want::abreast * vector_lanes <= whole; at += Want::abreast * vector_lanes) Want::template fill<Want::abreast>(step, frame.first + at, frame.second + at, frame, at);
    for (; at < whole; at += vector_lanes) Want::template fill<1>(step, frame.first + at, frame.second + at, frame, at);
    if (whole == n) return;
    uint32_t first[vector_lanes] = {}, second[vector_lanes] = {};
    for (size_t i = whole; i < n; ++i) {
        first[i - whole] = frame.first[i];
        second[i - whole] = frame.second[i];
    }
    Want::template fill<1>(step, first, second, frame, whole);
}

}  // namespace
}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
