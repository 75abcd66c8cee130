/// @file Sums of the Emitter: which terms join before they are multiplied, on which grid the rest meets, and in which order.
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "hw_model/compile/arithmetic.h"

namespace aerie::hw {

/// c * a + c * b = c * (a + b): times and ticks keep their integer form, so that t - lastspike is exact.
std::optional<Value> Emitter::add_alike(const Value& x, const Value& y) {
    const bool are_products = x.form == Value::Form::product && y.form == Value::Form::product && x.has_factor && y.has_factor;
    if (!are_products || std::abs(x.real) != std::abs(y.real) || x.frac != y.frac || std::abs(x.real) == 1.0) return std::nullopt;
    const Interval ra = x.range * Interval::point(1.0 / x.real), rb = y.range * Interval::point(1.0 / y.real);
    const bool is_sum = x.real == y.real;
    const Interval range = is_sum ? ra + rb : ra - rb;
    if (is_fixed_ && finest_frac(range) < x.frac) return std::nullopt;
    const Operand sum = emit(is_sum ? Opcode::add : Opcode::subtract, x.a, y.a);
    return multiply(Value::lanes(sum, x.frac, range), Value::of(x.real));
}

/// sum + term at `frac` in one instruction.
Operand Emitter::add_term(Operand sum, const Value& term, int frac) {
    if (!is_fixed_) {
        if (term.form != Value::Form::product) return emit(Opcode::add, sum, realise(term, 0));
        if (term.has_factor && term.real == -1.0) return emit(Opcode::subtract, sum, term.a);
        return emit(Opcode::multiply_add, sum, term.a, term.has_factor ? number(term.real, 0) : term.b);
    }
    if (term.is_constant() || (term.form == Value::Form::lanes && term.frac == frac)) return emit(Opcode::add, sum, realise(term, frac));
    if (term.form == Value::Form::lanes) return emit(Opcode::multiply_add, sum, term.a, number(1.0, 0), term.frac - frac);
    if (!term.has_factor) return emit(Opcode::multiply_add, sum, term.a, term.b, term.frac + term.frac_b - frac);
    if (is_power_of_two(term.real) && term.frac - std::ilogb(term.real) == frac) return emit(term.real > 0.0 ? Opcode::add : Opcode::subtract, sum, term.a);
    const Factor c = factor(term.real, frac + most_shift - term.frac);
    return emit(Opcode::multiply_add, sum, term.a, c.operand, term.frac + c.frac - frac);
}

Value Emitter::add(const Value& x, const Value& y) {
    AERIE_ASSERT(!x.is_mask && !y.is_mask);
    if (x.is_constant() && y.is_constant()) return Value::of(x.real + y.real);
    if (x.is_constant() && x.real == 0.0) return y;
    if (y.is_constant() && y.real == 0.0) return x;
    if (const auto sum = add_alike(x, y)) return *sum;
    const Interval range = x.range + y.range;
    const int frac = is_fixed_ ? std::min(common_frac(x, y), finest_frac(range)) : 0;
    const bool starts_with_y = is_fixed_ ? starts_before(y, x, frac) : x.form == Value::Form::product && y.form != Value::Form::product;
    const Value& first = starts_with_y ? y : x;
    return Value::lanes(add_term(realise(first, frac), starts_with_y ? x : y, frac), frac, range);
}

/// What costs least to begin a sum with: lanes that are on the grid already, then a constant, then other lanes, products last.
bool Emitter::starts_before(const Value& x, const Value& y, int frac) const {
    const auto cost = [&](const Value& v) {
        if (v.form == Value::Form::lanes) return v.frac == frac ? 0 : 2;
        return v.is_constant() ? 1 : 3;
    };
    return cost(x) < cost(y);
}

/// As fine as the finest term, as coarse as the largest term or partial sum.
int Emitter::frac_of_sum(const std::vector<Value>& terms) const {
    int wanted = -most_shift * 16, frac = INT32_MAX;
    Interval partial = Interval::point(0.0);
    for (const Value& term : terms) {
        if (!term.is_constant()) wanted = std::max(wanted, natural_frac(term));
        partial = partial + term.range;
        frac = std::min({frac, finest_frac(term.range), finest_frac(partial)});
    }
    for (const Value& term : terms) {
        if (term.is_constant()) wanted = frac_beside(term.real, wanted, frac);
    }
    return std::min(wanted, frac);
}

Value Emitter::sum(std::vector<Value> terms) {
    AERIE_ASSERT(is_fixed_);
    double constant = 0.0;
    for (std::size_t k = 0; k < terms.size(); ++k) {
        AERIE_ASSERT(!terms[k].is_mask);
        for (std::size_t j = k + 1; j < terms.size(); ++j) {
            const auto joined = add_alike(terms[k], terms[j]);
            if (!joined) continue;
            terms[k] = *joined;
            terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(j));
            j = k;
        }
        if (terms[k].is_constant()) constant += terms[k].real;
    }
    std::erase_if(terms, [](const Value& v) { return v.is_constant(); });
    if (terms.empty()) return Value::of(constant);
    if (constant != 0.0) terms.push_back(Value::of(constant));
    const int frac = frac_of_sum(terms);
    std::stable_sort(terms.begin(), terms.end(), [&](const Value& x, const Value& y) { return starts_before(x, y, frac); });
    if (terms.size() == 1) return terms.front();
    Operand total = realise(terms.front(), frac);
    Interval range = terms.front().range;
    for (std::size_t k = 1; k < terms.size(); ++k) {
        total = add_term(total, terms[k], frac);
        range = range + terms[k].range;
    }
    return Value::lanes(total, frac, range);
}

}  // namespace aerie::hw
