#include "hw_model/microcode/listing.h"

#include <algorithm>

#include "tests/catch.h"
#include "tests/hw_model/microcode/sample_program.h"

using namespace aerie::hw;
using namespace aerie::hw::test;

namespace {

Instruction make(Opcode op, Operand a, Operand b, Operand c, std::uint16_t target) {
    Instruction code;
    code.op = op;
    code.a = a;
    code.b = b;
    code.c = c;
    code.target = target;
    return code;
}

}  // namespace

TEST_CASE("a listing has one line per instruction: number, target, operation, operands, what else counts, comment") {
    Program program;
    program.streams = 2;
    program.registers = 3;
    program.constants = {-1228, 7};
    program.counters = 1;
    program.code.push_back(make(Opcode::subtract, constant(0), reg(0), {}, 2));
    program.code.push_back(make(Opcode::multiply_add, reg(1), reg(2), constant(1), 2));
    program.code.back().shift = 15;
    program.code.back().rounding = Rounding::stochastic;
    program.code.push_back(make(Opcode::store, reg(2), reg(0), {}, 0));
    program.code.back().low = -100;
    program.code.back().high = 200;
    program.code.back().tolerance = 3;
    program.code.back().counter = 0;
    program.code.push_back(make(Opcode::uniform, {}, {}, {}, 2));
    program.code.back().immediate = 4;
    program.comments = {"E_L - v : Q7.24", "", "v", ""};
    CHECK(disassemble(program) ==
          "  0  t0 = subtract -1228, s0" + std::string(25, ' ') + "  ; E_L - v : Q7.24\n"   // comments stand in one column
          "  1  t0 = multiply_add s1, t0, 7  >>15 stochastic\n"
          "  2  s0 = store t0, s0  [-100, 200] lost beyond 3 counter 0  ; v\n"
          "  3  t0 = uniform  #4\n");
}

TEST_CASE("a left shift is listed as one, and a table by its number") {
    Program program;
    program.streams = 1;
    program.registers = 1;
    program.code.push_back(make(Opcode::shift, reg(0), {}, {}, 0));
    program.code.back().shift = -7;
    program.code.push_back(make(Opcode::table, reg(0), {}, {}, 0));
    program.code.back().immediate = 2;
    program.code.push_back(make(Opcode::exp2, reg(0), {}, {}, 0));
    program.code.back().shift = 12;
    CHECK(disassemble(program) ==
          "  0  s0 = shift s0  <<7\n"
          "  1  s0 = table s0  #2\n"
          "  2  s0 = exp2 s0  s=12\n");
}

TEST_CASE("every opcode has a name of its own") {
    std::vector<std::string_view> names;
    for (int k = 0; k <= static_cast<int>(Opcode::accumulate); ++k) {
        const std::string_view name = name_of(static_cast<Opcode>(k));
        CHECK(name != "");
        for (const std::string_view other : names) CHECK(name != other);
        names.push_back(name);
    }
}

TEST_CASE("a listing of the sample has as many lines as the sample has instructions") {
    const std::string listing = disassemble(sample_program());
    CHECK(static_cast<std::size_t>(std::count(listing.begin(), listing.end(), '\n')) == sample_program().code.size());
}
