/// @file The loop of every kernel: load operands, apply an operation, store. Included by the kernel files only, each compiled once per
/// instruction set into its own namespace AERIE_ISA_NAMESPACE; nothing here may leave that namespace.
#pragma once

#include "hw_model/microcode/kernels.h"

namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE {
namespace {

using std::int32_t;
using std::int64_t;
using std::size_t;
using std::uint32_t;
using std::uint64_t;

/// An operand inside a loop: a lane array, or one value for all lanes.
template <class Lane, bool is_constant>
struct Source {
    const Lane* lanes;
    Lane value;
    explicit Source(const Lane* from) : lanes(from), value(is_constant ? *from : Lane{}) {}
    Lane operator[](size_t i) const {
        if constexpr (is_constant) return value;
        else return lanes[i];
    }
};

#define AERIE_LANE_BODY __attribute__((always_inline))

/// body(i) for every lane. A target may be one of its own operands (same address, same lane), never an overlap of another kind: hence ivdep.
/// Below `few` lanes a vector loop's preparation costs more than the lanes; the empty asm keeps those few scalar.
template <class Body>
__attribute__((always_inline)) inline void each_lane(size_t n, Body body) {
    constexpr size_t few = 4;
    if (n < few) {
        for (size_t i = 0; i < n; ++i) {
            body(i);
            asm volatile("");
        }
        return;
    }
#pragma GCC ivdep
    for (size_t i = 0; i < n; ++i) body(i);
}

template <class Op, class Lane, bool a_constant>
void unary(const Step<Lane>& step, Lane* const* slots, size_t n, const Frame&) {
    Lane* const d = slots[step.target];
    const Source<Lane, a_constant> a(slots[step.a]);
    const Op op(step);
    each_lane(n, [&](size_t i) AERIE_LANE_BODY { d[i] = op(a[i]); });
}

template <class Op, class Lane, bool a_constant, bool b_constant>
void binary(const Step<Lane>& step, Lane* const* slots, size_t n, const Frame&) {
    Lane* const d = slots[step.target];
    const Source<Lane, a_constant> a(slots[step.a]);
    const Source<Lane, b_constant> b(slots[step.b]);
    const Op op(step);
    each_lane(n, [&](size_t i) AERIE_LANE_BODY { d[i] = op(a[i], b[i]); });
}

template <class Op, class Lane, bool a_constant, bool b_constant, bool c_constant>
void ternary(const Step<Lane>& step, Lane* const* slots, size_t n, const Frame&) {
    Lane* const d = slots[step.target];
    const Source<Lane, a_constant> a(slots[step.a]);
    const Source<Lane, b_constant> b(slots[step.b]);
    const Source<Lane, c_constant> c(slots[step.c]);
    const Op op(step);
    each_lane(n, [&](size_t i) AERIE_LANE_BODY { d[i] = op(a[i], b[i], c[i]); });
}

template <class Op, class Lane>
Kernel<Lane> pick_unary(const Instruction& code) {
    return code.a.is_constant ? nullptr : &unary<Op, Lane, false>;
}

template <class Op, class Lane>
Kernel<Lane> pick_binary(const Instruction& code) {
    if (code.a.is_constant) return code.b.is_constant ? nullptr : &binary<Op, Lane, true, false>;
    return code.b.is_constant ? &binary<Op, Lane, false, true> : &binary<Op, Lane, false, false>;
}

/// For operations whose operands may change places: the executor has put the constant second.
template <class Op, class Lane>
Kernel<Lane> pick_commutative(const Instruction& code) {
    if (code.a.is_constant) return nullptr;
    return code.b.is_constant ? &binary<Op, Lane, false, true> : &binary<Op, Lane, false, false>;
}

/// select: a mask is never constant.
template <class Op, class Lane>
Kernel<Lane> pick_select(const Instruction& code) {
    if (code.a.is_constant) return nullptr;
    if (code.b.is_constant) return code.c.is_constant ? &ternary<Op, Lane, false, true, true> : &ternary<Op, Lane, false, true, false>;
    return code.c.is_constant ? &ternary<Op, Lane, false, false, true> : &ternary<Op, Lane, false, false, false>;
}

/// multiply_add: b and c may change places, so b is never constant.
template <class Op, class Lane>
Kernel<Lane> pick_multiply_add(const Instruction& code) {
    if (code.b.is_constant) return nullptr;
    if (code.a.is_constant) return code.c.is_constant ? &ternary<Op, Lane, true, false, true> : &ternary<Op, Lane, true, false, false>;
    return code.c.is_constant ? &ternary<Op, Lane, false, false, true> : &ternary<Op, Lane, false, false, false>;
}

}  // namespace
}  // namespace aerie::hw::kernels::AERIE_ISA_NAMESPACE
