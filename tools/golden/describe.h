/// @file A golden as a page of text: what a reviewer reads when a golden changes.
#pragma once

#include <filesystem>
#include <string>

namespace aerie::golden {

/// Recipe, all counts, the first packets and spikes, final weights. The same golden gives the same text. Throws InputError where the file is damaged.
[[nodiscard]] std::string describe(const std::filesystem::path& golden);

}  // namespace aerie::golden
