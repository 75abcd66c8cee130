/// @file Kernels that run several neighbouring instructions in one pass over the lanes: the same bits and the same counts, without writing the
/// sum down in between. A sum of products is what every linear neuron spends its time in.
#include <type_traits>

#include "hw_model/microcode/fixed_kernels.h"
#include "hw_model/microcode/rounding.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

/// One product of a chain: a register times a constant, rounded to nearest.
struct Term {
    const int32_t* lanes;
    Words factor;
    Offset<Rounding::nearest> offset;
    int s;
    Term(const FixedStep& step, int32_t* const* slots)
        : lanes(slots[step.b]), factor((Words)(Halves{} + *slots[step.c])), offset(step.code.shift), s(step.code.shift) {}
    /// R(b * c + start * 2^s) is R(b * c) + start, in the low 32 bits.
    void start_at(int32_t start) { offset.half += static_cast<uint64_t>(int64_t{start}) << s; }
    template <class Lanes>
    Words at(size_t i, const Lanes& part) const { return rounded_lanes(multiply_lanes(part.load(lanes + i), factor, offset, nullptr), s); }
};

/// A start, constant or of a register, and products added to it.
template <size_t terms, bool a_constant>
struct Sum {
    Sum<terms - 1, a_constant> before;
    Term last;
    Sum(const FixedStep* steps, int32_t* const* slots) : before(steps, slots), last(steps[terms - 1], slots) {}
    template <class Lanes>
    Words at(size_t i, const Lanes& part) const { return add_lanes(before.at(i, part), last.at(i, part)); }
};
template <bool a_constant>
struct Sum<1, a_constant> {
    const int32_t* start;
    Term first;
    Sum(const FixedStep* steps, int32_t* const* slots) : start(slots[steps[0].a]), first(steps[0], slots) {
        if constexpr (a_constant) first.start_at(*start);
    }
    template <class Lanes>
    Words at(size_t i, const Lanes& part) const {
        if constexpr (a_constant) return first.at(i, part);
        else return add_lanes(part.load(start + i), first.at(i, part));
    }
};

/// multiply_add, `terms` times, each to the sum of the one before.
template <size_t terms, bool a_constant>
void sum_of_products(const FixedStep& first, int32_t* const* slots, size_t n, const Frame&) {
    const FixedStep* const steps = &first;
    const Sum<terms, a_constant> sum(steps, slots);
    int32_t* const d = slots[steps[terms - 1].target];
    each_vector(n, [&](size_t i, const auto& part) AERIE_LANE_BODY { part.save(d + i, sum.at(i, part)); });
}

/// accumulate of a sum, with c one (is_shifted): a rounded shift, a sum that cannot wrap, a clamp; counted.
struct Border {
    Halves low, high;
    int s;
    uint64_t saturated = 0, lost = 0;
    explicit Border(const FixedStep& step) : low(Halves{} + step.code.low), high(Halves{} + step.code.high), s(step.code.shift) {}

    template <class Lanes>
    Halves keep(Halves old, Halves b, const Lanes& part) {
        const Halves increment = (Halves)((UnsignedHalves)(b >> (s - 1)) + 1) >> 1;
        const Halves sum = (Halves)((UnsignedHalves)old + (UnsignedHalves)increment);
        const Halves kept = at_most(at_least(sum, low), high);
        const LaneClaims at_limit = part.among(differ(kept, sum)), vanished = part.among(static_cast<LaneClaims>(~differ(increment, Halves{})));
        if (__builtin_expect(any(static_cast<LaneClaims>(at_limit | vanished)), 0)) {
            saturated += count(at_limit);
            lost += count(static_cast<LaneClaims>(vanished & differ(b, Halves{})));
        }
        return kept;
    }
    void report(const FixedStep& step, const Frame& frame) const {
        if (step.code.counter == no_counter) return;
        frame.saturations[step.code.counter] += saturated;
        frame.lost[step.code.counter] += lost;
    }
};

