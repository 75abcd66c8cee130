#include "hw_model/machine/lanes.h"

#include "core/random.h"
#include "core/stimulus.h"

namespace aerie::hw {

namespace {

/// One draw for all lanes of an entity, on all NeuroCores; no lane is called ~0.
double shared_draw(const TickConstant& c, const Identity& identity) {
    const auto words = DrawKey{identity.seed, Purpose::program, identity.entity, identity.tick, c.draw}.words(~0u, ~0u);
    return c.kind == TickConstant::Kind::uniform ? to_unit(words[0]) : to_normal(words);
}

}  // namespace

template <class Lane>
BoundProgram<Lane>::BoundProgram(const Compiled& compiled) : compiled_{&compiled}, streams_(compiled.streams.size()) {
    if (!compiled.empty()) executor_ = std::make_unique<Executor<Lane>>(compiled.program);
    for (const Instruction& ins : compiled.program.code) {
        const bool stores = ins.op == Opcode::store || ins.op == Opcode::accumulate || ins.op == Opcode::multiply_add;
        if (stores && ins.counter != no_counter) stored_.push_back(ins.counter);
    }
}

template <class Lane>
void BoundProgram<Lane>::set_tick_constants(const TickView& view, const Identity& identity) {
    for (const TickConstant& c : compiled_->tick_constants) {
        if (c.kind == TickConstant::Kind::tick) {
            executor_->set_constant(c.constant, static_cast<Lane>(view.tick));
            continue;
        }
        const bool is_draw = c.kind != TickConstant::Kind::stimulus;
        const double value = is_draw ? shared_draw(c, identity) : value_at((*view.stimuli)[c.stimulus], view.tick);
        if constexpr (std::is_same_v<Lane, double>) executor_->set_constant(c.constant, value);
        else executor_->set_constant(c.constant, static_cast<Lane>(std::floor(std::ldexp(value, c.frac) + (is_draw ? 0.0 : 0.5))));   // a draw stays below 1
    }
}

template <class Lane>
void BoundProgram<Lane>::prepare(std::size_t lanes, const TickView& view, const Identity& identity, ProgramCounts& counts) {
    set_tick_constants(view, identity);
    for (const std::uint16_t variable : stored_) counts.stores[variable] += lanes;
}

template <class Lane>
std::size_t BoundProgram<Lane>::run_and_find(std::size_t lanes, const TickView& view, const Identity& identity, ProgramCounts& counts, Role mask,
                                             std::uint32_t* found) {
    prepare(lanes, view, identity, counts);
    std::size_t k = 0;
    while (compiled_->streams[k].role != mask) ++k;
    return executor_->run_and_find(streams_.data(), lanes, identity, counts, k, found);
}

template <class Lane>
void BoundProgram<Lane>::run(std::size_t lanes, const TickView& view, const Identity& identity, ProgramCounts& counts) {
    if (lanes == 0) return;
    prepare(lanes, view, identity, counts);
    executor_->run(streams_.data(), lanes, identity, counts);
}

template class BoundProgram<std::int32_t>;
template class BoundProgram<double>;

}  // namespace aerie::hw
