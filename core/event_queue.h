/// @file What waits, earliest first; equal times break by source, then by sending order, so no run depends on who pushed first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/quantity.h"

namespace aerie {

/// Who sends: a NeuroCore, the host, a stimulus, a recorder. The caller numbers its senders; the smaller number goes first at equal times.
using EventSource = Id<struct EventSourceTag>;

template <class Payload, class Time = Cycles>
struct Event {
    Time due{};
    EventSource source;
    std::uint64_t sequence = 0;   ///< sending order
    Payload payload{};
};

/// Earliest first; equal times break by source, then by sending order.
template <class Payload, class Time>
[[nodiscard]] constexpr bool happens_before(const Event<Payload, Time>& a, const Event<Payload, Time>& b) {
    return std::tie(a.due, a.source, a.sequence) < std::tie(b.due, b.source, b.sequence);
}

/// A binary heap over integer time. Once it has held n events it holds n again without allocating. Time never runs backwards:
/// nothing may be pushed before the last event taken.
template <class Payload, class Time = Cycles>
class EventQueue {
   public:
    using Event = aerie::Event<Payload, Time>;

    void reserve(std::size_t events) { heap_.reserve(events); }

    void push(Time due, EventSource source, Payload payload) {
        AERIE_ASSERT(!(due < now_));
        heap_.push_back(Event{due, source, scheduled_++, std::move(payload)});
        std::push_heap(heap_.begin(), heap_.end(), is_later);
    }

    /// The earliest event, taken out; time moves to it. Only when not empty.
    [[nodiscard]] Event pop() {
        AERIE_ASSERT(!heap_.empty());
        std::pop_heap(heap_.begin(), heap_.end(), is_later);
        Event earliest = std::move(heap_.back());
        heap_.pop_back();
        ++delivered_;
        now_ = earliest.due;
        AERIE_ASSERT(is_conserved());
        return earliest;
    }

    [[nodiscard]] const Event& top() const { return heap_.front(); }
    [[nodiscard]] bool empty() const { return heap_.empty(); }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }
    [[nodiscard]] bool is_due(Time time) const { return !heap_.empty() && !(time < heap_.front().due); }
    [[nodiscard]] Time now() const { return now_; }   ///< when the last event taken was due
    [[nodiscard]] std::uint64_t scheduled() const { return scheduled_; }
    [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
    /// Nothing lost, nothing twice.
    [[nodiscard]] bool is_conserved() const { return scheduled_ == delivered_ + heap_.size(); }

   private:
    static bool is_later(const Event& a, const Event& b) { return happens_before(b, a); }

    std::vector<Event> heap_;
    Time now_{};
    std::uint64_t scheduled_ = 0, delivered_ = 0;
};

}  // namespace aerie
