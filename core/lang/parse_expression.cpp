/// @file The expression grammar, by precedence climbing. Loosest first: a if c else b, or, and, not, comparisons, + -, * / %, unary -, **.
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/lang/rewrite.h"
#include "core/lang/token_stream.h"

namespace aerie::lang {
namespace {

struct Operator {
    std::string_view symbol;
    Node node;
    int binding;
};
constexpr int comparison_binding = 4;
constexpr int power_binding = 8;
constexpr std::array operators = {
    Operator{"or", Node::logical_or, 1},      Operator{"and", Node::logical_and, 2},     Operator{"<", Node::less, comparison_binding},
    Operator{"<=", Node::less_equal, 4},      Operator{">", Node::greater, 4},           Operator{">=", Node::greater_equal, 4},
    Operator{"==", Node::equal, 4},           Operator{"!=", Node::not_equal, 4},        Operator{"+", Node::add, 5},
    Operator{"-", Node::subtract, 5},         Operator{"*", Node::multiply, 6},          Operator{"/", Node::divide, 6},
    Operator{"%", Node::modulo, 6},           Operator{"**", Node::power, power_binding},
};
constexpr int not_binding = 3;
constexpr int negate_binding = 7;
constexpr int deepest_nesting = 200;   ///< of brackets and prefix operators

Span join(Span a, Span b) { return a.line == b.line ? Span{a.line, a.column, b.column + b.length - a.column} : a; }

class ExpressionParser {
   public:
    ExpressionParser(TokenStream& stream, const Macros& macros) : stream_{stream}, macros_{macros} {}

    ExprPtr parse() {
        enter();
        ExprPtr expr = parse_selection();
        --nesting_;
        return expr;
    }

   private:
    void enter() {
        if (++nesting_ > deepest_nesting) stream_.refuse(stream_.peek().span, fmt::format("more than {} nested brackets, signs or powers", deepest_nesting));
    }

    ExprPtr parse_selection() {
        if (stream_.sees_word("if")) return parse_leading_if();
        ExprPtr first = parse_binary(1);
        if (stream_.take_if("?")) {
            ExprPtr if_true = parse();
            stream_.expect(":");
            return build(Node::select, {std::move(first), std::move(if_true), parse()});
        }
        if (!stream_.sees_word("if")) return first;
        stream_.take();
        ExprPtr condition = parse_binary(1);
        if (!stream_.sees_word("else")) stream_.refuse("'else' (as in 'a if c else b')");
        stream_.take();
        return build(Node::select, {std::move(condition), std::move(first), parse()});
    }

    /// ANNarchy's form: if c: a else: b
    ExprPtr parse_leading_if() {
        stream_.take();
        ExprPtr condition = parse_binary(1);
        stream_.expect(":");
        ExprPtr if_true = parse();
        if (!stream_.sees_word("else")) stream_.refuse("'else' (as in 'if c: a else: b')");
        stream_.take();
        stream_.take_if(":");
        return build(Node::select, {std::move(condition), std::move(if_true), parse()});
    }

    const Operator* next_operator() const {
        for (const Operator& op : operators)
            if (stream_.sees(op.symbol)) return &op;
        return nullptr;
    }

    ExprPtr parse_binary(int least) {
        ExprPtr left = parse_prefix();
        while (const Operator* op = next_operator()) {
            if (op->binding < least) break;
            stream_.take();
            const int right_least = op->binding == power_binding ? negate_binding : op->binding + 1;
            enter();
            left = build(op->node, {std::move(left), parse_binary(right_least)});
            --nesting_;
            refuse_chain(*op);
        }
        return left;
    }

    void refuse_chain(const Operator& op) const {
        const Operator* next = next_operator();
        if (op.binding == comparison_binding && next != nullptr && next->binding == comparison_binding)
            stream_.refuse(stream_.peek().span, "comparisons cannot be chained", "write 'a < b and b < c'");
    }

    ExprPtr parse_prefix() {
        const Span span = stream_.peek().span;
        if (stream_.sees("-") || stream_.sees("+") || stream_.sees("not")) {
            const std::string sign = stream_.take().text;
            enter();
            ExprPtr operand = parse_binary(sign == "not" ? not_binding : negate_binding);
            --nesting_;
            if (sign == "+") return operand;
            return build(sign == "-" ? Node::negate : Node::logical_not, {std::move(operand)}, span);
        }
        return parse_primary();
    }

    ExprPtr parse_primary() {
        const Token& token = stream_.peek();
        if (token.kind == Token::Kind::number) return parse_number();
        if (token.kind == Token::Kind::name && token.text != "if" && token.text != "else") return parse_name();
        if (!stream_.sees("(")) stream_.refuse("a number, a name or '('");
        const Span begin = stream_.take().span;
        Expr inner = *parse();
        inner.span = join(begin, stream_.expect(")").span);
        return std::make_shared<const Expr>(std::move(inner));
    }

