/// @file The distance of two spike trains after M. C. W. van Rossum, "A Novel Spike Distance", Neural Computation 13 (2001) 751-763: both
/// trains are filtered by an exponential of time constant tau, and D^2 = 1/tau times the integral of the squared difference.
#pragma once

#include <cmath>
#include <cstdint>

namespace aerie::session {

/// Fed with the spikes of both trains in order of time, remembers three numbers. One spike more or less is D^2 = 1/2; two spikes that lie d
/// apart are D^2 = 1 - exp(-d / tau).
class TrainDistance {
   public:
    /// `sign` +1 for a spike of the one train, -1 for one of the other.
    void add(std::uint64_t tick, double sign, double tau_ticks) {
        const double elapsed = static_cast<double>(tick - last_);
        squared_ += difference_ * difference_ * 0.5 * -std::expm1(-2.0 * elapsed / tau_ticks);
        difference_ = difference_ * std::exp(-elapsed / tau_ticks) + sign;
        last_ = tick;
    }
    /// D, with what decays after the last spike.
    [[nodiscard]] double value() const { return std::sqrt(squared_ + 0.5 * difference_ * difference_); }

   private:
    std::uint64_t last_ = 0;
    double difference_ = 0.0, squared_ = 0.0;
};

}  // namespace aerie::session
