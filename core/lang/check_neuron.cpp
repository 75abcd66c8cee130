/// @file The model of a population: equations, threshold, reset, refractoriness, what happens each tick.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/lang/check.h"
#include "core/lang/discretise.h"
#include "core/lang/parse.h"
#include "core/lang/rewrite.h"
#include "core/lang/simplify.h"
#include "core/lang/statements.h"
#include "core/lang/variables.h"

namespace aerie::lang {
namespace {

constexpr Dimension second{{0, 0, 1, 0, 0, 0, 0}};

ExprPtr named(const Expr& name, Reference reference, Dimension dimension, bool is_boolean = false) {
    Expr typed = name;
    typed.reference = reference;
    typed.dimension = dimension;
    typed.is_boolean = is_boolean;
    return std::make_shared<const Expr>(std::move(typed));
}

class NeuronChecker {
   public:
    NeuronChecker(const PopulationSpec& spec, const Scope& scope) : spec_{spec}, scope_{scope} {
        around_.scope = &scope;
        around_.size = scope.size;
        around_.method = parse_method(spec.method, scope.where + ": method");
        around_.resolve = [this](const Expr& name, const Source& source) { return resolve(name, source); };
        around_.known = [] { return std::vector<std::string>{"t", "dt", "i", "N", "lastspike", "not_refractory", "rate", "pi", "e"}; };
    }

    NeuronModel run() {
        for (const auto& [name, value] : scope_.parameters) refuse_reserved(name, {name, scope_.where + ": parameters"}, {});
        if (!spec_.rate_window.empty()) model_.rate_window_s = read_rate_window();
        macros_ = parse_functions({spec_.functions, scope_.where + ": functions"});
        const Source equations{spec_.equations, scope_.where + ": equations"};
        model_.variables = check_variables(parse_equations(equations, macros_), equations, around_);
        check_threshold();
        check_refractory();
        const std::vector<Statement> on_tick = statements("on_tick", spec_.on_tick, WriteRule::tick);
        model_.reset = statements("reset", spec_.reset, WriteRule::event);
        if (!model_.threshold && !model_.reset.empty())
            throw InputError{{"a reset without a threshold never runs", scope_.where + ": reset", spec_.reset, "threshold: a condition such as 'v > -50 mV'"}};
        model_.update = discretise(model_.variables, {scope_.dt_s, false, on_tick}, refusal(equations));
        if (scope_.schedule == Schedule::brian2) write_out_algebraic();
        return std::move(model_);
    }

   private:
    ExprPtr resolve(const Expr& name, const Source& source) const {
        if (ExprPtr common = resolve_common(name, scope_)) return common;
        if (name.name == "i") return named(name, Reference::index, {});
        if (name.name == "N") return make_number(static_cast<double>(scope_.size), {}, name.span);
        if (name.name == "lastspike") return named(name, Reference::last_spike, second);
        if (name.name == "not_refractory") return named(name, Reference::not_refractory, {}, true);
        if (name.name == "rate") return mean_rate(name, source);
        if (name.name == "xi" || name.name.starts_with("xi_"))
            throw InputError{complain(source, name.span, "the noise term xi is not part of the language", "draw each tick, in on_tick: v += sigma*sqrt(2*dt/tau)*randn()")};
        if (name.name.ends_with("_pre") || name.name.ends_with("_post"))
            throw InputError{complain(source, name.span, fmt::format("'{}' belongs to a synapse", name.name), "_pre and _post stand in projections only")};
        return nullptr;
    }

    ExprPtr mean_rate(const Expr& name, const Source& source) const {
        if (!model_.rate_window_s) throw InputError{complain(source, name.span, "the mean rate has no window", "rate_window: \"1 s\" in this population")};
        return named(name, Reference::mean_rate, power(second, -1));
    }

    double read_rate_window() const {
        const std::string where = scope_.where + ": rate_window";
        const double window = evaluate_quantity(spec_.rate_window, second, where, scope_.parameters);
        if (!(window >= scope_.dt_s)) throw InputError{{"the window of the mean rate is shorter than a tick", where, spec_.rate_window, fmt::format("at least {} s", scope_.dt_s)}};
        return window;
    }

    void check_threshold() {
        if (is_blank(spec_.threshold)) return;
        const Source source{spec_.threshold, scope_.where + ": threshold"};
        const Names names = names_of(model_.variables, source, around_);
        const ExprPtr condition = check_expression(parse_expression(source, macros_), source, names);
        model_.threshold = simplify(require(condition, {}, true, source, "the threshold"));
    }

    void check_refractory() {
        if (is_blank(spec_.refractory)) return;
        const Source source{spec_.refractory, scope_.where + ": refractory"};
        if (!model_.threshold) throw InputError{{"refractoriness without a threshold never begins", source.where, spec_.refractory, "threshold: a condition such as 'v > -50 mV'"}};
        const Names names = names_of(model_.variables, source, around_);
        const ExprPtr value = check_expression(parse_expression(source, macros_), source, names);
        if (value->is_boolean) {
            model_.refractory_while = simplify(value);
            return;
        }
        model_.refractory_s = require(value, second, false, source, "the refractory time")->value;
        if (value->node != Node::number) throw InputError{complain(source, value->span, "the refractory time is not constant", "a constant such as '2 ms', or a condition that holds while refractory: 't < lastspike + tau_ref'")};
        if (value->value < 0.0) throw InputError{complain(source, value->span, "the refractory time is negative", "0 ms or more")};
    }

    std::vector<Statement> statements(const char* field, const std::string& text, WriteRule rule) const {
        const Source source{text, fmt::format("{}: {}", scope_.where, field)};
        const Names names = names_of(model_.variables, source, around_);
        std::vector<Statement> checked = parse_statements(source, macros_);
        for (Statement& statement : checked) check_own_write(statement, {model_.variables, source, names, rule, &scope_.parameters});
        return checked;
    }

    /// Brian2 reads an algebraic variable as its definition: threshold and reset see it computed from the states of that moment.
    void write_out_algebraic() {
        const auto all = [](const Variable&) { return true; };
        const auto write_out = [&](ExprPtr& e) {
            if (e) e = simplify(inline_algebraic(e, model_.variables, all));
        };
        write_out(model_.threshold);
        write_out(model_.refractory_while);
        for (Statement& statement : model_.reset) write_out(statement.value);
    }

    const PopulationSpec& spec_;
    const Scope& scope_;
    Surroundings around_;
    Macros macros_;
    NeuronModel model_;
};

}  // namespace

NeuronModel check_neuron(const PopulationSpec& spec, const Scope& scope) { return NeuronChecker{spec, scope}.run(); }

}  // namespace aerie::lang
