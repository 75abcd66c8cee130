/// @file Events that are due: small constant delays in a wheel of 64 slots, far ones in a heap. Time jumps to the next that is due.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace aerie::router {

/// Schedules 32-bit words of `Kinds` kinds. Events of one cycle must commute: each is applied to a state that no other of that cycle reads.
template <std::size_t Kinds>
class TimeWheel {
   public:
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

    /// `due` lies after `now`.
    [[gnu::always_inline]] inline void schedule(std::size_t kind, std::uint64_t now, std::uint64_t due, std::uint32_t word) {
        if (due - now < slots) [[likely]] {
            slots_[due % slots][kind].push(word);
            occupied_ |= std::uint64_t{1} << (due % slots);
        } else {
            schedule_far({due, static_cast<std::uint32_t>(kind), word});
        }
    }

    /// The first cycle after `now` at which something is due; never when nothing is.
    [[nodiscard]] std::uint64_t next_due(std::uint64_t now) const {
        std::uint64_t next = far_.empty() ? never : far_.front().due;
        if (occupied_ != 0) {
            const auto turned = std::rotr(occupied_, static_cast<int>((now + 1) % slots));
            next = std::min(next, now + 1 + static_cast<std::uint64_t>(std::countr_zero(turned)));
        }
        return next;
    }
    [[nodiscard]] bool empty() const { return occupied_ == 0 && far_.empty(); }

    /// Hands every event that is due at `now` to `apply(kind, word)`. Time must not have jumped over one.
    template <class Apply>
    void take(std::uint64_t now, Apply&& apply) {
        const std::uint64_t bit = std::uint64_t{1} << (now % slots);
        if (occupied_ & bit) {
            occupied_ &= ~bit;
            auto& slot = slots_[now % slots];
            for (std::size_t kind = 0; kind < Kinds; ++kind) {
                for (const std::uint32_t word : slot[kind].words()) apply(kind, word);
                slot[kind].clear();
            }
        }
        while (!far_.empty() && far_.front().due == now) {
            const Far event = far_.front();
            std::pop_heap(far_.begin(), far_.end(), later);
            far_.pop_back();
            apply(event.kind, event.word);
        }
    }

   private:
    static constexpr std::uint64_t slots = 64;

    /// A vector that forgets without looking and grows out of line.
    class Pile {
       public:
        void push(std::uint32_t word) {
            if (size_ == capacity_) [[unlikely]] grow();
            words_[size_++] = word;
        }
        [[nodiscard]] std::span<const std::uint32_t> words() const { return {words_.get(), size_}; }
        void clear() { size_ = 0; }

       private:
        [[gnu::noinline]] void grow() {
            auto wider = std::make_unique<std::uint32_t[]>(2 * capacity_ + 16);
            std::copy_n(words_.get(), size_, wider.get());
            words_ = std::move(wider);
            capacity_ = 2 * capacity_ + 16;
        }

        std::unique_ptr<std::uint32_t[]> words_;
        std::uint32_t size_ = 0;
        std::uint32_t capacity_ = 0;
    };
    struct Far {
        std::uint64_t due;
        std::uint32_t kind;
        std::uint32_t word;
    };
    [[gnu::noinline]] void schedule_far(const Far& event) {
        far_.push_back(event);
        std::push_heap(far_.begin(), far_.end(), later);
    }
    /// The heap's order: earliest on top; equal times by kind and word.
    static bool later(const Far& a, const Far& b) {
        if (a.due != b.due) return a.due > b.due;
        return a.kind != b.kind ? a.kind > b.kind : a.word > b.word;
    }

    std::array<std::array<Pile, Kinds>, slots> slots_;
    std::uint64_t occupied_ = 0;  ///< bit s says that slots_[s] holds something
    std::vector<Far> far_;
};

}  // namespace aerie::router
