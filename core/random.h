/// @file Randomness that belongs to a thing, not to a stream: every draw is a pure function of (seed, entity, tick, draw), so that no
/// mapping, thread count or process count can change it. Philox (Salmon et al., SC 2011, "Parallel random numbers: as easy as 1, 2, 3").
#pragma once

#include <array>
#include <cstdint>

namespace aerie {

/// Philox4x32-10 of the paper; checked against its published known-answer vectors.
[[nodiscard]] std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Philox2x32-10, the small one that the lanes of a NeuroCore use.
constexpr std::array<std::uint32_t, 2> philox2x32(std::array<std::uint32_t, 2> c, std::uint32_t key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product = std::uint64_t{0xD256D193u} * c[0];
        c = {static_cast<std::uint32_t>(product >> 32) ^ key ^ c[1], static_cast<std::uint32_t>(product)};
        key += 0x9E3779B9u;
    }
    return c;
}

/// What a population or projection draws for: a distinct number per use, so that draws never meet.
enum class Purpose : std::uint32_t { initial, connect, delay, program, rounding, source, order };

/// All draws of one entity (population or projection) at one tick for one draw number: 96 bits of key material hashed from
/// (seed, purpose, entity, tick, draw), computed once per block; then two words per lane from the lane's identity.
class DrawKey {
   public:
    DrawKey(std::uint64_t seed, Purpose purpose, std::uint32_t entity, std::uint64_t tick, std::uint32_t draw);

    /// Two independent uniform words for the lane with identity (a, b): neuron (index, 0), synapse (pre, post).
    [[nodiscard]] constexpr std::array<std::uint32_t, 2> words(std::uint32_t a, std::uint32_t b) const {
        return philox2x32({a ^ mask_[0], b ^ mask_[1]}, key_);
    }
    /// One uniform word, for half the work where lanes lie side by side: a = 2k and a = 2k + 1 take the two words of one block.
    [[nodiscard]] constexpr std::uint32_t word(std::uint32_t a, std::uint32_t b) const { return words(a >> 1, b)[a & 1]; }
    [[nodiscard]] std::array<std::uint32_t, 2> mask() const { return mask_; }
    [[nodiscard]] std::uint32_t key() const { return key_; }

   private:
    std::array<std::uint32_t, 2> mask_{};
    std::uint32_t key_{};
};

/// Uniform in [0, 1) with 32 bits: word / 2^32.
constexpr double to_unit(std::uint32_t word) { return word * 0x1p-32; }
/// Standard normal by Box and Muller from two words; the first word is taken as (word + 1) / 2^32 so that log is finite.
[[nodiscard]] double to_normal(std::array<std::uint32_t, 2> words);

}  // namespace aerie
