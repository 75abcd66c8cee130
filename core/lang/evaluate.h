/// @file The slow, plain reading of a checked expression: one double per call, booleans as 0 and 1. Used for start values and rates,
/// and as the reference that faster executors are tested against.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "core/lang/ast.h"

namespace aerie::lang {

/// What an expression cannot know by itself. A null function means that no such thing occurs (AERIE_ASSERT otherwise).
struct Environment {
    std::function<double(const Expr& name)> name;   ///< every Node::name, by its Reference, Side and name
    std::function<double(const Expr& call, std::span<const double> arguments)> call;   ///< rand(), randn(), and stimuli (Reference::stimulus)
};

/// Arguments are evaluated left to right; `and`, `or` and the branches of a select are all evaluated, as lanes of a NeuroCore do.
[[nodiscard]] double evaluate(const Expr& expr, const Environment& environment = {});

/// A function of the language that is pure arithmetic, by its name: exp log log10 sqrt abs min max clip int sin cos tan sinh cosh tanh
/// sign floor ceil exprel. exprel(x) = (exp(x) - 1) / x with exprel(0) = 1.
[[nodiscard]] double apply_function(const std::string& name, std::span<const double> arguments);

}  // namespace aerie::lang
