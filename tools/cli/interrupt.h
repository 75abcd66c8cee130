/// @file Ctrl-C: a signal raises a flag, the run loop asks for it, and the command unwinds so that no half-written result stays behind.
#pragma once

#include <stdexcept>

namespace aerie::cli {

/// The user asked to stop. Exit code 2, with a message.
class Interrupted : public std::runtime_error {
   public:
    Interrupted() : std::runtime_error{"interrupted; no results were written"} {}
};

/// From now on the first SIGINT or SIGTERM raises the flag; a second one ends the process at once.
void watch_interrupts();

[[nodiscard]] bool is_interrupted() noexcept;

/// Throws Interrupted once the flag is up. Cheap enough for every tick.
void stop_if_interrupted();

}  // namespace aerie::cli
