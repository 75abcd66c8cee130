#include "hw_model/compile/synapse_location.h"

#include <algorithm>

#include "core/error.h"
#include "core/lang/check.h"

namespace aerie::hw {

namespace {

using lang::Reference;
using lang::Side;

/// What an expression depends on.
struct Sides {
    bool pre = false, post = false, synapse = false;
    void merge(const Sides& other) {
        pre = pre || other.pre;
        post = post || other.post;
        synapse = synapse || other.synapse;
    }
};

class Analysis {
   public:
    Analysis(const Projection& projection, std::map<std::string, Location>& places) : projection_{projection}, places_{places} {}

    [[nodiscard]] Sides sides(const lang::Expr& e) const {
        Sides found;
        if (e.node == lang::Node::name) found = sides_of_name(e);
        if (e.node == lang::Node::call && (e.name == "rand" || e.name == "randn")) found.synapse = true;
        for (const lang::ExprPtr& arg : e.args) found.merge(sides(*arg));
        return found;
    }

    /// Every right side written to `name`, joined; plain writes drop the old value, the others keep it, which is no new dependence.
    [[nodiscard]] Sides written_sides(const std::string& name) {
        written_ = name;
        Sides all;
        for (const auto* list : {&projection_.model.on_pre, &projection_.model.on_post}) {
            for (const lang::Statement& s : *list) {
                if (s.side == Side::own && s.target == name) all.merge(sides(*s.value));
            }
        }
        for (const lang::UpdateStep& step : projection_.model.update) {
            if (!step.is_local && step.target == name) all.merge(sides(*step.value));
        }
        return all;
    }

   private:
    [[nodiscard]] Sides sides_of_name(const lang::Expr& e) const {
        switch (e.reference) {
            case Reference::post: case Reference::post_index: return {.post = true};
            case Reference::pre: case Reference::index: return {.pre = true};
            case Reference::last_spike: case Reference::mean_rate: case Reference::not_refractory:
                return e.side == Side::pre ? Sides{.pre = true} : Sides{.post = true};
            case Reference::own: return e.name == written_ ? Sides{} : sides_of_variable(e.name);
            case Reference::local: return sides_of_local(e.name);
            default: return {};
        }
    }
    [[nodiscard]] Sides sides_of_variable(const std::string& name) const {
        const lang::Variable* v = lang::find_variable(projection_.model.variables, name);
        if (v != nullptr && v->kind == lang::Kind::algebraic) return sides(*v->rhs);
        const auto place = places_.find(name);
        if (place == places_.end()) return {};
        switch (place->second) {
            case Location::axon: return {.pre = true};
            case Location::neuron: return {.post = true};
            case Location::synapse: return {.synapse = true};
        }
        return {};
    }
    [[nodiscard]] Sides sides_of_local(const std::string& name) const {
        Sides all;
        for (const lang::UpdateStep& step : projection_.model.update) {
            if (step.is_local && step.target == name) all.merge(sides(*step.value));
        }
        return all;
    }

    const Projection& projection_;
    std::map<std::string, Location>& places_;
    std::string written_;   ///< the variable being asked about
};

/// `e` is a product of numbers and the variable alone.
bool is_multiple_of(const lang::Expr& e, const std::string& name) {
    switch (e.node) {
        case lang::Node::name: return e.reference == Reference::own && e.name == name;
        case lang::Node::negate: return is_multiple_of(*e.args[0], name);
        case lang::Node::divide: return is_multiple_of(*e.args[0], name) && e.args[1]->node == lang::Node::number;
        case lang::Node::multiply: {
            const std::size_t number = e.args[0]->node == lang::Node::number ? 0 : 1;
            return e.args[number]->node == lang::Node::number && is_multiple_of(*e.args[1 - number], name);
        }
        default: return false;
    }
}

/// What a synapse delivers is its weight, and weights lie in the synapse memory with its precision, even where all weights of an axon stay equal.
bool is_delivered(const lang::SynapseModel& model, const std::string& name) {
    const lang::Variable* v = lang::find_variable(model.variables, name);
    if (v != nullptr && v->is_event_driven) return false;
    return std::any_of(model.on_pre.begin(), model.on_pre.end(), [&](const lang::Statement& s) { return s.side == Side::post && is_multiple_of(*s.value, name); });
}

/// The first guess, by who writes; the analysis then takes back what depends on too much.
Location first_guess(const Projection& projection, const std::string& name) {
    const Writers writers = writers_of(projection.model, name);
    if (is_delivered(projection.model, name)) return Location::synapse;
    if (!writers.any() || !constant_initial(projection.initial, name)) return Location::synapse;
    if (writers.on_pre && writers.on_post) return Location::synapse;
    return writers.on_post ? Location::neuron : Location::axon;
}

}  // namespace

Writers writers_of(const lang::SynapseModel& model, const std::string& variable) {
    const auto writes = [&](const lang::Statement& s) { return s.side == Side::own && s.target == variable; };
    return {.on_pre = std::any_of(model.on_pre.begin(), model.on_pre.end(), writes),
            .on_post = std::any_of(model.on_post.begin(), model.on_post.end(), writes),
            .clock = std::any_of(model.update.begin(), model.update.end(), [&](const lang::UpdateStep& s) { return !s.is_local && s.target == variable; })};
}

std::map<std::string, Location> locate_variables(const Projection& projection) {
    std::map<std::string, Location> places;
    for (const lang::Variable& v : projection.model.variables) {
        if (v.kind == lang::Kind::algebraic) continue;
        const bool is_constant = !writers_of(projection.model, v.name).any() && constant_initial(projection.initial, v.name).has_value();
        if (!is_constant) places[v.name] = first_guess(projection, v.name);
    }
    Analysis analysis{projection, places};
    for (bool changed = true; changed;) {
        changed = false;
        for (auto& [name, place] : places) {
            if (place == Location::synapse) continue;
            const Sides sides = analysis.written_sides(name);
            const bool is_foreign = sides.synapse || (place == Location::axon ? sides.post : sides.pre);
            if (!is_foreign) continue;
            const Writers writers = writers_of(projection.model, name);
            const bool may_move = place == Location::axon && !writers.on_pre && !sides.synapse && !sides.pre;
            place = may_move ? Location::neuron : Location::synapse;
            changed = true;
        }
    }
    return places;
}

}  // namespace aerie::hw
