#include "core/lang/discretise.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/error.h"
#include "core/lang/linear.h"
#include "core/lang/matrix_exponential.h"
#include "core/lang/rewrite.h"
#include "core/lang/simplify.h"

namespace aerie::lang {
namespace {

constexpr Dimension second{{0, 0, 1, 0, 0, 0, 0}};

ExprPtr variable_of(const Variable& v) { return own_variable(v.name, v.dimension, v.is_boolean); }
ExprPtr seconds(double value) { return make_number(value, second); }
ExprPtr times(const ExprPtr& a, const ExprPtr& b) { return typed_node(Node::multiply, {a, b}); }

/// x + increment, as one addition or subtraction: what is added can be counted, and is never merged into x.
ExprPtr incremented(const ExprPtr& x, const ExprPtr& increment) {
    const ExprPtr simple = simplify(increment);
    if (simple->node == Node::number && simple->value == 0.0) return x;
    if (simple->node == Node::negate) return typed_node(Node::subtract, {x, simple->args[0]});
    return typed_node(Node::add, {x, simple});
}

/// A variable about to get a new value.
struct Pending {
    const Variable* variable;
    ExprPtr value;
    std::set<std::string> reads;   ///< names in `value`
};

void collect_names(const Expr& expr, std::set<std::string>& names) {
    if (expr.node == Node::name) names.insert(expr.name);
    for (const ExprPtr& arg : expr.args) collect_names(*arg, names);
}

class Discretisation {
   public:
    Discretisation(const std::vector<Variable>& variables, const Integration& integration, const Refuse& refuse)
        : variables_{variables}, integration_{integration}, refuse_{refuse} {}

    std::vector<UpdateStep> run() {
        integrate();
        std::vector<UpdateStep> states = std::exchange(steps_, {});
        order_writes();
        append_on_tick();
        states.insert(states.end(), steps_.begin(), steps_.end());
        steps_ = algebraic_steps(states);
        steps_.insert(steps_.end(), states.begin(), states.end());
        if (integration_.algebraic_is_local) make_algebraic_local();
        return std::move(steps_);
    }

   private:
    bool is_integrated(const Variable& v) const { return v.kind == Kind::differential && !v.is_event_driven; }

    void integrate() {
        prepare_midpoints();
        step_linear_systems();
        for (const Variable& v : variables_) {
            if (!is_integrated(v)) continue;
            switch (v.method) {
                case Method::euler: await(v, incremented(variable_of(v), times(v.rhs, seconds(integration_.dt_s)))); break;
                case Method::midpoint: await(v, midpoint_step(v)); break;
                case Method::exponential_euler: await(v, exponential_step(v, inlined(v, {v.name}))); break;
                case Method::exact: await(v, exact_.at(v.name)); break;
            }
        }
    }

    void await(const Variable& v, ExprPtr value) {
        if (value->node == Node::name && value->name == v.name) return;   // it does not change
        Pending pending{&v, std::move(value), {}};
        collect_names(*pending.value, pending.reads);
        pending_.push_back(std::move(pending));
    }

    // ---- midpoint: k = f(x); xm = x + dt/2 k; x' = x + dt f(xm), algebraic variables as they stood at the start ----

    void prepare_midpoints() {
        for (const Variable& v : variables_) {
            if (!is_integrated(v) || v.method != Method::midpoint) continue;
            const std::string name = "_mid_" + v.name;
            steps_.push_back({name, true, incremented(variable_of(v), times(v.rhs, seconds(integration_.dt_s / 2))), false, v.is_shared});
            midpoints_.emplace(v.name, make_local(name, v.dimension));
        }
    }
    ExprPtr midpoint_step(const Variable& v) const {
        const ExprPtr rhs = replace(v.rhs, [&](const Expr& e) -> ExprPtr {
            if (e.node != Node::name || e.reference != Reference::own) return nullptr;
            const auto found = midpoints_.find(e.name);
            return found == midpoints_.end() ? nullptr : found->second;
        });
        return incremented(variable_of(v), times(rhs, seconds(integration_.dt_s)));
    }

