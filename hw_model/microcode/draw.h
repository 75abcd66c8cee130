/// @file The random words of a block: Philox2x32-10 as core/random.h states it, a vector of lanes at a time. Kernel files only (see loops.h).
#pragma once

#include "hw_model/microcode/vectors.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

/// The two words of every lane of a vector. A word may carry rubbish in its upper half until the end: the product does not see it.
struct Drawn {
    Words word_0, word_1;
};

inline Drawn philox(Words first, Words second, uint32_t key) {
    const Words factor = Words{} + 0xD256D193u;
    Words x_even = first, x_odd = first >> 32, y_even = second, y_odd = second >> 32;
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
        const Words even = multiply_low_unsigned(x_even, factor), odd = multiply_low_unsigned(x_odd, factor);
        x_even = (even >> 32) ^ y_even ^ uint64_t{key};
        x_odd = (odd >> 32) ^ y_odd ^ uint64_t{key};
        y_even = even;
        y_odd = odd;
        key += 0x9E3779B9u;
    }
    return {interleave(x_even, x_odd), interleave(y_even, y_odd)};
}

/// Fills the frame's words for lanes [0, n), which have room for whole vectors; the caller's identities have not, so the last few are copied.
template <class Lane>
void draw(const Step<Lane>& step, size_t n, const Frame& frame) {
    const Words mask_0 = Words{} + (uint64_t{step.mask_0} << 32 | step.mask_0), mask_1 = Words{} + (uint64_t{step.mask_1} << 32 | step.mask_1);
    const auto fill = [&](size_t at, const uint32_t* first, const uint32_t* second) {
        const Drawn drawn = philox(load(first) ^ mask_0, load(second) ^ mask_1, step.key);
        save(frame.word_0 + at, drawn.word_0);
        save(frame.word_1 + at, drawn.word_1);
    };
    const size_t whole = n - n % vector_lanes;
    for (size_t i = 0; i < whole; i += vector_lanes) fill(i, frame.first + i, frame.second + i);
    if (whole == n) return;
    uint32_t first[vector_lanes] = {}, second[vector_lanes] = {};
    for (size_t i = whole; i < n; ++i) {
        first[i - whole] = frame.first[i];
        second[i - whole] = frame.second[i];
    }
    fill(whole, first, second);
}

}  // namespace
}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
