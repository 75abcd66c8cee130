/// @file Kernels of shift, multiply and multiply_add on int32 lanes: 64-bit products, rounded once.
#include "hw_model/microcode/fixed_kernels.h"
#include "hw_model/microcode/rounding.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

/// s = 0, s < 0, and s > 31, where a result is 0 or -1 unless it is drawn.
template <Span span, Rounding rounding>
void shift_wide(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    if constexpr (draws(span, rounding)) draw<WordsFor<span>>(step, n, frame);
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    const Round<span, rounding> round(step.code.shift);
    const uint32_t* const word_0 = frame.word_0;
    const uint32_t* const word_1 = frame.word_1;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY { d[i] = static_cast<int32_t>(round(a[i], word_0[i], word_1[i])); });
}

template <Rounding rounding>
void shift_lane(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    if constexpr (rounding == Rounding::stochastic) draw<OneWord>(step, n, frame);
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    const RoundLane<rounding> round(step.code.shift);
    const uint32_t* const word_0 = frame.word_0;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY { d[i] = round(a[i], word_0[i]); });
}

/// By products of even and of odd lanes.
template <Rounding rounding, bool b_constant>
void multiply_vectors(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    const int s = step.code.shift;
    const VectorSource<b_constant> b(slots[step.b]);
    const Offset<rounding> offset(s);
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    each_vector(n, [&](size_t i, const auto& part) AERIE_LANE_BODY {
        part.save(d + i, rounded_lanes(multiply_lanes(part.load(a + i), b.at(i, part), offset, frame.word_0 + i), s));
    });
}

template <Span span, Rounding rounding, bool b_constant>
void multiply(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    if constexpr (draws(span, rounding)) draw<WordsFor<span>>(step, n, frame);
    if constexpr (has_signed_products && span == Span::low) return multiply_vectors<rounding, b_constant>(step, slots, n, frame);
    int32_t* const d = slots[step.target];
    const int32_t* const a = slots[step.a];
    const Source<int32_t, b_constant> b(slots[step.b]);
    const Round<span, rounding> round(step.code.shift);
    const uint32_t* const word_0 = frame.word_0;
    const uint32_t* const word_1 = frame.word_1;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY { d[i] = static_cast<int32_t>(round(int64_t{a[i]} * b[i], word_0[i], word_1[i])); });
}

/// Which b lose their product with a constant, R(b * c, s) = 0 for 1 <= s <= 32: all from `low` on, `span` further, but zero itself.
struct LostRange {
    int32_t low = 0;
    uint32_t span = 0;
    LostRange(int32_t c, int s, Rounding rounding) {
        if (c == 0) return;
        const int64_t size = c < 0 ? -int64_t{c} : int64_t{c};
        const int64_t one = int64_t{1} << s, half = one >> 1;
        const int64_t below = rounding == Rounding::toward_zero ? one - 1 : c < 0 ? half - 1 : half;   // b * c may be as low as -half, and up to half - 1
        const int64_t above = rounding == Rounding::toward_zero ? one - 1 : c < 0 ? half : half - 1;
        const int64_t least = below / size > -int64_t{INT32_MIN} ? INT32_MIN : -(below / size);
        const int64_t most = above / size > INT32_MAX ? INT32_MAX : above / size;
        low = static_cast<int32_t>(least);
        span = static_cast<uint32_t>(most - least);
    }
};

/// Counts lanes of a LostRange, 32 bits wide.
struct LostTally {
    UnsignedHalves low, span;
    uint64_t total = 0;
    explicit LostTally(const LostRange& range) : low(UnsignedHalves{} + static_cast<uint32_t>(range.low)), span(UnsignedHalves{} + range.span) {}
    void add(Words b) {
        const LaneClaims near = at_most((UnsignedHalves)b - low, span);
        if (__builtin_expect(any(near), 0)) total += count(static_cast<LaneClaims>(near & differ((Halves)b, Halves{})));   // zero loses nothing
    }
};

/// A constant c, not rounded by chance: what is lost shows in b.
template <Rounding rounding, bool a_constant, bool is_high>
void multiply_add_counted(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    const int s = step.code.shift;
    const VectorSource<a_constant> a(slots[step.a]);
    const VectorSource<true> c(slots[step.c]);
    const Offset<rounding> offset(s);
    LostTally lost(LostRange(*slots[step.c], s, rounding));
    int32_t* const d = slots[step.target];
    const int32_t* const b = slots[step.b];
    each_vector(n, [&](size_t i, const auto& part) AERIE_LANE_BODY {
        const Words factor = part.load(b + i);
        lost.add(factor);
        const Products p = multiply_lanes(factor, c.value, offset, nullptr);
        part.save(d + i, add_lanes(a.at(i, part), is_high ? high_halves(p) : rounded_lanes(p, s)));
    });
    frame.lost[step.code.counter] += lost.total;
}

