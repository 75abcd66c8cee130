/// @file Emits arithmetic on Values: chooses the binary point of every result from its range, and rounds as rarely as it can.
#pragma once

#include <optional>
#include <vector>

#include "hw_model/compile/builder.h"
#include "hw_model/compile/number_format.h"
#include "hw_model/compile/value.h"

namespace aerie::hw {

inline constexpr int most_shift = 60, least_shift = -31;   ///< of a product of two words that the compiler asks for
[[nodiscard]] bool is_power_of_two(double x);               ///< up to its sign

class Emitter {
   public:
    explicit Emitter(Builder& builder) : builder_{builder}, is_fixed_{builder.arithmetic() == Arithmetic::fixed} {}

    [[nodiscard]] Builder& builder() { return builder_; }
    [[nodiscard]] bool is_fixed() const { return is_fixed_; }
    /// While set, random numbers are drawn once for all lanes: what is written is shared by the group.
    void share_draws(bool shares) { shares_draws_ = shares; }
    [[nodiscard]] bool shares_draws() const { return shares_draws_; }

    [[nodiscard]] Value add(const Value& x, const Value& y);
    /// All terms on one grid, each product by one multiply_add. Fixed point only: in float64 the order of additions is the author's.
    [[nodiscard]] Value sum(std::vector<Value> terms);
    [[nodiscard]] Value negate(const Value& x);
    [[nodiscard]] Value subtract(const Value& x, const Value& y) { return add(x, negate(y)); }
    [[nodiscard]] Value multiply(const Value& x, const Value& y);
    [[nodiscard]] Value divide(const Value& x, const Value& y);
    [[nodiscard]] Value minimum(const Value& x, const Value& y);
    [[nodiscard]] Value maximum(const Value& x, const Value& y);
    [[nodiscard]] Value absolute(const Value& x);
    /// Comparisons keep the exact meaning of a constant: raw > floor(c) is x > c on the grid.
    [[nodiscard]] Value less(const Value& x, const Value& y);
    [[nodiscard]] Value less_equal(const Value& x, const Value& y);
    [[nodiscard]] Value equal(const Value& x, const Value& y);
    [[nodiscard]] Value both(const Value& x, const Value& y);
    [[nodiscard]] Value either(const Value& x, const Value& y);
    [[nodiscard]] Value invert(const Value& x);
    [[nodiscard]] Value select(const Value& condition, const Value& yes, const Value& no);

    /// The finest frac at which `x` still means something: exact products are cut at what fits a register.
    [[nodiscard]] int natural_frac(const Value& x) const;
    /// An operand holding `x` with exactly `frac` fraction bits (rounded to nearest).
    [[nodiscard]] Operand realise(const Value& x, int frac);
    /// `x` as lanes (or constant) at its natural frac.
    [[nodiscard]] Value settled(const Value& x);
    [[nodiscard]] Operand mask_operand(const Value& x);
    [[nodiscard]] Operand number(double real, int frac);
    [[nodiscard]] Operand emit(Opcode op, Operand a, Operand b = {}, Operand c = {}, int shift = 0);

    /// A constant as an integer of up to 30 bits times 2^-frac, with frac at most `most_frac`.
    struct Factor {
        Operand operand;
        int frac = 0;
    };
    [[nodiscard]] Factor factor(double real, int most_frac);

   private:
    [[nodiscard]] Value compare(Opcode op, const Value& x, const Value& y);
    [[nodiscard]] Value compare_constant(Opcode op, const Value& x, double c, bool constant_first);
    [[nodiscard]] Operand add_term(Operand sum, const Value& term, int frac);
    [[nodiscard]] int frac_of_sum(const std::vector<Value>& terms) const;
    [[nodiscard]] bool starts_before(const Value& x, const Value& y, int frac) const;
    [[nodiscard]] std::optional<Value> add_alike(const Value& x, const Value& y);
    [[nodiscard]] Operand realise_product(const Value& x, int frac);
    [[nodiscard]] static int frac_beside(double c, int natural, int finest);
    [[nodiscard]] int wanted_frac(const Value& x, const Value& y) const;
    [[nodiscard]] int common_frac(const Value& x, const Value& y) const;
    [[nodiscard]] Operand confined(const Value& x, Interval range, int frac);
    [[nodiscard]] Value nonzero(const Value& x);

    Builder& builder_;
    bool is_fixed_;
    bool shares_draws_ = false;
};

}  // namespace aerie::hw
