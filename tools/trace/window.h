/// @file Which part of a run is traced: `--window a:b`, in cycles of the chip or in biological time.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "core/model.h"
#include "hw_model/chip.h"

namespace aerie::trace {

/// From the start of cycle begin() to the start of cycle end(). Biological time is a range of ticks; where ticks take as long as they take
/// (BARRIER), the cycles of their borders are known once they are reached, and until then lie beyond all cycles.
class Window {
   public:
    static constexpr Cycles never{std::numeric_limits<std::uint64_t>::max()};

    /// The whole run.
    Window() = default;
    /// "1000:2000" in cycles, "5 ms:20 ms" in biological time (whole ticks around it), either side may be left out. Throws InputError, also
    /// where no tick of the run lies in it.
    Window(const std::string& text, const Network& network, const hw::ChipSpec& chip);

    /// A tick begins.
    void on_tick(std::uint64_t tick, Cycles begin) {
        if (tick == begin_tick_) begin_ = begin;
        if (tick == end_tick_) end_ = begin;
    }
    [[nodiscard]] Cycles begin() const { return begin_; }
    [[nodiscard]] Cycles end() const { return end_; }
    /// Whether something that lasts from `first` until before `last` can be seen; an instant has first == last.
    [[nodiscard]] bool shows(Cycles first, Cycles last) const { return first < end_ && (last > begin_ || (first == last && last == begin_)); }
    /// As it stands in headers: "all", "cycles 1000:2000", "ticks 50:200".
    [[nodiscard]] const std::string& text() const { return text_; }

   private:
    static constexpr std::uint64_t no_tick = std::numeric_limits<std::uint64_t>::max();
    Cycles begin_{0}, end_ = never;
    std::uint64_t begin_tick_ = no_tick, end_tick_ = no_tick;
    std::string text_ = "all";
};

}  // namespace aerie::trace
