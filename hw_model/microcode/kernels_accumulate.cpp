/// @file Kernels of accumulate on int32 lanes: product, rounding, sum and clamp in 64 bits, so that nothing wraps before it saturates.
#include "hw_model/microcode/fixed_kernels.h"
#include "hw_model/microcode/operands.h"
#include "hw_model/microcode/rounding.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

/// A product this large saturates whatever it is added to once shifted left; clamped here, it cannot wrap when shifted by up to 31.
constexpr int64_t product_limit = (int64_t{1} << 32) - 1;

template <Span span>
int64_t reach(int64_t product) {
    if constexpr (span != Span::left) return product;
    const int64_t raised = product < -product_limit ? -product_limit : product;
    return raised > product_limit ? product_limit : raised;
}

/// For 1 <= s <= 32, by sums of even and of odd lanes.
template <Rounding rounding, bool c_constant, bool counted>
void accumulate_vectors(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    const int s = step.code.shift;
    const VectorSource<c_constant> c(slots[step.c]);
    const Offset<rounding> offset(s);
    const SignedWords low = SignedWords{} + step.code.low, high = SignedWords{} + step.code.high;
    const Words idle = (Words)(Halves{} + step.code.low);   // lanes that are not meant: nothing added to a limit saturates nothing
    Tally saturated, lost;
    int32_t* const d = slots[step.target];
    const int32_t* const from = slots[step.a];
    const int32_t* const b = slots[step.b];
    each_vector(n, [&](size_t i, const auto& part) AERIE_LANE_BODY {
        const Words a = part.load_or(from + i, idle);
        const Products p = multiply_lanes(part.load(b + i), c.at(i, part), offset, frame.word_0 + i);
        const SignedWords even = shift_down(p.even_raised, s), odd = shift_down(p.odd_raised, s);
        const SignedWords even_sum = shift_down((SignedWords)(a << 32), 32) + even, odd_sum = shift_down((SignedWords)a, 32) + odd;
        const SignedWords even_kept = at_most(at_least(even_sum, low), high), odd_kept = at_most(at_least(odd_sum, low), high);
        if constexpr (counted) {
            saturated.add(differ(even_kept, even_sum), differ(odd_kept, odd_sum));
            lost.add(is_lost(p.even, (Words)even), is_lost(p.odd, (Words)odd));
        }
        part.save(d + i, interleave((Words)even_kept, (Words)odd_kept));
    });
    if constexpr (counted) {
        frame.saturations[step.code.counter] += saturated.total();
        frame.lost[step.code.counter] += lost.total();
    }
}

template <Span span, Rounding rounding, bool c_constant, bool counted>
void accumulate(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    if constexpr (draws(span, rounding)) draw<WordsFor<span>>(step, n, frame);
    if constexpr (has_signed_products && span == Span::low) return accumulate_vectors<rounding, c_constant, counted>(step, slots, n, frame);
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    const int32_t* const b = slots[step.b];
    const Source<int32_t, c_constant> c(slots[step.c]);
    const int64_t low = step.code.low, high = step.code.high;
    const Round<span, rounding> round(step.code.shift);
    const uint32_t* const word_0 = frame.word_0;
    const uint32_t* const word_1 = frame.word_1;
    uint64_t saturated = 0, lost = 0;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY {
        const int64_t product = int64_t{b[i]} * c[i];
        const int64_t increment = round.whole(reach<span>(product), word_0[i], word_1[i]);
        const int64_t sum = a[i] + increment;
        const int64_t raised = sum < low ? low : sum;
        const int64_t kept = raised > high ? high : raised;
        if constexpr (counted) {
            saturated += kept != sum;
            lost += (product != 0) & (increment == 0);
        }
        d[i] = static_cast<int32_t>(kept);
    });
    if constexpr (counted) {
        frame.saturations[step.code.counter] += saturated;
        frame.lost[step.code.counter] += lost;
    }
}

/// c is one: a rounded shift and a sum that cannot wrap, since a and b / 2 stay within 2^30.
template <bool counted>
void accumulate_shifted(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    const int32_t* const b = slots[step.b];
    const int32_t low = step.code.low, high = step.code.high;
    const int s = step.code.shift;
    uint32_t saturated = 0, lost = 0;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY {
        const int32_t increment = static_cast<int32_t>(static_cast<uint32_t>(b[i] >> (s - 1)) + 1) >> 1;
        const int32_t sum = static_cast<int32_t>(static_cast<uint32_t>(a[i]) + static_cast<uint32_t>(increment));
        const int32_t raised = sum < low ? low : sum;
        const int32_t kept = raised > high ? high : raised;
        if constexpr (counted) {
            saturated += kept != sum ? 1u : 0u;
            lost += b[i] != 0 && increment == 0 ? 1u : 0u;
        }
        d[i] = kept;
    });
    if constexpr (counted) {
        frame.saturations[step.code.counter] += saturated;
        frame.lost[step.code.counter] += lost;
    }
}

struct PickAccumulate {
    template <Span span, Rounding rounding>
    static Kernel<int32_t> pick(const Instruction& code) {
        if (code.counter == no_counter) return code.c.is_constant ? &accumulate<span, rounding, true, false> : &accumulate<span, rounding, false, false>;
        return code.c.is_constant ? &accumulate<span, rounding, true, true> : &accumulate<span, rounding, false, true>;
    }
};

}  // namespace

Kernel<int32_t> find_accumulate(const Instruction& code) {
    if (code.a.is_constant || code.b.is_constant) return nullptr;
    if (is_shifted(code)) return code.counter == no_counter ? &accumulate_shifted<false> : &accumulate_shifted<true>;
    return by_span<PickAccumulate>(code);
}

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
