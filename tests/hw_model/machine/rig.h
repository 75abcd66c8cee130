/// @file A small network in code, prepared for a chip and run with everything in sight: what the machine's tests stand on.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "hw_model/chips/settings.h"
#include "hw_model/compile/compile.h"
#include "hw_model/machine/machine.h"
#include "tests/core/small_spec.h"
#include "tools/formats/chip_file.h"

namespace aerie::test {

/// What varies between runs of one network.
struct Setup {
    std::string chip = "aerie";
    hw::Arithmetic arithmetic = hw::Arithmetic::float64;
    std::vector<std::vector<std::uint32_t>> cores{};   ///< by population, then neuron; empty: the mapper decides
    hw::MapOptions map{};
    std::uint32_t threads = 1;
    std::uint64_t seed = 1;
    std::function<void(hw::ChipSpec&)> change = [](hw::ChipSpec&) {};
    std::vector<HostAccess> host_access{};             ///< of programs that the test attaches
};

/// A population that starts as `initial` says.
inline PopulationSpec cells(std::string name, std::uint64_t size, std::string equations, std::string threshold = {}, std::string reset = {}) {
    PopulationSpec p;
    p.name = std::move(name);
    p.size = size;
    p.equations = std::move(equations);
    p.threshold = std::move(threshold);
    p.reset = std::move(reset);
    return p;
}

/// v halves each millisecond of a 1 ms tick; fires above 0.9 and starts anew at 0. Dyadic, so that both arithmetics are exact.
inline PopulationSpec halving(std::string name, std::uint64_t size) {
    PopulationSpec p = cells(std::move(name), size, "dv/dt = -v / tau : 1 [-64, 64] (unless refractory)", "v > 0.9", "v = 0");
    p.parameters = {setting("tau", "2 ms")};
    return p;
}

/// Pairs of one projection whose spikes add w to v.
inline ProjectionSpec wires(std::string name, std::string from, std::string to, std::string weight = "1", std::string delay = {}) {
    ProjectionSpec p = projection(std::move(name), std::move(from), std::move(to));
    p.equations = "w : 1 [-4, 4]";
    p.initial = {setting("w", std::move(weight))};
    p.delay = std::move(delay);
    return p;
}

inline ConnectSpec pairs(std::vector<std::uint32_t> pre, std::vector<std::uint32_t> post) {
    ConnectSpec c;
    c.rule = ConnectSpec::Rule::pairs;
    c.pre = std::move(pre);
    c.post = std::move(post);
    return c;
}

/// One neuron of `size` per tick list entry.
inline SourceSpec at_ticks(std::string name, std::uint64_t size, std::vector<std::uint32_t> neurons, std::vector<std::uint64_t> ticks) {
    SourceSpec::SpikeList list;
    list.neuron = std::move(neurons);
    list.tick = std::move(ticks);
    return spike_list(std::move(name), size, std::move(list));
}

inline NetworkSpec empty_network(Schedule schedule, std::string dt = "1 ms", std::string duration = "1 s") {
    NetworkSpec spec;
    spec.file = "net.txtpb";
    spec.name = "net";
    spec.dt = std::move(dt);
    spec.duration = std::move(duration);
    spec.schedule = schedule;
    return spec;
}

/// What a machine is built from, owned. Not copied: the problem points into it.
struct Parts {
    Network network;
    hw::ChipSpec chip;
    std::vector<hw::NetworkImage> images{};   ///< by phase
    hw::MappingProblem problem{};
    hw::Mapping mapping{};

    Parts(const NetworkSpec& spec, const Setup& setup) : network{check_network(spec)}, chip{formats::load_chip(setup.chip)} {
        network.seed = setup.seed;
        network.host_access = setup.host_access;
        setup.change(chip);
        hw::check_chip(chip, "test");
        compile(setup.arithmetic);
        fill_problem();
        mapping = setup.cores.empty() ? hw::map_network(problem, setup.map) : mapping_by_hand(setup.cores);
    }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

