/// @file What all synapses of a target, or of an axon, would compute alike is computed once for it: loop-invariant code leaves the loop over synapses.
#include <algorithm>

#include "hw_model/compile/builder.h"
#include "hw_model/compile/instruction_reads.h"

namespace aerie::hw {

namespace {

/// A draw belongs to a lane, and losses are counted where a variable is kept.
bool may_move(const Instruction& ins) {
    const bool draws = ins.op == Opcode::uniform || ins.op == Opcode::normal || ins.rounding == Rounding::stochastic;
    return !draws && ins.counter == no_counter;
}

/// What the group draws for a tick is keyed by the program it stands in.
bool is_draw(const TickConstant& c) { return c.kind == TickConstant::Kind::uniform || c.kind == TickConstant::Kind::normal; }

bool reads_draw(const Instruction& ins, const std::vector<TickConstant>& constants) {
    return std::any_of(constants.begin(), constants.end(), [&](const TickConstant& c) {
        const auto is_it = [&](Operand operand) { return operand.is_constant && operand.index == c.constant; };
        return is_draw(c) && (is_it(ins.a) || is_it(ins.b) || is_it(ins.c));
    });
}

}  // namespace

/// Registers whose values some write depends on. Code is still in single assignment form.
std::set<std::uint16_t> Builder::live_registers() const {
    std::set<std::uint16_t> live;
    for (const Write& w : writes_) {
        if (!w.value.is_constant) live.insert(w.value.index);
    }
    for (auto ins = code_.rbegin(); ins != code_.rend(); ++ins) {
        if (live.contains(ins->target)) for_each_register(*ins, [&](std::uint16_t r) { live.insert(r); });
    }
    return live;
}

void Builder::replace(std::uint16_t reg_index, Operand by) {
    const auto change = [&](Operand& operand) {
        if (!operand.is_constant && operand.index == reg_index) operand = by;
    };
    for (Instruction& ins : code_) {
        change(ins.a);
        change(ins.b);
        change(ins.c);
    }
    for (Write& w : writes_) change(w.value);
}

Compiled Builder::take_out(Role shared, const std::function<bool(Role)>& belongs) {
    const std::set<std::uint16_t> live = live_registers();
    std::set<std::uint16_t> inside, moved;
    for (const auto& [ref, reg_index] : streams_) {
        if (belongs(ref.role)) inside.insert(reg_index);
    }
    Builder taken = *this;
    taken.writes_.clear();
    std::erase_if(taken.tick_constants_, is_draw);
    std::vector<Instruction> mine, theirs;
    std::vector<std::string> my_comments, their_comments;
    for (std::size_t k = 0; k < code_.size(); ++k) {
        if (!live.contains(code_[k].target)) continue;
        bool moves = may_move(code_[k]) && !reads_draw(code_[k], tick_constants_);
        for_each_register(code_[k], [&](std::uint16_t r) { moves = moves && inside.contains(r); });
        if (moves) {
            inside.insert(code_[k].target);
            moved.insert(code_[k].target);
        }
        (moves ? theirs : mine).push_back(code_[k]);
        (moves ? their_comments : my_comments).push_back(comments_[k]);
    }
    code_ = std::move(mine);
    comments_ = std::move(my_comments);
    taken.code_ = std::move(theirs);
    taken.comments_ = their_comments;
    std::set<std::uint16_t> wanted;   // by what stays
    for (const Instruction& ins : code_) for_each_register(ins, [&](std::uint16_t r) { wanted.insert(r); });
    for (const Write& w : writes_) {
        if (!w.value.is_constant) wanted.insert(w.value.index);
    }
    std::size_t results = 0;
    for (std::size_t k = 0; k < taken.code_.size(); ++k) {
        const std::uint16_t target = taken.code_[k].target;
        if (!wanted.contains(target)) continue;
        taken.comment(their_comments[k]);
        taken.write(shared, results, reg(target));
        replace(target, stream(shared, results++));
    }
    return taken.finish();
}

}  // namespace aerie::hw
