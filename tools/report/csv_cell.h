/// @file One cell of CSV by RFC 4180: quoted when it must be, quotes doubled; a number that is not known is empty.
#pragma once

#include <optional>
#include <string>

namespace aerie::tools {

[[nodiscard]] std::string csv_cell(const std::string& text);
[[nodiscard]] std::string csv_cell(const std::optional<double>& value);

}  // namespace aerie::tools
