/// @file Kernels of store on int32 lanes: round, clamp, and count what saturated and what was lost.
///
/// A lane is lost when new == old although |a - old * 2^s| > tolerance. With A = low * 2^s - tolerance and B = high * 2^s + tolerance (as exact numbers):
/// a saturated lane with new == old is lost exactly when a > B or a < A; an unsaturated one has |a - new * 2^s| < 2^s. So 32 bits suffice for
/// 0 <= s <= 31 wherever A <= INT32_MAX and B >= INT32_MIN; elsewhere store_wide computes in 64.
#include "hw_model/microcode/fixed_kernels.h"
#include "hw_model/microcode/rounding.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

constexpr int32_t clamp(int64_t x, int64_t low, int64_t high) { return static_cast<int32_t>(x < low ? low : x > high ? high : x); }

/// Beyond which input a lane at its limit counts as lost.
struct Edges {
    int32_t below, above;
    explicit Edges(const Instruction& code)
        : below(clamp(int64_t{code.low} * (int64_t{1} << code.shift) - code.tolerance, INT32_MIN, INT32_MAX)),
          above(clamp(int64_t{code.high} * (int64_t{1} << code.shift) + code.tolerance, INT32_MIN, INT32_MAX)) {}
};

/// s = 0: an unsaturated lane loses nothing.
template <bool b_constant, bool counted>
void store_plain(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    const Source<int32_t, b_constant> b(slots[step.b]);
    const int32_t low = step.code.low, high = step.code.high;
    const Edges edges(step.code);
    uint32_t saturated = 0, lost = 0;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY {
        const int32_t raised = a[i] < low ? low : a[i];
        const int32_t kept = raised > high ? high : raised;
        if constexpr (counted) {
            saturated += kept != a[i];
            lost += (kept == b[i]) & ((a[i] > edges.above) | (a[i] < edges.below));
        }
        d[i] = kept;
    });
    if constexpr (counted) {
        frame.saturations[step.code.counter] += saturated;
        frame.lost[step.code.counter] += lost;
    }
}

/// 1 <= s <= 31.
template <Rounding rounding, bool b_constant, bool counted>
void store_shifted(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    if constexpr (rounding == Rounding::stochastic) draw<OneWord>(step, n, frame);
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    const Source<int32_t, b_constant> b(slots[step.b]);
    const int32_t low = step.code.low, high = step.code.high;
    const uint32_t tolerance = static_cast<uint32_t>(step.code.tolerance);
    const int s = step.code.shift;
    const Edges edges(step.code);
    const RoundLane<rounding> round(s);
    const uint32_t* const word_0 = frame.word_0;
    uint32_t saturated = 0, lost = 0;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY {
        const int32_t rounded = round(a[i], word_0[i]);
        const int32_t raised = rounded < low ? low : rounded;
        const int32_t kept = raised > high ? high : raised;
        if constexpr (counted) {
            const uint32_t gap = static_cast<uint32_t>(a[i]) - (static_cast<uint32_t>(kept) << s);
            const uint32_t distance = static_cast<int32_t>(gap) < 0 ? 0 - gap : gap;
            const bool drifts = (kept == rounded) & (distance > tolerance);
            saturated += kept != rounded;
            lost += (kept == b[i]) & (drifts | (a[i] > edges.above) | (a[i] < edges.below));
        }
        d[i] = kept;
    });
    if constexpr (counted) {
        frame.saturations[step.code.counter] += saturated;
        frame.lost[step.code.counter] += lost;
    }
}

/// s < 0, and limits beyond the reach of 32 bits: everything at the finer of the two scales in 64 bits.
template <Rounding rounding, bool b_constant>
void store_wide(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    if constexpr (rounding == Rounding::stochastic) if (step.code.shift > 0) draw<OneWord>(step, n, frame);
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    const Source<int32_t, b_constant> b(slots[step.b]);
    const int s = step.code.shift;
    const int up = s < 0 ? -s : 0, down = s < 0 ? 0 : s;
    const int64_t tolerance = int64_t{step.code.tolerance} << up;
    const Round<Span::low, rounding> round(s > 0 ? s : 1);
    uint64_t saturated = 0, lost = 0;
    for (size_t i = 0; i < n; ++i) {
        const int64_t fine = int64_t{a[i]} * (int64_t{1} << up);
        const int64_t rounded = s > 0 ? static_cast<int32_t>(round(fine, frame.word_0[i], frame.word_1[i])) : fine;
        const int32_t kept = clamp(rounded, step.code.low, step.code.high);
        const int64_t gap = fine - int64_t{kept} * (int64_t{1} << down);
        saturated += kept != rounded;
        lost += (kept == b[i]) & ((gap < 0 ? -gap : gap) > tolerance);
        d[i] = kept;
    }
    if (step.code.counter == no_counter) return;
    frame.saturations[step.code.counter] += saturated;
    frame.lost[step.code.counter] += lost;
}

bool needs_64_bits(const Instruction& code) {
    if (code.shift < 0) return true;
    const int64_t scale = int64_t{1} << code.shift;
    return code.low * scale - code.tolerance > INT32_MAX || code.high * scale + code.tolerance < INT32_MIN;
}

Kernel<int32_t> find_plain(const Instruction& code) {
    if (code.counter == no_counter) return &store_plain<true, false>;
    return code.b.is_constant ? &store_plain<true, true> : &store_plain<false, true>;
}

template <Rounding rounding>
Kernel<int32_t> find_rounded(const Instruction& code) {
    if (needs_64_bits(code)) return code.b.is_constant ? &store_wide<rounding, true> : &store_wide<rounding, false>;
    if (code.counter == no_counter) return &store_shifted<rounding, true, false>;
    return code.b.is_constant ? &store_shifted<rounding, true, true> : &store_shifted<rounding, false, true>;
}

}  // namespace

Kernel<int32_t> find_store(const Instruction& code) {
    if (code.a.is_constant) return nullptr;
    if (code.shift == 0 && !needs_64_bits(code)) return find_plain(code);
    switch (code.rounding) {
        case Rounding::nearest: return find_rounded<Rounding::nearest>(code);
        case Rounding::toward_zero: return find_rounded<Rounding::toward_zero>(code);
        case Rounding::stochastic: return find_rounded<Rounding::stochastic>(code);
    }
    return nullptr;
}

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
