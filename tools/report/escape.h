/// @file Text of the user's inside markup: names may hold anything, markup must not see it.
#pragma once

#include <string>

namespace aerie::tools {

/// For HTML, SVG and their attributes: & < > " are escaped, control characters (which XML forbids) become spaces,
/// bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string markup_escaped(const std::string& text);

/// For JSON inside a script element: no "<", since "</script>" would end the element and "<!--" hide its end.
[[nodiscard]] std::string script_safe(const std::string& json);

}  // namespace aerie::tools
