/// @file Who gets which key: aligned blocks per NeuroCore, and in them one block per set of destinations, so that senders that share a tree share entries.
#pragma once

#include <string>

#include "hw_model/chip.h"
#include "hw_model/routing/routing_plan.h"

namespace aerie::hw {

/// What the mapper knows of everyone who sends.
struct Senders {
    std::vector<std::uint32_t> home;             ///< by sender: its NeuroCore, or chip.cores() + number of the source that it belongs to
    std::vector<std::vector<CoreId>> cores;      ///< by sender: NeuroCores with a row for it, ascending
};

/// Senders of one home that share a tree.
struct KeyGroup {
    KeyBlock keys;
    std::uint32_t home = 0;
    std::vector<std::uint32_t> senders;          ///< sender k of them has the key keys.key + k
    std::vector<CoreId> cores;
    bool is_shared = false;                      ///< not every sender has rows on all of them
};

/// One group per home and set of destinations; a home with more than `most_sets` sets gets one group that reaches all of them. Senders that nobody
/// hears have none. Throws CapacityError where 32 bits are not enough.
[[nodiscard]] std::vector<KeyGroup> assign_keys(const Senders& senders, const ChipSpec& chip, std::size_t most_sets);

/// Most sets of destinations of any home.
[[nodiscard]] std::size_t most_destination_sets(const Senders& senders);

}  // namespace aerie::hw
