/// @file The fixed-point format of one variable on one chip: how many bits, where the point, how it is rounded and where it saturates.
#pragma once

#include <cstdint>
#include <string>

#include "core/interval.h"
#include "hw_model/chip.h"

namespace aerie::hw {

/// value = raw * scale * 2^-frac with raw in [low, high]. scale is 1 except for weights on a free grid; there it is negative for a range of
/// negative weights on a chip whose codes have no sign.
struct NumberFormat {
    int bits = 31;
    int frac = 0;
    double scale = 1.0;
    std::int32_t low = 0, high = 0;
    Rounding rounding = Rounding::nearest;
    bool saturates = true;

    [[nodiscard]] double lsb() const;                              ///< the value of one quantum
    [[nodiscard]] Interval range() const;                          ///< what the register can hold
    [[nodiscard]] std::int32_t quantise(double value) const;       ///< to nearest, saturating
    [[nodiscard]] double value(std::int32_t raw) const { return raw * lsb(); }
    [[nodiscard]] std::string text() const;                        ///< "Q3.27", "UQ0.8", "4 bit, LSB 0.1333"
};

/// The finest format in which `range` fits. Registers of 32 bits keep one bit as the adder's guard, so that value + increment cannot wrap.
[[nodiscard]] NumberFormat format_for(Interval range, const NumberKind& kind);
/// The same for weights: on a free grid the greatest code stands for the greatest magnitude in `range`.
[[nodiscard]] NumberFormat weight_format_for(Interval range, const NumberKind& kind, WeightGrid grid);

/// The greatest frac at which every value of `range` fits a signed 32-bit register with a little room for rounding; 126 at most, also for zero. Throws
/// InputError for a range without bound.
[[nodiscard]] int finest_frac(Interval range);

}  // namespace aerie::hw
