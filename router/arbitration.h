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

/// The place behind `winner` in a circle of `size`.
[[nodiscard]] constexpr std::uint8_t behind(std::uint32_t winner, std::uint32_t size) {
    return static_cast<std::uint8_t>(winner + 1 == size ? 0 : winner + 1);
}

/// Calls `visit(i)` for every set bit i, ascending.
template <class Visit>
constexpr void for_each_bit(std::uint64_t mask, Visit&& visit) {
    for (; mask != 0; mask &= mask - 1) visit(lowest(mask));
}

}  // namespace aerie::router
