/// @file Microcode as text for people: `aerie map --explain`.
#pragma once

#include <string>
#include <string_view>

#include "hw_model/microcode/program.h"

namespace aerie::hw {

/// One line per instruction: number, target, operation, operands, shift and rounding, limits, table or draw number, then the program's own
/// comment. s0, s1, ... are streams, t0, t1, ... temporaries; constants stand as their fixed-point values.
[[nodiscard]] std::string disassemble(const Program& program);

/// As written in program.h.
[[nodiscard]] std::string_view name_of(Opcode op);

}  // namespace aerie::hw
