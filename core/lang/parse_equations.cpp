/// @file Lines of equations, statements, functions and units.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/lang/functions.h"
#include "core/lang/token_stream.h"

namespace aerie::lang {
namespace {

constexpr int largest_exponent = 8;   ///< of a unit in a declaration

/// The exponent after `**`: a small whole number, perhaps in brackets.
int parse_exponent(TokenStream& stream) {
    const bool has_bracket = stream.take_if("(");
    const int sign = stream.take_if("-") ? -1 : 1;
    const Token& token = stream.peek();
    if (token.kind != Token::Kind::number || token.value != std::floor(token.value) || token.value > largest_exponent)
        stream.refuse(fmt::format("a whole exponent up to {}", largest_exponent));
    const int exponent = sign * static_cast<int>(stream.take().value);
    if (has_bracket) stream.expect(")");
    return exponent;
}

Unit parse_unit_product(TokenStream& stream, int nesting);

Unit parse_unit_factor(TokenStream& stream, int nesting) {
    if (nesting > 20) stream.refuse(stream.peek().span, "more than 20 nested brackets in a unit");
    if (stream.take_if("(")) {
        const Unit inner = parse_unit_product(stream, nesting + 1);
        stream.expect(")");
        return inner;
    }
    const Token token = stream.peek();
    std::optional<Unit> unit;
    if (token.kind == Token::Kind::name) unit = find_unit(token.text);
    if (token.kind == Token::Kind::number && token.value == 1.0) unit = Unit{};
    if (token.kind == Token::Kind::name && !unit)
        stream.refuse(token.span, fmt::format("unknown unit '{}'", token.text), "volt, amp, siemens, farad, ohm, second, Hz, metre, molar, ..., 1, boolean");
    if (!unit) stream.refuse("a unit (1 for pure numbers)");
    stream.take();
    if (!stream.take_if("**")) return *unit;
    const int exponent = parse_exponent(stream);
    return {std::pow(unit->factor, exponent), power(unit->dimension, exponent)};
}

Unit parse_unit_product(TokenStream& stream, int nesting) {
    const Span span = stream.peek().span;
    Unit product = parse_unit_factor(stream, nesting);
    while (stream.sees("*") || stream.sees("/")) {
        const bool is_divided = stream.take().text == "/";
        const Unit factor = parse_unit_factor(stream, nesting);
        product.factor = is_divided ? product.factor / factor.factor : product.factor * factor.factor;
        product.dimension = is_divided ? product.dimension / factor.dimension : product.dimension * factor.dimension;
        if (!is_sensible(product.dimension)) stream.refuse(span, "the powers in this unit are too high");
    }
    return product;
}

/// A flag up to the next ',' or ')': words and signs joined as written, "unless refractory", "event-driven", "method=euler".
std::string parse_flag(TokenStream& stream) {
    std::string flag = stream.expect_name("a flag such as 'unless refractory'").text;
    while (!stream.sees(",") && !stream.sees(")")) {
        if (stream.take_if("-")) flag.append("-").append(stream.expect_name("the rest of a flag").text);
        else if (stream.take_if("=")) flag.append("=").append(stream.expect_name("a name").text);
        else if (stream.peek().kind == Token::Kind::name) flag.append(" ").append(stream.take().text);
        else stream.refuse("',' or ')'");
    }
    return flag;
}

void parse_flags(TokenStream& stream, Declaration& declaration) {
    do declaration.flags.push_back(parse_flag(stream));
    while (stream.take_if(","));
    stream.expect(")");
}

void parse_range(TokenStream& stream, Declaration& declaration, const Macros& macros) {
    if (declaration.low) stream.refuse(stream.peek().span, "a second range");
    declaration.low = parse_expression(stream, macros);
    stream.expect(",");
    declaration.high = parse_expression(stream, macros);
    stream.expect("]");
}

Dimension parse_declared_dimension(TokenStream& stream) {
    const Span span = stream.peek().span;
    const Unit unit = parse_unit(stream);
    if (unit.factor != 1.0)
        stream.refuse(span, "a variable is declared in base units", fmt::format("': {}'; values keep units of their own, as in v = -70 mV", to_string(unit.dimension)));
    return unit.dimension;
}

Declaration parse_declaration(TokenStream& stream, const Macros& macros) {
    Declaration declaration;
    declaration.span = stream.peek().span;
    if (stream.sees_word("boolean") || stream.sees_word("bool")) {
        declaration.is_boolean = true;
        declaration.dimension = Dimension{};
        stream.take();
    } else if (!stream.sees("[")) {
        declaration.dimension = parse_declared_dimension(stream);
    }
    while (true) {
        if (stream.take_if("[")) parse_range(stream, declaration, macros);
        else if (stream.take_if("(")) parse_flags(stream, declaration);
        else return declaration;
    }
}

/// Reads the left side: `x`, `dx/dt` or `factor * dx/dt`, whichever the tree shows.
EquationLine parse_left_side(TokenStream& stream, const Macros& macros) {
    EquationLine line;
    const ExprPtr left = parse_expression(stream, macros);
    line.span = left->span;
    if (left->node == Node::name) {
        line.name = left->name;
        return line;
    }
    const bool is_over_dt = left->node == Node::divide && left->args[1]->node == Node::name && left->args[1]->name == "dt";
    ExprPtr rate = is_over_dt ? left->args[0] : left;
    if (is_over_dt && rate->node == Node::multiply) {
        line.factor = rate->args[0];
        rate = rate->args[1];
    }
    if (!is_over_dt || rate->node != Node::name || rate->name.size() < 2 || rate->name[0] != 'd')
        stream.refuse(left->span, "the left side of an equation cannot be read", "'x', 'dx/dt' or 'tau * dx/dt'");
    line.kind = Kind::differential;
    line.name = rate->name.substr(1);
    return line;
}

EquationLine parse_line(TokenStream& stream, const Macros& macros) {
    EquationLine line = parse_left_side(stream, macros);
    for (const char* op : {"+=", "-=", "*=", "/="})
        if (stream.sees(op)) stream.refuse(stream.peek().span, fmt::format("'{}' cannot stand in equations", op), "equations define with '='; a change made each tick belongs in on_tick");
    if (stream.take_if("=")) {
        if (line.kind == Kind::stored) line.kind = Kind::algebraic;
        line.rhs = parse_expression(stream, macros);
    } else if (line.kind == Kind::differential) {
        stream.refuse("'='");
    } else if (!stream.sees(":")) {
        stream.refuse("'=' or ':'");
    }
    if (stream.take_if(":")) line.declaration = parse_declaration(stream, macros);
    stream.expect_line_end(line.declaration ? "a range '[', flags '(' " : "an operator, ':' ");
    return line;
}

Assign parse_assignment(TokenStream& stream) {
    constexpr std::pair<const char*, Assign> symbols[] = {
        {"=", Assign::set}, {"+=", Assign::add}, {"-=", Assign::subtract}, {"*=", Assign::multiply}, {"/=", Assign::divide}};
    for (const auto& [symbol, op] : symbols)
        if (stream.take_if(symbol)) return op;
    stream.refuse("one of = += -= *= /=");
}

Macro parse_function(TokenStream& stream, const Macros& earlier, const std::string& name) {
    Macro macro;
    stream.expect("(");
    do {
        const Token parameter = stream.expect_name("the name of an argument");
        if (std::find(macro.parameters.begin(), macro.parameters.end(), parameter.text) != macro.parameters.end())
            stream.refuse(parameter.span, fmt::format("two arguments are named '{}'", parameter.text));
        macro.parameters.push_back(parameter.text);
    } while (stream.take_if(","));
    stream.expect(")");
    stream.expect("=");
    macro.body = parse_expression(stream, earlier);
    const auto find_self = [&](const auto& self, const Expr& expr) -> const Expr* {
        if (expr.node == Node::call && expr.name == name) return &expr;
        for (const ExprPtr& arg : expr.args)
            if (const Expr* found = self(self, *arg)) return found;
        return nullptr;
    };
    if (const Expr* call = find_self(find_self, *macro.body))
        stream.refuse(call->span, fmt::format("the function '{}' calls itself", name), "functions are written out where they are called, so they cannot recur");
    return macro;
}

}  // namespace

Unit parse_unit(TokenStream& stream) { return parse_unit_product(stream, 0); }

Unit parse_unit(const Source& source) {
    TokenStream stream{source};
    const Unit unit = parse_unit(stream);
    stream.expect_line_end("'*', '/' ");
    return unit;
}

std::vector<EquationLine> parse_equations(const Source& source, const Macros& macros) {
    TokenStream stream{source};
    std::vector<EquationLine> lines;
    while (!stream.at_end()) lines.push_back(parse_line(stream, macros));
    return lines;
}

std::vector<Statement> parse_statements(const Source& source, const Macros& macros) {
    TokenStream stream{source};
    std::vector<Statement> statements;
    while (!stream.at_end()) {
        Statement statement;
        const Token target = stream.expect_name("the name of a variable to write");
        statement.target = target.text;
        statement.span = target.span;
        statement.op = parse_assignment(stream);
        statement.value = parse_expression(stream, macros);
        stream.expect_line_end("an operator, ';' ");
        statements.push_back(std::move(statement));
    }
    return statements;
}

Macros parse_functions(const Source& source) {
    TokenStream stream{source};
    Macros macros;
    while (!stream.at_end()) {
        const Token name = stream.expect_name("the name of a function");
        if (is_builtin_function(name.text)) stream.refuse(name.span, fmt::format("the function '{}' exists already", name.text), "another name");
        if (macros.contains(name.text)) stream.refuse(name.span, fmt::format("the function '{}' is defined twice", name.text));
        macros.emplace(name.text, parse_function(stream, macros, name.text));
        stream.expect_line_end("an operator, ';' ");
    }
    return macros;
}

}  // namespace aerie::lang
