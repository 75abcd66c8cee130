#include "hw_model/microcode/link.h"

#include <algorithm>
#include <array>
#include <type_traits>

#include "core/error.h"
#include "hw_model/microcode/fusion.h"
#include "hw_model/microcode/instruction_set.h"
#include "hw_model/microcode/operands.h"

namespace aerie::hw {
namespace {

template <class Lane>
constexpr bool is_fixed = std::is_same_v<Lane, std::int32_t>;

template <class Lane>
std::size_t constant_count(const Program& program) {
    if constexpr (is_fixed<Lane>) return program.constants.size();
    else return program.real_constants.size();
}

std::array<Operand, 3> operands(const Instruction& code) { return {code.a, code.b, code.c}; }

/// Shifts that program.h gives a meaning to.
bool is_legal_shift(const Instruction& code) {
    switch (code.op) {
        case Opcode::shift:
        case Opcode::multiply:
        case Opcode::multiply_add:
        case Opcode::accumulate:
        case Opcode::divide:
        case Opcode::square_root: return code.shift >= -31 && code.shift <= 62;
        case Opcode::store:
        case Opcode::exp2:
        case Opcode::normal:
        case Opcode::log2: return code.shift >= -31 && code.shift <= 31;
        case Opcode::floor_fraction:
        case Opcode::truncate: return code.shift >= 0 && code.shift <= 31;
        default: return true;
    }
}

template <class Lane>
void check(const Instruction& code, const Program& program) {
    AERIE_ASSERT(code.target < program.registers);
    for (int k = 0; k < operand_count(code.op); ++k) {
        const Operand operand = operands(code)[static_cast<std::size_t>(k)];
        AERIE_ASSERT(operand.index < (operand.is_constant ? constant_count<Lane>(program) : program.registers));
    }
    const bool counts = code.op == Opcode::store || code.op == Opcode::multiply_add || code.op == Opcode::accumulate;
    AERIE_ASSERT(!counts || code.counter == no_counter || code.counter < program.counters);
    const bool looks_up = code.op == Opcode::table || (code.op == Opcode::function && is_fixed<Lane>);
    AERIE_ASSERT(!looks_up || code.immediate < program.tables.size());
    if constexpr (is_fixed<Lane>) {
        AERIE_ASSERT(is_legal_shift(code));
        AERIE_ASSERT((code.op != Opcode::store && code.op != Opcode::accumulate) || (code.low <= code.high && code.tolerance >= 0));
    }
}

/// Constants second, since kernels with a constant first operand exist only where order matters.
void order_operands(Instruction& code) {
    if (is_commutative(code.op) && code.a.is_constant && !code.b.is_constant) std::swap(code.a, code.b);
    if ((code.op == Opcode::multiply_add || code.op == Opcode::accumulate) && code.b.is_constant && !code.c.is_constant) std::swap(code.b, code.c);
}

template <class Lane>
class Linker {
   public:
    explicit Linker(const Program& program) : program_(program), constants_(constant_count<Lane>(program)) {
        linked_.slots = program.registers + constants_;
        linked_.is_read_first.assign(program.streams, 0);
        linked_.is_written.assign(program.streams, 0);
        for (const Table& table : program.tables) linked_.tables.push_back(closed_table(table));
    }

    LinkedCode<Lane> link() {
        for (const std::size_t k : run_order(program_)) add(program_.code[k], k);
        if constexpr (is_fixed<Lane>) fuse();
        return std::move(linked_);
    }

   private:
    static std::vector<Lane> closed_table(const Table& table) {
        std::vector<Lane> entries;
        if constexpr (is_fixed<Lane>) entries = table.fixed;
        else entries = table.real;
        if (!entries.empty()) entries.push_back(entries.back());   // interpolation reads the entry after
        return entries;
    }

