#include "tools/session/admit.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "hw_model/abilities.h"
#include "tools/formats/chip_file.h"
#include "tools/report/units.h"

namespace aerie::session {

namespace {

using tools::grouped;

/// What this process may use: what is installed, what `ulimit -v` leaves, what its container is given (cgroup v2).
double memory_bytes() {
    double bytes = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) bytes = std::min(bytes, static_cast<double>(limit.rlim_cur));
    double given = 0.0;
    if (std::ifstream{"/sys/fs/cgroup/memory.max"} >> given) bytes = std::min(bytes, given);
    return bytes;
}

std::string whole(double count) { return count < 1e18 ? grouped(static_cast<std::uint64_t>(std::llround(count))) : tools::plain(count); }

std::string listed(const std::vector<std::string>& chips, const std::string& verb) {
    if (chips.empty()) return fmt::format("none of the chips that come with Aerie {}", verb);
    std::string names;
    for (const std::string& name : chips) names += fmt::format("{}'{}'", names.empty() ? "" : ", ", name);
    return fmt::format("chips that {}: {}", verb, names);
}

/// Names of the chips that come with Aerie and pass `test`, which throws a CapacityError where they do not.
std::vector<std::string> chips_that_pass(const std::function<void(const hw::ChipSpec&)>& test) {
    std::vector<std::string> passing;
    for (const std::string& name : formats::known_chips()) {
        try {
            test(formats::load_chip(name));
            passing.push_back(name);
        } catch (const CapacityError&) {   // not a name for the list
        }
    }
    return passing;
}

[[noreturn]] void end_with_chips(const CapacityError& error, const std::vector<std::string>& chips, const std::string& verb) {
    Complaint complaint = error.complaint();
    complaint.allowed += (complaint.allowed.empty() ? "" : "; ") + listed(chips, verb);
    throw CapacityError{complaint};
}

/// Sources of which every member speaks to somebody take an axon each.
bool uses_every_source(const ConnectSpec& connect) {
    using Rule = ConnectSpec::Rule;
    return connect.rule == Rule::one_to_one || connect.rule == Rule::all_to_all || (connect.rule == Rule::fixed_out_degree && connect.degree > 0);
}

std::uint64_t size_of(const NetworkSpec& spec, const std::string& name) {
    for (const PopulationSpec& p : spec.populations) if (p.name == name) return p.size;
    for (const SourceSpec& s : spec.sources) if (s.name == name) return s.size;
    return 0;
}

void refuse_beyond(const std::string& what, const std::string& where, double needed, double room, const std::string& unit, const std::string& of) {
    if (needed <= room) return;
    throw CapacityError{{what, where, fmt::format("{} {}", whole(needed), unit), fmt::format("at most {} {} {}", whole(room), unit, of)}};
}

template <class Groups>
double total_size(const Groups& groups) {
    double total = 0.0;
    for (const auto& g : groups) total += static_cast<double>(g.size);
    return total;
}

void test_sizes(const NetworkSpec& spec, const hw::ChipSpec& chip) {
    const std::string where = fmt::format("{} on chip '{}'", spec.file, chip.name), on_chip = fmt::format("on its {} NeuroCores", chip.cores());
    const auto largest = std::max_element(spec.populations.begin(), spec.populations.end(), [](const auto& a, const auto& b) { return a.size < b.size; });
    double axons = 0.0;
    for (const ProjectionSpec& p : spec.projections) {
        if (uses_every_source(p.connect)) axons += static_cast<double>(size_of(spec, p.from));
    }
    const double cores = static_cast<double>(chip.cores());
    if (chip.capacity.neurons != 0 && largest != spec.populations.end()) {
        refuse_beyond(fmt::format("population '{}' does not fit: too many neurons", largest->name), where, total_size(spec.populations), static_cast<double>(chip.capacity.neurons) * cores, "neurons", on_chip);
    }
    if (chip.capacity.axons_in != 0) {
        refuse_beyond("the network does not fit: too many axons", where, axons, static_cast<double>(chip.capacity.axons_in) * cores, "axons in", on_chip);
    }
}

void refuse_beyond_memory(const std::string& what, const std::string& where, double bytes) {
    refuse_beyond(what, where, bytes, memory_bytes(), "bytes of memory", "are there");
}

double total_synapses(const Network& network) {
    double total = 0.0;
    for (const Projection& p : network.projections) total += expected_synapses(network, p);
    return total;
}

const Projection& largest_projection(const Network& network) {
    return *std::max_element(network.projections.begin(), network.projections.end(),
                             [&](const Projection& a, const Projection& b) { return expected_synapses(network, a) < expected_synapses(network, b); });
}

void test_synapses(const Network& network, const hw::ChipSpec& chip) {
    if (network.projections.empty()) return;
    const double synapses = total_synapses(network), cores = static_cast<double>(chip.cores());
    const std::string what = fmt::format("projection '{}' does not fit: its synapses take more memory than the chip has", largest_projection(network).name);
    const std::string where = fmt::format("{} on chip '{}'", network.file, chip.name);
    const double bits = static_cast<double>(std::min(chip.packing.static_bits, chip.packing.plastic_bits));
    double room = static_cast<double>(chip.capacity.synapse_bits) * cores / bits;
    if (chip.packing.is_crossbar) room = static_cast<double>(chip.capacity.axons_in) * static_cast<double>(chip.capacity.neurons) * cores;
    constexpr double doubt = 1.1;   // a random rule may make fewer than it is expected to
    if (room > 0.0 && synapses > doubt * room) refuse_beyond(what, where, synapses, room, "synapses", fmt::format("on its {} NeuroCores", chip.cores()));
}

}  // namespace

