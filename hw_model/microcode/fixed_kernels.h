/// @file The parts of one instruction set's fixed-point kernels that stand in files of their own.
#pragma once

#include "hw_model/microcode/loops.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {

using FixedStep = Step<std::int32_t>;

Kernel<std::int32_t> find_shift(const Instruction& code);
Kernel<std::int32_t> find_multiply(const Instruction& code);
Kernel<std::int32_t> find_multiply_add(const Instruction& code);
Kernel<std::int32_t> find_store(const Instruction& code);
Kernel<std::int32_t> find_accumulate(const Instruction& code);

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
