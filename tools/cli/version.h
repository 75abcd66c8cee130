/// @file Which Aerie this is; written into every result.
#pragma once

#include <string_view>

namespace aerie::cli {

/// "0.1.0": the version of the project in CMakeLists.txt.
[[nodiscard]] std::string_view version();

}  // namespace aerie::cli
