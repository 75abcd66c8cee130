/// @file A program gives the same lanes and counts as its instructions run one by one, whatever kernels run together: the patterns of a linear neuron, and
/// patterns that only look like one.
#include "hw_model/microcode/fusion.h"

#include <random>

#include "hw_model/microcode/link.h"
#include "tests/catch.h"
#include "tests/hw_model/microcode/lanes.h"

namespace aerie::hw {
namespace {

using test::Lanes;

constexpr std::uint16_t streams = 5, temporaries = 3, registers = streams + temporaries, constants = 4;

/// What a linear neuron does, with operands that are usually the right ones.
class Maker {
   public:
    explicit Maker(unsigned seed) : random_{seed} {}

    Program make() {
        Program p;
        p.streams = streams;
        p.registers = registers;
        p.counters = 2;
        for (int k = 0; k < constants; ++k) p.constants.push_back(pick(3) == 0 ? number() >> pick(31) : number());
        p.real_constants.assign(constants, 0.0);
        const std::uint16_t sum = usually(streams), gate = usually(streams + 1), variable = usually(0);
        const int terms = static_cast<int>(1 + pick(5));
        for (int k = 0; k < terms; ++k) p.code.push_back(term(sum, k == 0));
        if (pick(4) != 0) p.code.push_back(accumulate(sum, variable));
        if (pick(3) != 0) {
            p.code.push_back(with(Opcode::less_equal, gate, reg(usually(3)), some_constant(), {}));
            p.code.push_back(with(Opcode::select, usually(variable), reg(usually(gate)), reg(usually(sum)), reg(usually(variable))));
        }
        if (pick(2) != 0) p.code.push_back(term(static_cast<std::uint16_t>(pick(registers)), false));
        p.code.push_back(with(Opcode::less, usually(sum), some_constant(), reg(usually(variable)), {}));
        p.code.push_back(with(Opcode::logical_and, usually(4), reg(usually(sum)), reg(usually(gate)), {}));
        return p;
    }
    std::int32_t number() { return static_cast<std::int32_t>(random_()); }
    std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }

   private:
    std::uint16_t usually(std::uint16_t right) { return pick(12) == 0 ? static_cast<std::uint16_t>(pick(registers)) : right; }
    Operand some_constant() { return constant(pick(constants)); }
    Operand either() { return pick(6) == 0 ? some_constant() : reg(pick(streams)); }
    static Instruction with(Opcode op, std::uint16_t target, Operand a, Operand b, Operand c) {
        Instruction code;
        code.op = op;
        code.target = target;
        code.a = a;
        code.b = b;
        code.c = c;
        return code;
    }
    Instruction term(std::uint16_t sum, bool is_first) {
        Instruction code = with(Opcode::multiply_add, usually(sum), is_first ? either() : reg(usually(sum)), reg(pick(streams)),
                                pick(8) == 0 ? reg(pick(streams)) : some_constant());
        code.shift = static_cast<std::int8_t>(1 + pick(32));
        if (pick(8) == 0) code.rounding = Rounding::toward_zero;
        if (pick(8) == 0) code.counter = 1;
        return code;
    }
    Instruction accumulate(std::uint16_t sum, std::uint16_t variable) {
        Instruction code = with(Opcode::accumulate, usually(sum), reg(variable), reg(sum), constant(0));
        code.shift = static_cast<std::int8_t>(1 + pick(30));
        code.immediate = 1;
        code.high = (1 << 30) - 1 - static_cast<std::int32_t>(pick(1000));
        code.low = -code.high - 1;
        code.counter = pick(4) == 0 ? no_counter : 0;
        return code;
    }
    std::mt19937 random_;
};

struct Left {
    std::vector<Lanes> lanes;
    ProgramCounts counts{{0, 0}, {0, 0}};
    bool operator==(const Left& other) const {
        return lanes == other.lanes && counts.saturations == other.counts.saturations && counts.lost == other.counts.lost;
    }
};

void run_all(const Program& program, Left& state) {
    Executor<std::int32_t> executor{program};
    std::vector<Stream<std::int32_t>> bound;
    for (std::uint16_t k = 0; k < program.streams; ++k) bound.push_back({state.lanes[k].data(), nullptr, false});
    executor.run(bound.data(), state.lanes[0].size(), {}, state.counts);
}

/// Every register is a stream, and each instruction a program: nothing can be run together.
void run_singly(const Program& program, Left& state) {
    for (const Instruction& code : program.code) {
        Program one = program;
        one.code = {code};
        one.streams = registers;
        run_all(one, state);
    }
}

}  // namespace

TEST_CASE("a program gives what its instructions give one by one, whichever of them run together") {
    Maker maker{20261121};
    std::size_t fused = 0;
    for (int round = 0; round < 4000; ++round) {
        Program program = maker.make();
        for (Instruction& code : program.code)
            if (code.op == Opcode::accumulate) program.constants[0] = 1;   // as immediate 1 promises
        const std::size_t n = 1 + maker.pick(70);
        Left together;
        for (int k = 0; k < registers; ++k) {
            together.lanes.emplace_back(n);
            for (std::int32_t& lane : together.lanes.back()) lane = maker.number() >> (1 + maker.pick(31));   // within 31 bits, many small
        }
        Left singly = together;
        for (int k = streams; k < registers; ++k) singly.lanes[static_cast<std::size_t>(k)].assign(n, 0);
        run_all(program, together);
        run_singly(program, singly);
        together.lanes.resize(streams);
        singly.lanes.resize(streams);
        CAPTURE(round, n);
        REQUIRE(together == singly);
        for (const auto& step : link<std::int32_t>(program).steps) fused += step.length > 1 ? 1 : 0;
    }
    CHECK((fused > 1000 || instruction_set() == "baseline"));   // the patterns were there
}

TEST_CASE("the lanes that end up set are listed in order, for every number of lanes") {
    Program program;
    Instruction copy;
    copy.target = 1;
    copy.a = reg(0);
    program.code = {copy};
    program.streams = program.registers = 2;
    Executor<std::int32_t> executor{program};
    ProgramCounts counts;
    for (const std::size_t n : {1u, 15u, 16u, 17u, 63u, 511u, 512u, 513u, 1100u}) {
        Lanes mask(n);
        std::vector<std::uint32_t> expected, found(n);
        for (std::size_t k = 0; k < n; ++k) {
            mask[k] = k % 7 == 3 || k + 1 == n ? -1 : 0;
            if (mask[k] != 0) expected.push_back(static_cast<std::uint32_t>(k));
        }
        const Stream<std::int32_t> bound[] = {{mask.data(), nullptr, false}, {}};   // the copy is not kept
        found.resize(executor.run_and_find(bound, n, {}, counts, 1, found.data()));
        CHECK(found == expected);
        std::fill(mask.begin(), mask.end(), -1);
        found.assign(n, 0);
        CHECK(executor.run_and_find(bound, n, {}, counts, 1, found.data()) == n);
    }
}

}  // namespace aerie::hw
