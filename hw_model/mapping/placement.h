/// @file Which part goes to which core: a quadratic assignment on the mesh, solved by a constructive start and annealing.
#pragma once

#include "hw_model/mapping/quality.h"

namespace aerie::hw {

/// Minimises hop-weighted traffic; the best of options.restarts runs. The same options give the same placement.
[[nodiscard]] Placement place(const Demand& demand, const MeshParameters& mesh, const MapOptions& options);

}  // namespace aerie::hw
