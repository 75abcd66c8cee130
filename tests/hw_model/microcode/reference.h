/// @file Microcode said again, one lane at a time, in 128-bit integers and without speed in mind: what the kernels are measured against.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "hw_model/microcode/program.h"

namespace aerie::hw::test {

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

/// What one lane of one instruction must give.
struct Outcome {
    std::int32_t value = 0;
    bool is_saturated = false;
    bool is_lost = false;
};

/// x / 2^s rounded; negative s multiplies. `words` are the lane's random words.
Wide rounded(Wide x, int s, Rounding rounding, std::array<std::uint32_t, 2> words);

/// Fixed point: every opcode except exp2, log2, function, table, uniform, normal.
Outcome expected(const Instruction& code, std::int32_t a, std::int32_t b, std::int32_t c, std::array<std::uint32_t, 2> words = {});

/// 0, +-1, +-2^k, +-(2^k - 1), INT32_MIN, INT32_MAX: each once, ascending.
const std::vector<std::int32_t>& edges();
/// A smaller set for triples.
const std::vector<std::int32_t>& few_edges();

}  // namespace aerie::hw::test
