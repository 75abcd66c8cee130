#include "hw_model/microcode/executor.h"

#include <algorithm>
#include <new>
#include <type_traits>

#include "core/error.h"
#include "hw_model/microcode/instruction_set.h"
#include "hw_model/microcode/link.h"
#include "hw_model/microcode/operands.h"

namespace aerie::hw {
namespace {

/// Cache-line aligned lanes for one block each. Neighbours stand one line further apart than a block, so that lane k of two registers never
/// meets at the same offset of a page.
template <class Lane>
class Scratch {
   public:
    explicit Scratch(std::size_t registers) : lanes_(allocate(registers * stride)) {}
    [[nodiscard]] Lane* at(std::size_t index) const { return lanes_.get() + index * stride; }

   private:
    static constexpr std::size_t line = 64;
    static constexpr std::size_t stride = block_lanes + line / sizeof(Lane);
    struct Free {
        void operator()(Lane* lanes) const { ::operator delete(lanes, std::align_val_t{line}); }
    };
    static std::unique_ptr<Lane[], Free> allocate(std::size_t count) {
        auto* const lanes = static_cast<Lane*>(::operator new(std::max<std::size_t>(count, 1) * sizeof(Lane), std::align_val_t{line}));
        std::fill_n(lanes, count, Lane{});
        return std::unique_ptr<Lane[], Free>(lanes);
    }
    std::unique_ptr<Lane[], Free> lanes_;
};

void fill(std::int32_t* lanes, std::size_t count, std::int32_t value) { kernels::kernel_set().fill(lanes, count, value); }
void fill(double* lanes, std::size_t count, double value) { std::fill_n(lanes, count, value); }

std::size_t find_set(const std::int32_t* mask, std::size_t count, std::uint32_t first, std::uint32_t* out) {
    return kernels::kernel_set().find_set(mask, count, first, out);
}

std::size_t find_set(const double* mask, std::size_t count, std::uint32_t first, std::uint32_t* out) {
    std::size_t found = 0;
    for (std::size_t k = 0; k < count; ++k) {
        out[found] = first + static_cast<std::uint32_t>(k);
        found += mask[k] != 0.0 ? 1 : 0;
    }
    return found;
}

}  // namespace

template <class Lane>
struct Executor<Lane>::Linked {
    LinkedCode<Lane> code;
    std::size_t streams;
    std::size_t registers;
    std::vector<Lane> constants;
    Scratch<Lane> scratch;               ///< one per register and splat
    Scratch<std::uint32_t> words;        ///< two blocks of random words and one of zeros
    std::vector<Lane*> slots;

    explicit Linked(const Program& program)
        : code(link<Lane>(program)), streams(program.streams), registers(program.registers), scratch(code.slots), words(3), slots(code.slots) {
        if constexpr (std::is_same_v<Lane, std::int32_t>) constants = program.constants;
        else constants = program.real_constants;
        for (std::size_t k = 0; k < slots.size(); ++k) slots[k] = scratch.at(k);
        for (std::size_t k = 0; k < constants.size(); ++k) slots[registers + k] = &constants[k];
        for (const auto& splat : code.splats) std::fill_n(slots[splat.slot], block_lanes, constants[splat.constant]);
    }

    void run_block(std::size_t begin, std::size_t n, const Identity& identity, kernels::Frame& frame) {
        frame.first = identity.first == nullptr ? words.at(2) : identity.first + begin;
        frame.second = identity.second == nullptr ? words.at(2) : identity.second + begin;
        const kernels::Step<Lane>* const end = code.steps.data() + code.steps.size();
        for (const kernels::Step<Lane>* step = code.steps.data(); step != end; step += step->length) step->kernel(*step, slots.data(), n, frame);
    }

    void prepare_draws(const Identity& identity) {
        for (const std::size_t k : code.draws) {
            kernels::Step<Lane>& step = code.steps[k];
            const Purpose purpose = draws_number(step.code.op) ? Purpose::program : Purpose::rounding;
            const DrawKey key(identity.seed, purpose, identity.entity, identity.tick, step.draw);
            step.mask_0 = key.mask()[0];
            step.mask_1 = key.mask()[1] ^ identity.second_of_all;   // as if every lane had it
            step.key = key.key();
        }
    }

    /// Binds lanes [0, block_lanes) and says whether every stream is contiguous, so that advance() suffices for the blocks after.
    bool bind_contiguous(const Stream<Lane>* bound) {
        bool is_plain = true;
        for (std::size_t k = 0; k < streams; ++k) {
            is_plain = is_plain && bound[k].index == nullptr && !bound[k].is_broadcast;
            slots[k] = bound[k].base == nullptr ? scratch.at(k) : bound[k].base;
        }
        return is_plain;
    }

