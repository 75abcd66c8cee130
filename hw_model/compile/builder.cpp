#include "hw_model/compile/builder.h"

#include <algorithm>
#include <limits>
#include <set>

#include "core/error.h"
#include "hw_model/compile/instruction_reads.h"

namespace aerie::hw {

namespace {

constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

std::uint32_t code_of(Operand operand) { return (operand.is_constant ? 0x10000u : 0u) | operand.index; }

bool reads(const Instruction& ins, std::uint16_t reg) {
    bool found = false;
    for_each_register(ins, [&](std::uint16_t r) { found = found || r == reg; });
    return found;
}

}  // namespace

Operand Builder::stream(Role role, std::size_t index) {
    const StreamRef wanted{role, static_cast<std::uint16_t>(index), false};
    for (const auto& [ref, reg_index] : streams_) {
        if (ref.role == wanted.role && ref.index == wanted.index) return reg(reg_index);
    }
    streams_.emplace_back(wanted, next_register_);
    return reg(next_register_++);
}

Operand Builder::constant(std::int32_t raw, double real) {
    for (std::size_t k = 0; k < constants_.size(); ++k) {
        const bool is_free = std::none_of(tick_constants_.begin(), tick_constants_.end(), [&](const TickConstant& t) { return t.constant == k; });
        if (is_free && constants_[k] == raw && real_constants_[k] == real) return aerie::hw::constant(k);
    }
    constants_.push_back(raw);
    real_constants_.push_back(real);
    return aerie::hw::constant(constants_.size() - 1);
}

Operand Builder::tick_constant(TickConstant what) {
    for (const TickConstant& known : tick_constants_) {
        if (known.kind == what.kind && known.stimulus == what.stimulus && known.frac == what.frac && known.draw == what.draw) return aerie::hw::constant(known.constant);
    }
    constants_.push_back(0);
    real_constants_.push_back(0.0);
    what.constant = static_cast<std::uint16_t>(constants_.size() - 1);
    tick_constants_.push_back(what);
    return aerie::hw::constant(what.constant);
}

std::uint32_t Builder::table(Table table) {
    tables_.push_back(std::move(table));
    return static_cast<std::uint32_t>(tables_.size() - 1);
}

Operand Builder::emit(Instruction ins) {
    const Key key{ins.op, ins.rounding, ins.shift, code_of(ins.a), code_of(ins.b), code_of(ins.c), ins.immediate, ins.low, ins.high, ins.tolerance, ins.counter};
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    AERIE_ASSERT(next_register_ < 0xFFF0);
    ins.target = next_register_++;
    code_.push_back(ins);
    comments_.push_back(comment_);
    return known_[key] = reg(ins.target);
}

void Builder::write(Role role, std::size_t index, Operand value) {
    const Operand target = stream(role, index);
    for (Write& earlier : writes_) {
        if (earlier.stream.index == target.index) {
            earlier.value = value;
            earlier.comment = comment_;
            return;
        }
    }
    writes_.push_back({target, value, comment_});
}

std::size_t Builder::definition_of(std::uint16_t reg_index) const {
    for (std::size_t k = 0; k < code_.size(); ++k) {
        if (code_[k].target == reg_index) return k;
    }
    return nowhere;
}

bool Builder::is_read_after(std::uint16_t reg_index, std::size_t index) const {
    return std::any_of(code_.begin() + static_cast<std::ptrdiff_t>(index) + 1, code_.end(),
                       [&](const Instruction& ins) { return reads(ins, reg_index); });
}

/// A write of a constant or of another stream's value becomes a copy first, so that every value written is a temporary of its own.
void Builder::copy_foreign_values() {
    std::erase_if(writes_, [](const Write& w) { return !w.value.is_constant && w.value.index == w.stream.index; });
    std::set<std::uint16_t> taken;
    for (Write& w : writes_) {
        const bool is_temporary = !w.value.is_constant && definition_of(w.value.index) != nowhere;
        if (is_temporary && taken.insert(w.value.index).second) continue;
        Instruction copy;
        copy.op = Opcode::copy;
        copy.a = w.value;
        copy.target = next_register_++;
        code_.push_back(copy);
        comments_.push_back(w.comment);
        w.value = reg(copy.target);
    }
}

/// A temporary takes the place of its stream from its definition on, unless an instruction after that still reads the old value.
void Builder::settle_writes() {
    copy_foreign_values();
    for (const Write& w : writes_) {
        const std::size_t definition = definition_of(w.value.index);
        AERIE_ASSERT(definition != nowhere);
        if (is_read_after(w.stream.index, definition)) {
            Instruction copy;
            copy.op = Opcode::copy;
            copy.a = w.value;
            copy.target = w.stream.index;
            code_.push_back(copy);
            comments_.push_back(w.comment);
            continue;
        }
        code_[definition].target = w.stream.index;
        for (std::size_t k = definition + 1; k < code_.size(); ++k) {
            for (Operand* operand : {&code_[k].a, &code_[k].b, &code_[k].c}) {
                if (!operand->is_constant && operand->index == w.value.index) operand->index = w.stream.index;
            }
        }
        for (Write& other : writes_) {
            if (other.value.index == w.value.index && &other != &w) other.value.index = w.stream.index;
        }
    }
}

void Builder::drop_dead_code() {
    std::set<std::uint16_t> live;
    for (const Write& w : writes_) live.insert(w.stream.index);
    std::vector<Instruction> kept;
    std::vector<std::string> kept_comments;
    for (std::size_t k = code_.size(); k-- > 0;) {
        const auto found = live.find(code_[k].target);
        if (found == live.end()) continue;
        live.erase(found);
        for_each_register(code_[k], [&](std::uint16_t r) { live.insert(r); });
        kept.push_back(code_[k]);
        kept_comments.push_back(comments_[k]);
    }
    code_.assign(kept.rbegin(), kept.rend());
    comments_.assign(kept_comments.rbegin(), kept_comments.rend());
}

/// Streams first, in order of their first mention, those without use left out; then temporaries by linear scan.
Compiled Builder::assign_registers() {
    Compiled out;
    std::map<std::uint16_t, std::uint16_t> place;
    for (const auto& [ref, virtual_register] : streams_) {
        StreamRef used = ref;
        used.is_written = std::any_of(code_.begin(), code_.end(), [&, v = virtual_register](const Instruction& i) { return i.target == v; });
        const bool is_read = std::any_of(code_.begin(), code_.end(), [&, v = virtual_register](const Instruction& i) { return reads(i, v); });
        if (!is_read && !used.is_written) continue;
        place[virtual_register] = static_cast<std::uint16_t>(out.streams.size());
        out.streams.push_back(used);
    }
    std::map<std::uint16_t, std::size_t> last_use;
    for (std::size_t k = 0; k < code_.size(); ++k) {
        for_each_register(code_[k], [&](std::uint16_t r) { last_use[r] = k; });
    }
    const std::uint16_t streams = static_cast<std::uint16_t>(out.streams.size());
    std::uint16_t registers = streams;
    std::set<std::uint16_t> free;
    for (std::size_t k = 0; k < code_.size(); ++k) {
        Instruction ins = code_[k];
        for (Operand* operand : {&ins.a, &ins.b, &ins.c}) {
            if (operand->is_constant) continue;
            const auto found = place.find(operand->index);
            operand->index = found == place.end() ? 0 : found->second;
        }
        for_each_register(code_[k], [&](std::uint16_t r) {
            if (place.at(r) >= streams && last_use.at(r) == k) free.insert(place.at(r));
        });
        if (!place.contains(ins.target)) {
            if (free.empty()) free.insert(registers++);
            place[ins.target] = *free.begin();
        }
        ins.target = place.at(ins.target);
        free.erase(ins.target);
        out.program.code.push_back(ins);
    }
    out.program.streams = streams;
    out.program.registers = registers;
    return out;
}

/// Tables that only dropped code looked into take no memory.
void Builder::keep_used_tables(Program& program) const {
    std::map<std::uint32_t, std::uint32_t> place;
    for (Instruction& ins : program.code) {
        const bool looks_up = ins.op == Opcode::table || (ins.op == Opcode::function && arithmetic_ == Arithmetic::fixed);
        if (!looks_up) continue;
        const auto [found, is_new] = place.try_emplace(ins.immediate, static_cast<std::uint32_t>(program.tables.size()));
        if (is_new) program.tables.push_back(tables_[ins.immediate]);
        ins.immediate = found->second;
    }
}

Compiled Builder::finish() {
    settle_writes();
    drop_dead_code();
    Compiled out = assign_registers();
    out.program.constants = constants_;
    out.program.real_constants = real_constants_;
    keep_used_tables(out.program);
    out.program.counters = counters_;
    out.program.comments = comments_;
    out.tick_constants = tick_constants_;
    for (const TickConstant& c : tick_constants_) out.draws = out.draws || c.kind == TickConstant::Kind::uniform || c.kind == TickConstant::Kind::normal;
    for (const Instruction& ins : out.program.code) {
        const bool looks_up = ins.op == Opcode::function || ins.op == Opcode::table || ins.op == Opcode::exp2 || ins.op == Opcode::log2;
        out.table_lookups += looks_up ? 1 : 0;
        out.draws = out.draws || ins.op == Opcode::uniform || ins.op == Opcode::normal || ins.rounding == Rounding::stochastic;
    }
    return out;
}

}  // namespace aerie::hw
