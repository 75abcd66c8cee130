/// @file What a lane costs: ns per lane and instruction for every opcode, and for an int32 LIF neuron beside the same neuron as one
/// hand-written fused loop in this file, both in the same run. Prints the best of several repetitions. Usage: aerie_microcode_bench
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "hw_model/microcode/executor.h"
#include "hw_model/microcode/operands.h"

namespace {

using namespace aerie::hw;
using Lanes = std::vector<std::int32_t>;

/// Best nanoseconds of one call over ten batches of `calls`.
template <class Call>
double best_ns(int calls, Call call) {
    double best = 1e300;
    for (int batch = 0; batch < 10; ++batch) {
        const auto begin = std::chrono::steady_clock::now();
        for (int k = 0; k < calls; ++k) call();
        const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begin;
        best = std::min(best, spent.count() / calls);
    }
    return best;
}

struct Case {
    const char* name;
    Opcode op;
    int shift = 0;
    Rounding rounding = Rounding::nearest;
    bool is_counted = false;
    bool has_constant = false;   ///< the last operand
};

constexpr Case cases[] = {
    {"copy", Opcode::copy},
    {"add", Opcode::add},
    {"add constant", Opcode::add, 0, Rounding::nearest, false, true},
    {"absolute", Opcode::absolute},
    {"minimum", Opcode::minimum},
    {"shift right 7", Opcode::shift, 7},
    {"shift left 7", Opcode::shift, -7},
    {"multiply s=15", Opcode::multiply, 15},
    {"multiply constant s=15", Opcode::multiply, 15, Rounding::nearest, false, true},
    {"multiply s=15 toward zero", Opcode::multiply, 15, Rounding::toward_zero},
    {"multiply s=15 stochastic", Opcode::multiply, 15, Rounding::stochastic},
    {"multiply s=40", Opcode::multiply, 40},
    {"multiply s=0", Opcode::multiply, 0},
    {"multiply_add s=15", Opcode::multiply_add, 15},
    {"multiply_add constant s=15", Opcode::multiply_add, 15, Rounding::nearest, false, true},
    {"multiply_add s=15 counted", Opcode::multiply_add, 15, Rounding::nearest, true},
    {"accumulate s=15", Opcode::accumulate, 15},
    {"accumulate constant s=15 counted", Opcode::accumulate, 15, Rounding::nearest, true, true},
    {"accumulate s=15 stochastic", Opcode::accumulate, 15, Rounding::stochastic, true},
    {"less", Opcode::less},
    {"select", Opcode::select},
    {"store s=0", Opcode::store},
    {"store s=0 counted", Opcode::store, 0, Rounding::nearest, true},
    {"store s=8 counted", Opcode::store, 8, Rounding::nearest, true},
    {"store s=8 stochastic counted", Opcode::store, 8, Rounding::stochastic, true},
    {"divide", Opcode::divide, 16},
    {"square_root", Opcode::square_root, 16},
    {"exp2", Opcode::exp2, 16},
    {"log2", Opcode::log2, 16},
    {"table", Opcode::table},
    {"function", Opcode::function},
    {"uniform", Opcode::uniform},
    {"normal", Opcode::normal, 16},
};

Program one_instruction(const Case& what) {
    Instruction code;
    code.op = what.op;
    code.shift = static_cast<std::int8_t>(what.shift);
    code.rounding = what.rounding;
    code.a = reg(0);
    code.b = reg(1);
    code.c = reg(2);
    code.target = 3;
    if (what.has_constant) (operand_count(what.op) == 3 ? code.c : code.b) = constant(0);
    if (what.is_counted) code.counter = 0;
    if (what.op == Opcode::store || what.op == Opcode::accumulate) code.low = -(code.high = 1 << 20);
    Program program;
    program.code.assign(16, code);   // sixteen of the same, so that binding the streams does not show
    program.streams = program.registers = 4;
    program.constants = {12345};
    program.tables.resize(1);
    for (int k = 0; k < 257; ++k) program.tables[0].fixed.push_back(k * k);
    program.tables[0].step_bits = 12;
    program.counters = 1;
    return program;
}

void time_opcode(const Case& what) {
    constexpr std::size_t count = 4000;
    const Program program = one_instruction(what);
    Executor<std::int32_t> executor(program);
    Lanes a(count), b(count), c(count), d(count);
    for (std::size_t k = 0; k < count; ++k) {
        a[k] = static_cast<std::int32_t>(k * 2654435761u) >> 12;
        b[k] = static_cast<std::int32_t>(k * 40503u) >> 4;
        c[k] = static_cast<std::int32_t>(k * 69069u) >> 8;
    }
    const Stream<std::int32_t> streams[] = {{a.data()}, {b.data()}, {c.data()}, {d.data()}};
    ProgramCounts counts{{0}, {0}};
    const double ns = best_ns(20, [&] { executor.run(streams, count, {}, counts); });
    std::printf("  %-34s %7.3f ns per lane\n", what.name, ns / static_cast<double>(count * program.code.size()));
}

/// v += (E - v + I) * dt/tau, I decays, threshold, reset, refractory: 12 instructions, 3 of them multiplying.
struct Lif {
    static constexpr std::int32_t rest = -49 << 16, threshold = -50 << 16, reset = -60 << 16, leak = 13107, decay_e = 64225, decay_i = 64880;
    static constexpr std::int32_t low = -100 << 16, high = 100 << 16, hold = 50;

