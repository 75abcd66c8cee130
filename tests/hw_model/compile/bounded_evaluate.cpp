#include "tests/hw_model/compile/bounded_evaluate.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace aerie::hw::test {
namespace {

using lang::Node;

double magnitude(Interval x) { return std::max(std::abs(x.low), std::abs(x.high)); }

class Evaluator {
   public:
    Evaluator(const Precision& precision, const std::function<Bounded(const lang::Expr&)>& name) : p_{precision}, name_{name} {}

    Bounded evaluate(const lang::Expr& e) const {
        switch (e.node) {
            case Node::number: return {e.value, 0.0, Interval::point(e.value), true};
            case Node::name: return name_(e);
            case Node::negate: { Bounded x = at(e, 0); return {-x.value, x.error, -x.range, x.is_certain}; }
            case Node::add: return sum(at(e, 0), at(e, 1));
            case Node::subtract: { const Bounded y = at(e, 1); return sum(at(e, 0), {-y.value, y.error, -y.range, y.is_certain}); }
            case Node::multiply: return product(at(e, 0), at(e, 1));
            case Node::divide: return quotient(at(e, 0), at(e, 1));
            case Node::power: return power(at(e, 0), at(e, 1));
            case Node::less: return compare(at(e, 0), at(e, 1), [](double x, double y) { return x < y; });
            case Node::less_equal: return compare(at(e, 0), at(e, 1), [](double x, double y) { return x <= y; });
            case Node::greater: return compare(at(e, 0), at(e, 1), [](double x, double y) { return x > y; });
            case Node::greater_equal: return compare(at(e, 0), at(e, 1), [](double x, double y) { return x >= y; });
            case Node::logical_not: { const Bounded x = at(e, 0); return truth(x.value == 0.0, x.is_certain); }
            case Node::logical_and: { const Bounded x = at(e, 0), y = at(e, 1); return truth(x.value != 0.0 && y.value != 0.0, x.is_certain && y.is_certain); }
            case Node::logical_or: { const Bounded x = at(e, 0), y = at(e, 1); return truth(x.value != 0.0 || y.value != 0.0, x.is_certain && y.is_certain); }
            case Node::select: return choice(at(e, 0), at(e, 1), at(e, 2));
            case Node::call: return call(e);
            default: break;
        }
        AERIE_ASSERT(!"the generator makes no other node");
    }

   private:
    Bounded at(const lang::Expr& e, std::size_t k) const { return evaluate(*e.args[k]); }
    /// A result rounded a few times at the scale of what went in and what came out.
    Bounded rounded(double value, double error, Interval range, bool is_certain, double scale = 0.0) const {
        constexpr double least = 0x1p-120;   // formats have no more than 126 fraction bits
        const double by_range = p_.of_range > 0.0 ? least + p_.of_range * std::max(magnitude(range), scale) : 0.0, by_value = p_.of_value * std::abs(value);
        return {value, error + by_range + by_value, range, is_certain};
    }
    static Bounded truth(bool claim, bool is_certain) { return {claim ? 1.0 : 0.0, 0.0, {0.0, 1.0}, is_certain}; }

