/// @file The model of a projection: what a synapse holds, and what it does when a spike arrives, when its target fires, and each tick.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/lang/check.h"
#include "core/lang/discretise.h"
#include "core/lang/parse.h"
#include "core/lang/rewrite.h"
#include "core/lang/simplify.h"
#include "core/lang/statements.h"
#include "core/lang/variables.h"
#include "core/nearest_name.h"

namespace aerie::lang {
namespace {

constexpr Dimension second{{0, 0, 1, 0, 0, 0, 0}};
enum class Moment { on_pre, on_post, on_tick };

ExprPtr named(const Expr& name, std::string plain, Reference reference, Side side, Dimension dimension, bool is_boolean = false) {
    Expr typed = name;
    typed.name = std::move(plain);
    typed.reference = reference;
    typed.side = side;
    typed.dimension = dimension;
    typed.is_boolean = is_boolean;
    return std::make_shared<const Expr>(std::move(typed));
}

/// "v_post" is v of the post side; a name without suffix is nobody's.
std::optional<std::pair<std::string, Side>> split_suffix(const std::string& name) {
    if (name.ends_with("_post")) return std::pair{name.substr(0, name.size() - 5), Side::post};
    if (name.ends_with("_pre")) return std::pair{name.substr(0, name.size() - 4), Side::pre};
    return std::nullopt;
}

class SynapseChecker {
   public:
    SynapseChecker(const ProjectionSpec& spec, const Scope& scope, const Ends& ends) : spec_{spec}, scope_{scope}, ends_{ends} {
        around_.scope = &scope;
        around_.is_synapse = true;
        around_.size = ends.pre_size;
        around_.post_size = ends.post_size;
        around_.method = parse_method(spec.method, scope.where + ": method");
        around_.resolve = [this](const Expr& name, const Source& source) { return resolve(name, source); };
        around_.known = [this] { return known_names(); };
    }

    SynapseModel run() {
        for (const auto& [name, value] : scope_.parameters) refuse_reserved(name, {name, scope_.where + ": parameters"}, {});
        macros_ = parse_functions({spec_.functions, scope_.where + ": functions"});
        const Source equations{spec_.equations, scope_.where + ": equations"};
        std::vector<EquationLine> lines = parse_equations(equations, macros_);
        const std::vector<EquationLine> summed = take_summed(lines);
        if (lines.empty() && summed.empty() && is_blank(spec_.on_pre) && is_blank(spec_.on_post) && is_blank(spec_.on_tick)) refuse_empty();
        model_.variables = lines.empty() ? default_variables() : check_variables(lines, equations, around_);
        for (const EquationLine& line : summed) model_.sums.push_back(check_sum(line, equations));
        model_.on_pre = statements(Moment::on_pre, spec_.on_pre);
        model_.on_post = statements(Moment::on_post, spec_.on_post);
        const std::vector<Statement> on_tick = statements(Moment::on_tick, spec_.on_tick);
        refuse_stale_reads(on_tick);
        model_.update = discretise(model_.variables, {scope_.dt_s, true, on_tick}, refusal(equations));
        drop_idle_update();
        return std::move(model_);
    }

   private:
    [[noreturn]] void refuse_empty() const {
        throw InputError{{"the projection does nothing: on_pre and equations are empty", scope_.where, {}, "on_pre: \"v_post += w\" adds the weight w to the target's v when a spike arrives"}};
    }

    // ---- names ----

    const NeuronModel* model_of(Side side) const { return side == Side::pre ? ends_.pre : ends_.post; }
    const std::string& name_of(Side side) const { return side == Side::pre ? ends_.pre_name : ends_.post_name; }