   private:
    void compile(hw::Arithmetic arithmetic) {
        Network now = network;
        for (const Phase& phase : network.phases) {
            for (const auto& c : phase.populations) now.populations[c.id.index()].model = c.model;
            for (const auto& c : phase.projections) now.projections[c.id.index()].model = c.model;
            images.push_back(hw::compile_network(now, chip, arithmetic, {}));
        }
    }
    void fill_problem() {
        problem.network = &network;
        problem.chip = &chip;
        for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
            problem.connectivity.push_back(connect(network, ProjectionId{p}));
            problem.is_plastic.push_back(images.front().projections[p].is_static ? 0 : 1);
            problem.has_rows.push_back(1);
        }
        problem.spikes_per_tick.assign(network.populations.size() + network.sources.size(), {0.01});
    }
    [[nodiscard]] hw::Mapping mapping_by_hand(const std::vector<std::vector<std::uint32_t>>& cores) const {
        hw::Mapping m;
        m.network = network.name;
        m.chip = chip.name;
        for (const auto& population : cores) {
            m.core_of.emplace_back();
            for (const std::uint32_t c : population) m.core_of.back().push_back(CoreId{c});
        }
        hw::check_mapping(problem, m);
        return m;
    }
};

class Rig {
   public:
    explicit Rig(const NetworkSpec& spec, const Setup& setup = {})
        : parts_{std::make_unique<Parts>(spec, setup)},
          machine_{hw::Machine::build({parts_->network, parts_->chip, parts_->images, parts_->mapping, parts_->problem.connectivity, setup.seed, setup.threads})} {
        machine_->timer().record_packets(true);
    }

    hw::Machine& machine() { return *machine_; }
    [[nodiscard]] const Parts& parts() const { return *parts_; }
    [[nodiscard]] std::size_t cores_used() const { return parts_->mapping.use.size(); }
    void run_to(std::uint64_t tick) { machine_->run_until(Ticks{tick}); }

    /// Value at the start of tick now().
    double value(std::uint32_t population, const std::string& variable, std::uint32_t neuron = 0) {
        return machine_->neuron_values(PopulationId{population}, variable, {neuron}).at(0);
    }
    double synapse(std::uint32_t projection, const std::string& variable, std::uint32_t index = 0) {
        return machine_->synapse_values(ProjectionId{projection}, variable, {index}).at(0);
    }
    /// Values at the starts of ticks [0, end), one tick at a time.
    std::vector<double> course(std::uint32_t population, const std::string& variable, std::uint64_t end, std::uint32_t neuron = 0) {
        std::vector<double> values;
        for (std::uint64_t t = 0; t < end; ++t) {
            run_to(t);
            values.push_back(value(population, variable, neuron));
        }
        return values;
    }
    std::vector<double> synapse_course(std::uint32_t projection, const std::string& variable, std::uint64_t end, std::uint32_t index = 0) {
        std::vector<double> values;
        for (std::uint64_t t = 0; t < end; ++t) {
            run_to(t);
            values.push_back(synapse(projection, variable, index));
        }
        return values;
    }
    /// Ticks in which a neuron fired so far.
    std::vector<std::uint64_t> spikes(std::uint32_t population, std::uint32_t neuron = 0) {
        std::vector<std::uint64_t> ticks;
        for (const hw::Spike& s : machine_->spikes()) {
            if (s.address == Address{PopulationId{population}, NeuronId{neuron}}) ticks.push_back(s.tick);
        }
        return ticks;
    }
    /// Instructions of a population's update program.
    [[nodiscard]] std::uint64_t instructions(std::uint32_t population) const { return parts_->images[0].populations[population].update.instructions(); }
    [[nodiscard]] const hw::SynapseImage& synapses(std::uint32_t projection) const { return parts_->images[0].projections[projection]; }

   private:
    std::unique_ptr<Parts> parts_;
    std::unique_ptr<hw::Machine> machine_;
};

}  // namespace aerie::test
