/// @file Which synaptic inputs are a plain sum of weights: those need no program, only a walk along the row.
#include "core/error.h"
#include "hw_model/compile/synapse_compiler.h"

namespace aerie::hw {

namespace {

std::optional<LinearTerm> linear_name(const Projection& projection, const std::map<std::string, Location>& places, const lang::Expr& e) {
    if (e.reference != lang::Reference::own) return std::nullopt;
    const auto place = places.find(e.name);
    if (place == places.end()) {
        for (const lang::Variable& v : projection.model.variables) {
            if (v.name == e.name && v.kind == lang::Kind::algebraic) return std::nullopt;
        }
        const auto constant = constant_initial(projection.initial, e.name);
        return constant ? std::optional{LinearTerm{*constant, ""}} : std::nullopt;
    }
    if (place->second != Location::synapse) return std::nullopt;
    return LinearTerm{1.0, e.name};
}

}  // namespace

std::optional<LinearTerm> as_linear(const Projection& projection, const std::map<std::string, Location>& places, const lang::Expr& e) {
    using lang::Node;
    if (e.node == Node::number) return LinearTerm{e.value, ""};
    if (e.node == Node::name) return linear_name(projection, places, e);
    if (e.node == Node::negate) {
        auto term = as_linear(projection, places, *e.args[0]);
        if (term) term->factor = -term->factor;
        return term;
    }
    if (e.node != Node::multiply && e.node != Node::divide) return std::nullopt;
    const auto x = as_linear(projection, places, *e.args[0]), y = as_linear(projection, places, *e.args[1]);
    if (!x || !y) return std::nullopt;
    if (e.node == Node::divide) return y->weight.empty() ? std::optional{LinearTerm{x->factor / y->factor, x->weight}} : std::nullopt;
    if (!x->weight.empty() && !y->weight.empty()) return std::nullopt;
    return LinearTerm{x->factor * y->factor, x->weight.empty() ? y->weight : x->weight};
}

}  // namespace aerie::hw
