/// @file What the lane arrays of a program are, by name.
#pragma once

#include <string>

#include "core/model.h"
#include "hw_model/compile/image.h"

namespace aerie::session {

/// Whose programs are named: those of a population, or those of a projection (whose target is the population).
struct ProgramOwner {
    const Network& network;
    const hw::NetworkImage& image;
    PopulationId population{};
    std::optional<ProjectionId> projection{};
};

/// "v", "w", "trace of the axon 'apre'", "input of v", "tick of the last spike".
[[nodiscard]] std::string stream_name(const ProgramOwner& owner, hw::StreamRef stream);

}  // namespace aerie::session
