#include "core/lang/typing.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/lang/evaluate.h"
#include "core/lang/functions.h"
#include "core/lang/rewrite.h"
#include "core/nearest_name.h"

namespace aerie::lang {
namespace {

constexpr double largest_unit_exponent = 8;

bool is_number(const Expr& expr) { return expr.node == Node::number; }
bool is_pure_zero(const Expr& expr) { return is_number(expr) && !expr.is_boolean && expr.value == 0.0 && expr.dimension.is_pure(); }

ExprPtr with_dimension(const ExprPtr& number, Dimension dimension) { return make_number(number->value, dimension, number->span); }

const char* symbol_of(Node node) {
    switch (node) {
        case Node::add: return "+";
        case Node::subtract: return "-";
        case Node::multiply: return "*";
        case Node::divide: return "/";
        case Node::modulo: return "%";
        case Node::power: return "**";
        case Node::less: return "<";
        case Node::less_equal: return "<=";
        case Node::greater: return ">";
        case Node::greater_equal: return ">=";
        case Node::equal: return "==";
        case Node::not_equal: return "!=";
        case Node::logical_and: return "and";
        case Node::logical_or: return "or";
        case Node::logical_not: return "not";
        case Node::select: return "if";
        default: return "-";
    }
}

class Typing {
   public:
    Typing(const Source& source, const Names& names) : source_{source}, names_{names} {}

    ExprPtr check(const ExprPtr& expr) {
        ExprPtr typed = typed_form(expr);
        if (!is_sensible(typed->dimension)) refuse(expr->span, "the powers of units in this are too high");
        return fold(std::move(typed));
    }

   private:
    using Args = std::vector<ExprPtr>;

    ExprPtr typed_form(const ExprPtr& expr) {
        if (expr->node == Node::number) return expr;
        if (expr->node == Node::name) return check_name(*expr);
        if (expr->node == Node::call && names_.stimuli != nullptr && names_.stimuli->contains(expr->name)) return check_stimulus(*expr);
        Args args;
        for (const ExprPtr& arg : expr->args) args.push_back(check(arg));
        return expr->node == Node::call ? check_call(*expr, std::move(args)) : check_operator(*expr, std::move(args));
    }

    ExprPtr check_name(const Expr& name) {
        if (ExprPtr resolved = names_.resolve(name)) return at(*resolved, name.span);
        if (name.name == "inf" || name.name == "nan" || name.name == "infinity") refuse(name.span, fmt::format("'{}' is not a number here", name.name), "finite numbers");
        if (const auto unit = find_unit_in_expression(name.name)) return make_number(unit->factor, unit->dimension, name.span);
        if (is_builtin_function(name.name)) refuse(name.span, fmt::format("'{0}' is a function", name.name), fmt::format("call it: {0}(...)", name.name));
        if (names_.stimuli != nullptr && names_.stimuli->contains(name.name))
            refuse(name.span, fmt::format("'{0}' is a stimulus", name.name), fmt::format("read it at the current time: {0}(t)", name.name));
        refuse(name.span, fmt::format("unknown name '{}'", name.name), suggest_name(name.name, names_.known()));
    }

    ExprPtr check_stimulus(const Expr& call) {
        const StimulusShape& shape = names_.stimuli->at(call.name);
        const std::string form = shape.columns > 1 ? fmt::format("{}(t, i)", call.name) : fmt::format("{}(t)", call.name);
        if (call.args.size() != (shape.columns > 1 ? 2u : 1u))
            refuse(call.span, fmt::format("the stimulus '{}' has {} column(s), {} argument(s) are given", call.name, shape.columns, call.args.size()), form);
        Args args;
        for (const ExprPtr& arg : call.args) args.push_back(check(arg));
        if (args[0]->reference != Reference::time) refuse(call.args[0]->span, "a stimulus is read at the current time only", form);
        if (args.size() == 2) check_column(*args[1], shape);
        Expr typed = call;
        typed.args = std::move(args);
        typed.dimension = shape.dimension;
        typed.reference = Reference::stimulus;
        return std::make_shared<const Expr>(std::move(typed));
    }

