#include "hw_model/abilities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "core/lang/check.h"
#include "core/lang/discretise.h"
#include "core/lang/linear.h"
#include "core/lang/rewrite.h"
#include "hw_model/compile/neuron_compiler.h"
#include "hw_model/compile/synapse_compiler.h"
#include "hw_model/processor/linear_readout.h"

namespace aerie::hw {

namespace {

using lang::Expr;
using lang::ExprPtr;
using lang::Node;

/// A piece of a model and the place where its author wrote it.
struct Formula {
    std::string field;     ///< "equations"
    std::string target;    ///< the variable it gives a value to; empty: none
    lang::Span span;
    ExprPtr expr;
};

/// The outermost, leftmost node that satisfies `is`; null when there is none.
const Expr* find_node(const Expr& expr, const std::function<bool(const Expr&)>& is) {
    if (is(expr)) return &expr;
    for (const ExprPtr& arg : expr.args) {
        if (const Expr* found = find_node(*arg, is)) return found;
    }
    return nullptr;
}

bool has_names(const Expr& expr) {
    return lang::contains(expr, [](const Expr& e) { return e.node == Node::name || lang::calls_random(e) || e.reference == lang::Reference::stimulus; });
}

bool draws(const Expr& e) { return e.node == Node::call && (e.name == "rand" || e.name == "randn"); }

/// What a NeuroCore without tables and without a divider cannot do. Whole powers are products.
bool is_function(const Expr& e) {
    static const std::set<std::string> plain{"abs", "min", "max", "clip", "int", "sign", "floor", "ceil", "rand", "randn"};
    if (e.node == Node::call) return e.reference != lang::Reference::stimulus && !plain.contains(e.name) && has_names(e);
    if (e.node == Node::divide || e.node == Node::modulo) return has_names(*e.args[1]);
    if (e.node != Node::power || !has_names(e)) return false;
    const Expr& exponent = *e.args[1];
    return exponent.node != Node::number || exponent.value < 0.0 || exponent.value > 64.0 || exponent.value != std::floor(exponent.value);
}

/// The first node that a hard-wired linear neuron cannot compute from its own variables; null: none.
const Expr* find_nonlinear(const ExprPtr& expr, const std::vector<std::string>& variables, ExprPtr& keep) {
    if (const Expr* unsteady = find_node(*expr, [](const Expr& e) {
            const bool is_own = e.reference == lang::Reference::own || e.reference == lang::Reference::local;
            return (e.node == Node::name && !is_own) || (e.node == Node::call && e.reference == lang::Reference::stimulus);
        })) return unsteady;
    if (const Expr* choice = find_node(*expr, [](const Expr& e) { return e.is_boolean || e.node == Node::select; })) return choice;
    const lang::LinearForm form = lang::linear_form(expr, variables);
    keep = form.obstacle;
    for (const ExprPtr& coefficient : form.coefficients) {
        if (keep == nullptr && coefficient != nullptr && lang::calls_random(*coefficient)) keep = coefficient;
    }
    return keep.get();
}

/// Which variables of a projection are traces: those that live with the axon or the neuron, and those that decay between spikes.
struct Traces {
    const std::map<std::string, Location>& places;
    const lang::SynapseModel& model;

    [[nodiscard]] bool contains(const std::string& name) const {
        const auto place = places.find(name);
        const lang::Variable* v = lang::find_variable(model.variables, name);
        return (place != places.end() && place->second != Location::synapse) || (v != nullptr && v->is_event_driven);
    }
};

class Examiner {
   public:
    Examiner(const Network& network, const ChipSpec& chip) : network_{network}, chip_{chip} {}

    std::vector<Complaint> examine() {
        for (const Population& population : network_.populations) examine(population.name, population.model);
        for (const Projection& projection : network_.projections) examine(projection);
        for (const Phase& phase : network_.phases) {
            for (const Phase::PopulationChange& change : phase.populations) examine(network_.name_of(change.id), change.model);
            for (const Phase::ProjectionChange& change : phase.projections) {
                Projection projection = network_.projections[change.id.index()];
                projection.model = change.model;
                examine(projection);
            }
        }
        examine_programs();
        return std::move(found_);
    }

