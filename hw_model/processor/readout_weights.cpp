#include "hw_model/processor/readout_weights.h"

#include <array>

#include "core/error.h"

namespace aerie::hw {

double sum_of_products(std::span<const double> a, std::span<const double> b) {
    AERIE_ASSERT(a.size() == b.size());
    constexpr std::size_t width = 8;
    std::array<double, width> sums{};
    std::size_t k = 0;
    for (; k + width <= a.size(); k += width) {
        for (std::size_t j = 0; j < width; ++j) sums[j] += a[k + j] * b[k + j];
    }
    for (; k < a.size(); ++k) sums[k % width] += a[k] * b[k];
    double sum = 0.0;
    for (const double s : sums) sum += s;
    return sum;
}

ReadoutWeights::ReadoutWeights(std::vector<double> start, WeightRounding rounding) : values_{std::move(start)}, rounding_{rounding} {
    if (!rounding_.format) return;
    for (double& w : values_) w = fixed::to_double(fixed::quantise(w, *rounding_.format, fixed::Rounding::nearest), *rounding_.format);
}

void ReadoutWeights::move(double factor, std::span<const double> direction, const DrawKey& key) {
    for (std::size_t k = 0; k < values_.size(); ++k) values_[k] += factor * direction[k];
    if (!rounding_.format) return;
    const fixed::Format format = *rounding_.format;
    for (std::size_t k = 0; k < values_.size(); ++k) {
        const std::uint32_t word = rounding_.rounding == fixed::Rounding::stochastic ? key.words(static_cast<std::uint32_t>(k), 0)[0] : 0;
        values_[k] = fixed::to_double(fixed::quantise(values_[k], format, rounding_.rounding, word), format);
    }
}

}  // namespace aerie::hw
