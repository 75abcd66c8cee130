/// @file Which neighbouring steps one kernel may run in one pass over the lanes: the same bits and the same counts, without writing sums down in between.
#pragma once

#include <cstddef>
#include <vector>

#include "hw_model/microcode/kernels.h"

namespace aerie::hw {

/// `kernel` runs the first `length` of some steps; null: there is none. Registers that nobody reads afterwards are not written.
struct Fusion {
    kernels::Kernel<std::int32_t> kernel = nullptr;
    std::size_t length = 1;
};

/// In which order to run a program's instructions (their places in the code): as written, but a comparison that ends in a mask moves up behind what it compares, where
/// nothing in between cares.
[[nodiscard]] std::vector<std::size_t> run_order(const Program& program);

/// `streams`: registers below are outputs of the program.
[[nodiscard]] Fusion fuse(const kernels::Step<std::int32_t>* steps, std::size_t count, std::size_t streams);

}  // namespace aerie::hw