    void check_column(const Expr& index, const StimulusShape& shape) const {
        const bool is_constant = is_number(index) && index.value == std::floor(index.value);
        if (!is_constant && index.reference != Reference::index && index.reference != Reference::post_index)
            refuse(index.span, "the second argument of a stimulus is a neuron's index", "i, or a whole number");
        const double largest = is_constant ? index.value : static_cast<double>(index.reference == Reference::index ? names_.size : names_.post_size) - 1.0;
        const double smallest = is_constant ? index.value : 0.0;
        if (smallest < 0.0 || largest >= shape.columns)
            refuse(index.span, fmt::format("the index reaches {}, the stimulus has {} columns", largest, shape.columns), fmt::format("0 to {}", shape.columns - 1));
    }

    ExprPtr check_operator(const Expr& expr, Args args) {
        switch (expr.node) {
            case Node::logical_not: case Node::logical_and: case Node::logical_or:
                for (const ExprPtr& arg : args) require_boolean(*arg, symbol_of(expr.node));
                return retyped(expr, std::move(args), {}, true);
            case Node::select: return check_select(expr, std::move(args));
            case Node::equal: case Node::not_equal:
                if (args[0]->is_boolean && args[1]->is_boolean) return retyped(expr, std::move(args), {}, true);
                [[fallthrough]];
            case Node::less: case Node::less_equal: case Node::greater: case Node::greater_equal:
                unify(args[0], args[1], expr.node);
                return retyped(expr, std::move(args), {}, true);
            default: return check_arithmetic(expr, std::move(args));
        }
    }

    ExprPtr check_arithmetic(const Expr& expr, Args args) {
        for (const ExprPtr& arg : args) require_number(*arg, symbol_of(expr.node));
        switch (expr.node) {
            case Node::multiply: return retyped(expr, args, args[0]->dimension * args[1]->dimension);
            case Node::divide: return check_division(expr, std::move(args));
            case Node::power: return check_power(expr, std::move(args));
            case Node::negate: return retyped(expr, args, args[0]->dimension);
            default:
                unify(args[0], args[1], expr.node);
                return retyped(expr, args, args[0]->dimension);
        }
    }

    ExprPtr check_division(const Expr& expr, Args args) {
        if (is_number(*args[1]) && args[1]->value == 0.0) refuse(expr.args[1]->span, "division by zero", "a divisor that is not 0");
        return retyped(expr, args, args[0]->dimension / args[1]->dimension);
    }

    ExprPtr check_power(const Expr& expr, Args args) {
        require_pure(*args[1], "an exponent");
        if (args[0]->dimension.is_pure()) return retyped(expr, std::move(args), {});
        const double exponent = args[1]->value;
        if (is_number(*args[1]) && exponent == 0.5) return check_call(*make_call("sqrt", {args[0]}, expr.span), {args[0]});
        if (!is_number(*args[1]) || exponent != std::round(exponent) || std::fabs(exponent) > largest_unit_exponent || !is_small(args[0]->dimension))
            refuse(expr.args[1]->span, fmt::format("the base of this power is {}", to_string(args[0]->dimension)), "a base with a unit takes a constant whole exponent from -8 to 8 (or 0.5)");
        return retyped(expr, args, power(args[0]->dimension, static_cast<int>(exponent)));
    }

    static bool is_small(Dimension d) {
        return std::all_of(d.exponents.begin(), d.exponents.end(), [](int e) { return e >= -15 && e <= 15; });
    }

    ExprPtr check_select(const Expr& expr, Args args) {
        require_boolean(*args[0], "if");
        if (args[1]->is_boolean != args[2]->is_boolean) refuse(args[2]->span, fmt::format("the two choices differ: {} and {}", type_name(*args[1]), type_name(*args[2])), "both boolean, or both numbers of one unit");
        const bool is_boolean = args[1]->is_boolean;
        if (!is_boolean) unify(args[1], args[2], Node::select);
        const Dimension dimension = args[1]->dimension;
        return retyped(expr, std::move(args), dimension, is_boolean);
    }

