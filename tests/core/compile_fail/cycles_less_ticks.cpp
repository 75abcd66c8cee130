/// @file The chip's clock and the network's clock do not compare, though both count integers.
#include "core/quantity.h"

using namespace aerie;

#ifdef AERIE_MUST_FAIL
bool is_earlier = Cycles{3} < Ticks{4};
#else
bool is_earlier = Ticks{3} < Ticks{4};
#endif
