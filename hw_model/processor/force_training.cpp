#include "hw_model/processor/force_training.h"

namespace aerie::hw {

ForceTraining::ForceTraining(const Network& network, ProgramId id, bool is_reference)
    : LinearReadout{network, id, is_reference}, is_single_{rule().is_single && !is_reference}, inverse_{InverseCorrelation::make(inputs(), rule().alpha, is_single_)} {}

ProcessorWork ForceTraining::run(ProcessorPort& port) {
    ProcessorWork work = LinearReadout::run(port);
    if (learns_at(port.tick())) work += learn(port.read(0));
    return work;
}

ProcessorWork ForceTraining::learn(std::span<const double> values) {
    const InverseCorrelation::Gain gain = inverse_->take(values);
    const double step = rule().has_prior_gain ? 1.0 : gain.shrink;
    for (std::size_t k = 0; k < about().outputs.size(); ++k) move_weights(k, -error(k) * step, gain.direction);
    return work_of_learning();
}

ProcessorWork ForceTraining::work_of_learning() const {
    const std::uint64_t n = inputs(), triangle = n * (n + 1) / 2, words = is_single_ ? 1 : 2;
    ProcessorWork work{words * (n * n + n + triangle + 2), words * 3 * triangle};
    for (const ProcessorOutput& output : about().outputs) {
        work.operations += words_per_weight() * n + 2 * static_cast<std::uint64_t>(output.target->nodes);
        work.memory_words += 2 * words_per_weight() * n;
    }
    return work;
}

}  // namespace aerie::hw