    // ---- exponential: dx/dt = a x + b; x' = x + (a x + b) (exp(a dt) - 1)/a ----

    ExprPtr exponential_step(const Variable& v, const ExprPtr& rhs) const {
        const LinearForm form = linear_form(rhs, {v.name});
        if (form.obstacle)
            refuse_({v.name, form.obstacle, fmt::format("'{}' is not linear in '{}'", to_string(*form.obstacle), v.name), "an equation dx/dt = a*x + b, or method euler or midpoint"});
        return exponential_step(v, rhs, form.coefficients[0] ? simplify(form.coefficients[0]) : nullptr);
    }
    ExprPtr exponential_step(const Variable& v, const ExprPtr& rhs, const ExprPtr& a) const {
        const double dt = integration_.dt_s;
        if (!a || a->node == Node::number) return incremented(variable_of(v), times(rhs, seconds(decayed_time(a ? a->value : 0.0))));
        const ExprPtr exponent = simplify(times(a, seconds(dt)));
        const ExprPtr factor = typed_call("exprel", {exponent}, {});
        return incremented(variable_of(v), times(times(rhs, seconds(dt)), factor));
    }
    /// (exp(a dt) - 1)/a, which is dt for a = 0.
    double decayed_time(double a) const { return a == 0.0 ? integration_.dt_s : std::expm1(a * integration_.dt_s) / a; }

    /// The right side with every algebraic variable written out that depends on one of `names`.
    ExprPtr inlined(const Variable& v, std::set<std::string> names) const {
        for (const Variable& algebraic : variables_)   // they stand after those they depend on
            if (algebraic.kind == Kind::algebraic && reads_any(*algebraic.rhs, names)) names.insert(algebraic.name);
        return inline_algebraic(v.rhs, variables_, [&](const Variable& x) { return names.contains(x.name); });
    }

    // ---- exact: x' = x + Phi (A x + b), Phi the integral of exp(A s) over one dt ----

    struct LinearSystem {
        std::vector<const Variable*> variables;
        std::vector<std::string> names;
        std::vector<ExprPtr> rhs;
        std::vector<LinearForm> forms;
    };

    LinearSystem read_system() const {
        LinearSystem system;
        for (const Variable& v : variables_)
            if (is_integrated(v) && v.method == Method::exact) system.variables.push_back(&v), system.names.push_back(v.name);
        for (const Variable* v : system.variables) {
            system.rhs.push_back(inlined(*v, {system.names.begin(), system.names.end()}));
            system.forms.push_back(linear_form(system.rhs.back(), system.names));
            LinearForm& form = system.forms.back();
            if (form.obstacle)
                refuse_({v->name, form.obstacle, fmt::format("'{}' is not linear, so '{}' has no exact step", to_string(*form.obstacle), v->name), "method euler, midpoint or exponential_euler"});
            for (ExprPtr& coefficient : form.coefficients)
                if (coefficient) coefficient = simplify(coefficient);
        }
        return system;
    }

    static bool is_zero(const ExprPtr& e) { return !e || (e->node == Node::number && e->value == 0.0); }

    /// No other exact variable in its equation, and it in none of theirs.
    static bool stands_alone(const LinearSystem& system, std::size_t k) {
        for (std::size_t j = 0; j < system.names.size(); ++j)
            if (j != k && (!is_zero(system.forms[k].coefficients[j]) || !is_zero(system.forms[j].coefficients[k]))) return false;
        return true;
    }

    void step_linear_systems() {
        const LinearSystem system = read_system();
        std::vector<std::size_t> coupled;
        for (std::size_t k = 0; k < system.names.size(); ++k) {
            if (stands_alone(system, k)) exact_.emplace(system.names[k], exponential_step(*system.variables[k], system.rhs[k], system.forms[k].coefficients[k]));
            else coupled.push_back(k);
        }
        if (!coupled.empty()) step_coupled(system, coupled);
    }

