#include "hw_model/mapping/partition_metis.h"

#include <metis.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/error.h"

namespace aerie::hw {

namespace {

static_assert(sizeof(idx_t) == 4 && sizeof(real_t) == 4, "weights are scaled for METIS with 32-bit indices, as in Debian");

constexpr double largest_sum = 0x1p29;   // METIS adds weights in 32 bits; the rest is room for weights rounded up
constexpr idx_t constraints = 2;         // neurons, bits

std::vector<idx_t> vertex_weights(const Graph& graph, const Atoms& atoms, const Weight& total) {
    const double scale = std::min(1.0, largest_sum / static_cast<double>(std::max<std::uint64_t>(total.bits, 1)));
    std::vector<idx_t> weights(std::size_t{graph.size()} * constraints, 0);   // sources weigh nothing
    for (std::uint32_t a = 0; a < atoms.size(); ++a) {
        weights[a * constraints] = static_cast<idx_t>(atoms.weight[a].neurons);
        weights[a * constraints + 1] = static_cast<idx_t>(std::ceil(static_cast<double>(atoms.weight[a].bits) * scale));
    }
    if (total.bits == 0) {   // METIS divides by the total of each constraint
        for (std::uint32_t a = 0; a < atoms.size(); ++a) weights[a * constraints + 1] = weights[a * constraints];
    }
    return weights;
}

/// Whole numbers in proportion to packets, at least 1, the sum within 32 bits.
std::vector<idx_t> edge_weights(const Graph& graph) {
    double sum = 0;
    for (const float packets : graph.packets_per_tick) sum += packets;
    const double scale = sum > 0 ? largest_sum / sum : 1.0;
    std::vector<idx_t> weights;
    weights.reserve(graph.packets_per_tick.size());
    for (const float packets : graph.packets_per_tick) weights.push_back(std::max<idx_t>(1, static_cast<idx_t>(packets * scale)));
    return weights;
}

/// How uneven a constraint may be: up to the core's limit, but not by more than a tenth, since even loads run faster.
real_t unevenness(std::uint64_t limit, std::uint64_t total, std::uint32_t parts) {
    const double fair = static_cast<double>(std::max<std::uint64_t>(total, 1)) / parts;
    return static_cast<real_t>(std::clamp(static_cast<double>(limit) / fair, 1.001, 1.1));
}

struct Ties {
    std::vector<double> to;                ///< by part
    std::vector<std::uint32_t> touched;
};

/// An atom's traffic with each part.
void find_ties(Ties& ties, const Graph& graph, const AtomParts& part_of, std::uint32_t atom) {
    for (const std::uint32_t part : ties.touched) ties.to[part] = 0;
    ties.touched.clear();
    for (std::uint32_t e = graph.begin[atom]; e < graph.begin[atom + 1]; ++e) {
        if (graph.neighbour[e] >= part_of.size()) continue;   // a source: it has no part
        const std::uint32_t part = part_of[graph.neighbour[e]];
        if (ties.to[part] == 0) ties.touched.push_back(part);
        ties.to[part] += graph.packets_per_tick[e];
    }
}

std::vector<Weight> loads_of(const AtomParts& part_of, const Atoms& atoms, std::uint32_t parts) {
    std::vector<Weight> loads(parts);
    for (std::uint32_t a = 0; a < part_of.size(); ++a) loads[part_of[a]] += atoms.weight[a];
    return loads;
}

/// Among the parts with room, the one that the atom talks with most; the first of equals.
std::optional<std::uint32_t> best_home(const Ties& ties, const std::vector<Weight>& loads, const Weight& atom, const Weight& limit, std::uint32_t from) {
    std::optional<std::uint32_t> best;
    for (std::uint32_t part = 0; part < loads.size(); ++part) {
        Weight with = loads[part];
        with += atom;
        if (part == from || !with.fits(limit)) continue;
        if (!best || ties.to[part] > ties.to[*best]) best = part;
    }
    return best;
}

}  // namespace

void repair(AtomParts& part_of, const Graph& graph, const Atoms& atoms, const Weight& limit, std::uint32_t parts) {
    std::vector<Weight> loads = loads_of(part_of, atoms, parts);
    Ties ties{std::vector<double>(parts, 0.0), {}};
    for (std::uint32_t part = 0; part < parts; ++part) {
        if (loads[part].fits(limit)) continue;
        std::vector<std::pair<double, std::uint32_t>> members;   // what the atom would lose at least, and the atom
        for (std::uint32_t a = 0; a < part_of.size(); ++a) {
            if (part_of[a] != part) continue;
            find_ties(ties, graph, part_of, a);
            double outside = 0;
            for (const std::uint32_t other : ties.touched) outside = other == part ? outside : std::max(outside, ties.to[other]);
            members.push_back({ties.to[part] - outside, a});
        }
        std::sort(members.begin(), members.end());
        for (const auto& [loss, atom] : members) {
            if (loads[part].fits(limit)) break;
            find_ties(ties, graph, part_of, atom);
            const auto home = best_home(ties, loads, atoms.weight[atom], limit, part);
            if (!home) continue;
            loads[part] -= atoms.weight[atom];
            loads[*home] += atoms.weight[atom];
            part_of[atom] = *home;
        }
    }
}

AtomParts cut_graph(const Graph& graph, const Atoms& atoms, const Weight& limit, std::uint32_t parts, std::uint64_t seed) {
    AERIE_ASSERT(parts >= 2 && atoms.size() >= parts * least_atoms_per_part);
    const Weight total = atoms.total();
    std::vector<idx_t> begin(graph.begin.begin(), graph.begin.end()), neighbour(graph.neighbour.begin(), graph.neighbour.end());
    std::vector<idx_t> weights = vertex_weights(graph, atoms, total), edges = edge_weights(graph);
    std::vector<real_t> uneven{unevenness(limit.neurons, total.neurons, parts), unevenness(limit.bits, total.bits, parts)};
    idx_t vertices = static_cast<idx_t>(graph.size()), how_many = constraints, k = static_cast<idx_t>(parts), cut = 0;
    idx_t options[METIS_NOPTIONS];
    METIS_SetDefaultOptions(options);
    options[METIS_OPTION_SEED] = static_cast<idx_t>(seed & 0x7FFFFFFF);
    std::vector<idx_t> found(graph.size(), 0);
    const auto partition = parts <= 8 ? METIS_PartGraphRecursive : METIS_PartGraphKway;   // as METIS's manual advises
    const int status = partition(&vertices, &how_many, begin.data(), neighbour.data(), weights.data(), nullptr, edges.data(), &k, nullptr, uneven.data(), options,
                                 &cut, found.data());
    if (status != METIS_OK) return fill_blocks(atoms, limit, parts);   // out of memory: a mapping that is merely worse
    AtomParts part_of;
    for (std::uint32_t a = 0; a < atoms.size(); ++a) part_of.push_back(static_cast<std::uint32_t>(found[a]));
    repair(part_of, graph, atoms, limit, parts);
    return part_of;
}

}  // namespace aerie::hw