    ExprPtr resolve(const Expr& name, const Source& source) const {
        if (ExprPtr common = resolve_common(name, scope_)) return common;
        if (name.name == "i") return named(name, "i", Reference::index, Side::pre, {});
        if (name.name == "j") return named(name, "j", Reference::post_index, Side::post, {});
        if (name.name == "N_pre") return make_number(static_cast<double>(ends_.pre_size), {}, name.span);
        if (name.name == "N_post") return make_number(static_cast<double>(ends_.post_size), {}, name.span);
        if (const auto split = split_suffix(name.name)) return resolve_side(name, split->first, split->second, source);
        if (name.name == "lastspike" || name.name == "not_refractory" || name.name == "rate")
            throw InputError{complain(source, name.span, fmt::format("'{}' of which side?", name.name), fmt::format("{0}_pre or {0}_post", name.name))};
        if (name.name == "N") throw InputError{complain(source, name.span, "'N' of which side?", "N_pre or N_post")};
        if (const Variable* v = find_variable(ends_.post->variables, name.name)) return side_variable(name, *v, Side::post);   // as in Brian2
        if (name.name == "w") throw InputError{complain(source, name.span, "the weight 'w' is not declared", "add 'w : 1', or its unit, to equations")};
        return nullptr;
    }

    static ExprPtr side_variable(const Expr& name, const Variable& v, Side side) {
        return named(name, v.name, side == Side::pre ? Reference::pre : Reference::post, side, v.dimension, v.is_boolean);
    }

    ExprPtr resolve_side(const Expr& name, const std::string& plain, Side side, const Source& source) const {
        const NeuronModel* model = model_of(side);
        if (plain == "lastspike") return named(name, name.name, Reference::last_spike, side, second);
        if (model != nullptr)
            if (const Variable* v = find_variable(model->variables, plain)) return side_variable(name, *v, side);
        if (plain == "rate") return mean_rate(name, side, source);
        if (plain == "not_refractory" && model != nullptr) return named(name, name.name, Reference::not_refractory, side, {}, true);
        if (model == nullptr)
            throw InputError{complain(source, name.span, fmt::format("'{}' is a source of spikes and has no variables", name_of(side)), "lastspike_pre, i, and rate_pre where a rate window is counted")};
        std::vector<std::string> known;
        for (const Variable& v : model->variables) known.push_back(v.name);
        throw InputError{complain(source, name.span, fmt::format("population '{}' has no variable '{}'", name_of(side), plain), suggest_name(plain, known))};
    }

    ExprPtr mean_rate(const Expr& name, Side side, const Source& source) const {
        const NeuronModel* model = model_of(side);
        const bool is_counted = model != nullptr ? model->rate_window_s.has_value() : ends_.source_rate_window_s.has_value();
        if (!is_counted)
            throw InputError{complain(source, name.span, fmt::format("the mean rate of '{}' is not counted", name_of(side)),
                                      model != nullptr ? fmt::format("rate_window: \"1 s\" in population '{}'", name_of(side)) : "the mean rate of a population")};
        return named(name, name.name, Reference::mean_rate, side, power(second, -1));
    }

    std::vector<std::string> known_names() const {
        std::vector<std::string> known{"i", "j", "t", "dt", "lastspike_pre", "lastspike_post", "rate_pre", "rate_post", "N_pre", "N_post", "pi", "e"};
        for (const Variable& v : ends_.post->variables) known.push_back(v.name + "_post");
        if (ends_.pre != nullptr)
            for (const Variable& v : ends_.pre->variables) known.push_back(v.name + "_pre");
        return known;
    }

    // ---- the weight that needs no declaration ----

    /// `w` where no equations stand but w is used: of the unit of x in "x_post += w", else a pure number.
    std::vector<Variable> default_variables() const {
        Variable w;
        w.name = "w";
        bool is_used = false;
        const auto is_w = [](const Expr& e) { return e.node == Node::name && e.name == "w"; };
        if (scope_.parameters.contains("w")) return {};
        for (const auto& [text, moment] : {std::pair{&spec_.on_pre, Moment::on_pre}, {&spec_.on_post, Moment::on_post}, {&spec_.on_tick, Moment::on_tick}}) {
            for (const Statement& s : parse_statements({*text, fmt::format("{}: {}", scope_.where, field_of(moment))}, macros_)) {
                is_used = is_used || s.target == "w" || contains(*s.value, is_w);
                if (!is_w(*s.value)) continue;
                if (const Variable* target = post_target(s.target)) w.dimension = target->dimension;
            }
        }
        if (!is_used) return {};
        return {w};
    }