/// less_equal and select: where the gate is shut, a lane keeps its old value. Refractoriness is this.
struct Gate {
    const int32_t* lanes;
    int32_t* open;
    int32_t limit;
    Gate(const FixedStep* steps, int32_t* const* slots) : lanes(slots[steps[0].a]), open(slots[steps[0].target]), limit(*slots[steps[0].b]) {}
    template <class Lanes>
    Halves pass(size_t i, Halves fresh, Halves old, const Lanes& part) const {
        const Halves is_open = (Halves)part.load(lanes + i) <= limit;
        part.save(open + i, (Words)is_open);
        return is_open ? fresh : old;
    }
};
/// The same, and less and logical_and: who passes the gate above the limit fires. The gate itself is written nowhere.
struct GatedThreshold {
    const int32_t* lanes;
    int32_t* fired;
    Halves gate, limit;
    GatedThreshold(const FixedStep* steps, int32_t* const* slots)
        : lanes(slots[steps[0].a]), fired(slots[steps[3].target]), gate(Halves{} + *slots[steps[0].b]), limit(Halves{} + *slots[steps[2].a]) {}
    template <class Lanes>
    Halves pass(size_t i, Halves fresh, Halves old, const Lanes& part) const {
        const Halves is_open = (Halves)part.load(lanes + i) <= gate;
        const Halves kept = is_open ? fresh : old;
        part.save(fired + i, (Words)(is_open & (limit < kept)));
        return kept;
    }
};
struct NoGate {
    NoGate(const FixedStep*, int32_t* const*) {}
    template <class Lanes>
    Halves pass(size_t, Halves fresh, Halves, const Lanes&) const { return fresh; }
};

/// The same, and the sum accumulated, perhaps through a gate: a whole step of a linear variable.
template <size_t terms, bool a_constant, class Last>
void integrate(const FixedStep& first, int32_t* const* slots, size_t n, const Frame& frame) {
    constexpr size_t last_write = terms + (std::is_same_v<Last, NoGate> ? 0 : 2);
    const FixedStep* const steps = &first;
    const Sum<terms, a_constant> sum(steps, slots);
    Border border(steps[terms]);
    const Last last(steps + terms + 1, slots);
    const int32_t* const variable = slots[steps[terms].a];
    int32_t* const d = slots[steps[last_write].target];
    each_vector(n, [&](size_t i, const auto& part) AERIE_LANE_BODY {
        const Halves old = (Halves)part.load(variable + i);
        const Halves fresh = border.keep(old, (Halves)sum.at(i, part), part);
        part.save(d + i, (Words)last.pass(i, fresh, old, part));
    });
    border.report(steps[terms], frame);
}

/// less and logical_and: a threshold. The comparison alone is written nowhere.
template <bool a_constant, bool b_constant>
void compare_and(const FixedStep& first, int32_t* const* slots, size_t n, const Frame&) {
    const FixedStep& both = (&first)[1];
    const VectorSource<a_constant> a(slots[first.a]);
    const VectorSource<b_constant> b(slots[first.b]);
    const int32_t* const other = slots[both.a == first.target ? both.b : both.a];
    int32_t* const d = slots[both.target];
    each_vector(n, [&](size_t i, const auto& part) AERIE_LANE_BODY {
        part.save(d + i, (Words)((Halves)a.at(i, part) < (Halves)b.at(i, part)) & part.load(other + i));
    });
}

template <size_t terms, bool a_constant>
Kernel<int32_t> pick(Tail tail) {
    switch (tail) {
        case Tail::none: return terms > 1 ? &sum_of_products<terms, a_constant> : nullptr;
        case Tail::accumulate: return &integrate<terms, a_constant, NoGate>;
        case Tail::accumulate_gated: return &integrate<terms, a_constant, Gate>;
        case Tail::accumulate_gated_threshold: return &integrate<terms, a_constant, GatedThreshold>;
    }
    return nullptr;
}

template <bool a_constant>
Kernel<int32_t> pick(size_t terms, Tail tail) {
    switch (terms) {
        case 1: return pick<1, a_constant>(tail);
        case 2: return pick<2, a_constant>(tail);
        case 3: return pick<3, a_constant>(tail);
        case 4: return pick<4, a_constant>(tail);
        default: return nullptr;
    }
}

}  // namespace

Kernel<int32_t> find_threshold(bool a_constant, bool b_constant) {
    if (a_constant) return b_constant ? nullptr : &compare_and<true, false>;
    return b_constant ? &compare_and<false, true> : &compare_and<false, false>;
}

Kernel<int32_t> find_fused(size_t terms, bool a_constant, Tail tail) {
    if (!has_signed_products) return nullptr;
    return a_constant ? pick<true>(terms, tail) : pick<false>(terms, tail);
}

}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
