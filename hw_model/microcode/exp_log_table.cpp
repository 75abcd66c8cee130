/// @file The two read-only tables behind exp2 and log2, so stated that they can be rebuilt in any language.
///
/// exp2[k] = floor(2^(k/256) * 2^30 + 1/2), k = 0 .. 256.  exp2 of an input with 16 fraction bits: n = a >> 16 (floor), i = bits 15..8, r = bits 7..0;
///   m = exp2[i] + (((exp2[i+1] - exp2[i]) * r + 2^7) >> 8), a number in [2^30, 2^31); shift right by k = 30 - n - s, adding 2^(k-1) first;
///   k < 0 gives INT32_MAX, k > 31 gives 0.
/// log2[k] = floor(log2(1 + k/256) * 2^24 + 1/2), k = 0 .. 256.  log2 of a > 0 with s fraction bits: e = index of the top bit, f = the 31 bits below it (left-justified);
///   i = f >> 23, r = (f >> 8) & 0x7FFF; l = log2[i] + (((log2[i+1] - log2[i]) * r + 2^14) >> 15); d = (e - s) * 2^16 + ((l + 2^7) >> 8).
/// All of it fits unsigned 32-bit arithmetic. No entry lies within 1e-4 of a rounding tie (a test says so), so every correct libm gives the same tables.
#include <cmath>

#include "hw_model/microcode/kernels.h"

namespace aerie::hw::kernels {
namespace {

ExpLogTables build() {
    ExpLogTables tables{};
    for (int k = 0; k <= 256; ++k) {
        tables.exp2[k] = static_cast<std::uint32_t>(std::floor(std::exp2(k / 256.0) * 0x1p30 + 0.5));
        tables.log2[k] = static_cast<std::uint32_t>(std::floor(std::log2(1.0 + k / 256.0) * 0x1p24 + 0.5));
    }
    return tables;
}

}  // namespace

const ExpLogTables& exp_log_tables() {
    static const ExpLogTables tables = build();
    return tables;
}

}  // namespace aerie::hw::kernels