    void advance(const Stream<Lane>* bound) {
        for (std::size_t k = 0; k < streams; ++k) slots[k] += bound[k].base == nullptr ? 0 : block_lanes;
    }

    /// Broadcast streams are the same for every block.
    void bind_broadcasts(const Stream<Lane>* bound, std::size_t count) {
        for (std::size_t k = 0; k < streams; ++k) {
            if (!bound[k].is_broadcast) continue;
            AERIE_ASSERT(!code.is_written[k]);
            slots[k] = scratch.at(k);
            fill(slots[k], std::min(count, block_lanes), *bound[k].base);
        }
    }

    /// Binds lanes [begin, begin + n) of streams of any shape.
    void bind(const Stream<Lane>* bound, std::size_t begin, std::size_t n) {
        for (std::size_t k = 0; k < streams; ++k) {
            const Stream<Lane>& stream = bound[k];
            if (stream.is_broadcast) continue;
            if (stream.index == nullptr) {
                slots[k] = stream.base == nullptr ? scratch.at(k) : stream.base + begin;
                continue;
            }
            slots[k] = scratch.at(k);
            if (!code.is_read_first[k]) continue;
            for (std::size_t i = 0; i < n; ++i) slots[k][i] = stream.base[stream.index[begin + i]];
        }
    }

    void write_back(const Stream<Lane>* bound, std::size_t begin, std::size_t n) {
        for (std::size_t k = 0; k < streams; ++k) {
            if (bound[k].index == nullptr || bound[k].is_broadcast || !code.is_written[k]) continue;
            for (std::size_t i = 0; i < n; ++i) bound[k].base[bound[k].index[begin + i]] = slots[k][i];
        }
    }
};

template <class Lane>
Executor<Lane>::Executor(const Program& program) : linked_(std::make_unique<Linked>(program)) {}
template <class Lane>
Executor<Lane>::~Executor() = default;
template <class Lane>
Executor<Lane>::Executor(Executor&&) noexcept = default;
template <class Lane>
Executor<Lane>& Executor<Lane>::operator=(Executor&&) noexcept = default;

/// after(begin, n): what to do with a block while it is still near.
template <class Lane>
template <class After>
void Executor<Lane>::run_blocks(const Stream<Lane>* streams, std::size_t count, const Identity& identity, ProgramCounts& counts, After&& after) {
    Linked& linked = *linked_;
    if (count == 0) return;
    linked.prepare_draws(identity);
    kernels::Frame frame{nullptr, nullptr, linked.words.at(0), linked.words.at(1), counts.saturations.data(), counts.lost.data()};
    if (linked.bind_contiguous(streams)) {
        for (std::size_t begin = 0;;) {
            const std::size_t n = std::min(block_lanes, count - begin);
            linked.run_block(begin, n, identity, frame);
            after(begin, n);
            if ((begin += block_lanes) >= count) return;
            linked.advance(streams);
        }
    }
    linked.bind_broadcasts(streams, count);
    for (std::size_t begin = 0; begin < count; begin += block_lanes) {
        const std::size_t n = std::min(block_lanes, count - begin);
        linked.bind(streams, begin, n);
        linked.run_block(begin, n, identity, frame);
        linked.write_back(streams, begin, n);
        after(begin, n);
    }
}

template <class Lane>
void Executor<Lane>::run(const Stream<Lane>* streams, std::size_t count, const Identity& identity, ProgramCounts& counts) {
    run_blocks(streams, count, identity, counts, [](std::size_t, std::size_t) {});
}

template <class Lane>
std::size_t Executor<Lane>::run_and_find(const Stream<Lane>* streams, std::size_t count, const Identity& identity, ProgramCounts& counts, std::size_t mask,
                                         std::uint32_t* found) {
    std::size_t total = 0;
    run_blocks(streams, count, identity, counts, [&](std::size_t begin, std::size_t n) {
        total += find_set(linked_->slots[mask], n, static_cast<std::uint32_t>(begin), found + total);
    });
    return total;
}

template <class Lane>
void Executor<Lane>::set_constant(std::size_t index, Lane value) {
    Linked& linked = *linked_;
    AERIE_ASSERT(index < linked.constants.size());
    linked.constants[index] = value;
    for (const auto& splat : linked.code.splats)
        if (splat.constant == index) std::fill_n(linked.slots[splat.slot], block_lanes, value);
}

template class Executor<std::int32_t>;
template class Executor<double>;

}  // namespace aerie::hw
