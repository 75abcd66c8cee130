/// @file The routers to look at in the next cycle, each once: whoever is in it knows that it is.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "router/router_state.h"

namespace aerie::router {

/// A large quiet mesh costs nothing: nobody scans for members.
class ActiveList {
   public:
    explicit ActiveList(std::size_t routers) : members_(routers + 1) {}

    /// Without a branch; `is_member` is the router's own note.
    [[gnu::always_inline]] inline void insert_if(std::uint32_t node, Octet& is_member, bool joins) {
        members_[size_] = node;
        size_ += joins & (is_member ^ 1U);
        is_member |= static_cast<std::uint8_t>(joins);
    }
    void sort() { std::sort(members_.begin(), members_.begin() + static_cast<std::ptrdiff_t>(size_)); }
    [[nodiscard]] std::span<const std::uint32_t> members() const { return {members_.data(), size_}; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    /// The members' notes are theirs to change.
    void clear() { size_ = 0; }

   private:
    std::vector<std::uint32_t> members_;   ///< and room for one who does not join
    std::size_t size_ = 0;
};

}  // namespace aerie::router
