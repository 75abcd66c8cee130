/// @file What is on its way for a fixed time: a ring of lists by the cycle in which they are due.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace aerie::router {

/// Delays are known when it is made: a lane for each, in ascending order. Lists keep their memory, and short delays have few lists, so that all of it stays in the cache.
template <class Event>
class Calendar {
   public:
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

    /// Delays may be given more than once, and are at least 1.
    explicit Calendar(std::vector<std::uint64_t> delays) : delays_{std::move(delays)} {
        std::ranges::sort(delays_);
        delays_.erase(std::ranges::unique(delays_).begin(), delays_.end());
        lists_.resize(std::bit_ceil(delays_.back() + 1));   // no more than that: each keeps its memory, and all come round
        filled_.resize((lists_.size() + 63) / 64);
        mask_ = lists_.size() - 1;
    }

    [[nodiscard]] std::size_t lanes() const { return delays_.size(); }
    [[nodiscard]] std::uint32_t lane_of(std::uint64_t delay) const { return static_cast<std::uint32_t>(std::ranges::find(delays_, delay) - delays_.begin()); }
    /// Where the next event goes that is sent by that lane in cycle `now`, with room for `more`. Tell close() how far it was written.
    [[gnu::always_inline]] [[nodiscard]] inline Event* open(std::uint64_t now, std::size_t lane, std::size_t more) {
        List& list = lists_[place_of(now + delays_[lane])];
        if (list.room - list.size < more) [[unlikely]] list.grow(more);
        return list.events.get() + list.size;
    }
    [[gnu::always_inline]] inline void close(std::uint64_t now, std::size_t lane, const Event* end) {
        const std::size_t place = place_of(now + delays_[lane]);
        List& list = lists_[place];
        list.size = static_cast<std::size_t>(end - list.events.get());
        filled_[place / 64] |= std::uint64_t{list.size != 0} << place % 64;
    }

    [[nodiscard]] std::span<const Event> due(std::uint64_t now) const {
        const List& list = lists_[place_of(now)];
        return {list.events.get(), list.size};
    }
    /// Forgets what was due at `now`.
    void clear(std::uint64_t now) {
        const std::size_t place = place_of(now);
        lists_[place].size = 0;
        filled_[place / 64] &= ~(std::uint64_t{1} << place % 64);
    }
    /// The first cycle from `now` on in which something is due; never when nothing is.
    [[nodiscard]] std::uint64_t next_due(std::uint64_t now) const {
        const std::size_t start = place_of(now);
        for (std::size_t i = 0; i <= filled_.size(); ++i) {   // the first word twice: what lies before `start` in it comes last
            const std::size_t word = (start / 64 + i) % filled_.size();
            std::uint64_t filled = filled_[word];
            if (i == 0) filled &= ~std::uint64_t{0} << start % 64;
            if (filled != 0) return now + place_of(word * 64 + static_cast<std::size_t>(std::countr_zero(filled)) - start);
        }
        return never;
    }

   private:
    struct List {
        std::size_t size = 0;
        std::size_t room = 0;
        std::unique_ptr<Event[]> events;

        [[gnu::noinline]] void grow(std::size_t more) {
            room = 2 * (size + more);
            auto wider = std::make_unique_for_overwrite<Event[]>(room);
            std::copy_n(events.get(), size, wider.get());
            events = std::move(wider);
        }
    };
    [[nodiscard]] std::size_t place_of(std::uint64_t cycle) const { return cycle & mask_; }

    std::uint64_t mask_ = 0;
    std::vector<std::uint64_t> delays_;
    std::vector<List> lists_;             ///< by cycle modulo their number
    std::vector<std::uint64_t> filled_;   ///< bit c says that lists_[c] is not empty
};

}  // namespace aerie::router
