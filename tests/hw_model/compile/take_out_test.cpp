/// @file What leaves the program of a synapse must not change what the program says: generated programs over three kinds of streams, both arithmetics.
#include <random>

#include "hw_model/compile/builder.h"
#include "tests/hw_model/compile/synapse_bench.h"

namespace aerie::hw::test {
namespace {

bool is_of_target(Role role) { return role == Role::variable; }
bool is_of_axon(Role role) { return role == Role::pre_trace; }

/// Random instructions over what targets (variable), axons (pre_trace) and synapses know; two results are written.
Builder random_program(std::mt19937& random, Arithmetic arithmetic) {
    Builder b{arithmetic};
    std::vector<Operand> known;
    for (unsigned k = 0; k < 2; ++k) {
        known.push_back(b.stream(Role::variable, k));
        known.push_back(b.stream(Role::pre_trace, k));
        known.push_back(b.stream(Role::synapse, k));
    }
    known.push_back(b.constant(3, 0.375));
    const Opcode ops[] = {Opcode::add, Opcode::subtract, Opcode::maximum, Opcode::multiply, Opcode::less, Opcode::select, Opcode::negate};
    const auto any = [&] { return known[random() % known.size()]; };
    for (int k = 0; k < 20; ++k) {
        Instruction ins;
        ins.op = ops[random() % std::size(ops)];
        ins.a = any();
        ins.b = any();
        ins.c = any();
        ins.shift = ins.op == Opcode::multiply ? 4 : 0;
        known.push_back(b.emit(ins));
    }
    b.write(Role::synapse, 0, any());
    b.write(Role::synapse, 1, known.back());
    return b;
}

/// Lanes as the machine has them: 3 targets by 5 axons, one lane per pair.
constexpr std::size_t targets = 3, axons = 5;

template <class Lane>
struct Pairs {
    Lanes<Lane> target, axon, synapse;
};

template <class Lane>
Pairs<Lane> random_lanes(std::mt19937& random) {
    Pairs<Lane> lanes;
    const auto some = [&](std::size_t count) {
        std::vector<Lane> values(count);
        for (Lane& v : values) v = static_cast<Lane>(static_cast<int>(random() % 2001) - 1000);
        return values;
    };
    for (unsigned k = 0; k < 2; ++k) {
        lanes.target[{Role::variable, k}] = some(targets);
        lanes.axon[{Role::pre_trace, k}] = some(axons);
        lanes.synapse[{Role::synapse, k}] = some(targets * axons);
    }
    return lanes;
}

/// What a synapse sees of both its ends.
template <class Lane>
void spread(const Lanes<Lane>& from, Lanes<Lane>& to, bool by_target) {
    for (const auto& [key, values] : from) {
        std::vector<Lane>& out = to[key];
        out.clear();
        for (std::size_t p = 0; p < targets * axons; ++p) out.push_back(values[by_target ? p / axons : p % axons]);
    }
}

template <class Lane>
std::vector<std::vector<Lane>> results(const Compiled& compiled, Pairs<Lane> lanes) {
    spread(lanes.target, lanes.synapse, true);
    spread(lanes.axon, lanes.synapse, false);
    lanes.synapse.erase({Role::lane_index, 0});
    (void)run(compiled, lanes.synapse, targets * axons);
    return {lanes.synapse[{Role::synapse, 0}], lanes.synapse[{Role::synapse, 1}]};
}

template <class Lane>
void check_same(std::mt19937& random, Arithmetic arithmetic) {
    Builder whole = random_program(random, arithmetic);
    Builder parted = whole;
    const Compiled of_target = parted.take_out(Role::shared_post, is_of_target);
    const Compiled of_axon = parted.take_out(Role::shared_pre, is_of_axon);
    const Compiled rest = parted.finish();
    const Compiled all = whole.finish();
    INFO("whole\n" << disassemble(all.program) << "of the target\n" << disassemble(of_target.program) << "of the axon\n" << disassemble(of_axon.program) << "rest\n" << disassemble(rest.program));
    CHECK(rest.instructions() <= all.instructions());
    Pairs<Lane> lanes = random_lanes<Lane>(random);
    const auto expected = results(all, lanes);
    (void)run(of_target, lanes.target, targets);
    (void)run(of_axon, lanes.axon, axons);
    CHECK(results(rest, lanes) == expected);
}

TEST_CASE("a program says the same with what one side knows taken out: bit for bit, over 2000 random programs and both arithmetics") {
    std::mt19937 random{5};
    for (int k = 0; k < 1000; ++k) {
        check_same<std::int32_t>(random, Arithmetic::fixed);
        check_same<double>(random, Arithmetic::float64);
    }
}

TEST_CASE("draws and counted stores are not taken out, though nothing but the target feeds them") {
    Builder b{Arithmetic::fixed};
    const Operand v = b.stream(Role::variable, 0);
    Instruction drawn;
    drawn.op = Opcode::shift;
    drawn.shift = 3;
    drawn.rounding = Rounding::stochastic;
    drawn.a = v;
    Instruction counted;
    counted.op = Opcode::store;
    counted.a = counted.b = v;
    counted.counter = 0;
    b.count_into(1);
    b.write(Role::synapse, 0, b.emit(drawn));
    b.write(Role::synapse, 1, b.emit(counted));
    CHECK(b.take_out(Role::shared_post, is_of_target).empty());
    CHECK(b.finish().instructions() == 2);
}

TEST_CASE("the clock-driven rule of SORF leaves to each synapse only what its weight and the order of both last spikes decide") {
    const std::string rule = "w : 1 [0, 1]\nR = rate_post : Hz\nK = R/(10000*Hz*(1 + 50*abs(1 - R/(10*Hz)))) : 1\n"
                             "stdp = ltp if lastspike_post >= lastspike_pre else -ltd : 1\n"
                             "dltp/dt = -ltp/(60*ms) : 1 [0, 0.0001] (clock-driven)\ndltd/dt = -ltd/(90*ms) : 1 [0, 0.0001] (clock-driven)";
    const SynapseBench bench{synapse_spec(rule, "v_post += w; ltp = 0.000045", "ltd = 0.00003", "w = clip(w + K*(0.1*w*(1 - R/(10*Hz)) + 50*stdp), 0, 1)")};
    const auto has = [](const Compiled& c, Opcode op) {
        return std::any_of(c.program.code.begin(), c.program.code.end(), [op](const Instruction& i) { return i.op == op; });
    };
    CHECK(has(bench.image().shared_neuron, Opcode::divide));
    CHECK_FALSE(has(bench.image().clock_synapse, Opcode::divide));
    CHECK(bench.image().shared_neuron.results(Role::shared_post) >= 2);   // K and -ltd at least
    CHECK(bench.image().shared_axon.empty());                             // ltp alone is already where it lives
    for (const StreamRef& s : bench.image().clock_synapse.streams) CHECK(s.role != Role::spike_count);
}

}  // namespace
}  // namespace aerie::hw::test
