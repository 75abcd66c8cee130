/// @file How far a long run is, on a terminal only: percent, speed as a multiple of biological time, time left.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/quantity.h"

namespace aerie::cli {

/// A moment of a run.
struct Progress {
    Ticks done, total;
    Seconds tick{0};       ///< biological length of a tick
    Seconds elapsed{0};    ///< on the wall clock
};

/// "[#########...........]  45 %  12.3x biological time  0:07 left", at most `columns` wide: first the bar goes, then the speed.
[[nodiscard]] std::string progress_line(const Progress& progress, std::size_t columns);

/// Tells the terminal at most ten times a second; away from a terminal, or under --quiet, advance() is one comparison.
/// It reads the clock, so it belongs to commands; no result depends on it.
class ProgressBar {
   public:
    ProgressBar(Ticks total, Seconds tick);
    ~ProgressBar();        ///< clears its line
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void advance(Ticks done) { if (done >= next_look_) look(done); }

   private:
    void look(Ticks done);

    Ticks total_, next_look_;
    Seconds tick_;
    bool has_drawn_ = false;
    std::chrono::steady_clock::time_point start_, last_drawn_;
};

}  // namespace aerie::cli
