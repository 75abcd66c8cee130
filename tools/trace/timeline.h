/// @file Values over time, told nearly in order, handed on in order: what a waveform or a counter track is drawn from.
#pragma once

#include <cstdint>
#include <vector>

#include "tools/trace/window.h"

namespace aerie::trace {

/// Gathers changes of signals and hands them on sorted by cycle, then signal, one per signal and cycle (the last one told), only where the
/// value differs, and only inside the window; before its first change the window's first cycle is handed on with all values.
class Timeline {
   public:
    using Signal = std::uint32_t;

    class Reader {
       public:
        virtual ~Reader() = default;
        virtual void on_start(Cycles /*begin*/, const std::vector<std::uint64_t>& /*values by signal*/) {}
        virtual void on_change(Cycles, Signal, std::uint64_t /*value*/) {}
    };

    /// Both must outlive this.
    Timeline(const Window& window, Reader& reader) : window_{window}, reader_{reader} {}

    Signal add(std::uint64_t initial) {
        values_.push_back(initial);
        return static_cast<Signal>(values_.size() - 1);
    }
    /// The signal has this value from `cycle` on.
    void set(Signal signal, Cycles cycle, std::uint64_t value) {
        if (cycle < window_.end()) changes_.push_back({cycle, signal, value});
    }
    /// Nothing before this cycle will be set any more.
    void settle(Cycles before) {
        if (changes_.size() >= next_look_) hand_on(before);
    }
    /// Hands on all that is left up to `end`, which is behind everything.
    void finish(Cycles end);

   private:
    struct Change {
        Cycles cycle;
        Signal signal = 0;
        std::uint64_t value = 0;
    };
    void hand_on(Cycles before);
    void apply(const Change& change);
    void start(Cycles begin);

    static constexpr std::size_t most_waiting = 1 << 16;
    const Window& window_;
    Reader& reader_;
    std::vector<std::uint64_t> values_;
    std::vector<Change> changes_;
    std::size_t next_look_ = most_waiting;
    bool has_started_ = false;
};

}  // namespace aerie::trace