   private:
    void examine_programs() {
        double memory = 0.0;
        for (const ProcessorProgram& program : network_.programs) {
            const std::string where = fmt::format("{}: processor program '{}'", network_.file, program.name);
            if (!chip_.processor.is_present) found_.push_back({able("has no embedded processor"), where, "a program that reads and writes neurons between ticks", "a network without processor programs"});
            memory += static_cast<double>(program_memory(network_, program));
            if (!chip_.processor.is_present || chip_.processor.memory_bytes == 0 || memory <= static_cast<double>(chip_.processor.memory_bytes)) continue;
            found_.push_back({able("has too little memory beside its embedded processor"), where, fmt::format("{:.4g} bytes for the programs so far", memory),
                              fmt::format("{} bytes; rls in FLOAT32 takes half of that in FLOAT64", chip_.processor.memory_bytes)});
        }
    }

    /// Once for each place: the phases repeat the model.
    void report(const std::string& what, const Formula& formula, const std::string& found, const std::string& allowed) {
        const std::string line = formula.span.line > 1 ? fmt::format(" line {}", formula.span.line) : "";
        const std::string target = formula.target.empty() ? "" : fmt::format(" ('{}')", formula.target);
        const std::string where = fmt::format("{}: {}: {}{}{}", network_.file, owner_, formula.field, line, target);
        is_refused_ = true;
        const bool is_known = std::any_of(found_.begin(), found_.end(), [&](const Complaint& c) { return c.where == where && c.what == what; });
        if (!is_known) found_.push_back({what, where, found, allowed});
    }
    std::string able(const std::string& verb) const { return fmt::format("chip '{}' {}", chip_.name, verb); }

    void require_random_and_functions(const std::vector<Formula>& formulas) {
        for (const Formula& f : formulas) {
            if (!chip_.has_random) {
                if (const Expr* e = find_node(*f.expr, draws)) report(able("has no random numbers"), f, fmt::format("'{}'", to_string(*e)), "formulas without rand() and randn(); random start values are drawn by the host");
            }
            if (chip_.has_functions) continue;
            if (const Expr* e = find_node(*f.expr, is_function)) {
                report(able("has no functions"), f, fmt::format("'{}'", to_string(*e)), "sums, products, comparisons, abs, min, max, clip, int, sign, floor, ceil, whole powers and division by constants");
            }
        }
    }

    // Neurons

    void examine(const std::string& population, const lang::NeuronModel& model) {
        owner_ = fmt::format("population '{}'", population);
        is_refused_ = false;
        std::vector<Formula> equations;
        for (const lang::Variable& v : model.variables) {
            if (v.rhs) equations.push_back({"equations", v.name, v.span, v.rhs});
        }
        std::vector<Formula> rest;
        if (model.threshold) rest.push_back({"threshold", "", model.threshold->span, model.threshold});
        for (const lang::Statement& s : model.reset) rest.push_back({"reset", s.target, s.span, s.value});
        if (model.refractory_while) rest.push_back({"refractory", "", model.refractory_while->span, model.refractory_while});
        require_random_and_functions(equations);
        require_random_and_functions(rest);
        if (chip_.neuron == NeuronAbility::linear_lif) require_linear(model, equations);
        // What the author did not write in the equations: on_tick, and what the integration method makes of them.
        if (!is_refused_) examine_update(model);
    }

    void examine_update(const lang::NeuronModel& model) {
        std::vector<Formula> steps;
        for (const lang::UpdateStep& s : model.update) steps.push_back({"the update of one tick", s.is_local ? "" : s.target, {}, s.value});
        require_random_and_functions(steps);
        if (chip_.neuron == NeuronAbility::linear_lif) require_linear_steps(model, steps);
    }

    void require_linear(const lang::NeuronModel& model, const std::vector<Formula>& equations) {
        require_linear_steps(model, equations);
        if (model.threshold && !is_linear_threshold(*model.threshold)) {
            report(able("compares one variable with a constant"), {"threshold", "", model.threshold->span, model.threshold}, fmt::format("'{}'", to_string(*model.threshold)),
                   "v > constant or v >= constant");
        }
        for (const lang::Statement& s : model.reset) {
            if (s.op == lang::Assign::set && s.value->node == Node::number) continue;
            report(able("resets to constants"), {"reset", s.target, s.span, s.value}, statement_text(s), "v = constant");
        }
        if (model.refractory_while) {
            report(able("counts the refractory time"), {"refractory", "", model.refractory_while->span, model.refractory_while},
                   fmt::format("the condition '{}'", to_string(*model.refractory_while)), "a duration");
        }
    }

