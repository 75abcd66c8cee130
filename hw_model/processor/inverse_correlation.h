/// @file The matrix of recursive least squares: P, the inverse of alpha^-1 I + sum of x x^T, one sample at a time.
///
/// P is symmetric: one triangle is kept. A sample takes u = P x, then P -= u u^T / (1 + x.u). The second step would stream the triangle in
/// and out again; instead up to `most_deferred` vectors u / sqrt(1 + x.u) wait in a block W, P stands for the triangle less W W^T, and the
/// triangle is brought up to date by all of them at once. A sample then moves the triangle once from memory: 4 N (N + 1) bytes in float64,
/// half of it in float32, and 8 N (N + 1) / most_deferred for the update. See tests/bench/README.md.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace aerie::hw {

class InverseCorrelation {
   public:
    virtual ~InverseCorrelation() = default;
    /// alpha x identity of `size`, kept in float32 or float64.
    [[nodiscard]] static std::unique_ptr<InverseCorrelation> make(std::size_t size, double alpha, bool is_single);

    struct Gain {
        std::span<const double> direction;   ///< P x with P before the sample; valid until the next one
        double shrink = 1.0;                 ///< 1 / (1 + x.P x): with P after the sample, P x is direction x shrink
    };
    [[nodiscard]] virtual Gain take(std::span<const double> sample) = 0;
    /// All of P by columns, for tests and observers.
    [[nodiscard]] virtual std::vector<double> values() const = 0;
};

}  // namespace aerie::hw
