/// @file The slow, plain reading of a checked expression: one double per call, booleans as 0 and 1. Used for start values and rates,
/// and as the reference that faster executors are tested against.
#pragma once

#include <functional>
#include <span>

#include "core/lang/ast.h"

namespace aerie::lang {

/// What an expression cannot know by itself. A null function means that no such thing occurs (AERIE_ASSERT otherwise).
struct Environment {
    std::function<double(const Expr& name)> name;   ///< every Node::name, by its Reference, Side and name
    std::function<double(const Expr& call, std::span<const double> arguments)> call;   ///< rand(), randn(), and stimuli (Reference::stimulus)
};

/// Arguments are evaluated left to right; `and`, `or` and the branches of a select are all evaluated, as lanes of a NeuroCore do.
[[nodiscard]] double evaluate(const Expr& expr, const Environment& environment = {});

}  // namespace aerie::lang
