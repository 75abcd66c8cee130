/// @file Programs of the embedded processor: what they read, what they compute, when they learn, where their results go.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/check/fields.h"
#include "core/check/parts.h"
#include "core/error.h"

namespace aerie::check {
namespace {

constexpr std::uint32_t most_weight_bits = 32;

const lang::Variable& number_of(const Network& network, PopulationId id, const std::string& name, const std::string& where) {
    const auto& variables = network.populations[id.index()].model.variables;
    const lang::Variable* variable = lang::find_variable(variables, name);
    std::vector<std::string> known;
    for (const lang::Variable& v : variables)
        if (!v.is_boolean) known.push_back(v.name);
    if (variable == nullptr) refuse_unknown("variable", name, known, where);
    if (variable->is_boolean) throw InputError{{fmt::format("'{}' is true or false", name), where, "", "a variable that is a number"}};
    return *variable;
}

PopulationId neurons_named(const Network& network, const std::string& name, const std::string& where) {
    const auto id = find_group(network, name);
    if (id && !network.is_source(*id)) return *id;
    std::vector<std::string> known;
    for (const Population& p : network.populations) known.push_back(p.name);
    if (id) throw InputError{{"a source has no variables", where, "'" + name + "'", "a population"}};
    refuse_unknown("population", name, known, where);
}

/// What a processor can put into a neuron: something that is kept until the update reads it.
void require_writable(const lang::Variable& v, const std::string& where) {
    if (v.kind == lang::Kind::algebraic)
        throw InputError{{fmt::format("'{}' is computed in every tick", v.name), where, "", "a variable that is stored, such as 'z : 1 [-2, 2] (shared)', or one with dx/dt"}};
    if (v.is_constant) throw InputError{{fmt::format("'{}' is declared (constant)", v.name), where, "", "a variable without that flag"}};
}

/// A point in time that may be zero, in whole ticks.
std::uint64_t tick_of(const std::string& text, double dt_s, const std::string& where) {
    const double seconds = lang::evaluate_quantity(text, second, where);
    return seconds == 0.0 ? 0 : whole_ticks(text, dt_s, where);
}

class ProgramCheck {
   public:
    ProgramCheck(const ProcessorSpec& spec, const Network& network) : spec_{spec}, network_{network}, where_{place(network, "processor program", spec.name)} {}

    ProcessorProgram check() {
        if (spec_.from.empty()) throw InputError{{"a program that reads nothing", where_, "", "from: the name of a population, and variable"}};
        program_.name = spec_.name;
        program_.from = neurons_named(network_, spec_.from, where_ + ": from");
        program_.variable = spec_.variable;
        read_ = number_of(network_, program_.from, spec_.variable, where_ + ": variable").dimension;
        program_.period_ticks = spec_.period.empty() ? 1 : whole_ticks(spec_.period, network_.dt_s, where_ + ": period");
        if (spec_.outputs.empty()) throw InputError{{"a program without an output", where_, "", "output { name: \"z\" ... } once or more"}};
        for (const ProcessorSpec::Output& output : spec_.outputs) add_output(output);
        if (spec_.weight_format) add_format(*spec_.weight_format);
        if (spec_.rls) add_rls(*spec_.rls);
        return std::move(program_);
    }

   private:
    [[nodiscard]] std::uint32_t inputs() const { return network_.size_of(program_.from); }

    void take_name(const std::string& name, const std::string& where) {
        if (!is_identifier(name)) throw InputError{{"an output needs a name that recorders can call", where, name, "letters, digits and underscores"}};
        for (const char* suffix : {"", "_target", "_error", "_weights"}) {
            if (!names_.insert(name + suffix).second)
                throw InputError{{"two outputs would be recorded under one name", where, name + suffix, "names that differ, also with _target, _error and _weights"}};
        }
    }

    void add_output(const ProcessorSpec::Output& spec) {
        const std::string where = fmt::format("{}: output '{}'", where_, spec.name);
        take_name(spec.name, where);
        ProcessorOutput output;
        output.name = spec.name;
        if (!spec.to.empty()) {
            output.to = neurons_named(network_, spec.to, where + ": to");
            const lang::Variable& v = number_of(network_, *output.to, spec.variable, where + ": variable");
            require_writable(v, where + ": variable");
            output.variable = v.name;
            output.dimension = v.dimension;
            output.indices = indices(spec, v, network_.size_of(*output.to), where);
        } else if (!spec.variable.empty() || !spec.indices.empty()) {
            throw InputError{{"an output that is not written anywhere has no variable and no indices there", where, spec.variable, "to: the name of a population"}};
        }
        if (!spec.target.empty()) output.target = lang::check_value(lang::Use::target, spec.target, output.dimension, scope_of(network_, where), "target");
        output.weights = weights(spec.weights, output.dimension / read_, where + ": weights");
        program_.outputs.push_back(std::move(output));
    }

    static std::vector<std::uint32_t> indices(const ProcessorSpec::Output& spec, const lang::Variable& variable, std::uint32_t size, const std::string& where) {
        if (variable.is_shared && !spec.indices.empty())
            throw InputError{{fmt::format("'{}' is shared by all neurons", variable.name), where, fmt::format("{} indices", spec.indices.size()), "no indices"}};
        std::set<std::uint32_t> chosen;
        for (const std::uint64_t index : spec.indices) {
            if (index >= size) throw InputError{{"no such neuron", where, fmt::format("index {}", index), fmt::format("0 to {}", size - 1)}};
            if (!chosen.insert(static_cast<std::uint32_t>(index)).second) throw InputError{{"a neuron is listed twice", where, fmt::format("index {}", index), "each index once"}};
        }
        return {chosen.begin(), chosen.end()};
    }

