#include "tools/cli/version.h"

namespace aerie::cli {

std::string_view version() { return AERIE_VERSION; }

}  // namespace aerie::cli
