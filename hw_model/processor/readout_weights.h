/// @file Weights of a readout in the processor's memory: doubles, or codes of a fixed-point format that are rounded whenever they change.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/fixed/format.h"
#include "core/random.h"

namespace aerie::hw {

/// The sum of products in an order of its own: eight sums by index modulo 8, then those in ascending order. The same bits on any machine.
[[nodiscard]] double sum_of_products(std::span<const double> a, std::span<const double> b);

/// How a weight is kept; absent: as a double.
struct WeightRounding {
    std::optional<fixed::Format> format;
    fixed::Rounding rounding = fixed::Rounding::nearest;
};

/// One output's weights.
class ReadoutWeights {
   public:
    ReadoutWeights(std::vector<double> start, WeightRounding rounding);

    [[nodiscard]] double apply(std::span<const double> values) const { return sum_of_products(values_, values); }
    /// w += factor * direction. Stochastic rounding draws from `key` by index.
    void move(double factor, std::span<const double> direction, const DrawKey& key);
    [[nodiscard]] const std::vector<double>& values() const { return values_; }

   private:
    std::vector<double> values_;
    WeightRounding rounding_;
};

}  // namespace aerie::hw
