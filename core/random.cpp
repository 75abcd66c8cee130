#include "core/random.h"

#include <cmath>
#include <numbers>

namespace aerie {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p = std::uint64_t{0xD2511F53u} * c[0];
        const std::uint64_t q = std::uint64_t{0xCD9E8D57u} * c[2];
        c = {static_cast<std::uint32_t>(q >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(q),
             static_cast<std::uint32_t>(p >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p)};
        key[0] += 0x9E3779B9u;   // golden ratio and sqrt(3) - 1: the Weyl constants of the paper
        key[1] += 0xBB67AE85u;
    }
    return c;
}

DrawKey::DrawKey(std::uint64_t seed, Purpose purpose, std::uint32_t entity, std::uint64_t tick, std::uint32_t draw) {
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
    // 224 bits of name do not fit one block of 192: the first block names the entity, the second, keyed by it, the moment.
    const auto thing = philox4x32({low(seed), high(seed), static_cast<std::uint32_t>(purpose), entity}, {0x41455249u, 0x45u});
    const auto moment = philox4x32({low(tick), high(tick), draw, thing[2]}, {thing[0], thing[1]});
    mask_ = {moment[0], moment[1]};
    key_ = moment[2];
}

double to_normal(std::array<std::uint32_t, 2> words) {
    const double radius = std::sqrt(-2.0 * std::log((words[0] + 1.0) * 0x1p-32));
    return radius * std::cos(2.0 * std::numbers::pi * to_unit(words[1]));
}

}  // namespace aerie
