/// @file A bare number does not become an id by itself.
#include "core/quantity.h"

using namespace aerie;

std::uint32_t index_of(CoreId core) { return core.index(); }

#ifdef AERIE_MUST_FAIL
std::uint32_t index = index_of(3u);
#else
std::uint32_t index = index_of(CoreId{3u});
#endif
