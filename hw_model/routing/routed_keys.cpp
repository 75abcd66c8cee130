#include "hw_model/routing/routed_keys.h"

#include <bit>

namespace aerie::hw {

namespace {

class Comparison {
   public:
    Comparison(const RoutedKeys& routed, const RouteEntries& table) : routed_{routed}, table_{table} {}

    /// The keys of `part` from entry `first` on; nothing before it matches any of them.
    void compare(KeyBlock part, std::size_t first, std::vector<WrongRoute>& wrong) const {
        while (first < table_.size() && !table_[first].keys.meets(part)) ++first;
        if (first == table_.size()) {
            if (!routed_.goes_straight_on()) wrong.push_back({part.key, routed_.outs, {}});
            return;
        }
        const std::uint32_t cutting = table_[first].keys.mask & ~part.mask;
        if (cutting != 0) {
            const std::uint32_t bit = std::uint32_t{1} << std::countr_zero(cutting);
            compare({part.key, part.mask | bit}, first, wrong);
            compare({part.key | bit, part.mask | bit}, first, wrong);
            return;
        }
        if (table_[first].outs != routed_.outs) wrong.push_back({part.key, routed_.outs, table_[first].outs});
    }

   private:
    const RoutedKeys& routed_;
    const RouteEntries& table_;
};

}  // namespace

std::vector<WrongRoute> wrong_routes(const std::vector<RoutedKeys>& routed, const RouteEntries& table) {
    std::vector<WrongRoute> wrong;
    for (const RoutedKeys& r : routed) Comparison{r, table}.compare(r.keys, 0, wrong);
    return wrong;
}

}  // namespace aerie::hw
