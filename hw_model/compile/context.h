/// @file What every part of the compiler needs to know about the network, the chip and the arithmetic.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/interval.h"
#include "core/model.h"
#include "hw_model/chip.h"
#include "hw_model/compile/image.h"
#include "hw_model/compile/lowering.h"

namespace aerie::hw {

/// Ranges of variables that the network file does not declare, by "population.variable" or "projection.variable"; from calibration.
using RangeTable = std::map<std::string, Interval>;

struct CompileContext {
    const Network& network;
    const ChipSpec& chip;
    Arithmetic arithmetic = Arithmetic::fixed;
    const RangeTable& ranges;

    [[nodiscard]] bool is_fixed() const { return arithmetic == Arithmetic::fixed; }
};

/// t as an exact product of the tick and dt.
[[nodiscard]] Value time_value(Emitter& emit, const CompileContext& context);
/// The tick as lanes with frac 0.
[[nodiscard]] Value tick_value(Emitter& emit, const CompileContext& context);
/// A tick stored in a lane array, as seconds.
[[nodiscard]] Value stored_tick(Emitter& emit, const CompileContext& context, Operand ticks);
/// name(t) or name(t, i) of a stimulus array.
[[nodiscard]] Value stimulus_value(Emitter& emit, const CompileContext& context, const lang::Expr& call);

/// An algebraic variable that is not stored saturates in fixed point where its declared range ends: that is what bounds the formats of all that is computed
/// from it. Without a range, and in float64, it is what it is.
[[nodiscard]] Value within_declared(Emitter& emit, const std::vector<lang::Variable>& variables, const std::string& name, const Value& value);

/// The range that a start-value expression can reach: rand() in [0, 1], randn() within what 32-bit draws give.
[[nodiscard]] Interval range_of_initial(const CompileContext& context, const std::vector<InitialValue>& initial, const std::string& variable);
/// The constant start value of a variable; absent when it differs between neurons or synapses.
[[nodiscard]] std::optional<double> constant_initial(const std::vector<InitialValue>& initial, const std::string& variable);

/// The range of a variable: declared, else start values if `is_written` is false, else calibrated. Absent: unknown.
[[nodiscard]] std::optional<Interval> known_range(const CompileContext& context, const std::string& group, const lang::Variable& variable,
                                                  const std::vector<InitialValue>& initial, bool is_written);
/// The same, or an InputError that says how to give one.
[[nodiscard]] Interval required_range(const CompileContext& context, const std::string& group, const lang::Variable& variable,
                                      const std::vector<InitialValue>& initial, bool is_written);

}  // namespace aerie::hw
