#include "core/lang/variables.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "core/lang/discretise.h"
#include "core/lang/functions.h"
#include "core/lang/rewrite.h"
#include "core/lang/simplify.h"
#include "core/nearest_name.h"

namespace aerie::lang {
namespace {

constexpr Dimension second{{0, 0, 1, 0, 0, 0, 0}};
constexpr std::size_t most_variables = 200;

ExprPtr resolved(const Expr& name, Reference reference, Dimension dimension, bool is_boolean = false) {
    Expr typed = name;
    typed.reference = reference;
    typed.dimension = dimension;
    typed.is_boolean = is_boolean;
    return std::make_shared<const Expr>(std::move(typed));
}

class VariableChecker {
   public:
    VariableChecker(const std::vector<EquationLine>& lines, const Source& source, const Surroundings& around)
        : lines_{lines}, source_{source}, around_{around} {}

    std::vector<Variable> run() {
        if (lines_.size() > most_variables) refuse(lines_[most_variables].span, fmt::format("more than {} variables", most_variables));
        for (const EquationLine& line : lines_) declare(line);
        for (const EquationLine& line : lines_) finish(line.name);
        for (const EquationLine& line : lines_)
            if (line.kind == Kind::differential) define_differential(line);
        for (const EquationLine& line : lines_) check_declared_flags(line);
        std::vector<Variable> ordered;
        for (const std::string& name : order_) ordered.push_back(std::move(entries_.at(name).variable));
        return ordered;
    }

   private:
    struct Entry {
        const EquationLine* line = nullptr;
        Variable variable;
        bool is_typed = false;     ///< dimension is known
        bool is_placed = false;
    };

    void declare(const EquationLine& line) {
        refuse_reserved(line.name, source_, line.span);
        if (entries_.contains(line.name)) refuse(line.span, fmt::format("'{}' is defined twice", line.name), fmt::format("the first definition stands in line {}", entries_.at(line.name).line->span.line));
        if (around_.scope->parameters.contains(line.name)) refuse(line.span, fmt::format("'{}' is a variable and a parameter", line.name), "one of the two; a start value belongs in initial");
        Entry& entry = entries_[line.name];
        entry.line = &line;
        Variable& v = entry.variable;
        v.name = line.name;
        v.kind = line.kind;
        v.span = line.span;
        v.method = around_.method;
        if (line.declaration) read_declaration(*line.declaration, entry);
        if (!entry.is_typed && line.kind != Kind::algebraic)
            refuse(line.span, fmt::format("the unit of '{}' is missing", line.name), fmt::format("end the line with ': volt', or ': 1' for a pure number, or a range ': [-80 mV, 20 mV]'"));
    }

    void read_declaration(const Declaration& declaration, Entry& entry) {
        Variable& v = entry.variable;
        if (declaration.dimension) v.dimension = *declaration.dimension;
        v.is_boolean = declaration.is_boolean;
        if (declaration.low) read_range(declaration, v);
        entry.is_typed = declaration.dimension.has_value() || declaration.low != nullptr;
        for (const std::string& flag : declaration.flags) read_flag(flag, declaration.span, v);
    }

    void read_range(const Declaration& declaration, Variable& v) {
        if (v.is_boolean) refuse(declaration.span, "a boolean has no range");
        ExprPtr low = constant(declaration.low), high = constant(declaration.high);
        const Dimension dimension = declaration.dimension ? v.dimension : (low->value == 0.0 && low->dimension.is_pure() ? high->dimension : low->dimension);
        low = require(low, dimension, false, source_, "the lower end of the range");
        high = require(high, dimension, false, source_, "the upper end of the range");
        if (!(low->value < high->value)) refuse(low->span, "the range is empty: its ends are in the wrong order", "[smallest, largest]");
        v.dimension = dimension;
        v.range = Range{low->value, high->value};
    }

    ExprPtr constant(const ExprPtr& expr) {
        const std::vector<Variable> none;
        const ExprPtr value = type_check(expr, source_, names_of(none, source_, around_));
        if (value->node != Node::number) refuse(expr->span, "the end of a range must be a constant", "numbers with units and parameters");
        return value;
    }

