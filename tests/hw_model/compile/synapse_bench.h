/// @file Networks of one projection "S" between two populations, compiled both ways, with its programs run over a few synapses.
#pragma once

#include "hw_model/compile/synapse_compiler.h"
#include "tests/hw_model/compile/lane_run.h"

namespace aerie::hw::test {

/// The target has v, g (written by synapses) and the constant h; rate_post counts over a second.
inline NetworkSpec synapse_spec(std::string equations, std::string on_pre, std::string on_post = {}, std::string on_tick = {}) {
    NetworkSpec spec = spec_of(population("dv/dt = -v/(10*ms) : 1 [-8, 7.9]\ndg/dt = -g/(5*ms) : 1 [0, 100]\nh : 1 [0, 1]"));
    PopulationSpec& post = spec.populations[0];
    post.threshold = "v > 1";
    post.reset = "v = 0";
    post.rate_window = "1 second";
    post.initial = {setting("h", "rand()")};
    PopulationSpec pre = post;
    pre.name = std::string{"Q"};
    spec.populations.push_back(pre);
    ProjectionSpec s;
    s.name = std::string{"S"};
    s.from = std::string{"Q"};
    s.to = std::string{"P"};
    s.equations = std::move(equations);
    s.on_pre = std::move(on_pre);
    s.on_post = std::move(on_post);
    s.on_tick = std::move(on_tick);
    spec.projections = {s};
    return spec;
}

class SynapseBench {
   public:
    explicit SynapseBench(const NetworkSpec& spec, const ChipSpec& chip = exact_chip())
        : network{check_network(spec)}, fixed{compile_network(network, chip, Arithmetic::fixed, {})}, real{compile_network(network, chip, Arithmetic::float64, {})} {}

    [[nodiscard]] const SynapseImage& image() const { return fixed.projections[0]; }
    [[nodiscard]] const NeuronImage& target() const { return fixed.populations[0]; }
    [[nodiscard]] std::string weight_of(const Delivery& d) const { return d.weight < 0 ? "" : image().synapse[static_cast<std::size_t>(d.weight)].name; }

    /// Location and index of a variable, as a role.
    [[nodiscard]] std::pair<Role, unsigned> place(const std::string& name) const {
        const auto in = [&](const std::vector<StoredVariable>& list) { return find_stored(list, name); };
        if (in(image().synapse) >= 0) return {Role::synapse, static_cast<unsigned>(in(image().synapse))};
        if (in(image().pre) >= 0) return {Role::pre_trace, static_cast<unsigned>(in(image().pre))};
        if (in(image().post) >= 0) return {Role::post_trace, static_cast<unsigned>(in(image().post))};
        FAIL("not stored: " << name);
        return {};
    }
    [[nodiscard]] const StoredVariable& variable(const std::string& name) const {
        const auto [role, index] = place(name);
        return (role == Role::synapse ? image().synapse : role == Role::pre_trace ? image().pre : image().post)[index];
    }

    void set(const std::string& name, std::vector<double> values) {
        auto& raw = fixed_lanes[place(name)];
        raw.clear();
        for (const double v : values) raw.push_back(variable(name).format.quantise(v));
        real_lanes[place(name)] = std::move(values);
    }
    void set_ticks(Role role, unsigned index, std::vector<std::int32_t> ticks) {
        real_lanes[{role, index}] = std::vector<double>(ticks.begin(), ticks.end());
        fixed_lanes[{role, index}] = std::move(ticks);
    }
    [[nodiscard]] double value(const std::string& name, std::size_t lane = 0) { return variable(name).format.value(fixed_lanes[place(name)][lane]); }
    [[nodiscard]] double real_value(const std::string& name, std::size_t lane = 0) { return real_lanes[place(name)][lane]; }

    /// Runs one of the image's programs over `count` lanes in both arithmetics.
    void run_program(Compiled SynapseImage::*program, std::size_t count, std::uint64_t tick) {
        counts = run(image().*program, fixed_lanes, count, tick);
        (void)run(real.projections[0].*program, real_lanes, count, tick);
    }
    void pre_spike(std::uint64_t tick, std::size_t count = 1) {
        run_program(&SynapseImage::row_pre, count, tick);
        run_program(&SynapseImage::axon_pre, 1, tick);
    }
    /// The clock-driven part for synapses between one axon and one target.
    void clock(std::uint64_t tick) {
        run_program(&SynapseImage::shared_axon, 1, tick);
        run_program(&SynapseImage::shared_neuron, 1, tick);
        run_program(&SynapseImage::clock_synapse, 1, tick);
    }
    void post_spike(std::uint64_t tick) {
        run_program(&SynapseImage::row_post, 1, tick);
        run_program(&SynapseImage::neuron_post, 1, tick);
    }

    Network network;
    NetworkImage fixed, real;
    Lanes<std::int32_t> fixed_lanes;
    Lanes<double> real_lanes;
    ProgramCounts counts;
};

}  // namespace aerie::hw::test
