/// @file Round robin in one breath: the first set bit at or after a pointer, around the end.
#pragma once

#include <cstdint>

namespace aerie::router {

/// The lowest set bit of a mask that is not zero (std::countr_zero would test for it).
[[nodiscard]] constexpr std::uint32_t lowest(std::uint64_t mask) { return static_cast<std::uint32_t>(__builtin_ctzll(mask)); }

/// The lowest member of `requests` that is not below `pointer`, else the lowest of all. `requests` is not zero.
[[nodiscard]] constexpr std::uint32_t first_from(std::uint64_t requests, std::uint32_t pointer) {
    const std::uint64_t ahead = requests >> pointer << pointer;
    return lowest(ahead != 0 ? ahead : requests);
}

/// As first_from, for a pointer that is kept as the mask of what lies at or after it.
[[nodiscard]] constexpr std::uint32_t first_ahead(std::uint32_t requests, std::uint32_t ahead) {
    const std::uint32_t before_turning = requests & ahead;
    return lowest(before_turning != 0 ? before_turning : requests);
}

/// The place behind `winner` in a circle of `size`.
[[nodiscard]] constexpr std::uint8_t behind(std::uint32_t winner, std::uint32_t size) {
    return static_cast<std::uint8_t>(winner + 1 == size ? 0 : winner + 1);
}

/// Of channels counted over all ports, `V` to a port: all of every port that has one.
template <std::uint32_t V>
[[nodiscard]] constexpr std::uint32_t whole_ports(std::uint32_t channels) {
    static_assert(V == 1 || V == 2 || V == 4);
    if constexpr (V == 1) return channels;
    std::uint32_t any = channels | channels >> 1;
    if constexpr (V == 4) any |= any >> 2;
    return (any & (V == 2 ? 0x55555555U : 0x11111111U)) * ((1U << V) - 1);
}

/// Calls `visit(i)` for every set bit i, ascending.
template <class Visit>
constexpr void for_each_bit(std::uint64_t mask, Visit&& visit) {
    for (; mask != 0; mask &= mask - 1) visit(lowest(mask));
}

}  // namespace aerie::router