    ExprPtr check_call(const Expr& call, Args args) {
        if (call.name == "pow" || call.name == "power") return check_renamed_power(call, std::move(args));
        if (call.name == "uniform" || call.name == "normal") return check_distribution(call, std::move(args));
        const std::string name = call.name == "fabs" ? "abs" : (call.name == "ln" ? "log" : call.name);
        const Function* function = find_function(name);
        if (function == nullptr) refuse(call.span, fmt::format("unknown function '{}'", call.name), suggest_name(call.name, callable()));
        if (function->rule == UnitRule::same && function->arity == 2 && args.size() > 2) return check_many(call, std::move(args));
        if (args.size() != static_cast<std::size_t>(function->arity))
            refuse(call.span, fmt::format("'{}' takes {} argument(s), {} are given", call.name, function->arity, args.size()));
        if (function->rule == UnitRule::random && !names_.allows_random) refuse(call.span, fmt::format("'{}()' cannot be drawn here", call.name));
        const Dimension dimension = check_arguments(*function, args);
        Expr typed = call;
        typed.name = name;
        typed.args = std::move(args);
        typed.dimension = dimension;
        measure(typed);
        return std::make_shared<const Expr>(std::move(typed));
    }

    Dimension check_arguments(const Function& function, Args& args) {
        const std::string what = fmt::format("the argument of {}", function.name);
        if (function.rule == UnitRule::to_integer && args[0]->is_boolean) return {};
        for (const ExprPtr& arg : args) require_number(*arg, function.name);
        switch (function.rule) {
            case UnitRule::pure: case UnitRule::to_integer: require_pure(*args[0], what); return {};
            case UnitRule::keep: return args[0]->dimension;
            case UnitRule::same: return unify_all(args);
            case UnitRule::root: return halved(*args[0]);
            case UnitRule::sign: case UnitRule::random: return {};
        }
        return {};
    }

    Dimension unify_all(Args& args) {
        for (std::size_t k = 1; k < args.size(); ++k) unify(args[0], args[k], Node::call);
        for (std::size_t k = 1; k < args.size(); ++k) unify(args[0], args[k], Node::call);   // zeros before the first unit
        return args[0]->dimension;
    }

    Dimension halved(const Expr& arg) const {
        Dimension half = arg.dimension;
        for (std::int8_t& e : half.exponents) {
            if (e % 2 != 0) refuse(arg.span, fmt::format("the square root of {} has no unit", to_string(arg.dimension)), "a unit whose powers are all even");
            e = static_cast<std::int8_t>(e / 2);
        }
        return half;
    }

    /// max(a, b, c) is max(max(a, b), c).
    ExprPtr check_many(const Expr& call, Args args) {
        ExprPtr nested = args[0];
        for (std::size_t k = 1; k < args.size(); ++k) nested = check_call(*make_call(call.name, {}, call.span), {nested, args[k]});
        return nested;
    }

    ExprPtr check_renamed_power(const Expr& call, Args args) {
        if (args.size() != 2) refuse(call.span, fmt::format("'{}' takes 2 arguments, {} are given", call.name, args.size()));
        return check_operator(*make_node(Node::power, call.args, call.span), std::move(args));
    }

    ExprPtr check_distribution(const Expr& call, Args args) {
        if (!names_.allows_distributions) refuse(call.span, fmt::format("'{}' stands in start values only", call.name), "rand() and randn() elsewhere: a + (b - a)*rand(), m + s*randn()");
        if (args.size() != 2) refuse(call.span, fmt::format("'{}' takes 2 arguments, {} are given", call.name, args.size()), call.name == "uniform" ? "uniform(low, high)" : "normal(mean, deviation)");
        for (const ExprPtr& arg : args) require_number(*arg, call.name);
        unify(args[0], args[1], Node::call);
        const ExprPtr draw = typed_call(call.name == "uniform" ? "rand" : "randn", {}, {});
        const ExprPtr width = call.name == "normal" ? args[1] : fold(typed_node(Node::subtract, {args[1], args[0]}));
        return typed_node(Node::add, {args[0], typed_node(Node::multiply, {width, draw})});
    }

    std::vector<std::string> callable() const {
        std::vector<std::string> names = function_names();
        if (names_.stimuli != nullptr)
            for (const auto& [name, shape] : *names_.stimuli) names.push_back(name);
        return names;
    }

