/// @file Which known name a misspelt one was probably meant to be: every "unknown name" message of the house ends with this.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aerie {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, letters of either case alike
/// (optimal string alignment: no part is edited twice).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name with the smallest distance, the first of equals; none when every name differs in more than half of its letters.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view unknown, const std::vector<std::string>& known);

/// For Complaint::allowed: "nearest known name: 'taum'; known names: 'E_L', 'taum'" (at most twelve are listed), or "none is known".
[[nodiscard]] std::string suggest_name(std::string_view unknown, const std::vector<std::string>& known);

}  // namespace aerie
