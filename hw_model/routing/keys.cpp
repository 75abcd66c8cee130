#include "hw_model/routing/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>

#include "core/error.h"

namespace aerie::hw {

namespace {

using Cores = std::vector<CoreId>;
using BySet = std::map<Cores, std::vector<std::uint32_t>>;

std::map<std::uint32_t, BySet> by_home(const Senders& senders) {
    std::map<std::uint32_t, BySet> homes;
    for (std::uint32_t n = 0; n < senders.home.size(); ++n) {
        if (!senders.cores[n].empty()) homes[senders.home[n]][senders.cores[n]].push_back(n);
    }
    return homes;
}

KeyGroup union_of(const BySet& sets) {
    KeyGroup group;
    for (const auto& [cores, members] : sets) {
        group.senders.insert(group.senders.end(), members.begin(), members.end());
        group.cores.insert(group.cores.end(), cores.begin(), cores.end());
    }
    std::sort(group.senders.begin(), group.senders.end());
    std::sort(group.cores.begin(), group.cores.end());
    group.cores.erase(std::unique(group.cores.begin(), group.cores.end()), group.cores.end());
    group.is_shared = sets.size() > 1;
    return group;
}

std::uint32_t room_of(const KeyGroup& group) { return std::bit_ceil(static_cast<std::uint32_t>(group.senders.size())); }

/// Large blocks first: each then starts at a multiple of its own size.
std::vector<KeyGroup> groups_of(const BySet& sets, std::size_t most_sets) {
    std::vector<KeyGroup> groups;
    if (sets.size() > most_sets) groups.push_back(union_of(sets));
    else for (const auto& [cores, members] : sets) groups.push_back({.keys = {}, .home = 0, .senders = members, .cores = cores, .is_shared = false});
    std::stable_sort(groups.begin(), groups.end(), [](const KeyGroup& a, const KeyGroup& b) { return room_of(a) > room_of(b); });
    return groups;
}

/// Rows, columns and places each take whole bits, so that neighbours differ in few of them and their entries merge.
class KeySpace {
   public:
    KeySpace(const ChipSpec& chip, std::uint32_t offset_bits)
        : mesh_{chip.mesh}, offset_bits_{offset_bits}, place_bits_{bits_for(mesh_.cores_per_router)}, x_bits_{bits_for(mesh_.width)}, y_bits_{bits_for(mesh_.height)} {}

    [[nodiscard]] std::uint64_t first_key(std::uint32_t home) const {
        const std::uint32_t cores = mesh_.width * mesh_.height * mesh_.cores_per_router;
        const std::uint32_t node = home / mesh_.cores_per_router, place = home % mesh_.cores_per_router;
        std::uint64_t number = (std::uint64_t{node / mesh_.width} << x_bits_ | node % mesh_.width) << place_bits_ | place;
        if (home >= cores) number = (std::uint64_t{1} << (y_bits_ + x_bits_ + place_bits_)) + (home - cores);
        return number << offset_bits_;
    }

   private:
    static std::uint32_t bits_for(std::uint32_t count) { return static_cast<std::uint32_t>(std::bit_width(count - 1)); }
    MeshParameters mesh_;
    std::uint32_t offset_bits_, place_bits_, x_bits_, y_bits_;
};

}  // namespace

std::size_t most_destination_sets(const Senders& senders) {
    std::size_t most = 0;
    for (const auto& [home, sets] : by_home(senders)) most = std::max(most, sets.size());
    return most;
}

std::vector<KeyGroup> assign_keys(const Senders& senders, const ChipSpec& chip, std::size_t most_sets) {
    std::vector<KeyGroup> all;
    std::uint64_t most_room = 1;
    for (const auto& [home, sets] : by_home(senders)) {
        std::uint64_t room = 0;
        for (KeyGroup& group : groups_of(sets, most_sets)) {
            group.home = home;
            group.keys.key = static_cast<std::uint32_t>(room);
            room += room_of(group);
            all.push_back(std::move(group));
        }
        most_room = std::max(most_room, room);
    }
    const KeySpace space{chip, static_cast<std::uint32_t>(std::bit_width(most_room - 1))};
    for (KeyGroup& group : all) {
        const std::uint64_t key = space.first_key(group.home) + group.keys.key;
        if (key + room_of(group) > std::uint64_t{1} << 32) {
            throw CapacityError{{"the keys of multicast packets do not fit", fmt::format("chip '{}'", chip.name), fmt::format("{} keys for the largest NeuroCore or source", most_room),
                                 "32 bits for row, column, NeuroCore and neuron; fewer neurons per NeuroCore, or a smaller mesh"}};
        }
        group.keys = {static_cast<std::uint32_t>(key), ~(room_of(group) - 1)};
    }
    return all;
}

}  // namespace aerie::hw
