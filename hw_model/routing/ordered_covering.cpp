#include "hw_model/routing/ordered_covering.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <tuple>

namespace aerie::hw {

namespace {

int generality(KeyBlock keys) { return std::popcount(~keys.mask); }

/// An entry and the blocks that it stands for: what else it matches belongs to others, or to nobody.
struct Row {
    RouteEntry entry;
    std::vector<KeyBlock> origins;
    bool all_straight_on = false;
};

/// The smallest block that holds them all.
KeyBlock hull(const std::vector<Row>& rows, const std::vector<std::size_t>& members) {
    KeyBlock all = rows[members.front()].entry.keys;
    for (const std::size_t m : members) {
        const KeyBlock keys = rows[m].entry.keys;
        all.mask &= keys.mask & ~(keys.key ^ all.key);
        all.key &= all.mask;
    }
    return all;
}

/// Law of the rows: a key of a block of row r meets no row before r with other outputs, and a key of a bystander meets no row at all.
class Covering {
   public:
    /// `keeps_straight`: blocks that go straight on take part in merges; else they stand by, and no entry may cover them.
    Covering(const std::vector<RoutedKeys>& routed, bool keeps_straight) {
        for (const RoutedKeys& r : routed) {
            if (r.goes_straight_on() && !keeps_straight) bystanders_.push_back(r.keys);
            else rows_.push_back({{r.keys, r.outs}, {r.keys}, r.goes_straight_on()});
        }
        std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
            return std::tuple{generality(a.entry.keys), a.entry.keys} < std::tuple{generality(b.entry.keys), b.entry.keys};
        });
        for (const Row& row : rows_) ++most_[row.entry.outs];
    }

    RouteEntries run(std::size_t target) {
        while (rows_.size() > target && merge_best()) {}
        drop_straight();
        RouteEntries table;
        for (const Row& row : rows_) table.push_back(row.entry);
        return table;
    }