    /// Streams: 0 v, 1 g_e, 2 g_i, 3 ticks left, 4 fired.
    static Program program() {
        Program p;
        p.streams = 5;
        p.registers = 10;
        p.constants = {rest, threshold, reset, leak, decay_e, decay_i, 1, 0, hold};
        p.counters = 3;
        const auto emit = [&p](Opcode op, std::size_t d, Operand a, Operand b = {}, Operand c = {}, int s = 0) {
            Instruction code;
            code.op = op;
            code.target = static_cast<std::uint16_t>(d);
            code.a = a;
            code.b = b;
            code.c = c;
            code.shift = static_cast<std::int8_t>(s);
            if (op == Opcode::accumulate || op == Opcode::store) {
                code.low = low;
                code.high = high;
                code.counter = static_cast<std::uint16_t>(d < 3 ? d : 0);
            }
            p.code.push_back(code);
        };
        emit(Opcode::subtract, 5, constant(0), reg(0));                             // E - v
        emit(Opcode::add, 5, reg(5), reg(1));                                       // + g_e
        emit(Opcode::add, 5, reg(5), reg(2));                                       // + g_i
        emit(Opcode::less_equal, 6, reg(3), constant(7));                           // active
        emit(Opcode::logical_and, 5, reg(5), reg(6));                               // held while refractory
        emit(Opcode::accumulate, 0, reg(0), reg(5), constant(3), 20);               // v
        emit(Opcode::multiply, 1, reg(1), constant(4), {}, 16);                     // g_e
        emit(Opcode::multiply, 2, reg(2), constant(5), {}, 16);                     // g_i
        emit(Opcode::less, 4, constant(1), reg(0));                                 // fired
        emit(Opcode::select, 0, reg(4), constant(2), reg(0));                       // reset
        emit(Opcode::subtract, 7, reg(3), constant(6));                             // count down
        emit(Opcode::select, 3, reg(4), constant(8), reg(7));
        return p;
    }

    Lanes v, g_e, g_i, left, fired;
    explicit Lif(std::size_t count) : v(count), g_e(count), g_i(count), left(count), fired(count) {
        for (std::size_t k = 0; k < count; ++k) {
            v[k] = reset + static_cast<std::int32_t>(k * 977 % (10 << 16));
            g_e[k] = static_cast<std::int32_t>(k * 31 % (20 << 16));
            g_i[k] = -static_cast<std::int32_t>(k * 17 % (9 << 16));
        }
    }
    bool operator==(const Lif&) const = default;
};

/// The same neuron, all in one loop.
__attribute__((noinline, optimize("O3"), target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
void fused_lif(Lif* lif, std::size_t count, std::uint64_t* saturations) {
    std::int32_t *v = lif->v.data(), *g_e = lif->g_e.data(), *g_i = lif->g_i.data(), *left = lif->left.data(), *fired = lif->fired.data();
    std::uint64_t saturated = 0;
#pragma GCC ivdep
    for (std::size_t k = 0; k < count; ++k) {
        const std::int32_t active = -(left[k] <= 0);
        const std::int64_t drive = (Lif::rest - v[k] + g_e[k] + g_i[k]) & active;
        const std::int64_t sum = v[k] + ((drive * Lif::leak + (1 << 19)) >> 20);
        const std::int64_t raised = sum < Lif::low ? Lif::low : sum;
        const std::int64_t kept = raised > Lif::high ? Lif::high : raised;
        saturated += kept != sum;
        g_e[k] = static_cast<std::int32_t>((std::int64_t{g_e[k]} * Lif::decay_e + (1 << 15)) >> 16);
        g_i[k] = static_cast<std::int32_t>((std::int64_t{g_i[k]} * Lif::decay_i + (1 << 15)) >> 16);
        const std::int32_t fires = -(Lif::threshold < kept);
        fired[k] = fires;
        v[k] = fires != 0 ? Lif::reset : static_cast<std::int32_t>(kept);
        left[k] = fires != 0 ? Lif::hold : left[k] - 1;
    }
    *saturations += saturated;
}

void time_lif(std::size_t count) {
    const Program program = Lif::program();
    Executor<std::int32_t> executor(program);
    Lif ours(count), theirs(count);
    ProgramCounts counts{{0, 0, 0}, {0, 0, 0}};
    std::uint64_t saturations = 0;
    const auto run = [&] {
        const Stream<std::int32_t> streams[] = {{ours.v.data()}, {ours.g_e.data()}, {ours.g_i.data()}, {ours.left.data()}, {ours.fired.data()}};
        executor.run(streams, count, {}, counts);
    };
    const int calls = count < 100 ? 20000 : 200;
    const double interpreted = best_ns(calls, run);
    const double fused = best_ns(calls, [&] { fused_lif(&theirs, count, &saturations); });
    const auto lanes = static_cast<double>(count);
    std::printf("  %6zu lanes: %8.1f ns per run, %6.3f ns per lane, %6.3f ns per lane and instruction, %6.3f GUpdates/s; fused %6.3f ns per lane (%.2f times)%s\n",
                count, interpreted, interpreted / lanes, interpreted / lanes / static_cast<double>(program.code.size()), lanes / interpreted,
                fused / lanes, interpreted / fused, ours == theirs ? "" : "  STATES DIFFER");
}

}  // namespace

int main() {
    std::printf("kernels: %s\n\n4,000 lanes, one opcode\n", std::string(instruction_set()).c_str());
    for (const Case& what : cases) time_opcode(what);
    std::printf("\nint32 LIF, %zu instructions\n", Lif::program().code.size());
    for (const std::size_t count : {1, 2, 16, 100, 256, 1000, 4000, 100000}) time_lif(count);
    return 0;
}
