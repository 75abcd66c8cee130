/// @file Recorders: whose, what, how often, which members.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/check/fields.h"
#include "core/check/parts.h"
#include "core/connect.h"
#include "core/error.h"

namespace aerie::check {
namespace {

using What = RecorderSpec::What;

const std::vector<lang::Variable>& variables_of(const Recorder& recorder, const Network& network) {
    static const std::vector<lang::Variable> none;
    if (recorder.projection) return network.projections[recorder.projection->index()].model.variables;
    return network.is_source(*recorder.population) ? none : network.populations[recorder.population->index()].model.variables;
}

void find_target(const RecorderSpec& spec, const Network& network, Recorder& recorder, const std::string& where) {
    recorder.population = find_group(network, spec.target);
    if (!recorder.population) recorder.projection = find_projection(network, spec.target);
    for (std::uint32_t k = 0; k < network.programs.size(); ++k) {
        if (network.programs[k].name == spec.target) recorder.program = ProgramId{k};
    }
    if (recorder.population || recorder.projection || recorder.program) return;
    std::vector<std::string> known = group_names(network);
    for (const Projection& p : network.projections) known.push_back(p.name);
    for (const ProcessorProgram& p : network.programs) known.push_back(p.name);
    refuse_unknown("population, source, projection or processor program", spec.target, known, where);
}

void check_output(const RecorderSpec& spec, const ProcessorProgram& program, const std::string& where) {
    if (find_output_field(program, spec.variable)) return;
    std::vector<std::string> known;
    for (const ProcessorOutput& output : program.outputs) {
        for (const char* suffix : {"", "_target", "_error", "_weights"}) {
            if (find_output_field(program, output.name + suffix)) known.push_back(output.name + suffix);
        }
    }
    refuse_unknown("output", spec.variable, known, where);
}

void check_what(const RecorderSpec& spec, const Recorder& recorder, const Network& network, const std::string& where) {
    if (spec.what != What::variable) {
        if (!recorder.population)
            throw InputError{
                {std::string{recorder.projection ? "a projection" : "a processor program"} + " has no spikes and no rate", where, "'" + spec.target + "'", "one of its variables, or a population"}};
        if (!spec.variable.empty())
            throw InputError{
                {"a variable is named, but spikes or rates are recorded", where, "variable: " + spec.variable, "one of spikes, variable, rate"}};
        return;
    }
    if (recorder.program) return check_output(spec, network.programs[recorder.program->index()], where);
    const auto& variables = variables_of(recorder, network);
    if (lang::find_variable(variables, spec.variable) != nullptr) return;
    std::vector<std::string> known;
    for (const lang::Variable& v : variables) known.push_back(v.name);
    refuse_unknown("variable", spec.variable, known, where);
}

std::uint64_t check_period(const RecorderSpec& spec, const Network& network, const std::string& where) {
    if (spec.what == What::spikes && !spec.period.empty())
        throw InputError{{"spikes are recorded when they happen, without a period", where, "period: " + spec.period, "no period"}};
    if (spec.what == What::rate && spec.period.empty())
        throw InputError{{"a rate needs the width of its bins", where, "", "period: a time, such as \"100 ms\""}};
    return spec.period.empty() ? 1 : whole_ticks(spec.period, network.dt_s, where + ": period");
}

/// Synapses of a random rule are counted by drawing them, if they are few enough to be recorded at all.
std::uint64_t drawn_count(ProjectionId id, const Network& network, const std::string& where) {
    const Projection& p = network.projections[id.index()];
    const double from = network.size_of(p.from), expected = p.connect.probability * from * network.size_of(p.to);
    if (std::max(from, expected) > static_cast<double>(most_listed))
        throw InputError{{"too many synapses to record some of them", where, fmt::format("about {:.4g} from {:.4g} neurons", expected, from),
                          fmt::format("at most {}", most_listed)}};
    return connect(network, id).post.size();
}

std::uint64_t member_count(const Recorder& recorder, const Network& network, const std::string& where) {
    if (recorder.population) return network.size_of(*recorder.population);
    if (recorder.program) {
        const ProcessorProgram& program = network.programs[recorder.program->index()];
        return find_output_field(program, recorder.variable)->what == OutputField::What::weights ? network.size_of(program.from) : 1;
    }
    const auto count = synapse_count(network.projections[recorder.projection->index()], network);
    return count ? *count : drawn_count(*recorder.projection, network, where);
}

bool is_shared(const RecorderSpec& spec, const Recorder& recorder, const Network& network) {
    return spec.what == What::variable && !recorder.program && lang::find_variable(variables_of(recorder, network), spec.variable)->is_shared;
}

/// All members when none is listed; the first alone for a value that all share.
std::vector<std::uint32_t> check_indices(const RecorderSpec& spec, const Recorder& recorder, const Network& network, const std::string& where) {
    const std::uint64_t count = member_count(recorder, network, where);
    if (count == 0) throw InputError{{"nothing to record: the projection has no synapses", where, "", "a projection with synapses"}};
    if (spec.indices.empty()) {
        const std::uint64_t all = is_shared(spec, recorder, network) ? 1 : count;
        if (all > most_listed)
            throw InputError{
                {"too many members to record", where, fmt::format("all {}", all), fmt::format("indices: at most {} of them", most_listed)}};
        std::vector<std::uint32_t> every(all);
        std::iota(every.begin(), every.end(), 0u);
        return every;
    }
    std::vector<std::uint32_t> indices;
    indices.reserve(spec.indices.size());
    for (const std::uint64_t index : spec.indices) {
        if (index >= count) throw InputError{{"no such member", where, fmt::format("index {}", index), fmt::format("0 to {}", count - 1)}};
        indices.push_back(static_cast<std::uint32_t>(index));
    }
    std::sort(indices.begin(), indices.end());
    const auto twice = std::adjacent_find(indices.begin(), indices.end());
    if (twice != indices.end()) throw InputError{{"a member is listed twice", where, fmt::format("index {}", *twice), "each index once"}};
    return indices;
}

}  // namespace

Recorder check_recorder(const RecorderSpec& spec, const Network& network) {
    const std::string where = place(network, "recorder", spec.name);
    if (spec.target.empty()) throw InputError{{"a recorder without a target", where, "", "a population, source, projection or processor program"}};
    Recorder recorder;
    recorder.name = spec.name;
    recorder.what = spec.what;
    recorder.variable = spec.variable;
    find_target(spec, network, recorder, where);
    check_what(spec, recorder, network, where);
    recorder.period_ticks = check_period(spec, network, where);
    recorder.indices = check_indices(spec, recorder, network, where + ": indices");
    return recorder;
}

}  // namespace aerie::check
