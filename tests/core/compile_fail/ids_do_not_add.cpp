/// @file Names are compared, never added.
#include "core/quantity.h"

using namespace aerie;

#ifdef AERIE_MUST_FAIL
auto odd = NodeId{1} + NodeId{2};
#else
bool odd = NodeId{1} < NodeId{2};
#endif