    /// The post variable that a target means: x_post, or x alone where the synapse has none of this name.
    const Variable* post_target(const std::string& target) const {
        const auto split = split_suffix(target);
        if (split && split->second == Side::pre) return nullptr;
        return find_variable(ends_.post->variables, split ? split->first : target);
    }

    // ---- statements ----

    static const char* field_of(Moment moment) {
        return moment == Moment::on_pre ? "on_pre" : (moment == Moment::on_post ? "on_post" : "on_tick");
    }

    std::vector<Statement> statements(Moment moment, const std::string& text) const {
        const Source source{text, fmt::format("{}: {}", scope_.where, field_of(moment))};
        const Names names = names_of(model_.variables, source, around_);
        const WriteContext context{model_.variables, source, names, moment == Moment::on_tick ? WriteRule::tick : WriteRule::event, &scope_.parameters};
        std::vector<Statement> checked = parse_statements(source, macros_);
        for (Statement& statement : checked) {
            const auto split = split_suffix(statement.target);
            const bool is_foreign = split || (find_variable(model_.variables, statement.target) == nullptr && post_target(statement.target) != nullptr);
            if (is_foreign) check_foreign_write(statement, moment, context);
            else check_own_write(statement, context);
            if (moment != Moment::on_tick) statement.value = simplify(inline_algebraic(statement.value, model_.variables, [](const Variable&) { return true; }));
        }
        return checked;
    }

    void check_foreign_write(Statement& statement, Moment moment, const WriteContext& context) const {
        const auto refuse = [&](std::string what, std::string allowed) { throw InputError{complain(context.source, statement.span, std::move(what), std::move(allowed))}; };
        const auto split = split_suffix(statement.target);
        if (split && split->second == Side::pre)
            refuse(fmt::format("'{}' belongs to the source neuron, and a synapse cannot write there", statement.target), "variables of the synapse, and x_post += ... in on_pre");
        const Variable* target = post_target(statement.target);
        if (target == nullptr) refuse_unknown_post(statement, split->first, context);
        if (moment != Moment::on_pre)
            refuse(fmt::format("{} cannot write '{}' of the target neuron", field_of(moment), target->name), "variables of the synapse; x_post += ... stands in on_pre");
        if (statement.op != Assign::add && statement.op != Assign::subtract)
            refuse(fmt::format("'{}_post' can only be added to", target->name), "+= or -=: spikes that arrive in one tick have no order, and only sums do not depend on one");
        if (target->kind == Kind::algebraic) refuse(fmt::format("'{0}' of population '{1}' is defined by '{0} = ...' and cannot be written", target->name, ends_.post_name), "a state or a stored variable");
        if (target->is_constant || target->is_shared)
            refuse(fmt::format("'{}' of population '{}' is ({})", target->name, ends_.post_name, target->is_constant ? "constant" : "shared"), "a variable that each neuron may change");
        check_written_value(statement, *target, context);
        statement.target = target->name;
        statement.side = Side::post;
    }

    [[noreturn]] void refuse_unknown_post(const Statement& statement, const std::string& plain, const WriteContext& context) const {
        std::vector<std::string> known;
        for (const Variable& v : ends_.post->variables) known.push_back(v.name);
        throw InputError{complain(context.source, statement.span, fmt::format("population '{}' has no variable '{}'", ends_.post_name, plain), suggest_name(plain, known))};
    }

    // ---- sums over the synapses of a target ----

