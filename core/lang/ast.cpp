#include "core/lang/ast.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/error.h"

namespace aerie::lang {
namespace {

/// How tightly a node binds; larger binds tighter. The parser's table in parse_expression.cpp has the same order.
enum Binding { selecting, disjoining, conjoining, inverting, comparing, summing, scaling, negating, raising, atomic };

struct Form {
    Binding binding;
    const char* symbol;
};

Form form_of(Node node) {
    switch (node) {
        case Node::number: case Node::name: case Node::call: return {atomic, ""};
        case Node::negate: return {negating, "-"};
        case Node::logical_not: return {inverting, "not "};
        case Node::add: return {summing, " + "};
        case Node::subtract: return {summing, " - "};
        case Node::multiply: return {scaling, "*"};
        case Node::divide: return {scaling, "/"};
        case Node::modulo: return {scaling, " % "};
        case Node::power: return {raising, "**"};
        case Node::less: return {comparing, " < "};
        case Node::less_equal: return {comparing, " <= "};
        case Node::greater: return {comparing, " > "};
        case Node::greater_equal: return {comparing, " >= "};
        case Node::equal: return {comparing, " == "};
        case Node::not_equal: return {comparing, " != "};
        case Node::logical_and: return {conjoining, " and "};
        case Node::logical_or: return {disjoining, " or "};
        case Node::select: return {selecting, ""};
    }
    return {atomic, ""};
}

std::string enclosed(const Expr& expr, Binding least);

std::string call_text(const Expr& expr) {
    std::string text = expr.name + "(";
    for (std::size_t k = 0; k < expr.args.size(); ++k) text += (k == 0 ? "" : ", ") + to_string(*expr.args[k]);
    return text + ")";
}

std::string name_text(const Expr& expr) {
    if (expr.reference == Reference::pre) return expr.name + "_pre";
    if (expr.reference == Reference::post) return expr.name + "_post";
    return expr.name;
}

std::string binary_text(const Expr& expr) {
    const Form form = form_of(expr.node);
    const bool is_chained = form.binding == summing || form.binding == scaling || form.binding == conjoining || form.binding == disjoining;
    const auto tighter = static_cast<Binding>(form.binding + 1);
    const Binding left = is_chained ? form.binding : tighter;      // comparisons do not chain, powers group to the right
    const Binding right = expr.node == Node::power ? negating : tighter;
    return enclosed(*expr.args[0], left) + form.symbol + enclosed(*expr.args[1], right);
}

/// A negative number binds like a negation: "(-2)**2".
Binding binding_of(const Expr& expr) {
    return expr.node == Node::number && expr.value < 0.0 ? negating : form_of(expr.node).binding;
}

std::string enclosed(const Expr& expr, Binding least) {
    return binding_of(expr) < least ? fmt::format("({})", to_string(expr)) : to_string(expr);
}

}  // namespace

ExprPtr make_number(double value, Dimension dimension, Span span) {
    Expr expr;
    expr.value = value;
    expr.dimension = dimension;
    expr.span = span;
    return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr make_node(Node node, std::vector<ExprPtr> args, Span span) {
    Expr expr;
    expr.node = node;
    expr.args = std::move(args);
    expr.span = span;
    measure(expr);
    return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr make_call(std::string name, std::vector<ExprPtr> args, Span span) {
    Expr expr;
    expr.node = Node::call;
    expr.name = std::move(name);
    expr.args = std::move(args);
    expr.span = span;
    measure(expr);
    return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr make_name(std::string name, Span span) {
    Expr expr;
    expr.node = Node::name;
    expr.name = std::move(name);
    expr.span = span;
    return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr make_local(std::string name, Dimension dimension, bool is_boolean) {
    Expr expr;
    expr.node = Node::name;
    expr.name = std::move(name);
    expr.dimension = dimension;
    expr.is_boolean = is_boolean;
    expr.reference = Reference::local;
    return std::make_shared<const Expr>(std::move(expr));
}

void measure(Expr& expr) {
    constexpr int enough = 1 << 24;   // saturates: the parser refuses far smaller trees
    expr.nodes = 1;
    expr.depth = 1;
    for (const ExprPtr& arg : expr.args) {
        expr.nodes = std::min(expr.nodes + arg->nodes, enough);
        expr.depth = std::max(expr.depth, arg->depth + 1);
    }
}

std::string to_string(const Expr& expr) {
    switch (expr.node) {
        case Node::number: return expr.is_boolean ? (expr.value != 0.0 ? "true" : "false") : fmt::format("{}", expr.value);
        case Node::name: return name_text(expr);
        case Node::call: return call_text(expr);
        case Node::negate: return fmt::format("-{}", enclosed(*expr.args[0], scaling));
        case Node::logical_not: return fmt::format("not {}", enclosed(*expr.args[0], inverting));
        case Node::select:
            return enclosed(*expr.args[1], disjoining) + " if " + enclosed(*expr.args[0], disjoining) + " else " + enclosed(*expr.args[2], selecting);
        default: return binary_text(expr);
    }
}

}  // namespace aerie::lang
