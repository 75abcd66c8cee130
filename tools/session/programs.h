/// @file The programs of a population and of a projection, by name, and the room that they take in a NeuroCore.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model.h"
#include "hw_model/chip.h"
#include "hw_model/compile/image.h"
#include "hw_model/mapping/mapping.h"

namespace aerie::session {

/// A program with its name and what a run of it covers.
struct NamedProgram {
    const char* name;
    const char* when;
    const char* lane;      ///< "neuron", "synapse", "axon"
    const hw::Compiled& program;
};

[[nodiscard]] std::vector<NamedProgram> programs_of(const hw::NeuronImage& neurons);
[[nodiscard]] std::vector<NamedProgram> programs_of(const hw::SynapseImage& synapses);
[[nodiscard]] std::uint64_t microcode_words(const std::vector<NamedProgram>& programs);

/// A NeuroCore holds the programs of its populations and of all projections onto them, of the phase that needs most. Throws CapacityError where
/// the chip has no room for them; 0 words are no limit (hard-wired neurons). `phases` as compile_phases gives them.
void check_microcode(const Network& network, const hw::ChipSpec& chip, const std::vector<hw::NetworkImage>& phases, const hw::Mapping& mapping);

}  // namespace aerie::session
