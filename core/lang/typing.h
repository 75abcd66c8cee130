/// @file Names and units of one expression: what each name refers to, and that volts are never added to seconds.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/lang/ast.h"
#include "core/lang/check.h"
#include "core/lang/source.h"

namespace aerie::lang {

/// What the text being checked may see.
struct Names {
    std::function<ExprPtr(const Expr& name)> resolve;         ///< typed: a number or a resolved name; null: unknown. May throw to explain.
    std::function<std::vector<std::string>()> known;          ///< for suggestions
    const std::map<std::string, StimulusShape>* stimuli = nullptr;   ///< null: stimuli cannot be read here
    std::uint64_t size = 0, post_size = 0;                    ///< of what i and j count, against the columns of a stimulus; 0: not known
    bool allows_random = true;
    bool allows_distributions = false;                        ///< uniform(a, b), normal(m, s)
};

/// The typed tree: every node with dimension and is_boolean, names resolved, parts without names folded to numbers (all finite).
/// Throws InputError.
[[nodiscard]] ExprPtr type_check(const ExprPtr& expr, const Source& source, const Names& names);

/// `value` as something of `expected` dimension (a pure zero has any), or throws "<what> is volt, but amp is expected".
[[nodiscard]] ExprPtr require(const ExprPtr& value, Dimension expected, bool is_boolean, const Source& source, const std::string& what);

/// Throws when a number in the simplified tree is not finite.
void require_finite(const Expr& expr, Span span, const Source& source);

/// "volt", or "boolean".
[[nodiscard]] std::string type_name(const Expr& expr);

}  // namespace aerie::lang
