/// @file The ready program of a linear readout: each output is a weighted sum of one variable over all neurons of a population.
#pragma once

#include <vector>

#include "core/model.h"
#include "hw_model/processor/host_program.h"
#include "hw_model/processor/readout_weights.h"

namespace aerie::hw {

class LinearReadout : public HostProgram {
   public:
    /// `is_reference`: weights are doubles whatever the network says. The network must outlive the program.
    LinearReadout(const Network& network, ProgramId id, bool is_reference);

    [[nodiscard]] const std::string& name() const override { return about().name; }
    [[nodiscard]] std::uint64_t period_ticks() const override { return about().period_ticks; }
    [[nodiscard]] std::vector<StateRef> reads() const override;
    [[nodiscard]] std::vector<StateRef> writes() const override;
    [[nodiscard]] std::uint64_t memory_bytes() const override;
    ProcessorWork run(ProcessorPort& port) override;

    /// What recorders see, as the last run left it; `members` are neurons, for weights alone.
    [[nodiscard]] std::vector<double> recorded(const OutputField& field, const std::vector<std::uint32_t>& members) const;

   protected:
    [[nodiscard]] const ProcessorProgram& about() const { return network_.programs[id_.index()]; }
    [[nodiscard]] std::size_t inputs() const { return network_.size_of(about().from); }
    [[nodiscard]] std::uint64_t words_per_weight() const { return rounding_.format ? 1 : 2; }
    /// At the tick of the last run; 0 where there is none.
    [[nodiscard]] double target(std::size_t output) const;
    [[nodiscard]] double error(std::size_t output) const { return results_[output] - target(output); }
    void move_weights(std::size_t output, double factor, std::span<const double> direction);

   private:
    [[nodiscard]] std::vector<double> start_weights(std::size_t output) const;
    [[nodiscard]] std::uint32_t entity(std::size_t output) const;

    const Network& network_;
    ProgramId id_;
    WeightRounding rounding_;
    std::vector<ReadoutWeights> weights_;
    std::vector<double> results_;
    std::vector<std::size_t> write_of_;      ///< by output: number among writes(), or none
    std::uint64_t tick_ = 0;
};

/// Bytes that a program of the network takes: its weights and what it reads; see LeastSquares for the rest.
[[nodiscard]] std::uint64_t program_memory(const Network& network, const ProcessorProgram& program);

}  // namespace aerie::hw
