#include "core/lang/simplify.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/lang/evaluate.h"
#include "core/lang/rewrite.h"

namespace aerie::lang {
namespace {

/// coefficient * over[0] * over[1] * ... / (under[0] * ...)
struct Product {
    double coefficient = 1.0;
    std::vector<ExprPtr> over, under;
};

/// coefficient * rest; a constant where rest is null.
struct Term {
    double coefficient = 1.0;
    ExprPtr rest;
};

struct Sum {
    std::vector<Term> terms;
    double constant = 0.0;
};

bool is_number(const Expr& e) { return e.node == Node::number; }
bool is_sum(const Expr& e) { return e.node == Node::add || e.node == Node::subtract; }
bool is_product(const Expr& e) { return e.node == Node::multiply || e.node == Node::divide || e.node == Node::negate; }

// ---- products ----

/// Takes a simplified tree apart at its top multiplications and divisions.
void gather_factors(const ExprPtr& e, bool is_inverted, Product& product) {
    if (e->node == Node::multiply || e->node == Node::divide) {
        gather_factors(e->args[0], is_inverted, product);
        gather_factors(e->args[1], is_inverted != (e->node == Node::divide), product);
    } else if (e->node == Node::negate) {
        product.coefficient = -product.coefficient;
        gather_factors(e->args[0], is_inverted, product);
    } else if (is_number(*e)) {
        product.coefficient = is_inverted ? product.coefficient / e->value : product.coefficient * e->value;
    } else {
        (is_inverted ? product.under : product.over).push_back(e);
    }
}

/// The same for a tree as written: simplifies what is no product, each part once.
void gather_written_factors(const ExprPtr& e, bool is_inverted, Product& product) {
    if (e->node == Node::multiply || e->node == Node::divide) {
        gather_written_factors(e->args[0], is_inverted, product);
        gather_written_factors(e->args[1], is_inverted != (e->node == Node::divide), product);
    } else if (e->node == Node::negate) {
        product.coefficient = -product.coefficient;
        gather_written_factors(e->args[0], is_inverted, product);
    } else {
        gather_factors(simplify(e), is_inverted, product);
    }
}

ExprPtr multiply_all(const std::vector<ExprPtr>& factors) {
    ExprPtr product = factors.front();
    for (std::size_t k = 1; k < factors.size(); ++k) product = typed_node(Node::multiply, {product, factors[k]});
    return product;
}

Dimension dimension_of(const Product& product) {
    Dimension dimension;
    for (const ExprPtr& factor : product.over) dimension = dimension * factor->dimension;
    for (const ExprPtr& factor : product.under) dimension = dimension / factor->dimension;
    return dimension;
}

Sum split_sum(const ExprPtr& e);
ExprPtr build_sum(Sum sum, Dimension dimension);

/// A constant factor costs nothing inside a sum whose terms all have one; a mere sign never costs.
bool is_free_to_distribute(const Sum& sum, double coefficient) {
    const auto has_factor = [](const Term& term) { return std::fabs(term.coefficient) != 1.0; };
    return coefficient == -1.0 || std::all_of(sum.terms.begin(), sum.terms.end(), has_factor);
}

/// The constant stands beside the first factor, so that no intermediate value grows more than it must.
ExprPtr build_product(Product product, Dimension dimension) {
    const Dimension of_constant = dimension / dimension_of(product);
    if (product.coefficient == 0.0) return make_number(0.0, dimension);
    if (product.over.empty() && product.under.empty()) return make_number(product.coefficient, dimension);
    if (product.over.empty()) return typed_node(Node::divide, {make_number(product.coefficient, of_constant), multiply_all(product.under)});
    if (product.over.size() == 1 && product.under.empty() && is_sum(*product.over[0]) && product.coefficient != 1.0) {
        Sum sum = split_sum(product.over[0]);
        if (is_free_to_distribute(sum, product.coefficient)) {
            for (Term& term : sum.terms) term.coefficient *= product.coefficient;
            sum.constant *= product.coefficient;
            return build_sum(std::move(sum), dimension);
        }
    }
    const bool is_sign = std::fabs(product.coefficient) == 1.0;
    if (!is_sign) product.over[0] = typed_node(Node::multiply, {product.over[0], make_number(product.coefficient, of_constant)});
    ExprPtr result = multiply_all(product.over);
    if (!product.under.empty()) result = typed_node(Node::divide, {result, multiply_all(product.under)});
    return product.coefficient == -1.0 ? typed_node(Node::negate, {result}) : result;
}

// ---- sums ----

void add_term(Sum& sum, Term term) {
    if (term.rest == nullptr) {
        sum.constant += term.coefficient;
        return;
    }
    for (Term& known : sum.terms) {
        if (!same_tree(*known.rest, *term.rest) || calls_random(*term.rest)) continue;
        known.coefficient += term.coefficient;
        return;
    }
    sum.terms.push_back(std::move(term));
}

/// Adds `sign` times a simplified tree.
void gather_terms(const ExprPtr& e, double sign, Sum& sum) {
    if (is_sum(*e)) {
        gather_terms(e->args[0], sign, sum);
        gather_terms(e->args[1], e->node == Node::add ? sign : -sign, sum);
    } else if (is_number(*e)) {
        add_term(sum, {sign * e->value, nullptr});
    } else if (is_product(*e)) {
        Product product;
        gather_factors(e, false, product);
        const double coefficient = std::exchange(product.coefficient, 1.0);
        const Dimension dimension = dimension_of(product);
        if (product.over.empty()) return add_term(sum, {sign, e});   // a constant over something: nothing to take out
        const ExprPtr rest = build_product(std::move(product), dimension);
        is_sum(*rest) && std::fabs(coefficient) == 1.0 ? gather_terms(rest, sign * coefficient, sum) : add_term(sum, {sign * coefficient, rest});
    } else {
        add_term(sum, {sign, e});
    }
}

void gather_written_terms(const ExprPtr& e, double sign, Sum& sum) {
    if (is_sum(*e)) {
        gather_written_terms(e->args[0], sign, sum);
        gather_written_terms(e->args[1], e->node == Node::add ? sign : -sign, sum);
    } else if (e->node == Node::negate) {
        gather_written_terms(e->args[0], -sign, sum);
    } else {
        gather_terms(simplify(e), sign, sum);
    }
}

Sum split_sum(const ExprPtr& e) {
    Sum sum;
    gather_terms(e, 1.0, sum);
    return sum;
}

ExprPtr build_term(const Term& term, double magnitude, Dimension dimension) {
    Product product;
    product.coefficient = magnitude;
    gather_factors(term.rest, false, product);
    return build_product(std::move(product), dimension);
}

/// The first positive term opens the sum, or else the constant, so that no negation is spent.
ExprPtr build_sum(Sum sum, Dimension dimension) {
    std::erase_if(sum.terms, [](const Term& term) { return term.coefficient == 0.0; });
    if (sum.terms.empty()) return make_number(sum.constant, dimension);
    auto first = std::find_if(sum.terms.begin(), sum.terms.end(), [](const Term& term) { return term.coefficient > 0.0; });
    const bool opens_with_constant = first == sum.terms.end() && sum.constant != 0.0;
    if (first == sum.terms.end() && !opens_with_constant) {
        for (Term& term : sum.terms) term.coefficient = -term.coefficient;
        const ExprPtr positive = build_sum(std::move(sum), dimension);
        Product product;
        product.coefficient = -1.0;
        gather_factors(positive, false, product);
        return is_sum(*positive) ? typed_node(Node::negate, {positive}) : build_product(std::move(product), dimension);
    }
    if (!opens_with_constant) std::rotate(sum.terms.begin(), first, first + 1);
    ExprPtr result = opens_with_constant ? make_number(sum.constant, dimension) : build_term(sum.terms[0], sum.terms[0].coefficient, dimension);
    for (std::size_t k = opens_with_constant ? 0 : 1; k < sum.terms.size(); ++k) {
        const double coefficient = sum.terms[k].coefficient;
        result = typed_node(coefficient < 0.0 ? Node::subtract : Node::add, {result, build_term(sum.terms[k], std::fabs(coefficient), dimension)});
    }
    if (opens_with_constant || sum.constant == 0.0) return result;
    return typed_node(sum.constant < 0.0 ? Node::subtract : Node::add, {result, make_number(std::fabs(sum.constant), dimension)});
}

// ---- everything else ----

ExprPtr boolean_number(bool value) {
    Expr number;
    number.value = value ? 1.0 : 0.0;
    number.is_boolean = true;
    return std::make_shared<const Expr>(std::move(number));
}

ExprPtr simplify_power(const Expr& e, const ExprPtr& base, const ExprPtr& exponent) {
    if (!is_number(*exponent)) return typed_node(Node::power, {base, exponent});
    const double n = exponent->value;
    if (n == 0.0) return make_number(1.0, e.dimension, e.span);
    if (n == 1.0) return base;
    if (n == 0.5) return typed_call("sqrt", {base}, e.dimension);
    const bool is_negative_integer = n < 0.0 && n == std::floor(n);
    if (!is_negative_integer) return typed_node(Node::power, {base, exponent});
    const ExprPtr inverse = simplify_power(*typed_node(Node::power, {base, make_number(-n)}), base, make_number(-n));
    return typed_node(Node::divide, {make_number(1.0), inverse});
}

ExprPtr simplify_logic(const Expr& e, const std::vector<ExprPtr>& args) {
    if (e.node == Node::logical_not && args[0]->node == Node::logical_not) return args[0]->args[0];
    if (e.node != Node::logical_and && e.node != Node::logical_or) return nullptr;
    const double deciding = e.node == Node::logical_or ? 1.0 : 0.0;
    for (std::size_t k = 0; k < 2; ++k)
        if (is_number(*args[k])) return args[k]->value == deciding ? boolean_number(deciding != 0.0) : args[1 - k];
    return nullptr;
}

ExprPtr simplify_other(const ExprPtr& e) {
    std::vector<ExprPtr> args;
    for (const ExprPtr& arg : e->args) args.push_back(simplify(arg));
    const bool is_evaluable = !args.empty() && e->reference != Reference::stimulus && std::all_of(args.begin(), args.end(), [](const ExprPtr& a) { return is_number(*a); });
    Expr copy = *e;
    copy.args = args;
    measure(copy);
    if (is_evaluable) return e->is_boolean ? boolean_number(evaluate(copy) != 0.0) : make_number(evaluate(copy), e->dimension, e->span);
    if (e->node == Node::power) return simplify_power(*e, args[0], args[1]);
    if (e->node == Node::select && is_number(*args[0])) return args[0]->value != 0.0 ? args[1] : args[2];
    if (ExprPtr logic = simplify_logic(*e, args)) return logic;
    return std::make_shared<const Expr>(std::move(copy));
}

}  // namespace

ExprPtr simplify(const ExprPtr& e) {
    if (e->node == Node::number || e->node == Node::name) return e;
    if (e->node == Node::multiply || e->node == Node::divide) {
        Product product;
        gather_written_factors(e, false, product);
        return build_product(std::move(product), e->dimension);
    }
    if (is_sum(*e) || e->node == Node::negate) {
        Sum sum;
        gather_written_terms(e, 1.0, sum);
        return build_sum(std::move(sum), e->dimension);
    }
    return simplify_other(e);
}

int operation_count(const Expr& expr) {
    int count = expr.node == Node::number || expr.node == Node::name ? 0 : 1;
    for (const ExprPtr& arg : expr.args) count += operation_count(*arg);
    return count;
}

}  // namespace aerie::lang