    void require_linear_steps(const lang::NeuronModel& model, const std::vector<Formula>& formulas) {
        std::vector<std::string> names;
        for (const lang::Variable& v : model.variables) {
            if (v.kind != lang::Kind::algebraic) names.push_back(v.name);
        }
        for (const lang::UpdateStep& s : model.update) {
            if (std::find(names.begin(), names.end(), s.target) == names.end()) names.push_back(s.target);
        }
        for (const Formula& f : formulas) {
            ExprPtr keep;
            if (const Expr* e = find_nonlinear(f.expr, names, keep)) {
                report(able("integrates linear equations with constant coefficients only"), f, fmt::format("'{}'", to_string(*e)), "sums of variables times constants, and constants");
            }
        }
    }

    static bool is_linear_threshold(const Expr& e) {
        const bool is_upward = e.node == Node::greater || e.node == Node::greater_equal;
        const bool is_downward = e.node == Node::less || e.node == Node::less_equal;
        if (!is_upward && !is_downward) return false;
        const Expr& variable = *e.args[is_upward ? 0 : 1];
        return variable.node == Node::name && variable.reference == lang::Reference::own && e.args[is_upward ? 1 : 0]->node == Node::number;
    }

    static std::string statement_text(const lang::Statement& s) {
        static constexpr const char* operators[] = {"=", "+=", "-=", "*=", "/="};
        const char* side = s.side == lang::Side::post ? "_post" : "";
        return fmt::format("'{}{} {} {}'", s.target, side, operators[static_cast<std::size_t>(s.op)], to_string(*s.value));
    }

    // Synapses

    void examine(const Projection& projection) {
        owner_ = fmt::format("projection '{}'", projection.name);
        const lang::SynapseModel& model = projection.model;
        std::vector<Formula> formulas;
        for (const lang::UpdateStep& s : model.update) formulas.push_back({"equations", s.is_local ? "" : s.target, {}, s.value});
        for (const auto& [field, s] : statements(model)) formulas.push_back({field, s.target, s.span, s.value});
        for (const lang::Statement& s : model.sums) formulas.push_back({"equations", s.target, s.span, s.value});
        require_random_and_functions(formulas);
        require_no_clock(model);
        require_no_sums(model);
        if (chip_.plasticity == PlasticityAbility::programmable) return;
        const std::map<std::string, Location> places = locate_variables(projection);
        for (const auto& [field, s] : statements(model)) {
            if (s.side == lang::Side::post) require_linear_input(projection, places, field, s);
            else if (chip_.plasticity == PlasticityAbility::none) refuse_learning(field, s);
            else require_pair_rule({places, model}, field, s);
        }
    }

    static std::vector<std::pair<std::string, lang::Statement>> statements(const lang::SynapseModel& model) {
        std::vector<std::pair<std::string, lang::Statement>> all;
        for (const lang::Statement& s : model.on_pre) all.emplace_back("on_pre", s);
        for (const lang::Statement& s : model.on_post) all.emplace_back("on_post", s);
        return all;
    }

    void require_no_clock(const lang::SynapseModel& model) {
        for (const lang::UpdateStep& s : model.update) {
            if (s.is_local) continue;
            const lang::Variable* v = lang::find_variable(model.variables, s.target);
            const Formula f{"equations", s.target, v != nullptr ? v->span : lang::Span{}, s.value};
            if (chip_.plasticity != PlasticityAbility::programmable) report(able("changes synapses at spikes only"), f, "a change in every tick", "(event-driven) traces, on_pre and on_post");
            else if (!chip_.has_clock_driven_synapses) report(able("has no clock-driven synapses"), f, "a change in every tick", "(event-driven) traces, on_pre and on_post");
        }
    }

    void require_no_sums(const lang::SynapseModel& model) {
        for (const lang::Statement& s : model.sums) {
            const Formula f{"equations", s.target, s.span, s.value};
            if (chip_.plasticity == PlasticityAbility::programmable && chip_.has_clock_driven_synapses) continue;
            report(able("reads synapses at spikes only"), f, fmt::format("'{}_post', summed in every tick", s.target), "x_post += weight in on_pre");
        }
    }

