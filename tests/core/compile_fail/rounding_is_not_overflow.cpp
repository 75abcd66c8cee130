/// @file How a number is rounded and what it does at its ends are different types.
#include "core/fixed/format.h"

using namespace aerie::fixed;

#ifdef AERIE_MUST_FAIL
auto raw = quantise(0.5, Format{}, Overflow::saturate);
#else
auto raw = quantise(0.5, Format{}, Rounding::nearest);
#endif
