#include "core/lang/rewrite.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"

namespace aerie::lang {

bool contains(const Expr& expr, const std::function<bool(const Expr&)>& is) {
    return is(expr) || std::any_of(expr.args.begin(), expr.args.end(), [&](const ExprPtr& arg) { return contains(*arg, is); });
}

bool calls_random(const Expr& expr) {
    return contains(expr, [](const Expr& e) { return e.node == Node::call && (e.name == "rand" || e.name == "randn" || e.name == "uniform" || e.name == "normal"); });
}

bool reads(const Expr& expr, const std::string& variable) {
    return contains(expr, [&](const Expr& e) {
        return e.node == Node::name && e.name == variable && (e.reference == Reference::own || e.reference == Reference::local);
    });
}

bool reads_any(const Expr& expr, const std::set<std::string>& variables) {
    if (expr.node == Node::name) return (expr.reference == Reference::own || expr.reference == Reference::local) && variables.contains(expr.name);
    return std::any_of(expr.args.begin(), expr.args.end(), [&](const ExprPtr& arg) { return reads_any(*arg, variables); });
}

bool same_tree(const Expr& a, const Expr& b) {
    if (&a == &b) return true;
    if (a.node != b.node || a.name != b.name || a.reference != b.reference || a.side != b.side || a.args.size() != b.args.size()) return false;
    if (a.node == Node::number && (a.value != b.value || a.dimension != b.dimension || a.is_boolean != b.is_boolean)) return false;
    return std::equal(a.args.begin(), a.args.end(), b.args.begin(), [](const ExprPtr& x, const ExprPtr& y) { return same_tree(*x, *y); });
}

ExprPtr replace(const ExprPtr& expr, const std::function<ExprPtr(const Expr&)>& replacement) {
    if (ExprPtr other = replacement(*expr)) return other;
    std::vector<ExprPtr> args;
    args.reserve(expr->args.size());
    for (const ExprPtr& arg : expr->args) args.push_back(replace(arg, replacement));
    if (args == expr->args) return expr;
    Expr copy = *expr;
    copy.args = std::move(args);
    measure(copy);
    return std::make_shared<const Expr>(std::move(copy));
}

ExprPtr with_span(const Expr& expr, Span span, const std::map<std::string, ExprPtr>& values) {
    if (expr.node == Node::name)
        if (const auto value = values.find(expr.name); value != values.end()) return value->second;
    Expr copy = expr;
    copy.span = span;
    for (ExprPtr& arg : copy.args) arg = with_span(*arg, span, values);
    measure(copy);
    return std::make_shared<const Expr>(std::move(copy));
}

namespace {

Dimension dimension_of(Node node, const std::vector<ExprPtr>& args) {
    switch (node) {
        case Node::multiply: return args[0]->dimension * args[1]->dimension;
        case Node::divide: return args[0]->dimension / args[1]->dimension;
        case Node::power: return args[0]->dimension.is_pure() ? Dimension{} : power(args[0]->dimension, static_cast<int>(std::lround(args[1]->value)));
        case Node::select: return args[1]->dimension;
        case Node::negate: case Node::add: case Node::subtract: case Node::modulo: return args[0]->dimension;
        default: return {};
    }
}

}  // namespace

ExprPtr typed_node(Node node, std::vector<ExprPtr> args) {
    Expr expr;
    expr.node = node;
    expr.dimension = dimension_of(node, args);
    expr.is_boolean = node == Node::select ? args[1]->is_boolean : node == Node::logical_not || (node >= Node::less && node <= Node::logical_or);
    expr.span = args[0]->span;
    expr.args = std::move(args);
    measure(expr);
    return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr typed_call(std::string function, std::vector<ExprPtr> args, Dimension dimension) {
    Expr expr;
    expr.node = Node::call;
    expr.name = std::move(function);
    expr.dimension = dimension;
    expr.span = args.empty() ? Span{} : args[0]->span;
    expr.args = std::move(args);
    measure(expr);
    return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr own_variable(const std::string& name, Dimension dimension, bool is_boolean) {
    Expr expr;
    expr.node = Node::name;
    expr.name = name;
    expr.dimension = dimension;
    expr.is_boolean = is_boolean;
    expr.reference = Reference::own;
    return std::make_shared<const Expr>(std::move(expr));
}

}  // namespace aerie::lang