    /// Built trees stand nowhere; the first name in one is the user's and does.
    static ExprPtr written_part(const ExprPtr& e) {
        if (e->node == Node::name) return e;
        for (const ExprPtr& arg : e->args)
            if (ExprPtr part = written_part(arg)) return part;
        return nullptr;
    }

    double constant_coefficient(const LinearSystem& system, std::size_t row, std::size_t column) const {
        const ExprPtr& coefficient = system.forms[row].coefficients[column];
        if (is_zero(coefficient)) return 0.0;
        if (coefficient->node != Node::number)
            refuse_({system.names[row], written_part(coefficient) ? written_part(coefficient) : coefficient, fmt::format("the factor '{}' of '{}' is not constant", to_string(*coefficient), system.names[column]), "constant coefficients where equations are coupled, or method euler"});
        return coefficient->value;
    }

    void step_coupled(const LinearSystem& system, const std::vector<std::size_t>& rows) {
        Matrix a{rows.size()};
        for (std::size_t r = 0; r < rows.size(); ++r)
            for (std::size_t c = 0; c < rows.size(); ++c) a.at(r, c) = constant_coefficient(system, rows[r], rows[c]);
        const Matrix integral = integrated_exponential(a, integration_.dt_s);
        const Matrix change = integral * a;   // exp(A dt) - 1
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const Variable& v = *system.variables[rows[r]];
            ExprPtr increment;
            const auto add = [&](double factor, const ExprPtr& e) {
                if (factor == 0.0 || !e) return;
                const ExprPtr term = times(e, make_number(factor, v.dimension / e->dimension));
                increment = increment ? typed_node(Node::add, {increment, term}) : term;
            };
            for (std::size_t c = 0; c < rows.size(); ++c) add(change.at(r, c), variable_of(*system.variables[rows[c]]));
            for (std::size_t c = 0; c < rows.size(); ++c) add(integral.at(r, c), system.forms[rows[c]].constant);
            exact_.emplace(v.name, increment ? incremented(variable_of(v), increment) : variable_of(v));
        }
    }

    // ---- the order of writes ----

    /// Writes each state once nothing pending reads its old value; where two read each other, one waits in a local.
    void order_writes() {
        std::vector<UpdateStep> late;
        std::vector<Pending> waiting = std::exchange(pending_, {});
        while (!waiting.empty()) {
            const auto is_unread = [&](const Pending& p) {
                return std::none_of(waiting.begin(), waiting.end(), [&](const Pending& other) { return other.variable != p.variable && other.reads.contains(p.variable->name); });
            };
            auto next = std::find_if(waiting.begin(), waiting.end(), is_unread);
            const bool is_held = next == waiting.end();
            if (is_held) next = waiting.begin();
            const Variable& v = *next->variable;
            if (is_held) {
                const std::string local = "_new_" + v.name;
                steps_.push_back({local, true, next->value, false, v.is_shared});
                late.push_back({v.name, false, make_local(local, v.dimension), v.is_unless_refractory, v.is_shared});
            } else {
                steps_.push_back({v.name, false, next->value, v.is_unless_refractory, v.is_shared});
            }
            waiting.erase(next);
        }
        steps_.insert(steps_.end(), late.begin(), late.end());
    }

    void append_on_tick() {
        for (const Statement& statement : integration_.on_tick) {
            const auto v = std::find_if(variables_.begin(), variables_.end(), [&](const Variable& x) { return x.name == statement.target; });
            AERIE_ASSERT(v != variables_.end());
            steps_.push_back({v->name, false, assigned_value(statement, variable_of(*v)), v->is_unless_refractory, v->is_shared});
        }
    }

    // ---- algebraic variables ----

