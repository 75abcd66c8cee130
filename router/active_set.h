/// @file Nodes with something to do, in their order: a bit set of two levels, so that a large quiet mesh costs nothing to scan.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace aerie::router {

class ActiveSet {
   public:
    explicit ActiveSet(std::size_t size) : words_((size + 63) / 64), summary_((words_.size() + 63) / 64) {}

    void insert(std::size_t i) {
        words_[i >> 6] |= std::uint64_t{1} << (i & 63);
        summary_[i >> 12] |= std::uint64_t{1} << ((i >> 6) & 63);
    }

    [[nodiscard]] bool empty() const {
        for (const std::uint64_t s : summary_)
            if (s != 0) return false;
        return true;
    }

    /// Hands the members to `visit`, ascending, and forgets them. The visitor must not insert.
    template <class Visit>
    void take(Visit&& visit) {
        retain([&](std::size_t i) {
            visit(i);
            return false;
        });
    }

    /// Visits the members in ascending order and keeps those for which `visit(i)` says true. The visitor must not insert.
    template <class Visit>
    void retain(Visit&& visit) {
        for (std::size_t s = 0; s < summary_.size(); ++s)
            for (std::uint64_t left = summary_[s]; left != 0; left &= left - 1) {
                const std::size_t w = s * 64 + static_cast<std::size_t>(std::countr_zero(left));
                words_[w] = retain_in(words_[w], w * 64, visit);
                if (words_[w] == 0) summary_[s] &= ~(left & -left);
            }
    }

   private:
    template <class Visit>
    static std::uint64_t retain_in(std::uint64_t word, std::size_t base, Visit& visit) {
        std::uint64_t kept = word;
        for (std::uint64_t left = word; left != 0; left &= left - 1)
            if (!visit(base + static_cast<std::size_t>(std::countr_zero(left)))) kept &= ~(left & -left);
        return kept;
    }

    std::vector<std::uint64_t> words_;
    std::vector<std::uint64_t> summary_;  ///< bit w says that words_[w] is not zero
};

}  // namespace aerie::router
