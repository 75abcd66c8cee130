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

// All arbiters of a router at once. A PortBytes is a matrix of bits: byte r is row r, of seven columns at most, so that the top bit of each byte is free for
// carries. Rows are outputs, columns inputs.

/// One number per port, in bytes of one word.
using PortBytes = std::uint64_t;
[[nodiscard]] constexpr std::uint32_t byte_of(PortBytes bytes, std::uint32_t port) { return static_cast<std::uint32_t>(bytes >> port * 8 & 0xff); }
[[nodiscard]] constexpr PortBytes one_at(std::uint32_t port) { return PortBytes{1} << port * 8; }
inline constexpr PortBytes ones = 0x0101010101010101;

/// A one in the first column of every row that the mask names.
[[nodiscard]] constexpr PortBytes ones_in(std::uint32_t rows) {
    PortBytes matrix = 0;
    for (; rows != 0; rows &= rows - 1) matrix |= one_at(lowest(rows));
    return matrix;
}
/// 0xff in every row that is not empty.
[[nodiscard]] constexpr PortBytes full_rows(PortBytes matrix) {
    const PortBytes carries = (matrix + 0x7f * ones) & 0x80 * ones;
    return (carries << 1) - (carries >> 7);
}
/// In each row the first bit from its pointer on, around the end; `ahead` holds for each row what lies at or after its pointer.
[[nodiscard]] constexpr PortBytes first_of_rows(PortBytes requests, PortBytes ahead) {
    const PortBytes before_turning = requests & ahead;
    const PortBytes left = before_turning | (requests & ~full_rows(before_turning));
    return left & (0x80 * ones - left);
}
/// Pointers of those rows that have a winner move behind it.
[[nodiscard]] constexpr PortBytes rows_behind(PortBytes ahead, PortBytes winners) {
    const PortBytes full = full_rows(winners);
    return (ahead & ~full) | (full & ~(winners | (winners - (full & ones))));
}

/// For each column, the rows below the first one that has its bit.
[[nodiscard]] constexpr PortBytes below_first(PortBytes matrix) {
    PortBytes below = matrix << 8;
    below |= below << 8;
    below |= below << 16;
    return below | below << 32;
}
/// All rows of those columns that have a bit in a row but the last, by what lies below.
[[nodiscard]] constexpr PortBytes full_columns(PortBytes below) { return (below >> 56) * ones; }
/// In each column the first bit from its pointer on, as first_of_rows.
[[nodiscard]] constexpr PortBytes first_of_columns(PortBytes requests, PortBytes ahead) {
    const PortBytes before_turning = requests & ahead, below = below_first(before_turning);
    const PortBytes left = before_turning | (requests & ~full_columns(below));
    return left & ~below_first(left);
}
[[nodiscard]] constexpr PortBytes columns_behind(PortBytes ahead, PortBytes winners) {
    const PortBytes below = below_first(winners);
    return (ahead & ~full_columns(below)) | below;
}

/// Calls `visit(i)` for every set bit i, ascending.
template <class Visit>
constexpr void for_each_bit(std::uint64_t mask, Visit&& visit) {
    for (; mask != 0; mask &= mask - 1) visit(lowest(mask));
}

}  // namespace aerie::router