    InitialValue weights(const Setting& setting, lang::Dimension dimension, const std::string& where) const {
        if (!setting.value.empty() && !setting.values.empty())
            throw InputError{{"both a value and a list of values", where, setting.value, "one of them"}};
        lang::Scope scope = scope_of(network_, where, inputs());
        if (!setting.value.empty()) return {"weights", lang::check_value(lang::Use::neuron_initial, setting.value, dimension, scope, "value"), {}};
        if (setting.values.empty()) {
            if (!spec_.rls) throw InputError{{"a readout without weights", where, "", "weights { value: \"...\" }, or a list or file with one per neuron"}};
            return {"weights", nullptr, {}};
        }
        if (setting.values.size() != inputs())
            throw InputError{{"the list has the wrong length", where, fmt::format("{} values", setting.values.size()), fmt::format("{} values, one per neuron of '{}'", inputs(), spec_.from)}};
        return {"weights", nullptr, si_values(setting.values, setting.unit, dimension, where)};
    }

    void add_format(const ProcessorSpec::WeightFormat& spec) {
        const std::string where = where_ + ": weight_format";
        if (spec.bits < 2 || spec.bits > most_weight_bits)
            throw InputError{{"a number of bits that weights cannot have", where, fmt::format("bits: {}", spec.bits), fmt::format("2 to {}", most_weight_bits)}};
        const double limit = lang::evaluate_quantity(spec.limit, program_.outputs.front().dimension / read_, where + ": limit");
        if (!(limit > 0.0) || !std::isfinite(limit)) throw InputError{{"a limit must be above zero and finite", where, spec.limit, "the greatest magnitude of a weight"}};
        for (const ProcessorOutput& output : program_.outputs) {
            if (output.dimension != program_.outputs.front().dimension)
                throw InputError{{"one weight format for outputs of different units", where, output.name, "outputs of one unit, or a program for each"}};
        }
        program_.weight_format = fixed::signed_format_for({-limit, limit}, static_cast<int>(spec.bits));
        program_.weight_rounding = spec.rounding;
    }

    void add_rls(const ProcessorSpec::Rls& spec) {
        const std::string where = where_ + ": rls";
        LeastSquares rls;
        rls.period_ticks = spec.period.empty() ? program_.period_ticks : whole_ticks(spec.period, network_.dt_s, where + ": period");
        if (rls.period_ticks % program_.period_ticks != 0)
            throw InputError{{"the program does not run whenever it is to learn", where + ": period", fmt::format("{} ticks", rls.period_ticks),
                              fmt::format("a multiple of the program's {} ticks", program_.period_ticks)}};
        rls.start = spec.start.empty() ? 0 : tick_of(spec.start, network_.dt_s, where + ": start");
        rls.stop = spec.stop.empty() ? most_ticks : tick_of(spec.stop, network_.dt_s, where + ": stop");
        if (rls.stop <= rls.start) throw InputError{{"learning stops before it starts", where, fmt::format("start: {}, stop: {}", spec.start, spec.stop), "stop after start"}};
        if (spec.alpha.empty()) throw InputError{{"alpha is missing", where, "", "alpha: the start value of the inverse correlations, such as \"1e-3\""}};
        rls.alpha = lang::evaluate_quantity(spec.alpha, lang::Dimension{} / (read_ * read_), where + ": alpha");
        if (!(rls.alpha > 0.0) || !std::isfinite(rls.alpha)) throw InputError{{"alpha must be above zero and finite", where, spec.alpha, "a number above zero"}};
        for (const ProcessorOutput& output : program_.outputs) {
            if (output.target == nullptr) throw InputError{{"an output that learns needs a target", fmt::format("{}: output '{}'", where_, output.name), "", "target: an expression of t and stimuli"}};
        }
        rls.has_prior_gain = spec.has_prior_gain;
        rls.is_single = spec.is_single;
        program_.rls = rls;
    }

    const ProcessorSpec& spec_;
    const Network& network_;
    std::string where_;
    lang::Dimension read_;
    std::set<std::string> names_;
    ProcessorProgram program_;
};

}  // namespace

ProcessorProgram check_program(const ProcessorSpec& spec, const Network& network) { return ProgramCheck{spec, network}.check(); }

}  // namespace aerie::check

namespace aerie {

std::optional<OutputField> find_output_field(const ProcessorProgram& program, const std::string& variable) {
    using What = OutputField::What;
    for (std::size_t k = 0; k < program.outputs.size(); ++k) {
        const ProcessorOutput& output = program.outputs[k];
        if (variable == output.name) return OutputField{What::result, k};
        if (output.target != nullptr && variable == output.name + "_target") return OutputField{What::target, k};
        if (output.target != nullptr && variable == output.name + "_error") return OutputField{What::error, k};
        if (variable == output.name + "_weights") return OutputField{What::weights, k};
    }
    return std::nullopt;
}

}  // namespace aerie