    /// `x_post = e (summed)` defines nothing of the synapse: it is taken out of the equations.
    static std::vector<EquationLine> take_summed(std::vector<EquationLine>& lines) {
        const auto is_own = [](const EquationLine& line) {
            const bool has_flag = line.declaration && std::find(line.declaration->flags.begin(), line.declaration->flags.end(), "summed") != line.declaration->flags.end();
            return !has_flag || !line.name.ends_with("_post");
        };
        const auto first = std::stable_partition(lines.begin(), lines.end(), is_own);
        std::vector<EquationLine> summed(first, lines.end());
        lines.erase(first, lines.end());
        return summed;
    }

    Statement check_sum(const EquationLine& line, const Source& source) const {
        const auto refuse = [&](std::string what, std::string allowed) { throw InputError{complain(source, line.span, std::move(what), std::move(allowed))}; };
        const Variable* target = post_target(line.name);
        Statement sum{line.name, Side::post, Assign::set, line.rhs, line.span};
        const Names names = names_of(model_.variables, source, around_);
        const WriteContext context{model_.variables, source, names, WriteRule::tick, &scope_.parameters};
        if (target == nullptr) refuse_unknown_post(sum, split_suffix(line.name)->first, context);
        const std::string owner = fmt::format("'{}' of population '{}'", target->name, ends_.post_name);
        if (line.kind != Kind::algebraic) refuse(fmt::format("'{}' is (summed) but has no right side", line.name), fmt::format("{} = w * ...", line.name));
        if (line.declaration->flags.size() > 1 || line.declaration->low) refuse(fmt::format("'{}' takes its range and its other flags from the population", line.name), "': unit (summed)' alone");
        if (target->kind != Kind::stored || target->is_constant || target->is_shared || target->is_boolean)
            refuse(owner + " cannot be a sum over synapses", fmt::format("'{} : 1' in the population, without a right side, (constant) or (shared)", target->name));
        if (line.declaration->dimension && *line.declaration->dimension != target->dimension) refuse(fmt::format("{} has another unit: {}", owner, to_string(target->dimension)), "the same unit on both sides");
        if (std::any_of(model_.sums.begin(), model_.sums.end(), [&](const Statement& s) { return s.target == target->name; })) refuse(owner + " is summed twice", "one sum for each variable");
        check_written_value(sum, *target, context);
        sum.value = simplify(inline_algebraic(sum.value, model_.variables, [](const Variable&) { return true; }));
        sum.target = target->name;
        return sum;
    }

    /// What runs each tick must not read a variable that is only brought up to date at spikes.
    void refuse_stale_reads(const std::vector<Statement>& on_tick) const {
        for (const Variable& v : model_.variables) {
            if (!v.is_event_driven) continue;
            const auto reads_it = [&](const Statement& s) { return s.target == v.name || reads(*inline_algebraic(s.value, model_.variables, [](const Variable&) { return true; }), v.name); };
            const auto culprit = std::find_if(on_tick.begin(), on_tick.end(), reads_it);
            if (culprit == on_tick.end()) continue;
            throw InputError{complain({spec_.on_tick, scope_.where + ": on_tick"}, culprit->span, fmt::format("on_tick uses the event-driven '{}'", v.name), fmt::format("make '{}' (clock-driven)", v.name))};
        }
    }

    /// Algebraic locals alone change nothing: such an update is no update.
    void drop_idle_update() {
        const auto stores = [](const UpdateStep& step) { return !step.is_local; };
        if (std::none_of(model_.update.begin(), model_.update.end(), stores)) model_.update.clear();
    }

    const ProjectionSpec& spec_;
    const Scope& scope_;
    const Ends& ends_;
    Surroundings around_;
    Macros macros_;
    SynapseModel model_;
};

}  // namespace

SynapseModel check_synapse(const ProjectionSpec& spec, const Scope& scope, const Ends& ends) {
    AERIE_ASSERT(ends.post != nullptr);
    return SynapseChecker{spec, scope, ends}.run();
}

}  // namespace aerie::lang