    std::vector<UpdateStep> algebraic_steps(const std::vector<UpdateStep>& states) const {
        std::vector<UpdateStep> algebraic;
        for (auto v = variables_.rbegin(); v != variables_.rend(); ++v) {   // backwards: those that need it are known before it
            if (v->kind != Kind::algebraic) continue;
            const auto reads_it = [&](const UpdateStep& step) { return reads(*step.value, v->name); };
            const bool is_needed = std::any_of(states.begin(), states.end(), reads_it) || std::any_of(algebraic.begin(), algebraic.end(), reads_it);
            if (is_needed || !integration_.algebraic_is_local) algebraic.push_back({v->name, integration_.algebraic_is_local, simplify(v->rhs), false, v->is_shared});
        }
        std::reverse(algebraic.begin(), algebraic.end());
        return algebraic;
    }

    void make_algebraic_local() {
        const auto is_algebraic = [&](const Expr& e) {
            return e.node == Node::name && e.reference == Reference::own &&
                   std::any_of(variables_.begin(), variables_.end(), [&](const Variable& v) { return v.kind == Kind::algebraic && v.name == e.name; });
        };
        for (UpdateStep& step : steps_)
            step.value = replace(step.value, [&](const Expr& e) -> ExprPtr { return is_algebraic(e) ? make_local(e.name, e.dimension, e.is_boolean) : nullptr; });
    }

    const std::vector<Variable>& variables_;
    const Integration& integration_;
    const Refuse& refuse_;
    std::vector<UpdateStep> steps_;
    std::vector<Pending> pending_;
    std::map<std::string, ExprPtr> midpoints_, exact_;
};

}  // namespace

std::vector<UpdateStep> discretise(const std::vector<Variable>& variables, const Integration& integration, const Refuse& refuse) {
    return Discretisation{variables, integration, refuse}.run();
}

ExprPtr assigned_value(const Statement& statement, const ExprPtr& target) {
    switch (statement.op) {
        case Assign::set: return simplify(statement.value);
        case Assign::add: return incremented(target, statement.value);
        case Assign::subtract: return incremented(target, typed_node(Node::negate, {statement.value}));
        case Assign::multiply: return simplify(times(target, statement.value));
        case Assign::divide: return simplify(typed_node(Node::divide, {target, statement.value}));
    }
    return statement.value;
}

ExprPtr inline_algebraic(const ExprPtr& expr, const std::vector<Variable>& variables, const std::function<bool(const Variable&)>& is_wanted) {
    std::map<std::string, ExprPtr> written_out;
    const auto look_up = [&](const Expr& e) -> ExprPtr {
        if (e.node != Node::name || e.reference != Reference::own) return nullptr;
        const auto found = written_out.find(e.name);
        return found == written_out.end() ? nullptr : found->second;
    };
    const auto write_out = [&](const ExprPtr& e) {
        ExprPtr result = replace(e, look_up);
        if (result->nodes > largest_tree)
            throw InputError{{"the expression is too large once the variables in it are written out", fmt::format("'{}'", to_string(*e).substr(0, 200)), {}, fmt::format("at most {} operations", largest_tree)}};
        return result;
    };
    for (const Variable& v : variables)
        if (v.kind == Kind::algebraic && !calls_random(*v.rhs) && is_wanted(v)) written_out.emplace(v.name, write_out(v.rhs));
    return write_out(expr);
}

std::optional<double> decay_rate(const Variable& variable) {
    if (variable.kind != Kind::differential) return std::nullopt;
    const LinearForm form = linear_form(variable.rhs, {variable.name});
    if (form.obstacle || !form.coefficients[0]) return std::nullopt;
    const ExprPtr a = simplify(form.coefficients[0]);
    if (a->node != Node::number || !(a->value < 0.0)) return std::nullopt;
    if (form.constant) {
        const ExprPtr b = simplify(form.constant);
        if (b->node != Node::number || b->value != 0.0) return std::nullopt;
    }
    return -a->value;
}

}  // namespace aerie::lang
