#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/check/fields.h"
#include "core/check/parts.h"
#include "core/error.h"
#include "core/model.h"

namespace aerie {
namespace check {

std::vector<std::string> group_names(const Network& network) {
    std::vector<std::string> names;
    for (const Population& p : network.populations) names.push_back(p.name);
    for (const Source& s : network.sources) names.push_back(s.name);
    return names;
}

std::optional<PopulationId> find_group(const Network& network, const std::string& name) {
    const auto names = group_names(network);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return PopulationId{static_cast<std::uint32_t>(found - names.begin())};
}

std::optional<ProjectionId> find_projection(const Network& network, const std::string& name) {
    const auto& all = network.projections;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Projection& p) { return p.name == name; });
    if (found == all.end()) return std::nullopt;
    return ProjectionId{static_cast<std::uint32_t>(found - all.begin())};
}

}  // namespace check

namespace {

Network check_frame(const NetworkSpec& spec) {
    Network network;
    network.name = spec.name;
    network.file = spec.file.empty() ? fmt::format("network '{}'", spec.name) : spec.file;
    network.seed = spec.seed;
    network.schedule = spec.schedule;
    check::Names{"networks"}.take(spec.name, "network '" + spec.name + "'", network.file);
    network.dt_s = check::positive_seconds(spec.dt, network.file + ": dt");
    if (spec.populations.empty()) throw InputError{{"a network without neurons", network.file, "", "at least one population"}};
    return network;
}

void check_names(const NetworkSpec& spec, const std::string& file) {
    const auto owner = [](const char* kind, const std::string& name) { return fmt::format("{} '{}'", kind, name); };
    check::Names things{"populations, sources, projections and programs"}, stimuli{"stimuli"};
    for (const auto& p : spec.populations) things.take(p.name, owner("population", p.name), file);
    for (const auto& s : spec.sources) things.take(s.name, owner("source", s.name), file);
    for (const auto& p : spec.projections) things.take(p.name, owner("projection", p.name), file);
    for (const auto& p : spec.programs) things.take(p.name, owner("processor program", p.name), file);
    for (const auto& s : spec.stimuli) stimuli.take(s.name, owner("stimulus", s.name), file);
}

std::string recorder_name(const RecorderSpec& spec) {
    if (!spec.name.empty()) return spec.name;
    const std::string what = spec.what == RecorderSpec::What::spikes ? "spikes" : spec.what == RecorderSpec::What::rate ? "rate" : spec.variable;
    return spec.target + "_" + what;
}

/// One writer for each variable of a neuron: of two, the later would hide the earlier.
void refuse_second_writer(const Network& network) {
    std::map<std::pair<PopulationId, std::string>, std::map<std::uint32_t, std::string>> writers;
    for (const ProcessorProgram& program : network.programs) {
        for (const ProcessorOutput& output : program.outputs) {
            if (!output.to) continue;
            auto& taken = writers[{*output.to, output.variable}];
            std::vector<std::uint32_t> neurons = output.indices;
            if (neurons.empty()) neurons.resize(network.size_of(*output.to));
            if (output.indices.empty()) std::iota(neurons.begin(), neurons.end(), 0u);
            for (const std::uint32_t n : neurons) {
                const auto [other, is_new] = taken.emplace(n, output.name);
                if (is_new) continue;
                throw InputError{{fmt::format("two outputs write '{}' of neuron {} of '{}'", output.variable, n, network.name_of(*output.to)),
                                  check::place(network, "processor program", program.name), fmt::format("'{}' and '{}'", other->second, output.name), "one writer for each variable of a neuron"}};
            }
        }
    }
}

void check_programs(const NetworkSpec& spec, Network& network) {
    for (const ProcessorSpec& p : spec.programs) network.programs.push_back(check::check_program(p, network));
    refuse_second_writer(network);
}

void check_recorders(const NetworkSpec& spec, Network& network) {
    check::Names names{"recorders"};
    for (RecorderSpec recorder : spec.recorders) {
        recorder.name = recorder_name(recorder);
        names.take(recorder.name, fmt::format("recorder '{}'", recorder.name), network.file);
        network.recorders.push_back(check::check_recorder(recorder, network));
    }
}

}  // namespace

Network check_network(const NetworkSpec& spec) {
    Network network = check_frame(spec);
    check_names(spec, network.file);
    for (const StimulusSpec& s : spec.stimuli) network.stimuli.push_back(check::check_stimulus(s, network));
    for (const PopulationSpec& p : spec.populations) network.populations.push_back(check::check_population(p, network));
    for (const SourceSpec& s : spec.sources) {
        const PopulationId id{static_cast<std::uint32_t>(network.populations.size() + network.sources.size())};
        network.sources.push_back(check::check_source(s, network, id));
    }
    for (const ProjectionSpec& p : spec.projections) network.projections.push_back(check::check_projection(p, network));
    check_programs(spec, network);
    check_recorders(spec, network);
    network.phases = check::check_phases(spec, network);
    return network;
}

}  // namespace aerie
