/// @file Runs microcode: a vectorised interpreter. One kernel call covers up to `block_lanes` lanes of one instruction; kernels exist for
/// x86-64-v4, v3 and baseline and are chosen once at run time; all give the same bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "hw_model/microcode/program.h"

namespace aerie::hw {

inline constexpr std::size_t block_lanes = 512;

/// Where the lanes of one stream live. Exactly one shape:
///  contiguous: base[lane]; gathered: base[index[lane]] (read before the block; written back after it where the program writes it);
///  broadcast: base[0] for all lanes (never written);
///  not kept (base null): lanes of the block alone, written before they are read.
template <class Lane>
struct Stream {
    Lane* base = nullptr;
    const std::uint32_t* index = nullptr;
    bool is_broadcast = false;
};

/// A program linked to kernels, with its scratch registers. Lane is std::int32_t (fixed) or double (float64). One per thread or NeuroCore; not shared.
template <class Lane>
class Executor {
   public:
    explicit Executor(const Program& program);
    ~Executor();
    Executor(Executor&&) noexcept;
    Executor& operator=(Executor&&) noexcept;

    /// Runs the whole program over lanes [0, count), streams.size() == program.streams. Lane k of block b is lane b * block_lanes + k.
    /// `counts` vectors have program.counters entries. No allocation.
    void run(const Stream<Lane>* streams, std::size_t count, const Identity& identity, ProgramCounts& counts);
    /// The same, and lists the lanes in which register `mask` is set at the end (not zero), ascending; returns how many. `found` has room for `count`.
    std::size_t run_and_find(const Stream<Lane>* streams, std::size_t count, const Identity& identity, ProgramCounts& counts, std::size_t mask, std::uint32_t* found);
    /// Rewrites one constant (time, stimulus value) before the next run.
    void set_constant(std::size_t index, Lane value);

   private:
    template <class After>
    void run_blocks(const Stream<Lane>* streams, std::size_t count, const Identity& identity, ProgramCounts& counts, After&& after);

    struct Linked;
    std::unique_ptr<Linked> linked_;
};

extern template class Executor<std::int32_t>;
extern template class Executor<double>;

/// "x86-64-v4", "x86-64-v3" or "baseline": what the kernels in use were compiled for. AERIE_ISA in the environment forces a lower one (tests).
[[nodiscard]] std::string_view instruction_set();

}  // namespace aerie::hw