void check_sizes(const NetworkSpec& spec, const hw::ChipSpec& chip) {
    try {
        test_sizes(spec, chip);
    } catch (const CapacityError& error) {
        end_with_chips(error, chips_that_pass([&](const hw::ChipSpec& other) { test_sizes(spec, other); }), "would fit");
    }
    constexpr double bytes_per_neuron = 150.0, bytes_per_source = 100.0;   // less than a run takes: 287 and 120 were measured
    refuse_beyond_memory("the network is too large for this computer", spec.file, total_size(spec.populations) * bytes_per_neuron + total_size(spec.sources) * bytes_per_source);
}

double expected_synapses(const Network& network, const Projection& projection) {
    const double from = network.size_of(projection.from), to = network.size_of(projection.to);
    const ConnectSpec& connect = projection.connect;
    switch (connect.rule) {
        case ConnectSpec::Rule::one_to_one: return from;
        case ConnectSpec::Rule::all_to_all: return from * to;
        case ConnectSpec::Rule::fixed_probability: return from * to * connect.probability;
        case ConnectSpec::Rule::fixed_in_degree: return to * static_cast<double>(connect.degree);
        case ConnectSpec::Rule::fixed_out_degree: return from * static_cast<double>(connect.degree);
        case ConnectSpec::Rule::pairs: return static_cast<double>(connect.pre.size());
    }
    AERIE_ASSERT(!"every rule has a number of synapses");
}

void check_synapses(const Network& network, const hw::ChipSpec& chip) {
    try {
        test_synapses(network, chip);
    } catch (const CapacityError& error) {
        end_with_chips(error, chips_that_pass([&](const hw::ChipSpec& other) { test_synapses(network, other); }), "would fit");
    }
    if (network.projections.empty()) return;
    constexpr double bytes_per_synapse = 8.0;   // its row on the chip and its place in the network
    refuse_beyond_memory(fmt::format("projection '{}' is too large for this computer", largest_projection(network).name), network.file, total_synapses(network) * bytes_per_synapse);
}

void check_abilities(const Network& network, const hw::ChipSpec& chip) {
    try {
        hw::check_abilities(network, chip);
    } catch (const CapacityError& error) {
        end_with_chips(error, chips_that_pass([&](const hw::ChipSpec& other) { hw::check_abilities(network, other); }), "can");
    }
}

void name_fitting_chips(const hw::MappingProblem& problem, const std::function<void()>& step) {
    try {
        step();
    } catch (const CapacityError& error) {
        std::vector<std::string> fitting = formats::chips_that_may_fit(problem);
        std::erase_if(fitting, [&](const std::string& name) { return name == problem.chip->name || !hw::unmet(*problem.network, formats::load_chip(name)).empty(); });
        end_with_chips(error, fitting, "may fit");
    }
}

}  // namespace aerie::session
