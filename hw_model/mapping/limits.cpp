#include "hw_model/mapping/limits.h"

#include <fmt/format.h>

#include <numeric>

#include "core/error.h"
#include "hw_model/mapping/neuron_index.h"

namespace aerie::hw {

namespace {

struct LimitView {
    const char* name;
    std::uint64_t CoreUse::*used;
    std::uint64_t Capacity::*allowed;
};

/// The limits of a NeuroCore that a count is held against; those of single neurons are checked beside.
constexpr LimitView core_limits[] = {
    {"neurons", &CoreUse::neurons, &Capacity::neurons},
    {"axons in", &CoreUse::axons_in, &Capacity::axons_in},
    {"axons out", &CoreUse::axons_out, &Capacity::axons_out},
    {"bits of synapse memory", &CoreUse::synapse_bits, &Capacity::synapse_bits},
};

struct Blame {
    std::string population;   ///< "population 'Exc'"
    std::uint64_t share = 0;
};

/// The population with the largest weight, the first of equals.
Blame heaviest(const Network& network, const std::vector<std::uint64_t>& weight) {
    std::size_t worst = 0;
    for (std::size_t p = 1; p < weight.size(); ++p) {
        if (weight[p] > weight[worst]) worst = p;
    }
    return {fmt::format("population '{}'", network.populations[worst].name), weight[worst]};
}

/// Which population's neurons, or which population's incoming synapses, weigh most on a part.
Blame blame(const MappingProblem& problem, const Partition& partition, const Violation& violation) {
    const Network& network = *problem.network;
    const NeuronIndex index{network};
    const bool by_synapses = violation.limit == "axons in" || violation.limit == "bits of synapse memory";
    std::vector<std::uint64_t> weight(network.populations.size(), 0);
    for (std::uint32_t n = 0; !by_synapses && n < index.size(); ++n) {
        if (partition.part_of[n] == violation.part) ++weight[index.population_of(n).index()];
    }
    for (std::uint32_t p = 0; by_synapses && p < network.projections.size(); ++p) {
        if (problem.has_rows[p] == 0) continue;
        const PopulationId to = network.projections[p].to;
        for (const std::uint32_t post : problem.connectivity[p].post) {
            if (partition.part_of[index.begin(to) + post] == violation.part) ++weight[to.index()];
        }
    }
    return heaviest(network, weight);
}

std::string where_of(const MappingProblem& problem, const ChipSpec& chip) {
    return fmt::format("network '{}' on chip '{}'", problem.network->name, chip.name);
}

[[noreturn]] void too_big(const MappingProblem& problem, const ChipSpec& chip, std::string what, std::string needed, std::string allowed) {
    throw CapacityError{Complaint{std::move(what), where_of(problem, chip), std::move(needed), std::move(allowed)}};
}

/// What one neuron's incoming synapses take, by population and neuron.
struct Incoming {
    std::vector<std::uint64_t> rows, bits;   ///< by number of NeuronIndex
    std::uint64_t least_bits = 0;            ///< of the whole network, as if each row stood on one core
};

void add_row(Incoming& incoming, const MappingProblem& problem, const ChipSpec& chip, ProjectionId projection, std::uint32_t pre, std::uint32_t begin) {
    const bool is_plastic = problem.is_plastic[projection.index()] != 0;
    const Row row = row_of(problem, projection, pre);
    if (row.size() == 0) return;
    incoming.least_bits += row_bits(chip, is_plastic, row.size());
    for (const std::uint32_t* post = row.begin; post != row.end;) {
        const std::uint32_t* next = post;
        while (next != row.end && *next == *post) ++next;   // multapses share their row
        ++incoming.rows[begin + *post];
        incoming.bits[begin + *post] += row_bits(chip, is_plastic, static_cast<std::uint64_t>(next - post));
        post = next;
    }
}

Incoming incoming(const MappingProblem& problem, const ChipSpec& chip) {
    const Network& network = *problem.network;
    const NeuronIndex index{network};
    Incoming in{std::vector<std::uint64_t>(index.size(), 0), std::vector<std::uint64_t>(index.size(), 0), 0};
    for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
        if (problem.has_rows[p] == 0) continue;
        const std::uint32_t begin = index.begin(network.projections[p].to);
        for (std::uint32_t pre = 0; pre < network.size_of(network.projections[p].from); ++pre) add_row(in, problem, chip, ProjectionId{p}, pre, begin);
    }
    return in;
}

void check_neurons(const MappingProblem& problem, const ChipSpec& chip) {
    if (chip.capacity.neurons == 0) return;
    std::vector<std::uint64_t> sizes;
    for (const Population& population : problem.network->populations) sizes.push_back(population.size);
    const std::uint64_t total = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
    const std::uint64_t room = chip.capacity.neurons * chip.cores();
    if (total <= room) return;
    const Blame worst = heaviest(*problem.network, sizes);
    too_big(problem, chip, fmt::format("{} does not fit: too many neurons", worst.population), fmt::format("{} neurons, {} of them there", total, worst.share),
            fmt::format("{} NeuroCores x {} neurons = {}; it would take {} such NeuroCores", chip.cores(), chip.capacity.neurons, room,
                        (total + chip.capacity.neurons - 1) / chip.capacity.neurons));
}

void check_one_neuron(const MappingProblem& problem, const ChipSpec& chip, const std::vector<std::uint64_t>& needs, LimitView limit) {
    const std::uint64_t allowed = chip.capacity.*limit.allowed;
    if (allowed == 0 || needs.empty()) return;
    const NeuronIndex index{*problem.network};
    const auto worst = static_cast<std::uint32_t>(std::max_element(needs.begin(), needs.end()) - needs.begin());
    if (needs[worst] <= allowed) return;
    const PopulationId population = index.population_of(worst);
    too_big(problem, chip, fmt::format("population '{}' does not fit: one neuron takes more {} than a NeuroCore has", problem.network->name_of(population), limit.name),
            fmt::format("neuron {} needs {} {}", worst - index.begin(population), needs[worst], limit.name),
            fmt::format("{} per NeuroCore; fewer synapses per neuron, or a chip with larger NeuroCores", allowed));
}

void check_synapse_memory(const MappingProblem& problem, const ChipSpec& chip, const Incoming& in) {
    if (chip.capacity.synapse_bits == 0 || chip.packing.is_crossbar) return;
    const std::uint64_t room = chip.capacity.synapse_bits * chip.cores();
    if (in.least_bits <= room) return;
    const NeuronIndex index{*problem.network};
    std::vector<std::uint64_t> weight(problem.network->populations.size(), 0);
    for (std::uint32_t n = 0; n < index.size(); ++n) weight[index.population_of(n).index()] += in.bits[n];
    const Blame worst = heaviest(*problem.network, weight);
    too_big(problem, chip, fmt::format("{} does not fit: its synapses take more memory than the chip has", worst.population),
            fmt::format("at least {} bits of synapse memory for the network", in.least_bits),
            fmt::format("{} NeuroCores x {} bits = {}; it would take at least {} such NeuroCores", chip.cores(), chip.capacity.synapse_bits, room,
                        (in.least_bits + chip.capacity.synapse_bits - 1) / chip.capacity.synapse_bits));
}

/// True when every synapse has the same delay for sure: the expression names and draws nothing.
bool is_uniform(const lang::Expr& e) {
    if (e.node == lang::Node::name || e.node == lang::Node::call) return false;
    return std::all_of(e.args.begin(), e.args.end(), [](const lang::ExprPtr& arg) { return is_uniform(*arg); });
}

std::uint64_t longest_delay(const MappingProblem& problem, ProjectionId id) {
    const Projection& projection = problem.network->projections[id.index()];
    if (!projection.delay) return problem.network->schedule == Schedule::chip ? 1 : 0;
    const Connectivity& connectivity = problem.connectivity[id.index()];
    std::uint64_t longest = 0;
    for (std::uint32_t pre = 0; pre + 1 < connectivity.begin.size(); ++pre) {
        if (connectivity.begin[pre] == connectivity.begin[pre + 1]) continue;
        for (const std::uint32_t ticks : delay_row(*problem.network, id, connectivity, pre)) longest = std::max<std::uint64_t>(longest, ticks);
        if (is_uniform(*projection.delay)) break;
    }
    return longest;
}

void check_delays(const MappingProblem& problem, const ChipSpec& chip) {
    const std::uint64_t allowed = chip.capacity.max_delay_ticks;
    if (allowed == 0) return;
    for (std::uint32_t p = 0; p < problem.network->projections.size(); ++p) {
        if (problem.has_rows[p] == 0) continue;
        const std::uint64_t longest = longest_delay(problem, ProjectionId{p});
        if (longest <= allowed) continue;
        const Projection& projection = problem.network->projections[p];
        too_big(problem, chip, fmt::format("projection '{}' to population '{}' has a delay that the chip cannot hold", projection.name, problem.network->name_of(projection.to)),
                fmt::format("{} ticks of {} s", longest, problem.network->dt_s), fmt::format("{} ticks; a longer dt, a shorter delay, or a chip with longer delays", allowed));
    }
}

}  // namespace

