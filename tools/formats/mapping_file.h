/// @file Mappings as files: .txtpb for people, other endings binary. A mapping that is read is not yet checked: hw::check_mapping().
#pragma once

#include <filesystem>

#include "hw_model/mapping/mapping.h"

namespace aerie::formats {

/// Complete or not at all. Throws InputError where the file cannot be written.
void write_mapping(const std::filesystem::path& path, const hw::Mapping& mapping, const Network& network);
/// Throws InputError where a population is missing, unknown, or its neurons are not each named once and in order.
[[nodiscard]] hw::Mapping read_mapping(const std::filesystem::path& path, const Network& network);

}  // namespace aerie::formats
