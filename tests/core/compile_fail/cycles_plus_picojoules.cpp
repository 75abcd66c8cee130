/// @file A time cannot be added to an energy.
#include "core/quantity.h"

using namespace aerie;

#ifdef AERIE_MUST_FAIL
auto sum = Cycles{3} + Picojoules{2};
#else
auto sum = Cycles{3} + Cycles{2};
#endif
