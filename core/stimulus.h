/// @file What a stimulus array says at a tick.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/interval.h"
#include "core/model.h"

namespace aerie {

inline constexpr std::uint64_t no_row = ~std::uint64_t{0};   ///< the pause

/// From the start of one row to the start of the next.
[[nodiscard]] inline std::uint64_t slot_ticks(const Stimulus& stimulus) { return stimulus.dt_ticks + stimulus.pause_ticks; }
/// How many rows are shown in all, repetitions included.
[[nodiscard]] inline std::uint64_t slots(const Stimulus& stimulus) { return stimulus.order.empty() ? stimulus.rows() : stimulus.order.size(); }

/// The row shown at t = tick * dt, or no_row. After the end: the last row for ever, or the pause that follows it.
[[nodiscard]] inline std::uint64_t row_at(const Stimulus& stimulus, std::uint64_t tick) {
    const std::uint64_t slot = tick / slot_ticks(stimulus), last = slots(stimulus) - 1;
    if (stimulus.pause_ticks != 0 && (slot > last || tick % slot_ticks(stimulus) >= stimulus.dt_ticks)) return no_row;
    const std::uint64_t shown = std::min(slot, last);
    return stimulus.order.empty() ? shown : stimulus.order[shown];
}

[[nodiscard]] inline double value_in(const Stimulus& stimulus, std::uint64_t row, std::uint64_t column) {
    return row == no_row ? stimulus.pause_value : stimulus.values[row * stimulus.columns + column];
}

/// name(t) or name(t, i).
[[nodiscard]] inline double value_at(const Stimulus& stimulus, std::uint64_t tick, std::uint64_t column = 0) {
    return value_in(stimulus, row_at(stimulus, tick), column);
}

/// All that it ever says.
[[nodiscard]] inline Interval range_of(const Stimulus& stimulus) {
    const auto [low, high] = std::minmax_element(stimulus.values.begin(), stimulus.values.end());
    if (stimulus.pause_ticks == 0) return {*low, *high};
    return {std::min(*low, stimulus.pause_value), std::max(*high, stimulus.pause_value)};
}

}  // namespace aerie
