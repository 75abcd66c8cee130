/// @file The functions of the language: how many arguments, which units, and what they compute in double.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aerie::lang {

enum class UnitRule {
    pure,        ///< pure numbers in, pure number out
    keep,        ///< one argument, its unit out
    same,        ///< all arguments of one unit, that unit out
    sign,        ///< any unit in, pure number out
    root,        ///< every exponent halved
    to_integer,  ///< boolean or pure number in, pure number out
    random       ///< no argument, pure number out; drawn anew at every evaluation
};

struct Function {
    std::string_view name;
    int arity;
    UnitRule rule;
    double (*apply)(std::span<const double>);   ///< null: random
};

/// exp log log10 sqrt abs min max clip int sin cos tan sinh cosh tanh sign floor ceil exprel rand randn; null: no such function.
/// exprel(x) = (exp(x) - 1) / x with exprel(0) = 1. min and max of more than two are written as nested calls by the checker.
[[nodiscard]] const Function* find_function(std::string_view name);
[[nodiscard]] std::vector<std::string> function_names();

/// The language's other words for the same: fabs is abs, ln is log, pow is the power operator. Checked trees hold only names of find_function.
[[nodiscard]] bool is_builtin_function(std::string_view name);

}  // namespace aerie::lang
