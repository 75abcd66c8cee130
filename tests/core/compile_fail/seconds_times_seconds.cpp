/// @file A quantity is scaled by a number, not by another quantity.
#include "core/quantity.h"

using namespace aerie;

#ifdef AERIE_MUST_FAIL
auto product = Seconds{2.0} * Seconds{3.0};
#else
auto product = Seconds{2.0} * 3.0;
#endif