   private:
    /// Of the outputs whose entries might give the largest merge, takes what they do give; looks further while another might give more.
    bool merge_best() {
        while (true) {
            const auto best = std::max_element(most_.begin(), most_.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
            if (best == most_.end() || best->second < 2) return false;
            std::size_t next = 0;
            for (auto at = most_.begin(); at != most_.end(); ++at) next = at == best ? next : std::max(next, at->second);
            const std::vector<std::size_t> members = largest_merge(best->first);
            best->second = members.size();
            if (members.size() < 2 || members.size() < next) continue;
            const RouterOutputs outs = best->first;
            apply(members);
            most_[outs] = static_cast<std::size_t>(std::count_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.entry.outs == outs; }));
            return true;
        }
    }

    std::vector<std::size_t> largest_merge(const RouterOutputs& outs) const {
        std::vector<std::size_t> members;
        for (std::size_t k = 0; k < rows_.size(); ++k) {
            if (rows_[k].entry.outs == outs) members.push_back(k);
        }
        while (members.size() >= 2) {
            const KeyBlock merged = hull(rows_, members);
            const std::size_t place = place_of(merged);
            if (leave_hidden(members, place)) continue;
            if (!make_way(members, merged, place)) return members;
        }
        return {};
    }

    /// Behind the last row that is not more general.
    [[nodiscard]] std::size_t place_of(KeyBlock merged) const {
        const auto behind = std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return generality(row.entry.keys) > generality(merged); });
        return static_cast<std::size_t>(behind - rows_.begin());
    }

    /// Members that a row between them and `place` would hide stay where they are. Says whether there were any.
    bool leave_hidden(std::vector<std::size_t>& members, std::size_t place) const {
        return std::erase_if(members, [&](std::size_t m) {
            for (std::size_t k = m + 1; k < place; ++k) {
                if (rows_[k].entry.outs != rows_[m].entry.outs && rows_[k].entry.keys.meets(rows_[m].entry.keys) && meets_origin(rows_[k].entry.keys, rows_[m])) return true;
            }
            return false;
        }) != 0;
    }
    static bool meets_origin(KeyBlock keys, const Row& row) {
        return std::any_of(row.origins.begin(), row.origins.end(), [&](KeyBlock origin) { return origin.meets(keys); });
    }

    /// Where the merge would take keys of others, members leave it so that one bit more sets it apart from the others' block that leaves least choice.
    /// Says whether it had to; no members are left when no bit can.
    bool make_way(std::vector<std::size_t>& members, KeyBlock merged, std::size_t place) const {
        const std::optional<KeyBlock> taken = hardest_taken(merged, place, rows_[members.front()].entry.outs);
        if (!taken) return false;
        std::vector<std::size_t> best;
        for (std::uint32_t bits = taken->mask & ~merged.mask; bits != 0; bits &= bits - 1) {
            const std::uint32_t bit = bits & ~(bits - 1);
            std::vector<std::size_t> apart;
            for (const std::size_t m : members) {
                const KeyBlock keys = rows_[m].entry.keys;
                if ((keys.mask & bit) != 0 && (keys.key & bit) != (taken->key & bit)) apart.push_back(m);
            }
            if (apart.size() > best.size()) best = std::move(apart);
        }
        members = std::move(best);
        return true;
    }

    [[nodiscard]] std::optional<KeyBlock> hardest_taken(KeyBlock merged, std::size_t place, const RouterOutputs& outs) const {
        std::optional<KeyBlock> hardest;
        const auto note = [&](KeyBlock block) {
            if (!block.meets(merged)) return;
            const auto choice = [&](KeyBlock b) { return std::popcount(b.mask & ~merged.mask); };
            if (!hardest || choice(block) < choice(*hardest)) hardest = block;
        };
        for (const KeyBlock block : bystanders_) note(block);
        for (std::size_t k = place; k < rows_.size(); ++k) {
            if (rows_[k].entry.outs == outs || !rows_[k].entry.keys.meets(merged)) continue;
            for (const KeyBlock block : rows_[k].origins) note(block);
        }
        return hardest;
    }

    void apply(const std::vector<std::size_t>& members) {
        Row row{{hull(rows_, members), rows_[members.front()].entry.outs}, {}, true};
        const std::size_t place = place_of(row.entry.keys);
        for (const std::size_t m : members) {
            row.origins.insert(row.origins.end(), rows_[m].origins.begin(), rows_[m].origins.end());
            row.all_straight_on = row.all_straight_on && rows_[m].all_straight_on;
            rows_[m].origins.clear();   // marks it
        }
        rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(place), std::move(row));
        std::erase_if(rows_, [](const Row& r) { return r.origins.empty(); });
    }

    /// A row of blocks that go straight on is needed only where a row behind it would take them.
    void drop_straight() {
        for (std::size_t k = rows_.size(); k-- > 0;) {
            if (rows_[k].all_straight_on && is_free_of_others(k)) rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(k));
        }
    }
    [[nodiscard]] bool is_free_of_others(std::size_t row) const {
        for (std::size_t k = 0; k < rows_.size(); ++k) {
            if (k != row && rows_[k].entry.keys.meets(rows_[row].entry.keys) && meets_origin(rows_[k].entry.keys, rows_[row])) return false;
        }
        return true;
    }

    std::vector<Row> rows_;                               ///< by generality
    std::vector<KeyBlock> bystanders_;
    std::map<RouterOutputs, std::size_t> most_;           ///< by outputs: no merge of theirs has more entries
};

}  // namespace

RouteEntries plain_table(const std::vector<RoutedKeys>& routed) {
    RouteEntries table;
    for (const RoutedKeys& r : routed) {
        if (!r.goes_straight_on()) table.push_back({r.keys, r.outs});
    }
    std::sort(table.begin(), table.end(), [](const RouteEntry& a, const RouteEntry& b) { return a.keys < b.keys; });
    return table;
}

RouteEntries ordered_covering(const std::vector<RoutedKeys>& routed, std::size_t target) {
    RouteEntries sparing = Covering{routed, false}.run(target);
    if (sparing.size() <= target) return sparing;
    RouteEntries keeping = Covering{routed, true}.run(target);
    return keeping.size() < sparing.size() ? keeping : sparing;
}

}  // namespace aerie::hw
