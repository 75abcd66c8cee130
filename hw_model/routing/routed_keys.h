/// @file What the trees ask of one router: each block of keys that comes by, where from and where to.
#pragma once

#include "hw_model/routing/tree.h"

namespace aerie::hw {

struct RoutedKeys {
    KeyBlock keys;
    router::Direction in = router::Direction::local;
    RouterOutputs outs;
    /// Leaves by the link opposite to the one that it came by, and nowhere else: what a router does without an entry.
    [[nodiscard]] bool goes_straight_on() const {
        return in != router::Direction::local && outs == RouterOutputs{static_cast<std::uint16_t>(1U << router::index_of(router::opposite(in))), 0};
    }
};

/// Why a table is wrong: this key would leave the router otherwise than its tree says.
struct WrongRoute {
    std::uint32_t key = 0;
    RouterOutputs expected, found;
};

/// Holds a table against every key of every block: the first entry that matches says what the block's tree says, or none matches and the packet goes
/// straight on as it should. Keys that no block has never come by, so what the table says of them does not matter. Exact without listing keys: a block
/// that an entry cuts is split along the entry's bits.
[[nodiscard]] std::vector<WrongRoute> wrong_routes(const std::vector<RoutedKeys>& routed, const RouteEntries& table);

}  // namespace aerie::hw
