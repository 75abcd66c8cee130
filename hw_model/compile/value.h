/// @file A number on its way through the compiler: a constant, a register, or a product that has not yet been rounded.
#pragma once

#include "core/interval.h"
#include "hw_model/microcode/program.h"

namespace aerie::hw {

/// Fixed point: value = raw * 2^-frac. A product stays exact (frac = sum of its factors') until someone says where to round it, so that
/// a + b * c is rounded once. In float64 frac is always 0 and means nothing.
struct Value {
    enum class Form { constant, lanes, product } form = Form::constant;
    Interval range{};            ///< of the value
    double real = 0.0;           ///< Form::constant: the value; Form::product with has_factor: the constant factor
    Operand a{};                 ///< Form::lanes, Form::product
    Operand b{};                 ///< Form::product without has_factor: the other factor
    bool has_factor = false;
    int frac = 0;                ///< of `a`
    int frac_b = 0;
    bool is_mask = false;
    Interval declared = Interval::everything();   ///< a variable just read: what its author says of it, where the register can hold more

    [[nodiscard]] bool is_constant() const { return form == Form::constant; }
    static Value of(double real) { return {.form = Form::constant, .range = Interval::point(real), .real = real}; }
    static Value lanes(Operand a, int frac, Interval range) { return {.form = Form::lanes, .range = range, .a = a, .frac = frac}; }
    static Value mask(Operand a) { return {.form = Form::lanes, .range = {0.0, 1.0}, .a = a, .is_mask = true}; }
};

}  // namespace aerie::hw
