#include "hw_model/microcode/listing.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "hw_model/microcode/operands.h"

namespace aerie::hw {
namespace {

constexpr std::array<std::string_view, 33> names = {
    "copy",       "add",   "subtract",   "negate", "absolute",  "minimum",    "maximum",      "shift",    "multiply",       "multiply_add", "divide",
    "square_root", "exp2", "log2",       "exponential", "logarithm", "function", "floor_fraction", "truncate", "less",     "less_equal",   "equal",
    "not_equal",  "logical_and", "logical_or", "logical_not", "select", "table", "uniform",      "normal",   "store",          "accumulate",   ""};

std::string register_name(const Program& program, std::size_t index) {
    return index < program.streams ? fmt::format("s{}", index) : fmt::format("t{}", index - program.streams);
}

std::string operand_name(const Program& program, Operand operand) {
    if (!operand.is_constant) return register_name(program, operand.index);
    if (operand.index < program.constants.size()) return fmt::format("{}", program.constants[operand.index]);
    return fmt::format("c{}", operand.index);
}

std::string shift_text(const Instruction& code) {
    constexpr std::array<std::string_view, 3> roundings = {"nearest", "toward zero", "stochastic"};
    if (code.shift == 0) return "";
    if (!rounds(code.op)) return fmt::format("  s={}", code.shift);
    if (code.shift < 0) return fmt::format("  <<{}", -code.shift);
    return fmt::format("  >>{} {}", code.shift, roundings[static_cast<std::size_t>(code.rounding)]);
}

std::string limits_text(const Instruction& code) {
    if (code.op != Opcode::store && code.op != Opcode::accumulate) return "";
    std::string text = fmt::format("  [{}, {}]", code.low, code.high);
    if (code.tolerance != 0) text += fmt::format(" lost beyond {}", code.tolerance);
    return text;
}

std::string immediate_text(const Instruction& code) {
    const bool has_immediate = code.op == Opcode::function || code.op == Opcode::table || draws_number(code.op);
    return has_immediate ? fmt::format("  #{}", code.immediate) : "";
}

std::string line(const Program& program, const Instruction& code) {
    std::string text = fmt::format("{} = {}", register_name(program, code.target), name_of(code.op));
    const std::array<Operand, 3> operands{code.a, code.b, code.c};
    for (int k = 0; k < operand_count(code.op); ++k)
        text += (k == 0 ? " " : ", ") + operand_name(program, operands[static_cast<std::size_t>(k)]);
    text += shift_text(code) + limits_text(code) + immediate_text(code);
    if (code.counter != no_counter) text += fmt::format(" counter {}", code.counter);
    return text;
}

}  // namespace

std::string_view name_of(Opcode op) { return names[static_cast<std::size_t>(op)]; }

std::string disassemble(const Program& program) {
    std::string text;
    for (std::size_t k = 0; k < program.code.size(); ++k) {
        const std::string comment = k < program.comments.size() ? program.comments[k] : "";
        if (comment.empty()) text += fmt::format("{:3}  {}\n", k, line(program, program.code[k]));
        else text += fmt::format("{:3}  {:48}  ; {}\n", k, line(program, program.code[k]), comment);
    }
    return text;
}

}  // namespace aerie::hw
