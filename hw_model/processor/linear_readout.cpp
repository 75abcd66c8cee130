#include "hw_model/processor/linear_readout.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/initial.h"
#include "core/lang/evaluate.h"
#include "core/stimulus.h"

namespace aerie::hw {

namespace {

constexpr std::size_t not_written = ~std::size_t{0};

}  // namespace

LinearReadout::LinearReadout(const Network& network, ProgramId id, bool is_reference) : network_{network}, id_{id}, results_(about().outputs.size()) {
    if (!is_reference) rounding_ = {about().weight_format, about().weight_rounding};
    std::size_t writes = 0;
    for (std::size_t k = 0; k < about().outputs.size(); ++k) {
        weights_.emplace_back(start_weights(k), rounding_);
        write_of_.push_back(about().outputs[k].to ? writes++ : not_written);
    }
}

/// Outputs of all programs in one numbering, so that their draws never meet.
std::uint32_t LinearReadout::entity(std::size_t output) const {
    std::size_t number = output;
    for (std::uint32_t p = 0; p < id_.index(); ++p) number += network_.programs[p].outputs.size();
    return output_entity(static_cast<std::uint32_t>(number));
}

std::vector<double> LinearReadout::start_weights(std::size_t output) const {
    const InitialValue& given = about().outputs[output].weights;
    if (!given.values.empty()) return given.values;
    if (given.expression == nullptr) return std::vector<double>(inputs(), 0.0);
    std::vector<Member> members(inputs());
    for (std::uint32_t i = 0; i < members.size(); ++i) members[i].i = i;
    const std::string where = network_.file + ": processor program '" + about().name + "': weights of '" + about().outputs[output].name + "'";
    return drawn_values(*given.expression, {network_.seed, Purpose::initial, entity(output), "weights", where}, members);
}

std::vector<StateRef> LinearReadout::reads() const { return {{about().from, about().variable}}; }

std::vector<StateRef> LinearReadout::writes() const {
    std::vector<StateRef> all;
    for (const ProcessorOutput& output : about().outputs) {
        if (output.to) all.push_back({*output.to, output.variable, output.indices});
    }
    return all;
}

std::uint64_t LinearReadout::memory_bytes() const { return program_memory(network_, about()); }

ProcessorWork LinearReadout::run(ProcessorPort& port) {
    tick_ = port.tick();
    ProcessorWork work;
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        results_[k] = weights_[k].apply(port.read(0));
        work += {words_per_weight() * inputs(), words_per_weight() * inputs()};
    }
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        if (write_of_[k] != not_written) port.write(write_of_[k], results_[k]);
    }
    return work;
}

double LinearReadout::target(std::size_t output) const {
    const lang::ExprPtr& expression = about().outputs[output].target;
    if (expression == nullptr) return 0.0;
    lang::Environment environment;
    environment.name = [&](const lang::Expr&) { return static_cast<double>(tick_) * network_.dt_s; };   // t is the only name
    environment.call = [&](const lang::Expr& call, std::span<const double> arguments) {
        const auto found = std::find_if(network_.stimuli.begin(), network_.stimuli.end(), [&](const Stimulus& s) { return s.name == call.name; });
        AERIE_ASSERT(found != network_.stimuli.end());
        const double column = arguments.size() > 1 ? std::clamp(arguments[1], 0.0, found->columns - 1.0) : 0.0;
        return value_at(*found, tick_, static_cast<std::uint64_t>(column));
    };
    return lang::evaluate(*expression, environment);
}

void LinearReadout::move_weights(std::size_t output, double factor, std::span<const double> direction) {
    weights_[output].move(factor, direction, DrawKey{network_.seed, Purpose::rounding, entity(output), tick_, 0});
}

std::vector<double> LinearReadout::recorded(const OutputField& field, const std::vector<std::uint32_t>& members) const {
    switch (field.what) {
        case OutputField::What::result: return {results_[field.output]};
        case OutputField::What::target: return {target(field.output)};
        case OutputField::What::error: return {error(field.output)};
        case OutputField::What::weights: break;
    }
    std::vector<double> values;
    for (const std::uint32_t n : members) values.push_back(weights_[field.output].values()[n]);
    return values;
}

std::uint64_t program_memory(const Network& network, const ProcessorProgram& program) {
    constexpr std::uint64_t word = 4;
    const std::uint64_t inputs = network.size_of(program.from), per_weight = program.weight_format ? 1 : 2;
    std::uint64_t words = inputs * (program.outputs.size() * per_weight + 1);
    if (program.rls) words += (program.rls->is_single ? 1 : 2) * (inputs * (inputs + 1) / 2 + inputs);   // a triangle and P x
    return words * word;
}

}  // namespace aerie::hw
