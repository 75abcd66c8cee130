/// @file The ready program of FORCE training: a linear readout whose weights learn by recursive least squares to make each output its target.
///
/// In a run of a tick that learns: outputs first, with the weights as they are; then u = P x, P -= u u^T / (1 + x.u), and for each output
/// w -= error x u (gain PRIOR: Nicola and Clopath, Nat Commun 8:2208, 2017) or w -= error x u / (1 + x.u) (UPDATED: Sussillo and Abbott, Neuron
/// 63:544, 2009). Counted as a processor would do it: the triangle of P is read for the product, read and written for the update.
#pragma once

#include <memory>

#include "hw_model/processor/inverse_correlation.h"
#include "hw_model/processor/linear_readout.h"

namespace aerie::hw {

class ForceTraining final : public LinearReadout {
   public:
    ForceTraining(const Network& network, ProgramId id, bool is_reference);
    ProcessorWork run(ProcessorPort& port) override;

   private:
    [[nodiscard]] const LeastSquares& rule() const { return *about().rls; }
    [[nodiscard]] bool learns_at(std::uint64_t tick) const { return tick >= rule().start && tick < rule().stop && tick % rule().period_ticks == 0; }
    [[nodiscard]] ProcessorWork learn(std::span<const double> values);
    [[nodiscard]] ProcessorWork work_of_learning() const;

    bool is_single_;
    std::unique_ptr<InverseCorrelation> inverse_;
};

}  // namespace aerie::hw
