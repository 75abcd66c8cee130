/// @file Which registers an instruction reads.
#pragma once

#include "hw_model/microcode/program.h"

namespace aerie::hw {

constexpr int operands_of(Opcode op) {
    switch (op) {
        case Opcode::uniform: case Opcode::normal: return 0;
        case Opcode::multiply_add: case Opcode::accumulate: case Opcode::select: return 3;
        case Opcode::add: case Opcode::subtract: case Opcode::minimum: case Opcode::maximum: case Opcode::multiply: case Opcode::divide:
        case Opcode::less: case Opcode::less_equal: case Opcode::equal: case Opcode::not_equal: case Opcode::logical_and:
        case Opcode::logical_or: case Opcode::store: return 2;
        default: return 1;
    }
}

template <class Visit>
void for_each_register(const Instruction& ins, Visit visit) {
    const int count = operands_of(ins.op);
    const Operand* operands[] = {&ins.a, &ins.b, &ins.c};
    for (int k = 0; k < count; ++k) {
        if (!operands[k]->is_constant) visit(operands[k]->index);
    }
}

}  // namespace aerie::hw
