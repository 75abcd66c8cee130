/// @file The registers of the NeuroCores as the embedded processor reaches them: by population and ascending neuron, wherever they were mapped.
#pragma once

#include <fmt/format.h>

#include "core/error.h"
#include "core/lang/check.h"
#include "hw_model/compile/neuron_compiler.h"
#include "hw_model/machine/assembly.h"
#include "hw_model/processor/embedded_processor.h"

namespace aerie::hw {

template <class Lane>
class NeuronAccess final : public StateAccess {
   public:
    /// Both must outlive it.
    NeuronAccess(const Network& network, const Assembled<Lane>& assembled) : network_{network}, assembled_{assembled} {}

    [[nodiscard]] std::size_t open(const StateRef& ref, Use use) override {
        const std::string where = fmt::format("{}: population '{}'", network_.file, network_.name_of(ref.population));
        if (network_.is_source(ref.population)) throw InputError{{"a source has no registers", where, "", "a population"}};
        Opened opened{.ref = ref};
        for (const auto& core : assembled_.cores) {
            if (NeuronSlice<Lane>* slice = core->slice_of(ref.population)) opened.slices.push_back(slice);
        }
        const auto& variables = opened.slices.front()->image().variables;
        const int index = find_stored(variables, ref.variable);
        if (index < 0) throw InputError{{fmt::format("no register holds '{}'", ref.variable), where, "", "a variable that is stored, or named in Network::host_access"}};
        if (use == Use::write && !is_announced(ref)) {
            throw InputError{{fmt::format("nobody said that '{}' would be written, so it is built into the neurons' programs", ref.variable), where, "", "variables named in Network::host_access"}};
        }
        for (const std::uint32_t n : ref.neurons) {
            if (n >= network_.size_of(ref.population)) throw InputError{{"no such neuron", where, fmt::format("{}", n), fmt::format("below {}", network_.size_of(ref.population))}};
        }
        opened.variable = static_cast<std::size_t>(index);
        const lang::Variable* declared = lang::find_variable(network_.populations[ref.population.index()].model.variables, ref.variable);
        opened.is_shared = declared != nullptr && declared->is_shared;
        opened_.push_back(std::move(opened));
        return opened_.size() - 1;
    }

    [[nodiscard]] std::size_t size(std::size_t opened) const override {
        const StateRef& ref = opened_[opened].ref;
        return ref.neurons.empty() ? network_.size_of(ref.population) : ref.neurons.size();
    }

    [[nodiscard]] std::uint64_t words_of_write(std::size_t opened) const override { return opened_[opened].is_shared ? opened_[opened].slices.size() : size(opened); }

    void read(std::size_t opened, std::span<double> values) const override {
        const Opened& o = opened_[opened];
        if (o.ref.neurons.empty()) {
            for (const NeuronSlice<Lane>* slice : o.slices) slice->read(o.variable, values);
            return;
        }
        for (std::size_t k = 0; k < values.size(); ++k) values[k] = slice_at(o, k).value(o.variable, lane_at(o, k));
    }

    void write(std::size_t opened, std::span<const double> values) override {
        const Opened& o = opened_[opened];
        if (o.ref.neurons.empty()) {
            for (NeuronSlice<Lane>* slice : o.slices) slice->write(o.variable, values);
            return;
        }
        for (std::size_t k = 0; k < o.ref.neurons.size(); ++k) slice_at(o, k).write_lane(o.variable, lane_at(o, k), values[values.size() == 1 ? 0 : k]);
    }

   private:
    struct Opened {
        StateRef ref{};
        std::size_t variable = 0;
        bool is_shared = false;
        std::vector<NeuronSlice<Lane>*> slices{};
    };
    [[nodiscard]] bool is_announced(const StateRef& ref) const {
        const auto is_it = [&](PopulationId population, const std::string& variable) { return population == ref.population && variable == ref.variable; };
        for (const HostAccess& access : network_.host_access) {
            if (access.is_written && is_it(access.population, access.variable)) return true;
        }
        for (const ProcessorProgram& program : network_.programs) {
            for (const ProcessorOutput& output : program.outputs) {
                if (output.to && is_it(*output.to, output.variable)) return true;
            }
        }
        return false;
    }
    NeuronSlice<Lane>& slice_at(const Opened& o, std::size_t k) const {
        return *assembled_.cores[assembled_.slot_of[o.ref.population.index()][o.ref.neurons[k]]]->slice_of(o.ref.population);
    }
    std::size_t lane_at(const Opened& o, std::size_t k) const { return assembled_.lane_of[o.ref.population.index()][o.ref.neurons[k]]; }

    const Network& network_;
    const Assembled<Lane>& assembled_;
    std::vector<Opened> opened_;
};

}  // namespace aerie::hw