    /// A number with its unit: "10 ms" binds tighter than any operator.
    ExprPtr parse_number() {
        const Token number = stream_.take();
        const Token& next = stream_.peek();
        if (next.kind != Token::Kind::name || next.text == "if" || next.text == "else") return make_number(number.value, {}, number.span);
        const std::optional<Unit> unit = find_unit(next.text);
        if (!unit) stream_.refuse(next.span, fmt::format("unknown unit '{}' after a number", next.text), fmt::format("a unit such as mV or ms; a product is written {}*{}", number.text, next.text));
        const Span span = join(number.span, stream_.take().span);
        if (stream_.sees("**"))
            stream_.refuse(stream_.peek().span, "a power of a number with its unit can be read in two ways", fmt::format("write {}*{}**n, or ({} {})**n", number.text, next.text, number.text, next.text));
        const double value = number.value * unit->factor;
        if (!std::isfinite(value)) stream_.refuse(span, "the number is too large", "numbers up to about 1.8e308");
        return make_number(value, unit->dimension, span);
    }

    ExprPtr parse_name() {
        const Token name = stream_.take();
        if (stream_.sees("(")) return parse_call(name);
        if (name.text == "True" || name.text == "true" || name.text == "False" || name.text == "false") {
            Expr literal;
            literal.value = name.text == "True" || name.text == "true" ? 1.0 : 0.0;
            literal.is_boolean = true;
            literal.span = name.span;
            return std::make_shared<const Expr>(std::move(literal));
        }
        return make_name(name.text, name.span);
    }

    ExprPtr parse_call(const Token& name) {
        stream_.expect("(");
        std::vector<ExprPtr> args;
        if (!stream_.sees(")")) args.push_back(parse());
        while (stream_.take_if(",")) args.push_back(parse());
        const Span span = join(name.span, stream_.sees(")") ? stream_.peek().span : name.span);
        if (!stream_.sees(")")) stream_.refuse("',' or ')'");
        stream_.take();
        if (const auto macro = macros_.find(name.text); macro != macros_.end()) return expand(macro->second, name, std::move(args), span);
        ExprPtr call = make_call(name.text, std::move(args), span);
        limit(*call);
        return call;
    }

    ExprPtr expand(const Macro& macro, const Token& name, std::vector<ExprPtr> args, Span span) const {
        if (args.size() != macro.parameters.size())
            stream_.refuse(span, fmt::format("the function '{}' takes {} arguments, {} are given", name.text, macro.parameters.size(), args.size()));
        std::map<std::string, ExprPtr> values;
        for (std::size_t k = 0; k < args.size(); ++k) {
            if (calls_random(*args[k])) stream_.refuse(span, fmt::format("a random number as argument of '{}' could be drawn more than once", name.text), "draw it in an equation of its own: r = rand()");
            values.emplace(macro.parameters[k], args[k]);
        }
        ExprPtr result = with_span(*macro.body, span, values);
        limit(*result);
        return result;
    }

    ExprPtr build(Node node, std::vector<ExprPtr> args) const {
        const Span span = join(node == Node::select ? args[1]->span : args[0]->span, args.back()->span);
        return build(node, std::move(args), span);
    }

    ExprPtr build(Node node, std::vector<ExprPtr> args, Span span) const {
        if (args.size() == 1) span = join(span, args[0]->span);
        ExprPtr expr = make_node(node, std::move(args), span);
        limit(*expr);
        return expr;
    }

    void limit(const Expr& expr) const {
        if (expr.depth <= deepest_tree && expr.nodes <= largest_tree) return;
        Span span = expr.span;
        span.length = 1;
        stream_.refuse(span, "the expression is too large", fmt::format("at most {} operations, at most {} in a chain; define parts of it as variables", largest_tree, deepest_tree));
    }

    TokenStream& stream_;
    const Macros& macros_;
    int nesting_ = 0;
};

}  // namespace

ExprPtr parse_expression(TokenStream& stream, const Macros& macros) { return ExpressionParser{stream, macros}.parse(); }

ExprPtr parse_expression(const Source& source, const Macros& macros) {
    TokenStream stream{source};
    if (stream.at_end()) throw InputError{{"an expression is missing", source.where, "an empty text", {}}};
    ExprPtr expr = parse_expression(stream, macros);
    stream.expect_line_end("an operator ");
    if (!stream.at_end()) stream.refuse("nothing more: one expression stands here");
    return expr;
}

}  // namespace aerie::lang
