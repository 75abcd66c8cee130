/// @file Runs that never happened: a realistic one for the eye, an empty one, and any number of generated ones.
#pragma once

#include <cstdint>

#include "tools/report/run_record.h"

namespace aerie::tools::fake {

/// Forty seconds of a homeostatic network on an 8 x 8 mesh, with all that a report can show.
[[nodiscard]] RunRecord homeostasis();
/// Nothing was recorded, nothing fired, no packet moved, no price is known.
[[nodiscard]] RunRecord silent();
/// Arbitrary values in every field, names with quotes, commas, markup and other alphabets among them.
[[nodiscard]] RunRecord arbitrary(std::uint64_t seed);

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere.
class Dice {
   public:
    explicit Dice(std::uint64_t seed) : state_{seed} {}
    std::uint64_t bits();
    double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
    std::uint64_t below(std::uint64_t n) { return bits() % n; }

   private:
    std::uint64_t state_;
};

}  // namespace aerie::tools::fake
