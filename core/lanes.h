/// @file A checked expression for many neurons or synapses at once: the same meaning as lang::evaluate, an operation over all lanes before the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/lang/ast.h"

namespace aerie {

/// What the lanes know beside the expression. Each call fills one value per lane.
struct LaneInputs {
    std::function<void(const lang::Expr& name, std::span<double> out)> name;
    /// rand or randn; `draw` counts the calls of the expression from 0, left to right.
    std::function<void(const lang::Expr& call, std::uint32_t draw, std::span<double> out)> draw;
};

[[nodiscard]] std::vector<double> evaluate_lanes(const lang::Expr& expr, std::size_t lanes, const LaneInputs& inputs);

}  // namespace aerie
