#include "core/lang/evaluate.h"

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/lang/functions.h"

namespace aerie::lang {
namespace {

/// Python's and Brian2's remainder: the sign of the divisor.
double remainder_of(double a, double b) {
    const double r = std::fmod(a, b);
    return r != 0.0 && (r < 0.0) != (b < 0.0) ? r + b : r;
}

double apply_operator(Node node, std::span<const double> x) {
    switch (node) {
        case Node::negate: return -x[0];
        case Node::logical_not: return x[0] == 0.0 ? 1.0 : 0.0;
        case Node::add: return x[0] + x[1];
        case Node::subtract: return x[0] - x[1];
        case Node::multiply: return x[0] * x[1];
        case Node::divide: return x[0] / x[1];
        case Node::modulo: return remainder_of(x[0], x[1]);
        case Node::power: return std::pow(x[0], x[1]);
        case Node::less: return x[0] < x[1] ? 1.0 : 0.0;
        case Node::less_equal: return x[0] <= x[1] ? 1.0 : 0.0;
        case Node::greater: return x[0] > x[1] ? 1.0 : 0.0;
        case Node::greater_equal: return x[0] >= x[1] ? 1.0 : 0.0;
        case Node::equal: return x[0] == x[1] ? 1.0 : 0.0;
        case Node::not_equal: return x[0] != x[1] ? 1.0 : 0.0;
        case Node::logical_and: return x[0] != 0.0 && x[1] != 0.0 ? 1.0 : 0.0;
        case Node::logical_or: return x[0] != 0.0 || x[1] != 0.0 ? 1.0 : 0.0;
        case Node::select: return x[0] != 0.0 ? x[1] : x[2];
        default: AERIE_ASSERT(!"an operator"); return 0.0;
    }
}

}  // namespace

double evaluate(const Expr& expr, const Environment& environment) {
    if (expr.node == Node::number) return expr.value;
    if (expr.node == Node::name) {
        AERIE_ASSERT(environment.name != nullptr);
        return environment.name(expr);
    }
    std::array<double, 4> few{};   // a vector only where a call has more arguments: rates are evaluated for every neuron
    std::vector<double> many(expr.args.size() > few.size() ? expr.args.size() : 0);
    const std::span<double> values{many.empty() ? few.data() : many.data(), expr.args.size()};
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = evaluate(*expr.args[k], environment);
    if (expr.node != Node::call) return apply_operator(expr.node, values);
    const Function* function = expr.reference == Reference::stimulus ? nullptr : find_function(expr.name);
    if (function != nullptr && function->apply != nullptr) return function->apply(values);
    AERIE_ASSERT(environment.call != nullptr);
    return environment.call(expr, values);
}

}  // namespace aerie::lang
