/// @file Programs of the embedded processor, as a network file writes them.
#pragma once

#include "tools/formats/network_place.h"

namespace aerie::formats {

[[nodiscard]] ProcessorSpec processor_program(const Place& place, const network::v1::ProcessorProgram& from);

}  // namespace aerie::formats
