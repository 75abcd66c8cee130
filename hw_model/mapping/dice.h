/// @file A stream of random numbers for the mapper's search: the same seed gives the same mapping on every machine.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/random.h"

namespace aerie::hw {

/// Philox in counter mode: draw n of a seed is philox2x32((n, high word of the seed), low word).
class Dice {
   public:
    explicit Dice(std::uint64_t seed) : seed_{seed} {}
    [[nodiscard]] std::uint32_t word() { return philox2x32({next_++, static_cast<std::uint32_t>(seed_ >> 32)}, static_cast<std::uint32_t>(seed_))[0]; }
    /// Uniform in [0, sides), by multiplication (Lemire 2019); the bias below sides / 2^32 does not matter to a search.
    [[nodiscard]] std::uint32_t below(std::uint32_t sides) { return static_cast<std::uint32_t>((std::uint64_t{word()} * sides) >> 32); }
    [[nodiscard]] double unit() { return to_unit(word()); }

    template <class Thing>
    void shuffle(std::vector<Thing>& things) {
        for (std::size_t left = things.size(); left > 1; --left) std::swap(things[left - 1], things[below(static_cast<std::uint32_t>(left))]);
    }

   private:
    std::uint64_t seed_;
    std::uint32_t next_ = 0;
};

}  // namespace aerie::hw
