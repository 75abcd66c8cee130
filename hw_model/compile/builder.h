/// @file Collects instructions in static single assignment form and makes a Program of them: common subexpressions once, dead code gone,
/// results written in place where nothing still needs the old value, temporaries packed into few registers.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "hw_model/compile/image.h"

namespace aerie::hw {

class Builder {
   public:
    explicit Builder(Arithmetic arithmetic, std::uint32_t first_draw = 0) : arithmetic_{arithmetic}, next_draw_{first_draw} {}

    [[nodiscard]] Arithmetic arithmetic() const { return arithmetic_; }
    /// The lane array of a role as it is at the program's start. One register per role and index.
    [[nodiscard]] Operand stream(Role role, std::size_t index = 0);
    [[nodiscard]] Operand constant(std::int32_t raw, double real);
    [[nodiscard]] Operand tick_constant(TickConstant what);
    [[nodiscard]] std::uint32_t table(Table table);
    [[nodiscard]] std::uint32_t next_draw() { return next_draw_++; }
    /// To write an expression a second time with the same draws.
    [[nodiscard]] std::uint32_t draw_mark() const { return next_draw_; }
    void rewind_draws(std::uint32_t mark) { next_draw_ = mark; }
    /// A counter pair (saturations, lost increments) for a variable, by the variable's number.
    void count_into(std::uint16_t counters) { counters_ = counters; }

    /// Appends an instruction; `target` is chosen here. The same instruction twice gives the same register.
    [[nodiscard]] Operand emit(Instruction instruction);
    /// What the role's lanes shall hold after the program. The last write of a role counts.
    void write(Role role, std::size_t index, Operand value);
    /// What `emit` adds from now on belongs to this text, for listings.
    void comment(std::string text) { comment_ = std::move(text); }

    /// Takes out what reads only streams of which `belongs` says yes, as a program that leaves its results in lanes of the role `shared`; what stays
    /// reads them there. Draws and counted instructions stay. To be called once all is written.
    [[nodiscard]] Compiled take_out(Role shared, const std::function<bool(Role)>& belongs);

    [[nodiscard]] Compiled finish();

   private:
    struct Write {
        Operand stream, value;
        std::string comment;
    };
    [[nodiscard]] std::set<std::uint16_t> live_registers() const;
    void replace(std::uint16_t reg, Operand by);
    void copy_foreign_values();
    void settle_writes();
    void drop_dead_code();
    void keep_used_tables(Program& program) const;
    [[nodiscard]] Compiled assign_registers();
    [[nodiscard]] bool is_read_after(std::uint16_t reg, std::size_t index) const;
    [[nodiscard]] std::size_t definition_of(std::uint16_t reg) const;

    using Key = std::tuple<Opcode, Rounding, std::int8_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::int32_t,
                           std::int32_t, std::int32_t, std::uint16_t>;
    Arithmetic arithmetic_;
    std::uint32_t next_draw_;
    std::uint16_t counters_ = 0;
    std::uint16_t next_register_ = 0;
    std::string comment_;
    std::vector<Instruction> code_;
    std::vector<std::string> comments_;
    std::map<Key, Operand> known_;
    std::vector<std::pair<StreamRef, std::uint16_t>> streams_;   // with their virtual registers
    std::vector<Write> writes_;
    std::vector<std::int32_t> constants_;
    std::vector<double> real_constants_;
    std::vector<TickConstant> tick_constants_;
    std::vector<Table> tables_;
};

}  // namespace aerie::hw
