/// @file A network as its author would write it, small and with one of everything, for the tests of check_network.
#pragma once

#include <string>

#include "core/error.h"
#include "core/model.h"
#include "core/network.h"

namespace aerie::test {

/// A setting given as text.
inline Setting setting(std::string name, std::string value) { return {std::move(name), std::move(value), {}, {}}; }
inline Setting listed(std::string name, std::vector<double> values, std::string unit) { return {std::move(name), {}, std::move(values), std::move(unit)}; }

inline PopulationSpec lif(std::string name, std::uint64_t size) {
    PopulationSpec p;
    p.name = std::move(name);
    p.size = size;
    p.equations = std::string{"dv/dt = -v / tau : volt\nh : 1"};
    p.threshold = std::string{"v > 10*mV"};
    p.reset = std::string{"v = 0*mV"};
    p.refractory = std::string{"2 ms"};
    p.parameters = {setting("tau", "20 ms")};
    return p;
}

inline SourceSpec poisson(std::string name, std::uint64_t size, std::string rate) {
    SourceSpec s;
    s.name = std::move(name);
    s.size = size;
    s.poisson = SourceSpec::Poisson{std::move(rate), {}};
    return s;
}

inline SourceSpec spike_list(std::string name, std::uint64_t size, SourceSpec::SpikeList list) {
    SourceSpec s;
    s.name = std::move(name);
    s.size = size;
    s.spikes = std::move(list);
    return s;
}

inline SourceSpec regular(std::string name, std::uint64_t size, std::string period, std::string start) {
    SourceSpec s;
    s.name = std::move(name);
    s.size = size;
    s.regular = SourceSpec::Regular{std::move(period), std::move(start)};
    return s;
}

inline ProjectionSpec projection(std::string name, std::string from, std::string to) {
    ProjectionSpec p;
    p.name = std::move(name);
    p.from = std::move(from);
    p.to = std::move(to);
    p.equations = std::string{"w : volt"};
    p.on_pre = std::string{"v_post += w"};
    p.initial = {setting("w", "1 mV")};
    return p;
}

inline RecorderSpec recorder(std::string name, std::string target, RecorderSpec::What what, std::string variable = {}) {
    RecorderSpec r;
    r.name = std::move(name);
    r.target = std::move(target);
    r.what = what;
    r.variable = std::move(variable);
    return r;
}

/// Populations 0 Exc (4), 1 Inh (3), source 2 Input (5); projections 0 "in" Input to Exc, 1 "lateral" Exc to Inh; 100 ms of 0.1 ms.
inline NetworkSpec small_spec() {
    NetworkSpec spec;
    spec.file = std::string{"net.txtpb"};
    spec.name = std::string{"small"};
    spec.dt = std::string{"0.1 ms"};
    spec.duration = std::string{"100 ms"};
    spec.stimuli = {{"drive", "10 ms", {10, 20, 30}, 1, "Hz"}};
    spec.populations = {lif("Exc", 4), lif("Inh", 3)};
    spec.sources = {poisson("Input", 5, "drive(t)")};
    spec.projections = {projection("in", "Input", "Exc"), projection("lateral", "Exc", "Inh")};
    spec.recorders = {recorder("spikes", "Exc", RecorderSpec::What::spikes), recorder("v", "Exc", RecorderSpec::What::variable, "v")};
    return spec;
}

/// small_spec after `change`, checked.
template <class Change>
Network checked(Change change) {
    NetworkSpec spec = small_spec();
    change(spec);
    return check_network(spec);
}

/// The complaint about small_spec after `change`; empty when there is none.
template <class Change>
std::string complaint(Change change) {
    NetworkSpec spec = small_spec();
    change(spec);
    try {
        (void)check_network(spec);
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

}  // namespace aerie::test
