#include "core/lang/statements.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/lang/simplify.h"
#include "core/lang/variables.h"
#include "core/nearest_name.h"

namespace aerie::lang {
namespace {

[[noreturn]] void refuse(const WriteContext& context, Span span, std::string what, std::string allowed = {}) {
    throw InputError{complain(context.source, span, std::move(what), std::move(allowed))};
}

[[noreturn]] void refuse_unknown_target(const Statement& statement, const WriteContext& context) {
    const std::string& name = statement.target;
    if (context.parameters != nullptr && context.parameters->contains(name))
        refuse(context, statement.span, fmt::format("'{}' is a parameter and cannot be written", name), fmt::format("declare it as a variable: '{} : {}', with its start value in initial", name, to_string(context.parameters->at(name).dimension)));
    if (name == "t" || name == "dt" || name == "i" || name == "j" || name == "N" || name.starts_with("lastspike") || name.starts_with("not_refractory") || name == "rate")
        refuse(context, statement.span, fmt::format("'{}' cannot be written", name), "variables of the equations");
    std::vector<std::string> known;
    for (const Variable& v : context.variables) known.push_back(v.name);
    refuse(context, statement.span, fmt::format("unknown variable '{}'", name), suggest_name(name, known));
}

}  // namespace

void check_own_write(Statement& statement, const WriteContext& context) {
    const Variable* target = find_variable(context.variables, statement.target);
    if (target == nullptr) refuse_unknown_target(statement, context);
    if (target->kind == Kind::algebraic)
        refuse(context, statement.span, fmt::format("'{0}' is defined by '{0} = ...' and cannot be written", target->name), "a state or a stored variable");
    if (target->is_constant) refuse(context, statement.span, fmt::format("'{}' is declared (constant)", target->name), "remove the flag, or the write");
    if (target->is_shared && context.rule == WriteRule::event)
        refuse(context, statement.span, fmt::format("'{}' is shared: several members would write it at once", target->name), "write it in on_tick from shared values");
    statement.side = Side::own;
    check_written_value(statement, *target, context);
    if (target->is_shared) require_shared(*statement.value, context.variables, context.source, fmt::format("the shared variable '{}'", target->name));
}

void check_written_value(Statement& statement, const Variable& target, const WriteContext& context) {
    const bool is_factor = statement.op == Assign::multiply || statement.op == Assign::divide;
    if (target.is_boolean && statement.op != Assign::set) refuse(context, statement.span, fmt::format("the boolean '{}' can only be set", target.name), "=");
    const ExprPtr value = check_expression(statement.value, context.source, context.names);
    const std::string what = is_factor ? fmt::format("a factor of '{}'", target.name) : fmt::format("what is written to '{}'", target.name);
    statement.value = simplify(require(value, is_factor ? Dimension{} : target.dimension, target.is_boolean, context.source, what));
    if (statement.op == Assign::divide && statement.value->node == Node::number && statement.value->value == 0.0) refuse(context, statement.span, "division by zero", "a divisor that is not 0");
}

Refuse refusal(const Source& equations) {
    return [&equations](const Unsuitable& u) {
        const std::string what = fmt::format("the method of '{}' does not suit its equation: {}", u.variable, u.reason);
        throw InputError{complain(equations, u.term->span, what, u.advice)};
    };
}

bool is_blank(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace aerie::lang
