#include "tools/trace/timeline.h"

#include <algorithm>
#include <tuple>

namespace aerie::trace {

void Timeline::hand_on(Cycles before) {
    std::stable_sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) { return std::tie(a.cycle, a.signal) < std::tie(b.cycle, b.signal); });
    std::size_t k = 0;
    for (; k < changes_.size() && changes_[k].cycle < before; ++k) {
        const bool is_last = k + 1 == changes_.size() || changes_[k + 1].cycle != changes_[k].cycle || changes_[k + 1].signal != changes_[k].signal;
        if (is_last) apply(changes_[k]);
    }
    changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(k));
    next_look_ = 2 * changes_.size() + most_waiting;
}

void Timeline::apply(const Change& change) {
    if (values_[change.signal] == change.value) return;
    if (!has_started_ && change.cycle > window_.begin()) start(window_.begin());
    values_[change.signal] = change.value;
    if (has_started_ && change.cycle < window_.end()) reader_.on_change(change.cycle, change.signal, change.value);
}

/// What changes in the first cycle of the window is part of its first values.
void Timeline::start(Cycles begin) {
    has_started_ = true;
    reader_.on_start(begin, values_);
}

void Timeline::finish(Cycles end) {
    hand_on(end + Cycles{1});
    if (!has_started_ && window_.begin() < end) start(window_.begin());
}

}  // namespace aerie::trace
