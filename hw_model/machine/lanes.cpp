#include "hw_model/machine/lanes.h"

#include "core/stimulus.h"

namespace aerie::hw {

template <class Lane>
BoundProgram<Lane>::BoundProgram(const Compiled& compiled) : compiled_{&compiled}, streams_(compiled.streams.size()) {
    if (!compiled.empty()) executor_ = std::make_unique<Executor<Lane>>(compiled.program);
    for (const Instruction& ins : compiled.program.code) {
        const bool stores = ins.op == Opcode::store || ins.op == Opcode::accumulate || ins.op == Opcode::multiply_add;
        if (stores && ins.counter != no_counter) stored_.push_back(ins.counter);
    }
}

template <class Lane>
void BoundProgram<Lane>::set_tick_constants(const TickView& view) {
    for (const TickConstant& c : compiled_->tick_constants) {
        double value = 0.0;
        if (c.kind == TickConstant::Kind::tick) value = static_cast<double>(view.tick);
        if (c.kind == TickConstant::Kind::time) value = static_cast<double>(view.tick) * view.dt_s;
        if (c.kind == TickConstant::Kind::stimulus) value = value_at((*view.stimuli)[c.stimulus], view.tick);
        if constexpr (std::is_same_v<Lane, double>) executor_->set_constant(c.constant, value);
        else executor_->set_constant(c.constant, static_cast<Lane>(std::floor(std::ldexp(value, c.frac) + 0.5)));
    }
}

template <class Lane>
void BoundProgram<Lane>::run(std::size_t lanes, const TickView& view, const Identity& identity, ProgramCounts& counts) {
    if (lanes == 0) return;
    set_tick_constants(view);
    for (const std::uint16_t variable : stored_) counts.stores[variable] += lanes;
    executor_->run(streams_.data(), lanes, identity, counts);
}

template class BoundProgram<std::int32_t>;
template class BoundProgram<double>;

}  // namespace aerie::hw
