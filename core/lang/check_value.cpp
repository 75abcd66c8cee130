/// @file Expressions outside the equations: settings, parameters, start values, rates, delays.
#include <utility>

#include <fmt/format.h>

#include "core/lang/check.h"
#include "core/lang/parse.h"
#include "core/lang/simplify.h"
#include "core/lang/statements.h"
#include "core/lang/variables.h"

namespace aerie::lang {
namespace {

ExprPtr index_name(const Expr& name, Reference reference) {
    Expr typed = name;
    typed.reference = reference;
    return std::make_shared<const Expr>(std::move(typed));
}

bool may_use_time(Use use) { return use == Use::source_rate || use == Use::target; }
bool may_use_index(Use use) { return use != Use::target; }
bool may_draw(Use use) { return !may_use_time(use); }
bool may_use_post(Use use) { return use == Use::synapse_initial || use == Use::delay; }

ExprPtr resolve_value(Use use, const Expr& name, const Scope& scope) {
    if (const auto p = scope.parameters.find(name.name); p != scope.parameters.end()) return make_number(p->second.value, p->second.dimension, name.span);
    if (name.name == "t" && !may_use_time(use)) return nullptr;
    if (ExprPtr common = resolve_common(name, scope)) return common;
    if (!may_use_index(use)) return nullptr;
    if (name.name == "i") return index_name(name, Reference::index);
    if (name.name == "j" && may_use_post(use)) return index_name(name, Reference::post_index);
    if (name.name == "N" && !may_use_post(use)) return make_number(static_cast<double>(scope.size), {}, name.span);
    return nullptr;
}

std::vector<std::string> known_values(Use use, const Scope& scope) {
    std::vector<std::string> known{"dt", "pi", "e"};
    for (const auto& [name, value] : scope.parameters) known.push_back(name);
    if (may_use_time(use)) known.emplace_back("t");
    if (!may_use_index(use)) return known;
    known.emplace_back("i");
    known.emplace_back(may_use_post(use) ? "j" : "N");
    return known;
}

ExprPtr check_value_of(Use use, const std::string& text, Dimension expected, bool is_boolean, const Scope& scope, const std::string& field) {
    const Source source{text, fmt::format("{}: {}", scope.where, field)};
    Names names;
    names.resolve = [&](const Expr& name) { return resolve_value(use, name, scope); };
    names.known = [&] { return known_values(use, scope); };
    names.stimuli = may_use_time(use) ? &scope.stimuli : nullptr;
    names.size = scope.size;
    names.allows_random = may_draw(use);
    names.allows_distributions = may_draw(use);
    const ExprPtr typed = check_expression(parse_expression(source), source, names);
    return simplify(require(typed, expected, is_boolean, source, fmt::format("'{}'", field)));
}

}  // namespace

Constant evaluate_quantity(const std::string& text, const std::string& where, const Constants& known) {
    const Source source{text, where};
    Names names;
    names.resolve = [&](const Expr& name) -> ExprPtr {
        if (const auto constant = known.find(name.name); constant != known.end()) return make_number(constant->second.value, constant->second.dimension, name.span);
        if (name.name == "pi" || name.name == "e") return resolve_common(name, Scope{});
        const auto unit = find_unit(name.name);   // here no variable can be meant: "5*V" is five volts
        return unit ? make_number(unit->factor, unit->dimension, name.span) : nullptr;
    };
    names.known = [&] {
        std::vector<std::string> names_known;
        for (const auto& [name, value] : known) names_known.push_back(name);
        return names_known;
    };
    names.allows_random = false;
    const ExprPtr value = type_check(parse_expression(source), source, names);
    if (value->node != Node::number || value->is_boolean) throw InputError{complain(source, value->span, "a constant quantity is expected", "a number with its unit, such as '10 ms'")};
    return {value->value, value->dimension};
}

double evaluate_quantity(const std::string& text, Dimension expected, const std::string& where, const Constants& known) {
    const Constant quantity = evaluate_quantity(text, where, known);
    if (quantity.dimension == expected || (quantity.value == 0.0 && quantity.dimension.is_pure())) return quantity.value;
    throw InputError{{fmt::format("the unit is {}, not {}", to_string(quantity.dimension), to_string(expected)), where, text, fmt::format("a quantity in {}", to_string(expected))}};
}

Constants evaluate_parameters(const std::vector<Setting>& settings, const Scope& scope) {
    Constants constants = scope.parameters;
    Constants known = constants;
    known.emplace("dt", Constant{scope.dt_s, Dimension{{0, 0, 1, 0, 0, 0, 0}}});
    std::map<std::string, bool> seen;
    for (const Setting& setting : settings) {
        const std::string where = fmt::format("{}: parameters: {}", scope.where, setting.name);
        refuse_reserved(setting.name, {setting.name, where}, {});
        if (!seen.emplace(setting.name, true).second) throw InputError{{fmt::format("the parameter '{}' is given twice", setting.name), where, {}, "each name once"}};
        if (!setting.values.empty()) throw InputError{{"a parameter has one value", where, fmt::format("{} values", setting.values.size()), fmt::format("declare it as a variable in equations, '{} : 1', and list its values in initial", setting.name)}};
        constants[setting.name] = known[setting.name] = evaluate_quantity(setting.value, where, known);
    }
    return constants;
}

ExprPtr check_value(Use use, const std::string& text, Dimension expected, const Scope& scope, const std::string& field) {
    return check_value_of(use, text, expected, false, scope, field);
}

ExprPtr check_initial(Use use, const Variable& variable, const std::string& text, const Scope& scope) {
    if (variable.kind == Kind::algebraic)
        throw InputError{{fmt::format("'{}' follows from its equation and has no start value", variable.name), fmt::format("{}: initial: {}", scope.where, variable.name), text, "a start value of a state or a stored variable"}};
    return check_value_of(use, text, variable.dimension, variable.is_boolean, scope, fmt::format("initial: {}", variable.name));
}

}  // namespace aerie::lang
