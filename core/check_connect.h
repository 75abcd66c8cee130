/// @file Whether a connection rule can be followed between two groups of given sizes.
#pragma once

#include <cstdint>
#include <string>

#include "core/network.h"

namespace aerie {

struct GroupSizes {
    std::uint64_t from = 0, to = 0;
    bool is_one_group = false;   ///< both ends are the same population: autapses are possible
};

/// The greatest number of synapses of one projection: 16 GiB of synaptic words, more than any chip described here holds.
inline constexpr std::uint64_t most_synapses = 0xffffffff;

/// Every parameter that the rule needs is there and in range, and none that it does not know. Throws InputError; `where` opens its place.
void check_connect(const ConnectSpec& connect, const GroupSizes& sizes, const std::string& where);

[[nodiscard]] const char* name_of(ConnectSpec::Rule rule);

}  // namespace aerie
