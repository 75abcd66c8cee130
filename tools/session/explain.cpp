#include "tools/session/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>

#include "hw_model/machine/timetable.h"
#include "hw_model/microcode/listing.h"
#include "hw_model/microcode/operands.h"
#include "tools/report/units.h"
#include "tools/session/explain_names.h"
#include "tools/session/explain_processor.h"
#include "tools/session/programs.h"
#include "tools/session/quantity_text.h"

namespace aerie::session {

namespace {

using hw::Compiled;
using hw::Operation;
using tools::grouped;

std::string indented(const std::string& text, const std::string& indent) {
    std::istringstream lines{text};
    std::string out, line;
    while (std::getline(lines, line)) out += indent + line + "\n";
    return out;
}

class Explainer {
   public:
    Explainer(const Network& network, const hw::ChipSpec& chip) : network_{network}, chip_{chip}, table_{chip} {}

    std::string population(const hw::NetworkImage& image, PopulationId id) const {
        const hw::NeuronImage& neurons = image.populations[id.index()];
        std::string text = fmt::format("population '{}': {} neurons\n", network_.name_of(id), grouped(network_.size_of(id)));
        text += variables("neuron", neurons.variables, false);
        for (const hw::Accumulator& a : neurons.accumulators) {
            const hw::StoredVariable& v = neurons.variables[a.variable];
            text += fmt::format("  {} {}: collected at full width in steps of {}\n", a.is_sum ? "sum for" : "input of", v.name, quantity(a.unit, v.dimension));
        }
        text += fmt::format("  {} bits of state per neuron\n", bits(neurons.variables));
        if (neurons.refractory_ticks != 0) text += fmt::format("  refractory for {} ticks\n", grouped(neurons.refractory_ticks));
        const ProgramOwner owner{network_, image, id, std::nullopt};
        for (const NamedProgram& p : programs_of(neurons)) text += program(owner, p, p.lane == std::string{"neuron"} && std::string{p.name} == "update");
        return text;
    }

    std::string projection(const hw::NetworkImage& image, ProjectionId id) const {
        const Projection& p = network_.projections[id.index()];
        const hw::SynapseImage& synapses = image.projections[id.index()];
        std::string text = fmt::format("projection '{}': {} -> {}, {}\n", p.name, network_.name_of(p.from), network_.name_of(p.to),
                                       synapses.is_static ? "static rows of packed words" : "plastic");
        text += variables("synapse", synapses.synapse, synapses.is_static);
        text += variables("axon", synapses.pre, false);
        text += variables("neuron", synapses.post, false);
        if (synapses.synapse.empty() && synapses.pre.empty() && synapses.post.empty()) text += "  no variables: all synapses deliver one constant\n";
        text += fmt::format("  {} bits of synapse memory per synapse on this chip\n", synapses.is_static ? chip_.packing.static_bits : chip_.packing.plastic_bits);
        text += arrival(synapses);
        const ProgramOwner owner{network_, image, p.to, id};
        for (const NamedProgram& named : programs_of(synapses)) text += program(owner, named, false);
        return text;
    }

    [[nodiscard]] std::string words(const hw::NetworkImage& image) const {
        std::uint64_t count = 0;
        for (const hw::NeuronImage& n : image.populations) count += microcode_words(programs_of(n));
        for (const hw::SynapseImage& s : image.projections) count += microcode_words(programs_of(s));
        const std::uint64_t limit = chip_.capacity.microcode_words;
        return fmt::format("{} microcode words in all{}\n", grouped(count), limit == 0 ? "" : fmt::format(", of {} that each NeuroCore holds", grouped(limit)));
    }

   private:
    static std::uint64_t bits(const std::vector<hw::StoredVariable>& variables) {
        std::uint64_t sum = 0;
        for (const hw::StoredVariable& v : variables) sum += v.is_boolean ? 1u : static_cast<unsigned>(v.format.bits);
        return sum;
    }

    static std::string variables(const std::string& home, const std::vector<hw::StoredVariable>& list, bool is_packed) {
        std::string text;
        for (const hw::StoredVariable& v : list) {
            const std::string decay = v.decay_per_tick == 1.0 ? "" : fmt::format("  decays by {:.6g} a tick, by table from the ticks since it was written", v.decay_per_tick);
            if (v.is_boolean) text += fmt::format("  {:<16} 1 bit, per {}\n", v.name, home);
            else text += fmt::format("  {:<16} {:<20} {:>2} bits, per {}{}  quantum {}, holds {} .. {}{}\n", v.name, v.format.text(), v.format.bits, home, is_packed ? ", in the row's words" : "",
                                     quantity(std::abs(v.format.lsb()), v.dimension), quantity(v.format.range().low, v.dimension), quantity(v.format.range().high, v.dimension), decay);
        }
        return text;
    }

    [[nodiscard]] bool is_known(Operation op) const { return chip_.cost(op).cycles.value.has_value(); }

