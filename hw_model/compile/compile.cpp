#include "hw_model/compile/compile.h"

#include <algorithm>

#include "core/error.h"
#include "hw_model/compile/neuron_compiler.h"
#include "hw_model/compile/synapse_compiler.h"

namespace aerie::hw {

namespace {

void collect_post_reads(const lang::Expr& e, std::set<std::string>& names) {
    if (e.node == lang::Node::name && e.reference == lang::Reference::post) names.insert(e.name);
    for (const lang::ExprPtr& arg : e.args) collect_post_reads(*arg, names);
}

void collect_projection_use(const Projection& projection, NeuronUse& use) {
    for (const auto* list : {&projection.model.on_pre, &projection.model.on_post}) {
        for (const lang::Statement& s : *list) {
            collect_post_reads(*s.value, use.observed);
            if (s.side == lang::Side::post) use.written.insert(s.target);
        }
    }
    for (const lang::Statement& s : projection.model.sums) {
        collect_post_reads(*s.value, use.observed);
        use.written.insert(s.target);
    }
    for (const lang::UpdateStep& step : projection.model.update) collect_post_reads(*step.value, use.observed);
    for (const lang::Variable& v : projection.model.variables) {
        if (v.rhs != nullptr) collect_post_reads(*v.rhs, use.observed);
    }
}

std::vector<NeuronUse> uses_of(const Network& network) {
    std::vector<NeuronUse> uses(network.populations.size());
    for (const Projection& projection : network.projections) collect_projection_use(projection, uses[projection.to.index()]);
    for (const Recorder& recorder : network.recorders) {
        if (recorder.population && !network.is_source(*recorder.population)) uses[recorder.population->index()].observed.insert(recorder.variable);
    }
    for (const HostAccess& access : network.host_access) (access.is_written ? uses[access.population.index()].written : uses[access.population.index()].observed).insert(access.variable);
    for (const ProcessorProgram& program : network.programs) {
        uses[program.from.index()].observed.insert(program.variable);
        for (const ProcessorOutput& output : program.outputs) {
            if (output.to) uses[output.to->index()].written.insert(output.variable);
        }
    }
    return uses;
}

std::set<std::string> written_in(const Population& population, const NeuronUse& use) {
    std::set<std::string> written = use.written;
    for (const lang::UpdateStep& step : population.model.update) written.insert(step.target);
    for (const lang::Statement& s : population.model.reset) written.insert(s.target);
    return written;
}

}  // namespace

namespace {

/// Complaints from deep within the compiler do not know whose equations they are about.
template <class Compile>
auto compile_for(const std::string& owner, const Compile& compile) {
    try {
        return compile();
    } catch (const InputError& error) {
        Complaint complaint = error.complaint();
        if (!complaint.where.empty()) throw;
        complaint.where = owner;
        throw InputError{complaint};
    }
}

}  // namespace

NetworkImage compile_network(const Network& network, const ChipSpec& chip, Arithmetic arithmetic, const RangeTable& ranges) {
    const CompileContext context{network, chip, arithmetic, ranges};
    const std::vector<NeuronUse> uses = uses_of(network);
    NetworkImage image;
    image.arithmetic = arithmetic;
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
        image.populations.push_back(compile_for(network.file + ": population '" + network.populations[p].name + "'",
                                                [&] { return compile_neurons(context, PopulationId{p}, uses[p]); }));
    }
    for (std::uint32_t k = 0; k < network.projections.size(); ++k) {
        image.projections.push_back(compile_for(network.file + ": projection '" + network.projections[k].name + "'", [&] {
            return compile_synapses(context, ProjectionId{k}, image.populations[network.projections[k].to.index()]);
        }));
    }
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) compile_accumulators(context, PopulationId{p}, image.populations[p]);
    return image;
}

std::vector<std::string> variables_without_range(const Network& network, const ChipSpec& chip) {
    const RangeTable none;
    const CompileContext context{network, chip, Arithmetic::fixed, none};
    const std::vector<NeuronUse> uses = uses_of(network);
    std::vector<std::string> missing;
    for (std::size_t p = 0; p < network.populations.size(); ++p) {
        const Population& population = network.populations[p];
        const std::set<std::string> written = written_in(population, uses[p]);
        for (const lang::Variable& v : population.model.variables) {
            if (v.is_boolean || (v.kind == lang::Kind::algebraic && !uses[p].observed.contains(v.name))) continue;
            if (!known_range(context, population.name, v, population.initial, written.contains(v.name))) missing.push_back(population.name + "." + v.name);
        }
    }
    for (const Projection& projection : network.projections) {
        for (const auto& [name, location] : locate_variables(projection)) {
            const auto v = std::find_if(projection.model.variables.begin(), projection.model.variables.end(), [&, n = name](const lang::Variable& x) { return x.name == n; });
            if (v->is_boolean) continue;
            if (!known_range(context, projection.name, *v, projection.initial, writers_of(projection.model, name).any())) missing.push_back(projection.name + "." + name);
        }
    }
    return missing;
}

}  // namespace aerie::hw
