/// @file The network file (core/network.proto) as the value that the checker starts from. Here only form is checked: what is missing, given
/// twice or out of its field's range; what equations, names and units mean is core's to judge.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/network.h"

namespace aerie::formats {

/// Reads text or binary form, and the lists in other files that it names. Throws InputError.
[[nodiscard]] NetworkSpec read_network(const std::filesystem::path& path);

/// The same for bytes in memory; `path` stands for the file in messages and for its folder.
[[nodiscard]] NetworkSpec parse_network(std::string_view bytes, const std::filesystem::path& path);

}  // namespace aerie::formats
