/// @file An event of the network's clock cannot be queued on the chip's.
#include "core/event_queue.h"

using namespace aerie;

void send(EventQueue<int, Cycles>& queue) {
#ifdef AERIE_MUST_FAIL
    queue.push(Ticks{3}, EventSource{0}, 1);
#else
    queue.push(Cycles{3}, EventSource{0}, 1);
#endif
}
