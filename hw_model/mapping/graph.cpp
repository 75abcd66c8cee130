#include "hw_model/mapping/graph.h"

#include <algorithm>
#include <numeric>

#include "hw_model/mapping/neuron_index.h"

namespace aerie::hw {

namespace {

struct Edge {
    std::uint32_t from, to;
    float packets;
};

/// One neuron or source, and the vertex to which it belongs.
struct Member {
    PopulationId population;
    std::uint32_t neuron = 0;
};

class Builder {
   public:
    Builder(const MappingProblem& problem, const Atoms& atoms) : problem_{problem}, atoms_{atoms}, index_{*problem.network}, outgoing_{outgoing(problem)},
          last_(atoms.size(), 0), pull_(atoms.size(), 0.0) {}

    /// Everything that the members of `vertex` send, one edge per atom that receives; a neuron counts once per receiving atom.
    void add_vertex(std::uint32_t vertex, const std::vector<Member>& members) {
        for (const Member& member : members) add_member(member);
        for (const std::uint32_t atom : touched_) {
            if (atom != vertex && pull_[atom] > 0) edges_.push_back({vertex, atom, static_cast<float>(pull_[atom])});
            pull_[atom] = 0;
        }
        touched_.clear();
    }
    [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }

   private:
    void add_member(const Member& member) {
        ++stamp_;
        const double rate = rate_of(problem_, member.population, member.neuron);
        for (const ProjectionId projection : outgoing_[member.population.index()]) {
            const std::uint32_t* atom_of = atoms_.of.data() + index_.begin(problem_.network->projections[projection.index()].to);
            const Row row = row_of(problem_, projection, member.neuron);
            for (const std::uint32_t* post = row.begin; post != row.end; ++post) pull(atom_of[*post], rate);
        }
    }
    void pull(std::uint32_t atom, double rate) {
        if (last_[atom] == stamp_) return;
        last_[atom] = stamp_;
        if (pull_[atom] == 0) touched_.push_back(atom);
        pull_[atom] += rate;
    }

    const MappingProblem& problem_;
    const Atoms& atoms_;
    NeuronIndex index_;
    std::vector<std::vector<ProjectionId>> outgoing_;
    std::vector<std::uint32_t> last_;      ///< the member that last reached this atom
    std::uint32_t stamp_ = 0;
    std::vector<double> pull_;
    std::vector<std::uint32_t> touched_;
    std::vector<Edge> edges_;
};

/// The neurons of each atom, ascending.
std::vector<std::vector<Member>> members_of(const MappingProblem& problem, const Atoms& atoms) {
    const NeuronIndex index{*problem.network};
    std::vector<std::vector<Member>> members(atoms.size());
    for (std::uint32_t n = 0; n < atoms.of.size(); ++n) {
        const PopulationId population = index.population_of(n);
        members[atoms.of[n]].push_back({population, n - index.begin(population)});
    }
    return members;
}

/// Sources in clusters of neighbours.
std::vector<std::vector<Member>> source_clusters(const Network& network, std::uint32_t cluster) {
    std::vector<std::vector<Member>> clusters;
    for (std::uint32_t s = 0; s < network.sources.size(); ++s) {
        const PopulationId id{static_cast<std::uint32_t>(network.populations.size()) + s};
        for (std::uint32_t i = 0; i < network.sources[s].size; ++i) {
            if (i % cluster == 0) clusters.emplace_back();
            clusters.back().push_back({id, i});
        }
    }
    return clusters;
}

/// Adds each edge to both of its ends and merges what runs both ways.
Graph symmetric(const std::vector<Edge>& edges, std::uint32_t vertices) {
    std::vector<std::uint32_t> begin(vertices + 1, 0);
    for (const Edge& e : edges) {
        ++begin[e.from + 1];
        ++begin[e.to + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<std::pair<std::uint32_t, float>> ends(edges.size() * 2);
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    for (const Edge& e : edges) {
        ends[next[e.from]++] = {e.to, e.packets};
        ends[next[e.to]++] = {e.from, e.packets};
    }
    Graph graph;
    graph.begin.push_back(0);
    for (std::uint32_t v = 0; v < vertices; ++v) {
        const auto first = ends.begin() + begin[v], last = ends.begin() + begin[v + 1];
        std::stable_sort(first, last, [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto end = first; end != last; ++end) {
            const bool is_again = graph.neighbour.size() > graph.begin.back() && graph.neighbour.back() == end->first;
            if (is_again) {
                graph.packets_per_tick.back() += end->second;
                continue;
            }
            graph.neighbour.push_back(end->first);
            graph.packets_per_tick.push_back(end->second);
        }
        graph.begin.push_back(static_cast<std::uint32_t>(graph.neighbour.size()));
    }
    return graph;
}

}  // namespace

Graph make_graph(const MappingProblem& problem, const Atoms& atoms, std::uint32_t cluster) {
    Builder builder{problem, atoms};
    std::uint32_t vertex = 0;
    for (const auto& members : members_of(problem, atoms)) builder.add_vertex(vertex++, members);
    for (const auto& members : source_clusters(*problem.network, cluster)) builder.add_vertex(vertex++, members);
    return symmetric(builder.edges(), vertex);
}

}  // namespace aerie::hw