    void add(Instruction code, std::size_t index) {
        check<Lane>(code, program_);
        note_streams(code);
        order_operands(code);
        kernels::Step<Lane> step{};
        step.target = code.target;
        step.a = slot(code.a);
        step.b = slot(code.b);
        step.c = slot(code.c);
        bind_table(step, code);
        choose_kernel(step, code);
        step.code = code;
        step.length = 1;
        step.draw = draws_number(code.op) ? code.immediate : static_cast<std::uint32_t>(index);
        if (draws_number(code.op) || (is_fixed<Lane> && rounds_by_chance(code))) linked_.draws.push_back(linked_.steps.size());
        linked_.steps.push_back(step);
    }

    /// Neighbours that one kernel can run together do so.
    void fuse() {
        for (std::size_t k = 0; k < linked_.steps.size(); k += linked_.steps[k].length) {
            const Fusion fusion = hw::fuse(&linked_.steps[k], linked_.steps.size() - k, program_.streams);
            if (fusion.kernel == nullptr) continue;
            linked_.steps[k].kernel = fusion.kernel;
            linked_.steps[k].length = static_cast<std::uint16_t>(fusion.length);
        }
    }

    [[nodiscard]] std::uint16_t slot(Operand operand) const {
        return static_cast<std::uint16_t>(operand.is_constant ? program_.registers + operand.index : operand.index);
    }

    void note_streams(const Instruction& code) {
        for (int k = 0; k < operand_count(code.op); ++k) {
            const Operand operand = operands(code)[static_cast<std::size_t>(k)];
            if (!operand.is_constant && operand.index < program_.streams && !linked_.is_written[operand.index]) linked_.is_read_first[operand.index] = 1;
        }
        if (code.target < program_.streams) linked_.is_written[code.target] = 1;
    }

    void bind_table(kernels::Step<Lane>& step, const Instruction& code) {
        if (code.op != Opcode::table && !(code.op == Opcode::function && is_fixed<Lane>)) return;
        const std::vector<Lane>& entries = linked_.tables[code.immediate];
        AERIE_ASSERT(!entries.empty());
        step.table = entries.data();
        const auto last = static_cast<std::int64_t>(entries.size()) - 2;
        step.table_last = static_cast<std::int32_t>(last);
        if (code.op == Opcode::table) return;
        const Table& table = program_.tables[code.immediate];
        AERIE_ASSERT(table.step_bits <= 30);
        step.step_bits = table.step_bits;
        step.table_first = table.first;
        step.table_last = static_cast<std::int32_t>(std::min<std::int64_t>(table.first + last * (std::int64_t{1} << table.step_bits), INT32_MAX));
    }

    /// Splats constants, first to last, until a kernel exists.
    void choose_kernel(kernels::Step<Lane>& step, Instruction& code) {
        step.kernel = find(code);
        const std::array<std::pair<Operand*, std::uint16_t*>, 3> places{{{&code.a, &step.a}, {&code.b, &step.b}, {&code.c, &step.c}}};
        for (const auto& [operand, place] : places) {
            if (step.kernel != nullptr) return;
            if (!operand->is_constant) continue;
            *place = splat(operand->index);
            operand->is_constant = false;
            step.kernel = find(code);
        }
        AERIE_ASSERT(step.kernel != nullptr);   // exponential and logarithm have no fixed-point kernel
    }

    static kernels::Kernel<Lane> find(const Instruction& code) {
        if constexpr (is_fixed<Lane>) return kernels::kernel_set().find_fixed(code);
        else return kernels::kernel_set().find_real(code);
    }

    std::uint16_t splat(std::uint16_t constant) {
        for (const auto& splat : linked_.splats)
            if (splat.constant == constant) return splat.slot;
        linked_.splats.push_back({static_cast<std::uint16_t>(linked_.slots++), constant});
        return linked_.splats.back().slot;
    }

    const Program& program_;
    std::size_t constants_;
    LinkedCode<Lane> linked_;
};

}  // namespace

template <class Lane>
LinkedCode<Lane> link(const Program& program) {
    AERIE_ASSERT(program.registers >= program.streams);
    return Linker<Lane>(program).link();
}

template LinkedCode<std::int32_t> link(const Program&);
template LinkedCode<double> link(const Program&);

}  // namespace aerie::hw
