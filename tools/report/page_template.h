/// @file The report page without a run: generated at build time from page/.
#pragma once

#include <string>

namespace aerie::tools {

/// HTML with the marks <!--{title}-->, <!--{summary}--> and <!--{data}-->, each once.
[[nodiscard]] std::string page_template();

}  // namespace aerie::tools