    void read_flag(const std::string& flag, Span span, Variable& v) {
        const bool is_differential = v.kind == Kind::differential;
        const auto require_that = [&](bool is_right, const char* reason) {
            if (!is_right) refuse(span, fmt::format("'{}' does not suit '{}'", flag, v.name), reason);
        };
        if (flag == "unless refractory") {
            require_that(!around_.is_synapse && v.kind != Kind::algebraic, "it is for states of a neuron");
            v.is_unless_refractory = true;
        } else if (flag == "shared") {
            v.is_shared = true;
        } else if (flag == "constant") {
            require_that(v.kind == Kind::stored, "it is for variables without an equation");
            v.is_constant = true;
        } else if (flag == "event-driven") {
            require_that(around_.is_synapse && is_differential, "it is for differential equations of a synapse");
            v.is_event_driven = true;
        } else if (flag == "clock-driven") {
            require_that(around_.is_synapse && is_differential, "it is for differential equations of a synapse");
        } else if (flag == "summed") {
            require_that(false, around_.is_synapse ? "it is for 'x_post = ...' with x a variable of the target" : "it is for 'x_post = ...' in a projection");
        } else if (flag.starts_with("method=")) {
            require_that(is_differential, "it is for differential equations");
            v.method = parse_method(flag.substr(7), fmt::format("{} line {} column {}", source_.where, span.line, span.column));
        } else {
            refuse(span, fmt::format("unknown flag '{}'", flag), suggest_name(flag, {"unless refractory", "shared", "constant", "event-driven", "clock-driven", "summed", "method=..."}));
        }
    }

    // ---- order: depth first over algebraic variables, so that each comes after those it reads ----

    void finish(const std::string& name) {
        Entry& entry = entries_.at(name);
        if (entry.is_placed) return;
        if (entry.line->kind == Kind::algebraic) define_algebraic(entry);
        entry.is_placed = true;
        order_.push_back(name);
    }

    void define_algebraic(Entry& entry) {
        Variable& v = entry.variable;
        refuse_cycle(v.name, entry.line->span);
        path_.push_back(v.name);
        const ExprPtr value = checked(entry.line->rhs);
        path_.pop_back();
        if (!entry.is_typed) {
            v.dimension = value->dimension;
            v.is_boolean = value->is_boolean;
            entry.is_typed = true;
        }
        v.rhs = require(value, v.dimension, v.is_boolean, source_, fmt::format("'{}'", v.name));
    }

    void refuse_cycle(const std::string& name, Span span) {
        const auto begin = std::find(path_.begin(), path_.end(), name);
        if (begin == path_.end()) return;
        std::string cycle;
        for (auto step = begin; step != path_.end(); ++step) cycle += *step + " -> ";
        refuse(span, fmt::format("'{}' depends on itself: {}{}", name, cycle, name), "a differential equation or a stored variable somewhere in the circle");
    }

    void define_differential(const EquationLine& line) {
        Variable& v = entries_.at(line.name).variable;
        if (v.is_boolean) refuse(line.span, fmt::format("the boolean '{}' cannot have a differential equation", line.name));
        ExprPtr rate = line.rhs;
        if (line.factor) rate = make_node(Node::divide, {rate, line.factor}, rate->span);
        v.rhs = require(checked(rate), v.dimension / second, false, source_, fmt::format("the rate of change of '{}'", v.name));
        if (v.is_event_driven && !decay_rate(v))
            refuse(line.rhs->span, fmt::format("'{}' is event-driven, but its equation is no pure decay", v.name), fmt::format("d{0}/dt = -{0}/tau with a constant tau, or (clock-driven)", v.name));
    }

    ExprPtr checked(const ExprPtr& expr) {
        Names names;
        names.resolve = [&](const Expr& name) { return resolve(name); };
        names.known = [&] { return known_names(); };
        names.stimuli = &around_.scope->stimuli;
        names.size = around_.size;
        names.post_size = around_.post_size;
        return check_expression(expr, source_, names);
    }

    ExprPtr resolve(const Expr& name) {
        if (const auto own = entries_.find(name.name); own != entries_.end()) {
            if (own->second.line->kind == Kind::algebraic) finish(name.name);
            return resolved(name, Reference::own, own->second.variable.dimension, own->second.variable.is_boolean);
        }
        if (const auto p = around_.scope->parameters.find(name.name); p != around_.scope->parameters.end()) return make_number(p->second.value, p->second.dimension, name.span);
        return around_.resolve(name, source_);
    }

    std::vector<std::string> known_names() const {
        std::vector<std::string> known;
        for (const EquationLine& line : lines_) known.push_back(line.name);
        for (const auto& [name, value] : around_.scope->parameters) known.push_back(name);
        for (std::string& name : around_.known()) known.push_back(std::move(name));
        return known;
    }

    void check_declared_flags(const EquationLine& line) const {
        const Variable& v = entries_.at(line.name).variable;
        if (!v.rhs) return;
        std::vector<Variable> all;
        for (const auto& [name, entry] : entries_) all.push_back(entry.variable);
        if (v.is_shared) require_shared(*v.rhs, all, source_, fmt::format("the shared variable '{}'", v.name));
        if (v.is_event_driven) return;
        for (const Variable& other : all)
            if (other.is_event_driven && v.kind == Kind::differential && reads(*v.rhs, other.name))
                refuse(line.rhs->span, fmt::format("'{}' is integrated each tick but reads the event-driven '{}'", v.name, other.name), fmt::format("make '{}' (clock-driven)", other.name));
    }

