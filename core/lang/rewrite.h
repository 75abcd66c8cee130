/// @file Questions to a tree and trees made from trees. None of them touches its input.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "core/lang/ast.h"

namespace aerie::lang {

/// True when any node of the tree satisfies `is`.
[[nodiscard]] bool contains(const Expr& expr, const std::function<bool(const Expr&)>& is);
[[nodiscard]] bool calls_random(const Expr& expr);                        ///< rand or randn
[[nodiscard]] bool reads(const Expr& expr, const std::string& variable);  ///< an own variable or a local of this name
[[nodiscard]] bool reads_any(const Expr& expr, const std::set<std::string>& variables);
[[nodiscard]] bool same_tree(const Expr& a, const Expr& b);               ///< same shape, names and numbers, wherever they stood

/// The tree with every node for which `replacement` answers replaced by the answer. Types of inner nodes are kept.
[[nodiscard]] ExprPtr replace(const ExprPtr& expr, const std::function<ExprPtr(const Expr&)>& replacement);

/// A copy that stands at `span` throughout, unresolved names replaced by `values` (which keep their own spans): macro expansion.
[[nodiscard]] ExprPtr with_span(const Expr& expr, Span span, const std::map<std::string, ExprPtr>& values);

/// Nodes with dimensions, for trees that are already checked. No simplification.
[[nodiscard]] ExprPtr typed_node(Node node, std::vector<ExprPtr> args);
[[nodiscard]] ExprPtr typed_call(std::string function, std::vector<ExprPtr> args, Dimension dimension);
[[nodiscard]] ExprPtr own_variable(const std::string& name, Dimension dimension, bool is_boolean = false);

}  // namespace aerie::lang
