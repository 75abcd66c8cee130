/// @file From expressions to instructions: the tree is walked once, names are answered by whoever knows the lane arrays.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/lang/ast.h"
#include "core/lang/model.h"
#include "hw_model/compile/arithmetic.h"

namespace aerie::hw {

/// Answers what a name holds at this point of the program.
class Names {
   public:
    virtual ~Names() = default;
    [[nodiscard]] virtual Value read(const lang::Expr& name) = 0;
    /// name(t) or name(t, i) for a stimulus array.
    [[nodiscard]] virtual Value stimulus(const lang::Expr& call) = 0;
};

class Lowering {
   public:
    Lowering(Emitter& emitter, Names& names) : emit_{emitter}, names_{names} {}

    /// In float64 each operation is IEEE double; in fixed point each result has the finest format that its range allows.
    [[nodiscard]] Value lower(const lang::Expr& expr);
    [[nodiscard]] Emitter& emitter() { return emit_; }

   private:
    [[nodiscard]] Value lower_sum(const lang::Expr& expr);
    [[nodiscard]] Value lower_power(const lang::Expr& expr);
    [[nodiscard]] Value lower_confined(const lang::Expr& expr, bool (*does_harm)(Interval));
    [[nodiscard]] Value lower_divisor(const lang::Expr& expr);
    [[nodiscard]] Value lower_exponent(const lang::Expr& expr);
    [[nodiscard]] Value lower_even_exponent(const lang::Expr& expr);
    [[nodiscard]] Value lower_modulo(const Value& x, const Value& y);
    [[nodiscard]] Value lower_call(const lang::Expr& call);
    [[nodiscard]] Value exponential(const Value& x);
    [[nodiscard]] Value confined(const Value& x, double low, double high);
    [[nodiscard]] Value above_zero(const Value& x);
    [[nodiscard]] Value logarithm(const Value& x);
    [[nodiscard]] Value square_root(const Value& x);
    [[nodiscard]] Value floor(const Value& x);
    [[nodiscard]] Value truncate(const Value& x);
    [[nodiscard]] Value relative_exponential(const Value& x);
    [[nodiscard]] Value hyperbolic_cosine(const Value& x);
    [[nodiscard]] Value within_one_turn(const Value& x);
    [[nodiscard]] Value tabulated(const Value& x, const std::string& name);
    [[nodiscard]] Value uniform();
    [[nodiscard]] Value normal();
    [[nodiscard]] Value shared_draw(TickConstant::Kind kind, int frac, Interval range);

    Emitter& emit_;
    Names& names_;
};

}  // namespace aerie::hw
