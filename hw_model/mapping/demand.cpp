#include "hw_model/mapping/demand.h"

#include <numeric>

#include "core/error.h"
#include "hw_model/mapping/neuron_index.h"

namespace aerie::hw {

namespace {

/// Neurons by part, ascending inside a part (counting sort).
std::vector<std::uint32_t> neurons_by_part(const Partition& partition) {
    std::vector<std::uint32_t> begin(partition.parts + 1, 0);
    for (const std::uint32_t part : partition.part_of) ++begin[part + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<std::uint32_t> order(partition.part_of.size());
    for (std::uint32_t neuron = 0; neuron < order.size(); ++neuron) order[begin[partition.part_of[neuron]]++] = neuron;
    return order;
}

class Measurement {
   public:
    Measurement(const MappingProblem& problem, const Partition& partition)
        : problem_{problem}, partition_{partition}, index_{*problem.network}, outgoing_{outgoing(problem)}, in_row_(partition.parts, 0),
          is_destination_(partition.parts, 0), packets_(partition.parts, 0.0) {
        demand_.use.resize(partition.parts);
        demand_.flows.resize(partition.parts);
        demand_.from_host.assign(partition.parts, 0.0);
        for (std::uint32_t part = 0; part < partition.parts; ++part) demand_.use[part].core = CoreId{part};
    }

    Demand run() {
        count_neurons_and_flows();
        count_sources();
        return std::move(demand_);
    }

   private:
    void count_neurons_and_flows() {
        std::uint32_t part = 0;
        for (const std::uint32_t neuron : neurons_by_part(partition_)) {
            for (; part != partition_.part_of[neuron]; ++part) close_part(part);
            ++demand_.use[part].neurons;
            const PopulationId population = index_.population_of(neuron);
            const std::uint32_t i = neuron - index_.begin(population);
            find_destinations(population, i);
            demand_.use[part].axons_out += destinations_.size();
            if (destinations_.size() > demand_.most_destinations) {
                demand_.most_destinations = destinations_.size();
                demand_.most_destinations_neuron = neuron;
            }
            const double rate = rate_of(problem_, population, i);
            for (const std::uint32_t to : destinations_) packets_[to] += rate;
            forget_destinations();
        }
        for (; part < partition_.parts; ++part) close_part(part);
    }

    void close_part(std::uint32_t part) {
        for (std::uint32_t to = 0; to < partition_.parts; ++to) {
            if (packets_[to] > 0) demand_.flows[part].push_back({to, packets_[to]});
            packets_[to] = 0;
        }
    }

    void count_sources() {
        const Network& network = *problem_.network;
        for (std::uint32_t s = 0; s < network.sources.size(); ++s) {
            const PopulationId source{static_cast<std::uint32_t>(network.populations.size()) + s};
            for (std::uint32_t i = 0; i < network.sources[s].size; ++i) {
                find_destinations(source, i);
                const double rate = rate_of(problem_, source, i);
                for (const std::uint32_t to : destinations_) demand_.from_host[to] += rate;
                forget_destinations();
            }
        }
    }

    /// The parts that a neuron or source sends to, each once; counts its rows there.
    void find_destinations(PopulationId population, std::uint32_t neuron) {
        for (const ProjectionId projection : outgoing_[population.index()]) count_row(projection, neuron);
    }

    void count_row(ProjectionId projection, std::uint32_t pre) {
        const std::uint32_t* part_of = partition_.part_of.data() + index_.begin(problem_.network->projections[projection.index()].to);
        touched_.clear();
        const Row row = row_of(problem_, projection, pre);
        for (const std::uint32_t* post = row.begin; post != row.end; ++post) {
            const std::uint32_t part = part_of[*post];
            if (in_row_[part]++ == 0) touched_.push_back(part);
        }
        const bool is_plastic = problem_.is_plastic[projection.index()] != 0;
        for (const std::uint32_t part : touched_) {
            CoreUse& use = demand_.use[part];
            ++use.axons_in;
            use.synapses += in_row_[part];
            use.synapse_bits += row_bits(*problem_.chip, is_plastic, in_row_[part]);
            in_row_[part] = 0;
            if (is_destination_[part] != 0) continue;
            is_destination_[part] = 1;
            destinations_.push_back(part);
        }
    }

    void forget_destinations() {
        for (const std::uint32_t part : destinations_) is_destination_[part] = 0;
        destinations_.clear();
    }

    const MappingProblem& problem_;
    const Partition& partition_;
    NeuronIndex index_;
    std::vector<std::vector<ProjectionId>> outgoing_;
    Demand demand_;
    std::vector<std::uint32_t> in_row_;            ///< synapses of the row at hand, by part
    std::vector<std::uint32_t> touched_;           ///< parts of the row at hand
    std::vector<std::uint8_t> is_destination_;     ///< of the neuron at hand
    std::vector<std::uint32_t> destinations_;
    std::vector<double> packets_;                  ///< of the part at hand, by receiver
};

}  // namespace

double Demand::cut() const {
    double packets = 0;
    for (std::uint32_t from = 0; from < flows.size(); ++from) {
        for (const Flow& flow : flows[from]) packets += flow.to == from ? 0.0 : flow.packets_per_tick;
    }
    return packets;
}

double Demand::host_traffic() const { return std::accumulate(from_host.begin(), from_host.end(), 0.0); }

Demand measure(const MappingProblem& problem, const Partition& partition) {
    AERIE_ASSERT(partition.part_of.size() == NeuronIndex{*problem.network}.size());
    return Measurement{problem, partition}.run();
}

}  // namespace aerie::hw
