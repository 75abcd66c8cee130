/// @file The kernels in use, chosen once per process.
#pragma once

#include <string_view>

#include "hw_model/microcode/kernels.h"

namespace aerie::hw::kernels {

struct KernelSet {
    std::string_view name;
    FindFixed find_fixed;
    FindFused find_fused;
    FindThreshold find_threshold;
    FindSet find_set;
    Fill fill;
    FindReal find_real;
};

/// Throws InputError when AERIE_ISA names no instruction set.
[[nodiscard]] const KernelSet& kernel_set();

}  // namespace aerie::hw::kernels
