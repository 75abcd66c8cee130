/// @file Values that neurons and synapses are given before anything runs: an expression and a name in, one number per member out,
/// keyed by the members' own identity so that any part may be asked for alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/lang/ast.h"
#include "core/random.h"

namespace aerie {

/// The keys of one field of one group. Projections and populations are told apart by the highest bits of `entity`.
struct DrawnField {
    std::uint64_t seed = 0;
    Purpose purpose = Purpose::initial;
    std::uint32_t entity = 0;
    std::string name;     ///< variables draw by name, so that adding one leaves the others alone
    std::string where;    ///< opens the complaint about a value that is not finite
};

/// i, j and which of several synapses of one pair; neurons have j = 0.
struct Member {
    std::uint32_t i = 0, j = 0;
    std::uint32_t copy = 0;
};

inline constexpr std::uint32_t projection_entity(std::uint32_t index) { return index | 0x80000000u; }
/// Outputs of all processor programs in one numbering. Populations are far fewer than 2^30.
inline constexpr std::uint32_t output_entity(std::uint32_t index) { return index | 0x40000000u; }

/// One value per member. Throws InputError for a value that is not finite.
[[nodiscard]] std::vector<double> drawn_values(const lang::Expr& expr, const DrawnField& field, std::span<const Member> members);

}  // namespace aerie
