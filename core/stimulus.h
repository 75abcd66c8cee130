/// @file What a stimulus array says at a tick.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/model.h"

namespace aerie {

/// name(t) or name(t, i) with t = tick * dt: the entry whose time has come, the last one for ever after its end.
[[nodiscard]] inline double value_at(const Stimulus& stimulus, std::uint64_t tick, std::uint64_t column = 0) {
    const std::uint64_t last = stimulus.values.size() / stimulus.columns - 1;
    return stimulus.values[std::min(tick / stimulus.dt_ticks, last) * stimulus.columns + column];
}

}  // namespace aerie
