/// @file What an executor hands to a kernel: one step of linked code, the pointers of its operands, and the border of the block.
/// Everything here is plain data: kernel files are compiled for several instruction sets and must not share inline functions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "hw_model/microcode/program.h"

namespace aerie::hw::kernels {

template <class Lane>
struct Step;

/// Where the block stands: the lanes' identities, the counters, and room for one block of random words.
struct Frame {
    const std::uint32_t* first;
    const std::uint32_t* second;
    std::uint32_t* word_0;
    std::uint32_t* word_1;
    std::uint64_t* saturations;
    std::uint64_t* lost;
};

/// Runs one step over n >= 1 lanes. `slots` holds a pointer per register and per constant; a constant's kernel reads its first lane only.
template <class Lane>
using Kernel = void (*)(const Step<Lane>& step, Lane* const* slots, std::size_t n, const Frame& frame);

/// One linked instruction. target, a, b, c are indices into `slots`.
template <class Lane>
struct Step {
    Kernel<Lane> kernel;
    std::uint16_t target, a, b, c;
    std::uint16_t length;       ///< steps that the kernel runs: itself and those after it
    Instruction code;
    const Lane* table;          ///< entries of tables[immediate], the last one twice
    std::int32_t table_first;   ///< raw input of entry 0 (function), or 0
    std::int32_t table_last;    ///< raw input of the last entry (function), or size - 1
    std::uint8_t step_bits;
    std::uint32_t draw;                  ///< draw number
    std::uint32_t mask_0, mask_1, key;   ///< the DrawKey of this run
};

/// The kernel for `code` with its operands vector or constant as the instruction says; null: put the first constant into a register and ask again.
using FindFixed = Kernel<std::int32_t> (*)(const Instruction& code);
using FindReal = Kernel<double> (*)(const Instruction& code);

/// What may follow a sum of products in one kernel: nothing; accumulate, with c one (is_shifted); that, a less_equal and a select between new and old;
/// all that, a less of a constant and the value selected, and a logical_and with the less_equal.
enum class Tail : std::uint8_t { none, accumulate, accumulate_gated, accumulate_gated_threshold };
/// The kernel of a sum of 1 to 4 products and its tail, run as one (fusion.h says when that may be); null: there is none.
using FindFused = Kernel<std::int32_t> (*)(std::size_t terms, bool a_constant, Tail tail);

/// The kernel of a less and a logical_and of its result with another mask.
using FindThreshold = Kernel<std::int32_t> (*)(bool a_constant, bool b_constant);

/// Writes first + k for the lanes k of a mask that are not zero, ascending, and returns how many; `out` has room for n.
using FindSet = std::size_t (*)(const std::int32_t* mask, std::size_t n, std::uint32_t first, std::uint32_t* out);

/// Writes a value to n lanes, and to those behind up to a whole vector.
using Fill = void (*)(std::int32_t* lanes, std::size_t n, std::int32_t value);

/// The tables of exp2 and log2 (exp_log_table.h), filled before the first kernel runs.
struct ExpLogTables {
    std::uint32_t exp2[257];
    std::uint32_t log2[257];
};
[[nodiscard]] const ExpLogTables& exp_log_tables();

namespace v4 {
Kernel<std::int32_t> find_fixed(const Instruction& code);
Kernel<std::int32_t> find_fused(std::size_t terms, bool a_constant, Tail tail);
Kernel<std::int32_t> find_threshold(bool a_constant, bool b_constant);
std::size_t find_set(const std::int32_t* mask, std::size_t n, std::uint32_t first, std::uint32_t* out);
void fill(std::int32_t* lanes, std::size_t n, std::int32_t value);
Kernel<double> find_real(const Instruction& code);
}  // namespace v4
namespace v3 {
Kernel<std::int32_t> find_fixed(const Instruction& code);
Kernel<std::int32_t> find_fused(std::size_t terms, bool a_constant, Tail tail);
Kernel<std::int32_t> find_threshold(bool a_constant, bool b_constant);
std::size_t find_set(const std::int32_t* mask, std::size_t n, std::uint32_t first, std::uint32_t* out);
void fill(std::int32_t* lanes, std::size_t n, std::int32_t value);
Kernel<double> find_real(const Instruction& code);
}  // namespace v3
namespace baseline {
Kernel<std::int32_t> find_fixed(const Instruction& code);
Kernel<std::int32_t> find_fused(std::size_t terms, bool a_constant, Tail tail);
Kernel<std::int32_t> find_threshold(bool a_constant, bool b_constant);
std::size_t find_set(const std::int32_t* mask, std::size_t n, std::uint32_t first, std::uint32_t* out);
void fill(std::int32_t* lanes, std::size_t n, std::int32_t value);
Kernel<double> find_real(const Instruction& code);
}  // namespace baseline

}  // namespace aerie::hw::kernels
