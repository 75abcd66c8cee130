/// @file Where joules are born: counts times the chip's prices, dynamic and static apart. What has no price is named, never taken for zero.
#pragma once

#include <optional>
#include <vector>

#include "core/quantity.h"
#include "hw_model/chip.h"
#include "hw_model/operation.h"

namespace aerie::hw {

/// What one cause cost. `energy` absent: it happened, and nobody published what it costs.
struct CausedEnergy {
    Operation cause{};
    std::uint64_t times = 0;
    std::optional<Picojoules> energy;
};

/// The affine law of every chip: total = static power x time + sum over causes of count x price. A published average such as "26 pJ per
/// synaptic event" already contains its share of the static part and must not stand as a price.
struct EnergyReport {
    std::vector<CausedEnergy> causes;              ///< those that happened, in the order of Operation
    Picojoules dynamic_known{};                    ///< sum over the causes whose price is known
    std::optional<Picojoules> static_energy;       ///< absent: the static power is not known
    std::vector<Operation> not_known;              ///< causes that happened and have no price

    [[nodiscard]] bool is_complete() const { return not_known.empty() && static_energy.has_value(); }
    /// A lower bound unless is_complete().
    [[nodiscard]] Picojoules known_total() const { return dynamic_known + static_energy.value_or(Picojoules{}); }
    /// Absent when any part of it is not known.
    [[nodiscard]] std::optional<Picojoules> total() const {
        return is_complete() ? std::optional{known_total()} : std::nullopt;
    }
};

/// `chip_time` is the time that the chip was on, for the static part.
[[nodiscard]] EnergyReport price(const Counts& counts, const ChipSpec& chip, Seconds chip_time);

}  // namespace aerie::hw