    /// Makes two numbers agree in unit; a pure zero takes the other's.
    void unify(ExprPtr& a, ExprPtr& b, Node node) const {
        require_number(*a, symbol_of(node));
        require_number(*b, symbol_of(node));
        if (a->dimension == b->dimension) return;
        if (is_pure_zero(*a)) a = with_dimension(a, b->dimension);
        else if (is_pure_zero(*b)) b = with_dimension(b, a->dimension);
        else refuse(b->span, fmt::format("units differ: '{}' is {}, '{}' is {}", text_of(*a), to_string(a->dimension), text_of(*b), to_string(b->dimension)), node == Node::call ? "arguments of one unit" : fmt::format("both sides of '{}' in one unit", symbol_of(node)));
    }

    void require_boolean(const Expr& expr, std::string_view by) const {
        if (!expr.is_boolean) refuse(expr.span, fmt::format("'{}' wants a condition, '{}' is a number", by, text_of(expr)), "a comparison such as v > 0");
    }
    void require_number(const Expr& expr, std::string_view by) const {
        if (expr.is_boolean) refuse(expr.span, fmt::format("'{}' wants a number, '{}' is a condition", by, text_of(expr)), fmt::format("int({}) is 1 or 0", text_of(expr)));
    }
    void require_pure(const Expr& expr, std::string_view what) const {
        require_number(expr, what);
        if (!expr.dimension.is_pure()) refuse(expr.span, fmt::format("{} must be a pure number, '{}' is {}", what, text_of(expr), to_string(expr.dimension)), "divide it by a quantity of the same unit");
    }

    static ExprPtr retyped(const Expr& expr, Args args, Dimension dimension, bool is_boolean = false) {
        Expr typed = expr;
        typed.args = std::move(args);
        typed.dimension = dimension;
        typed.is_boolean = is_boolean;
        measure(typed);
        return std::make_shared<const Expr>(std::move(typed));
    }
    static ExprPtr at(const Expr& expr, Span span) {
        Expr copy = expr;
        copy.span = span;
        return std::make_shared<const Expr>(std::move(copy));
    }

    /// A part without names is a number. Constants are folded in double, once.
    ExprPtr fold(ExprPtr expr) const {
        const bool is_drawn = expr->node == Node::call && expr->args.empty();
        const bool is_constant = expr->node != Node::name && expr->node != Node::number && !is_drawn && expr->reference != Reference::stimulus &&
                                 std::all_of(expr->args.begin(), expr->args.end(), [](const ExprPtr& arg) { return is_number(*arg); });
        if (!is_constant) return expr;
        Expr number;
        number.value = evaluate(*expr);
        number.dimension = expr->dimension;
        number.is_boolean = expr->is_boolean;
        number.span = expr->span;
        if (!std::isfinite(number.value)) refuse(expr->span, fmt::format("the value of this is {}", number.value), "a finite number");
        return std::make_shared<const Expr>(std::move(number));
    }

    std::string text_of(const Expr& expr) const { return excerpt(source_, expr.span); }
    [[noreturn]] void refuse(Span span, std::string what, std::string allowed = {}) const {
        throw InputError{complain(source_, span, std::move(what), std::move(allowed))};
    }

    const Source& source_;
    const Names& names_;
};

}  // namespace

ExprPtr type_check(const ExprPtr& expr, const Source& source, const Names& names) { return Typing{source, names}.check(expr); }

std::string type_name(const Expr& expr) { return expr.is_boolean ? "boolean" : to_string(expr.dimension); }

ExprPtr require(const ExprPtr& value, Dimension expected, bool is_boolean, const Source& source, const std::string& what) {
    if (value->is_boolean == is_boolean && (is_boolean || value->dimension == expected)) return value;
    if (!is_boolean && is_pure_zero(*value)) return with_dimension(value, expected);
    const std::string wanted = is_boolean ? "boolean" : to_string(expected);
    throw InputError{complain(source, value->span, fmt::format("{} must be {}, this is {}", what, wanted, type_name(*value)))};
}

void require_finite(const Expr& expr, Span span, const Source& source) {
    if (contains(expr, [](const Expr& e) { return e.node == Node::number && !std::isfinite(e.value); }))
        throw InputError{complain(source, span, "a constant of this is not finite", "finite numbers")};
}

}  // namespace aerie::lang
