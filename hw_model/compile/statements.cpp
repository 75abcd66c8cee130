/// @file How assignments become stores: which of them are increments, and what the others mean.
#include <vector>

#include "core/error.h"
#include "hw_model/compile/neuron_compiler.h"

namespace aerie::hw {

namespace {

struct Term {
    lang::ExprPtr expr;
    bool is_negative = false;
};

void collect_terms(const lang::ExprPtr& expr, bool is_negative, std::vector<Term>& terms) {
    if (expr->node == lang::Node::add || expr->node == lang::Node::subtract) {
        collect_terms(expr->args[0], is_negative, terms);
        collect_terms(expr->args[1], is_negative != (expr->node == lang::Node::subtract), terms);
        return;
    }
    terms.push_back({expr, is_negative});
}

lang::ExprPtr signed_term(const Term& term) {
    return term.is_negative ? lang::make_node(lang::Node::negate, {term.expr}, term.expr->span) : term.expr;
}

}  // namespace

lang::ExprPtr increment_of(const lang::Expr& expr, const std::string& name) {
    if (expr.node != lang::Node::add && expr.node != lang::Node::subtract) return nullptr;
    std::vector<Term> terms;
    collect_terms(expr.args[0], false, terms);
    collect_terms(expr.args[1], expr.node == lang::Node::subtract, terms);
    lang::ExprPtr rest;
    bool found = false;
    for (const Term& term : terms) {
        const bool is_self = term.expr->node == lang::Node::name && term.expr->reference == lang::Reference::own && term.expr->name == name;
        if (is_self && !term.is_negative && !found) {
            found = true;
            continue;
        }
        if (rest == nullptr) {
            rest = signed_term(term);
        } else {
            rest = lang::make_node(term.is_negative ? lang::Node::subtract : lang::Node::add, {rest, term.expr}, expr.span);
        }
    }
    return found ? rest : nullptr;
}

Held apply_statement(Emitter& emit, const StoredVariable& variable, std::uint16_t counter, const Held& old, lang::Assign op, const Value& value) {
    switch (op) {
        case lang::Assign::set: return store(emit, variable, counter, value, old.raw);
        case lang::Assign::add: return accumulate(emit, variable, counter, old.raw, value);
        case lang::Assign::subtract: return accumulate(emit, variable, counter, old.raw, emit.negate(value));
        case lang::Assign::multiply: return store(emit, variable, counter, emit.multiply(old.value, value), old.raw);
        case lang::Assign::divide: return store(emit, variable, counter, emit.divide(old.value, value), old.raw);
    }
    AERIE_ASSERT(!"every assignment has a meaning");
}

int find_stored(const std::vector<StoredVariable>& variables, const std::string& name) {
    for (std::size_t k = 0; k < variables.size(); ++k) {
        if (variables[k].name == name) return static_cast<int>(k);
    }
    return -1;
}

}  // namespace aerie::hw