    [[noreturn]] void refuse(Span span, std::string what, std::string allowed = {}) const {
        throw InputError{complain(source_, span, std::move(what), std::move(allowed))};
    }

    const std::vector<EquationLine>& lines_;
    const Source& source_;
    const Surroundings& around_;
    std::map<std::string, Entry> entries_;
    std::vector<std::string> order_, path_;
};

}  // namespace

std::vector<Variable> check_variables(const std::vector<EquationLine>& lines, const Source& source, const Surroundings& around) {
    return VariableChecker{lines, source, around}.run();
}

Names names_of(const std::vector<Variable>& variables, const Source& source, const Surroundings& around) {
    Names names;
    names.resolve = [&variables, &source, &around](const Expr& name) -> ExprPtr {
        if (const Variable* own = find_variable(variables, name.name)) return resolved(name, Reference::own, own->dimension, own->is_boolean);
        const auto parameter = around.scope->parameters.find(name.name);
        if (parameter != around.scope->parameters.end()) return make_number(parameter->second.value, parameter->second.dimension, name.span);
        return around.resolve(name, source);
    };
    names.known = [&variables, &around] {
        std::vector<std::string> known;
        for (const Variable& v : variables) known.push_back(v.name);
        for (const auto& [name, value] : around.scope->parameters) known.push_back(name);
        for (std::string& name : around.known()) known.push_back(std::move(name));
        return known;
    };
    names.stimuli = &around.scope->stimuli;
    names.size = around.size;
    names.post_size = around.post_size;
    return names;
}

ExprPtr resolve_common(const Expr& name, const Scope& scope) {
    if (name.name == "t") return resolved(name, Reference::time, second);
    if (name.name == "dt") return make_number(scope.dt_s, second, name.span);
    if (name.name == "pi") return make_number(std::numbers::pi, {}, name.span);
    if (name.name == "e") return make_number(std::numbers::e, {}, name.span);
    return nullptr;
}

ExprPtr check_expression(const ExprPtr& expr, const Source& source, const Names& names) {
    const ExprPtr typed = type_check(expr, source, names);
    require_finite(*simplify(typed), expr->span, source);
    return typed;
}

void require_shared(const Expr& expr, const std::vector<Variable>& variables, const Source& source, const std::string& what) {
    const auto differs = [&](const Expr& e) {
        if (e.node != Node::name && e.reference != Reference::stimulus) return false;
        if (e.reference == Reference::time || e.reference == Reference::stimulus) return false;
        const Variable* own = e.reference == Reference::own ? find_variable(variables, e.name) : nullptr;
        return own == nullptr || !own->is_shared;
    };
    const std::function<const Expr*(const Expr&)> find = [&](const Expr& e) -> const Expr* {
        if (differs(e)) return &e;
        for (const ExprPtr& arg : e.args)
            if (const Expr* found = find(*arg)) return found;
        return nullptr;
    };
    if (const Expr* culprit = find(expr))
        throw InputError{complain(source, culprit->span, fmt::format("{} has one value for the whole group, '{}' has many", what, to_string(*culprit)), "shared variables, parameters, t, stimuli")};
}

Method parse_method(const std::string& text, const std::string& where) {
    if (text.empty() || text == "euler") return Method::euler;
    if (text == "exponential_euler" || text == "exponential") return Method::exponential_euler;
    if (text == "midpoint") return Method::midpoint;
    if (text == "exact" || text == "linear") return Method::exact;
    throw InputError{{fmt::format("unknown method '{}'", text), where, {}, suggest_name(text, {"euler", "exponential_euler", "midpoint", "exact"})}};
}

void refuse_reserved(const std::string& name, const Source& source, Span span) {
    const auto refuse = [&](std::string what, std::string allowed) { throw InputError{complain(source, span, std::move(what), std::move(allowed))}; };
    constexpr std::string_view reserved[] = {"t", "dt", "i", "j", "N", "xi", "inf", "nan", "lastspike", "not_refractory", "if", "else", "true", "false", "True", "False"};
    if (std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved)) refuse(fmt::format("the name '{}' is taken by the language", name), "another name");
    if (name.ends_with("_pre") || name.ends_with("_post")) refuse(fmt::format("'{}' cannot be defined: the suffix names the other side of a synapse", name), "a name without _pre or _post");
    if (name.starts_with("_")) refuse(fmt::format("'{}' begins with an underscore", name), "names of the user begin with a letter");
}

const Variable* find_variable(const std::vector<Variable>& variables, const std::string& name) {
    const auto found = std::find_if(variables.begin(), variables.end(), [&](const Variable& v) { return v.name == name; });
    return found == variables.end() ? nullptr : &*found;
}

}  // namespace aerie::lang