std::optional<Violation> worst_violation(const Demand& demand, const ChipSpec& chip) {
    std::optional<Violation> worst;
    for (const LimitView& limit : core_limits) {
        const std::uint64_t allowed = chip.capacity.*limit.allowed;
        if (allowed == 0) continue;
        for (std::uint32_t part = 0; part < demand.use.size(); ++part) {
            const Violation found{limit.name, part, demand.use[part].*limit.used, allowed};
            if (found.needed > allowed && (!worst || found.excess() > worst->excess())) worst = found;
        }
    }
    return worst;
}

void check_totals(const MappingProblem& problem, const ChipSpec& chip) {
    check_neurons(problem, chip);
    const Incoming in = incoming(problem, chip);
    check_one_neuron(problem, chip, in.rows, core_limits[1]);
    check_one_neuron(problem, chip, in.bits, core_limits[3]);
    check_synapse_memory(problem, chip, in);
    check_delays(problem, chip);
}

std::uint32_t fewest_cores(const MappingProblem& problem, const ChipSpec& chip) {
    const Capacity& capacity = chip.capacity;
    const std::uint64_t neurons = NeuronIndex{*problem.network}.size();
    std::uint64_t fewest = 1;
    if (capacity.neurons != 0) fewest = std::max(fewest, (neurons + capacity.neurons - 1) / capacity.neurons);
    if (capacity.synapse_bits != 0 && !chip.packing.is_crossbar) {
        fewest = std::max(fewest, (incoming(problem, chip).least_bits + capacity.synapse_bits - 1) / capacity.synapse_bits);
    }
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(fewest, chip.cores()));
}

void refuse(const MappingProblem& problem, const Partition& partition, const Violation& violation) {
    const Blame worst = blame(problem, partition, violation);
    too_big(problem, *problem.chip, fmt::format("{} does not fit: too many {} on one NeuroCore", worst.population, violation.limit),
            fmt::format("{} {} on the worst of {} NeuroCores", violation.needed, violation.limit, partition.parts),
            fmt::format("{} per NeuroCore, {} NeuroCores; split the projections to it, use fewer synapses, or a chip with larger NeuroCores", violation.allowed,
                        problem.chip->cores()));
}

void refuse_destinations(const MappingProblem& problem, std::uint32_t neuron, std::uint64_t destinations) {
    const NeuronIndex index{*problem.network};
    const PopulationId population = index.population_of(neuron);
    too_big(problem, *problem.chip, fmt::format("population '{}' does not fit: a neuron's targets lie on too many NeuroCores", problem.network->name_of(population)),
            fmt::format("neuron {} needs {} destination NeuroCores", neuron - index.begin(population), destinations),
            fmt::format("{} per neuron; a smaller fan-out, relay neurons, or a chip without this limit", problem.chip->capacity.destinations_per_neuron));
}

}  // namespace aerie::hw