    void require_linear_input(const Projection& projection, const std::map<std::string, Location>& places, const std::string& field, const lang::Statement& s) {
        const bool is_sum = s.op == lang::Assign::add || s.op == lang::Assign::subtract;
        if (field == "on_pre" && is_sum && as_linear(projection, places, *s.value)) return;
        report(able("adds weights to its neurons"), {field, s.target, s.span, s.value}, statement_text(s), "x_post += weight, times a constant");
    }

    void refuse_learning(const std::string& field, const lang::Statement& s) {
        report(able("has no plasticity"), {field, s.target, s.span, s.value}, statement_text(s), "synapses whose variables never change");
    }

    /// Traces are bumped by constants; anything else is a weight and changed by sums of products of traces and constants.
    void require_pair_rule(const Traces& traces, const std::string& field, const lang::Statement& s) {
        const Formula formula{field, s.target, s.span, s.value};
        if (traces.contains(s.target)) {
            const bool is_bump = s.op != lang::Assign::multiply && s.op != lang::Assign::divide;
            if (!is_bump || s.value->node != Node::number) report(able("bumps traces by constants"), formula, statement_text(s), "trace += constant, trace = constant");
            return;
        }
        ExprPtr change = s.value;
        if (s.op == lang::Assign::set) change = change_within_clip(*s.value, s.target);
        const bool is_sum = s.op == lang::Assign::set || s.op == lang::Assign::add || s.op == lang::Assign::subtract;
        const Expr* obstacle = is_sum && change != nullptr ? find_not_pair_term(traces, *change) : s.value.get();
        if (obstacle == nullptr) return;
        report(able("learns by a pair rule only"), formula, is_sum && change != nullptr ? fmt::format("'{}'", to_string(*obstacle)) : statement_text(s),
               "w += sums of products of traces and constants, w = clip(w + ..., low, high)");
    }

    /// The rest of `w + rest`, inside any clip, min or max with constants; null when it is none.
    static ExprPtr change_within_clip(const Expr& e, const std::string& weight) {
        const bool is_bound = e.node == Node::call && (e.name == "clip" || e.name == "min" || e.name == "max");
        if (!is_bound) return increment_of(e, weight);
        ExprPtr inside;
        for (const ExprPtr& arg : e.args) {
            if (arg->node == Node::number) continue;
            if (inside != nullptr) return nullptr;
            inside = arg;
        }
        return inside != nullptr ? change_within_clip(*inside, weight) : nullptr;
    }

    static const Expr* find_not_pair_term(const Traces& traces, const Expr& e) {
        switch (e.node) {
            case Node::number: return nullptr;
            case Node::name: return e.reference == lang::Reference::own && traces.contains(e.name) ? nullptr : &e;
            case Node::divide: return e.args[1]->node == Node::number ? find_not_pair_term(traces, *e.args[0]) : &e;
            case Node::negate: case Node::add: case Node::subtract: case Node::multiply: break;
            default: return &e;
        }
        for (const ExprPtr& arg : e.args) {
            if (const Expr* found = find_not_pair_term(traces, *arg)) return found;
        }
        return nullptr;
    }

    const Network& network_;
    const ChipSpec& chip_;
    std::string owner_;
    bool is_refused_ = false;   ///< the model being examined
    std::vector<Complaint> found_;
};

}  // namespace

std::vector<Complaint> unmet_abilities(const Network& network, const ChipSpec& chip) { return Examiner{network, chip}.examine(); }

std::vector<std::string> unmet(const Network& network, const ChipSpec& chip) {
    std::vector<std::string> lines;
    for (const Complaint& c : unmet_abilities(network, chip)) lines.push_back(fmt::format("{}: {}, but it asks for {}", c.where, c.what, c.found));
    return lines;
}

void check_abilities(const Network& network, const ChipSpec& chip) {
    const std::vector<Complaint> all = unmet_abilities(network, chip);
    if (all.empty()) return;
    Complaint first = all.front();
    if (all.size() > 1) first.where += fmt::format(" (and {} more)", all.size() - 1);
    throw CapacityError{first};
}

}  // namespace aerie::hw