    /// The synapse pipeline's time for one packet: a fixed part and a part per synapse.
    [[nodiscard]] std::string arrival(const hw::SynapseImage& s) const {
        const std::uint64_t each = table_.of(Operation::row_word) + table_.of(Operation::synaptic_event) + (s.is_static ? 0 : table_.of(Operation::learning_event));
        std::string text = fmt::format("  an arriving spike takes {} cycles, and {} for each synapse of its row{}\n", table_.of(Operation::axon_lookup), each,
                                       s.is_static ? "" : ", programs apart");
        std::string unknown;
        for (const Operation op : {Operation::axon_lookup, Operation::row_word, Operation::synaptic_event}) {
            if (!is_known(op)) unknown += fmt::format("{}'{}'", unknown.empty() ? "" : ", ", hw::name_of(op));
        }
        return unknown.empty() ? text : text + fmt::format("  (not known for this chip and taken as 0: {})\n", unknown);
    }

    [[nodiscard]] std::string cost(const NamedProgram& p, bool is_update) const {
        const std::uint64_t lanes = table_.lanes();
        const std::uint64_t group = table_.program(p.program, lanes) + (is_update ? lanes * table_.of(Operation::neuron_update_active) : 0);
        if (!is_known(Operation::instruction)) return "cycles not known";
        if (lanes == 1) return fmt::format("{} cycles per {}", group, p.lane);
        return fmt::format("{} cycles per group of {}, {} per {}", group, lanes, tools::plain(static_cast<double>(group) / static_cast<double>(lanes)), p.lane);
    }

    [[nodiscard]] std::string program(const ProgramOwner& owner, const NamedProgram& p, bool is_update) const {
        if (p.program.empty()) return "";
        std::string text = fmt::format("  {} ({}): {} instructions{}; {}\n", p.name, p.when, p.program.instructions(),
                                       p.program.table_lookups == 0 ? "" : fmt::format(", {} table look-ups", p.program.table_lookups), cost(p, is_update));
        std::string streams;
        for (std::size_t k = 0; k < p.program.streams.size(); ++k) {
            streams += fmt::format("{}s{} = {}{}", k == 0 ? "" : "; ", k, stream_name(owner, p.program.streams[k]), p.program.streams[k].is_written ? " (written)" : "");
        }
        return text + "      " + streams + "\n" + tick_constants(p.program) + indented(hw::disassemble(p.program.program), "    ");
    }

    [[nodiscard]] std::string name_of(const hw::TickConstant& constant) const {
        switch (constant.kind) {
            case hw::TickConstant::Kind::tick: return "the tick";
            case hw::TickConstant::Kind::uniform: return "rand(), one for all";
            case hw::TickConstant::Kind::normal: return "randn(), one for all";
            case hw::TickConstant::Kind::stimulus: break;
        }
        return network_.stimuli[constant.stimulus].name + "(t)";
    }

    /// Constants that the machine rewrites each tick stand as 0 in the listing.
    [[nodiscard]] std::string tick_constants(const Compiled& c) const {
        std::string text;
        for (const hw::TickConstant& t : c.tick_constants) {
            const std::string what = name_of(t);
            std::string where;
            for (std::size_t k = 0; k < c.program.code.size(); ++k) {
                const hw::Instruction& ins = c.program.code[k];
                const hw::Operand operands[] = {ins.a, ins.b, ins.c};
                const auto end = operands + hw::operand_count(ins.op);
                if (std::any_of(operands, end, [&](hw::Operand o) { return o.is_constant && o.index == t.constant; })) where += fmt::format("{}{}", where.empty() ? "" : ", ", k);
            }
            if (!where.empty()) text += fmt::format("      {}: the constant of instruction {}, rewritten each tick\n", what, where);
        }
        return text;
    }

    const Network& network_;
    const hw::ChipSpec& chip_;
    hw::Timetable table_;
};

}  // namespace

std::string explain(const Network& network, const hw::ChipSpec& chip, const std::vector<hw::NetworkImage>& images) {
    const Explainer explainer{network, chip};
    std::vector<std::string> first;
    std::string text = "s: lane arrays, t: temporaries, >>n: divided by 2^n, [low, high]: the register's limits; numbers are the fixed-point codes\n\n";
    for (std::size_t phase = 0; phase < images.size(); ++phase) {
        std::vector<std::string> parts;
        for (std::uint32_t p = 0; p < network.populations.size(); ++p) parts.push_back(explainer.population(images[phase], PopulationId{p}));
        for (std::uint32_t p = 0; p < network.projections.size(); ++p) parts.push_back(explainer.projection(images[phase], ProjectionId{p}));
        if (phase == 0) first = parts;
        for (std::size_t k = 0; k < parts.size(); ++k) {
            if (phase == 0) text += parts[k] + "\n";
            else if (parts[k] != first[k]) text += fmt::format("in phase {}: {}\n", phase + 1, parts[k]);
        }
    }
    return text + explain_processor(network) + explainer.words(images.front());
}

}  // namespace aerie::session
