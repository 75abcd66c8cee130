#include "tools/session/programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "tools/report/units.h"

namespace aerie::session {

using tools::grouped;

std::vector<NamedProgram> programs_of(const hw::NeuronImage& n) {
    std::vector<NamedProgram> all;
    for (const hw::Accumulator& a : n.accumulators) all.push_back({"apply", a.is_sum ? "each tick before the update" : "in ticks with input", "neuron", a.apply});
    all.push_back({"update", "each tick", "neuron", n.update});
    all.push_back({"reset", "where a neuron fired", "neuron", n.reset});
    return all;
}

std::vector<NamedProgram> programs_of(const hw::SynapseImage& s) {
    return {{"row_pre", "when a spike arrives, along the row", "synapse", s.row_pre},
            {"axon_pre", "when a spike arrives, once", "axon", s.axon_pre},
            {"row_post", "when the target fires, along the column", "synapse", s.row_post},
            {"neuron_post", "when the target fires, once", "neuron", s.neuron_post},
            {"shared_axon", "each tick, before clock_synapse", "axon", s.shared_axon},
            {"shared_neuron", "each tick, before clock_synapse", "neuron", s.shared_neuron},
            {"clock_synapse", "each tick", "synapse", s.clock_synapse},
            {"clock_axon", "each tick", "axon", s.clock_axon},
            {"clock_neuron", "each tick", "neuron", s.clock_neuron},
            {"sum", "each tick before the update", "synapse", s.sum}};
}

std::uint64_t microcode_words(const std::vector<NamedProgram>& programs) {
    std::uint64_t words = 0;
    for (const NamedProgram& p : programs) words += p.program.instructions();
    return words;
}

namespace {

/// By population: its own programs and those of the projections onto it.
std::vector<std::uint64_t> words_of_populations(const Network& network, const hw::NetworkImage& image) {
    std::vector<std::uint64_t> words;
    for (const hw::NeuronImage& n : image.populations) words.push_back(microcode_words(programs_of(n)));
    for (std::size_t p = 0; p < image.projections.size(); ++p) words[network.projections[p].to.index()] += microcode_words(programs_of(image.projections[p]));
    return words;
}

}  // namespace

void check_microcode(const Network& network, const hw::ChipSpec& chip, const std::vector<hw::NetworkImage>& phases, const hw::Mapping& mapping) {
    const std::uint64_t limit = chip.capacity.microcode_words;
    if (limit == 0) return;
    std::map<CoreId, std::set<std::size_t>> populations_of;
    for (std::size_t p = 0; p < mapping.core_of.size(); ++p) {
        for (const CoreId core : mapping.core_of[p]) populations_of[core].insert(p);
    }
    for (const hw::NetworkImage& image : phases) {
        const std::vector<std::uint64_t> words = words_of_populations(network, image);
        for (const auto& [core, populations] : populations_of) {
            std::uint64_t needed = 0;
            std::string names;
            for (const std::size_t p : populations) {
                needed += words[p];
                names += fmt::format("{}'{}'", names.empty() ? "" : ", ", network.populations[p].name);
            }
            if (needed <= limit) continue;
            throw CapacityError{{fmt::format("the programs of NeuroCore {} do not fit", core.index()), fmt::format("{} on chip '{}'", network.file, chip.name),
                                 fmt::format("{} microcode words, of {}", grouped(needed), names),
                                 fmt::format("at most {} words on a NeuroCore; 'aerie map --explain' lists them", grouped(limit))}};
        }
    }
}

}  // namespace aerie::session
