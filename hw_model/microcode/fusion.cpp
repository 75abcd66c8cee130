#include "hw_model/microcode/fusion.h"

#include <algorithm>
#include <array>

#include "hw_model/microcode/instruction_set.h"
#include "hw_model/microcode/operands.h"

namespace aerie::hw {
namespace {

using FixedStep = kernels::Step<std::int32_t>;

constexpr std::size_t most_terms = 4;

bool reads(const FixedStep& step, std::uint16_t slot) {
    const int operands = operand_count(step.code.op);
    return (operands > 0 && step.a == slot) || (operands > 1 && step.b == slot) || (operands > 2 && step.c == slot);
}

/// Nobody reads a register in these steps before it is written again.
bool is_dead(const FixedStep* steps, std::size_t count, std::uint16_t slot) {
    for (std::size_t k = 0; k < count; ++k) {
        if (reads(steps[k], slot)) return false;
        if (steps[k].target == slot) return true;
    }
    return true;
}

/// A register times a constant, rounded to nearest, added: the usual part of a linear equation.
bool is_term(const FixedStep& step) {
    const Instruction& code = step.code;
    return code.op == Opcode::multiply_add && code.rounding == Rounding::nearest && code.counter == no_counter && code.shift >= 1 && code.shift <= 32 &&
           !code.b.is_constant && code.c.is_constant;
}

/// The next term adds to the sum of the one before, in the same register, and reads it as nothing else.
bool continues(const FixedStep& sum, const FixedStep& next) {
    return is_term(next) && !next.code.a.is_constant && next.a == sum.target && next.target == sum.target && next.b != sum.target;
}

/// Accumulates the sum, and then nobody needs it any more: its register is overwritten.
bool accumulates(const FixedStep& sum, const FixedStep& next) {
    return is_shifted(next.code) && !next.code.a.is_constant && !next.code.b.is_constant && next.b == sum.target && next.a != sum.target && next.target == sum.target;
}

/// steps: accumulate, less_equal with a constant, select between what was accumulated and the old value, which it overwrites.
bool is_gated(const FixedStep* steps, std::size_t count, std::size_t streams) {
    if (count < 3) return false;
    const FixedStep &sum = steps[0], &gate = steps[1], &choice = steps[2];
    const bool compares = gate.code.op == Opcode::less_equal && !gate.code.a.is_constant && gate.code.b.is_constant && gate.a != sum.target && gate.a != sum.a &&
                          gate.target != sum.target && gate.target != sum.a && gate.target != gate.a;
    const bool selects = choice.code.op == Opcode::select && !choice.code.b.is_constant && !choice.code.c.is_constant && choice.a == gate.target &&
                         choice.b == sum.target && choice.c == sum.a && choice.target == sum.a;
    return compares && selects && sum.target >= streams && is_dead(steps + 3, count - 3, sum.target);
}

bool reads(const Instruction& code, std::uint16_t target) {
    const std::array<Operand, 3> operands{code.a, code.b, code.c};
    const auto end = operands.begin() + operand_count(code.op);
    return std::any_of(operands.begin(), end, [&](Operand o) { return !o.is_constant && o.index == target; });
}

/// Neither sees what the other does.
bool are_independent(const Instruction& a, const Instruction& b) { return a.target != b.target && !reads(a, b.target) && !reads(b, a.target); }

/// steps: accumulate, less_equal, select as above, then less of a constant and what was selected, and logical_and with the gate, which nobody needs after.
bool is_gated_threshold(const FixedStep* steps, std::size_t count, std::size_t streams) {
    if (count < 5) return false;
    const FixedStep &gate = steps[1], &choice = steps[2], &claim = steps[3], &both = steps[4];
    const bool compares = claim.code.op == Opcode::less && claim.code.a.is_constant && !claim.code.b.is_constant && claim.b == choice.target;
    const bool joins = both.code.op == Opcode::logical_and && !both.code.a.is_constant && !both.code.b.is_constant &&
                       ((both.a == claim.target && both.b == gate.target) || (both.b == claim.target && both.a == gate.target));
    const bool keeps_apart = claim.target != gate.target && claim.target != choice.target && both.target != choice.target && both.target != gate.a;
    const bool is_over = claim.target >= streams && gate.target >= streams && is_dead(steps + 5, count - 5, gate.target) &&
                         (both.target == claim.target || is_dead(steps + 5, count - 5, claim.target));
    return compares && joins && keeps_apart && is_over;
}

bool is_threshold(const FixedStep* steps, std::size_t count, std::size_t streams) {
    if (count < 2 || steps[0].code.op != Opcode::less || steps[1].code.op != Opcode::logical_and) return false;
    const FixedStep &claim = steps[0], &both = steps[1];
    const bool joins = (both.a == claim.target) != (both.b == claim.target) && !both.code.a.is_constant && !both.code.b.is_constant;
    return joins && claim.target >= streams && (both.target == claim.target || is_dead(steps + 2, count - 2, claim.target));
}

}  // namespace

std::vector<std::size_t> run_order(const Program& program) {
    const std::vector<Instruction>& code = program.code;
    std::vector<std::size_t> order(code.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    for (std::size_t k = 1; k < order.size(); ++k) {
        const Instruction &claim = code[k - 1], &both = code[k];
        if (claim.op != Opcode::less || both.op != Opcode::logical_and || !reads(both, claim.target)) continue;
        for (std::size_t at = k - 1; at > 0; --at) {   // the pair stands at `at` and after
            const Instruction& above = code[order[at - 1]];
            if (!are_independent(above, claim) || !are_independent(above, both)) break;
            std::rotate(order.begin() + static_cast<std::ptrdiff_t>(at) - 1, order.begin() + static_cast<std::ptrdiff_t>(at), order.begin() + static_cast<std::ptrdiff_t>(at) + 2);
        }
    }
    return order;
}

Fusion fuse(const FixedStep* steps, std::size_t count, std::size_t streams) {
    if (is_threshold(steps, count, streams)) {
        return {kernels::kernel_set().find_threshold(steps[0].code.a.is_constant, steps[0].code.b.is_constant), 2};
    }
    if (!is_term(steps[0])) return {};
    std::size_t terms = 1;
    while (terms < most_terms && terms < count && continues(steps[terms - 1], steps[terms])) ++terms;
    kernels::Tail tail = kernels::Tail::none;
    std::size_t length = terms;
    if (terms < count && accumulates(steps[terms - 1], steps[terms])) {
        bool is_gate = is_gated(steps + terms, count - terms, streams);
        // The gate is written while the terms are still being read.
        for (std::size_t k = 0; is_gate && k < terms; ++k) is_gate = !reads(steps[k], steps[terms + 1].target);
        bool is_last = is_gate && is_gated_threshold(steps + terms, count - terms, streams);
        for (std::size_t k = 0; is_last && k < terms; ++k) is_last = !reads(steps[k], steps[terms + 4].target);
        tail = is_last ? kernels::Tail::accumulate_gated_threshold : is_gate ? kernels::Tail::accumulate_gated : kernels::Tail::accumulate;
        length += is_last ? 5 : is_gate ? 3 : 1;
    }
    return {kernels::kernel_set().find_fused(terms, steps[0].code.a.is_constant, tail), length};
}

}  // namespace aerie::hw
