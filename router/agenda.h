/// @file Which routers have something to do in each of the next few cycles: a ring of bit sets, so that a large quiet mesh costs nothing.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace aerie::router {

class Agenda {
   public:
    /// Cycles that can be told apart: insert() takes cycles less than this ahead.
    static constexpr std::uint64_t horizon = 8;

    explicit Agenda(std::size_t size) : words_((size + 63) / 64 * horizon), summary_((words_.size() / horizon + 63) / 64 * horizon) {}

    [[gnu::always_inline]] inline void insert(std::uint64_t cycle, std::size_t i) {
        const std::size_t slot = cycle % horizon;
        words_[(i >> 6) * horizon + slot] |= std::uint64_t{1} << (i & 63);
        summary_[(i >> 12) * horizon + slot] |= std::uint64_t{1} << (i >> 6 & 63);
    }

    [[nodiscard]] bool has(std::uint64_t cycle) const {
        std::uint64_t any = 0;
        for (std::size_t s = cycle % horizon; s < summary_.size(); s += horizon) any |= summary_[s];
        return any != 0;
    }
    /// The first cycle from `now` on that has a member; `limit` when none has.
    [[nodiscard]] std::uint64_t next(std::uint64_t now, std::uint64_t limit) const {
        for (std::uint64_t cycle = now; cycle < now + horizon; ++cycle)
            if (has(cycle)) return cycle < limit ? cycle : limit;
        return limit;
    }
    [[nodiscard]] bool empty() const {
        for (const std::uint64_t s : summary_)
            if (s != 0) return false;
        return true;
    }

    /// Hands the members of `cycle` to `visit`, ascending, and forgets them. The visitor may insert for later cycles.
    template <class Visit>
    void take(std::uint64_t cycle, Visit&& visit) {
        for (std::size_t s = cycle % horizon; s < summary_.size(); s += horizon) {
            std::uint64_t filled = summary_[s];
            summary_[s] = 0;
            for (; filled != 0; filled &= filled - 1) {
                const std::size_t w = s / horizon * 64 + lowest_bit(filled);
                std::uint64_t members = words_[w * horizon + cycle % horizon];
                words_[w * horizon + cycle % horizon] = 0;
                for (; members != 0; members &= members - 1) visit(w * 64 + lowest_bit(members));
            }
        }
    }

    /// As take(), but keeps them.
    template <class Visit>
    void for_each(std::uint64_t cycle, Visit&& visit) const {
        for (std::size_t w = cycle % horizon; w < words_.size(); w += horizon)
            for (std::uint64_t members = words_[w]; members != 0; members &= members - 1) visit(w / horizon * 64 + lowest_bit(members));
    }

   private:
    static std::size_t lowest_bit(std::uint64_t mask) { return static_cast<std::size_t>(__builtin_ctzll(mask)); }

    std::vector<std::uint64_t> words_;     ///< [member / 64][slot]: a line of cache holds all cycles of 64 routers
    std::vector<std::uint64_t> summary_;   ///< [word / 64][slot]: bit w says that word w of its slot is not zero
};

}  // namespace aerie::router