template <Rounding rounding, bool a_constant, bool c_constant, bool counted>
void multiply_add_vectors(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    const int s = step.code.shift;
    const VectorSource<a_constant> a(slots[step.a]);
    const VectorSource<c_constant> c(slots[step.c]);
    const Offset<rounding> offset(s);
    Tally lost;
    int32_t* const d = slots[step.target];
    const int32_t* const b = slots[step.b];
    each_vector(n, [&](size_t i, const auto& part) AERIE_LANE_BODY {
        const Products p = multiply_lanes(part.load(b + i), c.at(i, part), offset, frame.word_0 + i);
        if constexpr (counted) lost.add(is_lost(p.even, (Words)p.even_raised >> s), is_lost(p.odd, (Words)p.odd_raised >> s));
        part.save(d + i, add_lanes(a.at(i, part), rounded_lanes(p, s)));
    });
    if constexpr (counted) frame.lost[step.code.counter] += lost.total();
}

/// Only s > 0 can lose an increment, so only those kernels count.
template <Span span, Rounding rounding, bool a_constant, bool c_constant, bool counted>
void multiply_add(const FixedStep& step, int32_t* const* slots, size_t n, const Frame& frame) {
    constexpr bool has_vectors = has_signed_products && span == Span::low;
    if constexpr (draws(span, rounding)) draw<WordsFor<span>>(step, n, frame);
    if constexpr (has_vectors && c_constant && counted && rounding != Rounding::stochastic) {
        if (step.code.shift == 32) return multiply_add_counted<rounding, a_constant, true>(step, slots, n, frame);   // small factors, as of a decay
        return multiply_add_counted<rounding, a_constant, false>(step, slots, n, frame);
    }
    if constexpr (has_vectors) return multiply_add_vectors<rounding, a_constant, c_constant, counted>(step, slots, n, frame);
    int32_t* const d = slots[step.target];
    const Source<int32_t, a_constant> a(slots[step.a]);
    const int32_t* const b = slots[step.b];
    const Source<int32_t, c_constant> c(slots[step.c]);
    const Round<span, rounding> round(step.code.shift);
    const uint32_t* const word_0 = frame.word_0;
    const uint32_t* const word_1 = frame.word_1;
    uint64_t lost = 0;
    each_lane(n, [&](size_t i) AERIE_LANE_BODY {
        const int64_t product = int64_t{b[i]} * c[i];
        const uint64_t increment = round(product, word_0[i], word_1[i]);
        if constexpr (counted) lost += (product != 0) & (increment == 0);
        d[i] = static_cast<int32_t>(static_cast<uint32_t>(a[i]) + static_cast<uint32_t>(increment));
    });
    if constexpr (counted) frame.lost[step.code.counter] += lost;
}

template <Span span, Rounding rounding, bool counted>
Kernel<int32_t> pick_multiply_add_operands(const Instruction& code) {
    if (code.a.is_constant) return code.c.is_constant ? &multiply_add<span, rounding, true, true, counted> : &multiply_add<span, rounding, true, false, counted>;
    return code.c.is_constant ? &multiply_add<span, rounding, false, true, counted> : &multiply_add<span, rounding, false, false, counted>;
}

struct PickShift {
    template <Span span, Rounding rounding>
    static Kernel<int32_t> pick(const Instruction&) { return &shift_wide<span, rounding>; }
};

struct PickMultiply {
    template <Span span, Rounding rounding>
    static Kernel<int32_t> pick(const Instruction& code) {
        return code.b.is_constant ? &multiply<span, rounding, true> : &multiply<span, rounding, false>;
    }
};

struct PickMultiplyAdd {
    template <Span span, Rounding rounding>
    static Kernel<int32_t> pick(const Instruction& code) {
        constexpr bool can_lose = span == Span::low || span == Span::high;
        if (can_lose && code.counter != no_counter) return pick_multiply_add_operands<span, rounding, can_lose>(code);
        return pick_multiply_add_operands<span, rounding, false>(code);
    }
};

}  // namespace

Kernel<int32_t> find_shift(const Instruction& code) {
    if (code.a.is_constant) return nullptr;
    if (code.shift < 1 || code.shift > 31) return by_span<PickShift>(code);
    switch (code.rounding) {
        case Rounding::nearest: return &shift_lane<Rounding::nearest>;
        case Rounding::toward_zero: return &shift_lane<Rounding::toward_zero>;
        case Rounding::stochastic: return &shift_lane<Rounding::stochastic>;
    }
    return nullptr;
}

Kernel<int32_t> find_multiply(const Instruction& code) { return code.a.is_constant ? nullptr : by_span<PickMultiply>(code); }

Kernel<int32_t> find_multiply_add(const Instruction& code) { return code.b.is_constant ? nullptr : by_span<PickMultiplyAdd>(code); }

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