    Bounded sum(const Bounded& x, const Bounded& y) const {
        const double cancelled = p_.of_value * (std::abs(x.value) + std::abs(y.value));
        return rounded(x.value + y.value, x.error + y.error + cancelled, x.range + y.range, x.is_certain && y.is_certain, std::max(magnitude(x.range), magnitude(y.range)));
    }
    Bounded settled(const Bounded& x) const { return rounded(x.value, x.error, x.range, x.is_certain); }
    Bounded product(Bounded x, Bounded y) const {
        x = settled(x);
        y = settled(y);
        const double error = std::abs(x.value) * y.error + std::abs(y.value) * x.error + x.error * y.error;
        return rounded(x.value * y.value, error, x.range * y.range, x.is_certain && y.is_certain);
    }
    Bounded quotient(Bounded x, Bounded y) const {
        x = settled(x);
        y = settled(y);
        const double q = x.value / y.value, nearest = std::abs(y.value) - y.error;
        const bool is_sound = nearest > 0.0;
        const double error = is_sound ? (x.error + std::abs(q) * y.error) / nearest : 0.0;
        return rounded(q, error, x.range / y.range, x.is_certain && y.is_certain && is_sound);
    }
    Bounded power(const Bounded& x, const Bounded& n) const {
        Bounded result{1.0, 0.0, Interval::point(1.0), true};
        for (int k = 0; k < static_cast<int>(n.value); ++k) result = product(result, x);
        return result;
    }
    template <class Compare>
    Bounded compare(const Bounded& x, const Bounded& y, Compare claim) const {
        const double apart = std::abs(x.value - y.value), scale = p_.of_range * std::max(magnitude(x.range), magnitude(y.range));
        const double error = x.error + y.error + (x.error + y.error > 0.0 ? scale : 0.0) + (x.range == y.range ? 0.0 : scale);
        const bool is_clear = apart > error || (apart == 0.0 && error == 0.0);
        return truth(claim(x.value, y.value), x.is_certain && y.is_certain && is_clear);
    }
    Bounded choice(const Bounded& condition, const Bounded& x, const Bounded& y) const {
        const Bounded& chosen = condition.value != 0.0 ? x : y;
        return rounded(chosen.value, chosen.error, hull(x.range, y.range), condition.is_certain && chosen.is_certain);
    }
    Bounded extreme(const Bounded& x, const Bounded& y, bool is_least) const {
        const double value = is_least ? std::min(x.value, y.value) : std::max(x.value, y.value);
        return rounded(value, std::max(x.error, y.error), is_least ? aerie::min(x.range, y.range) : aerie::max(x.range, y.range), x.is_certain && y.is_certain,
                       std::max(magnitude(x.range), magnitude(y.range)));
    }
    /// floor, int, sign: certain where no grid point lies within the error.
    Bounded step(const Bounded& x, double value, Interval range, double distance) const { return {value, 0.0, range, x.is_certain && (x.error == 0.0 || distance > x.error)}; }
    static double to_integer(double x) { return std::abs(x - std::floor(x + 0.5)); }

    Bounded call(const lang::Expr& e) const {
        const std::string& f = e.name;
        Bounded x = at(e, 0);
        if (f == "abs") return {std::abs(x.value), x.error, aerie::abs(x.range), x.is_certain};
        if (f == "min" || f == "max") return extreme(x, at(e, 1), f == "min");
        if (f == "clip") return extreme(extreme(x, at(e, 1), false), at(e, 2), true);
        if (f == "floor") return step(x, std::floor(x.value), {std::floor(x.range.low), std::floor(x.range.high)}, to_integer(x.value));
        if (f == "ceil") return step(x, std::ceil(x.value), {std::ceil(x.range.low), std::ceil(x.range.high)}, to_integer(x.value));
        if (f == "int") return step(x, std::trunc(x.value), aerie::truncate(x.range), std::abs(x.value) < 0.5 ? 1.0 : to_integer(x.value));
        if (f == "sign") return step(x, (x.value > 0.0) - (x.value < 0.0), {-1.0, 1.0}, std::abs(x.value));
        x = settled(x);
        if (f == "sqrt") return rounded(std::sqrt(x.value), std::min(x.error / std::max(std::sqrt(x.value), 1e-300), std::sqrt(x.error)), aerie::sqrt(x.range), x.is_certain);
        if (f == "exp") return rounded(std::exp(x.value), std::exp(x.value) * (std::expm1(x.error) + p_.of_function), aerie::exp(x.range), x.is_certain);
        if (f == "log") return rounded(std::log(x.value), x.error / std::max(x.value - x.error, 1e-300) + p_.of_function, aerie::log(x.range), x.is_certain && x.value > x.error);
        if (f == "sin") return rounded(std::sin(x.value), x.error + p_.of_function, aerie::sin(x.range), x.is_certain);
        if (f == "tanh") return rounded(std::tanh(x.value), x.error + p_.of_function, aerie::tanh(x.range), x.is_certain);
        AERIE_ASSERT(!"the generator calls no other function");
    }

    const Precision& p_;
    const std::function<Bounded(const lang::Expr&)>& name_;
};

}  // namespace

Bounded bounded_evaluate(const lang::Expr& expr, const Precision& precision, const std::function<Bounded(const lang::Expr&)>& name) {
    return Evaluator{precision, name}.evaluate(expr);
}

}  // namespace aerie::hw::test
