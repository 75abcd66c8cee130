#include "tools/cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace aerie::cli {
namespace {

std::atomic<bool> interrupt_flag{false};   // a signal handler can reach nothing else
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void raise_interrupt_flag(int) { interrupt_flag.store(true, std::memory_order_relaxed); }

}  // namespace

void watch_interrupts() {
    struct sigaction action {};
    action.sa_handler = raise_interrupt_flag;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);   // the second signal finds the default: the end
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() noexcept { return interrupt_flag.load(std::memory_order_relaxed); }

void stop_if_interrupted() {
    if (is_interrupted()) throw Interrupted{};
}

}  // namespace aerie::cli
