#include "hw_model/machine/assembly.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.h"

namespace aerie::hw {

namespace {

/// An axon entry on its way into a NeuroCore's table.
struct NewEntry {
    std::uint32_t source = 0;   ///< dense number over all populations and sources
    AxonEntry entry;
};

/// The synapses of one row that fall on one NeuroCore, in row order.
struct RowPart {
    std::vector<std::uint32_t> positions;   ///< in the projection's row
};

template <class Lane>
class Assembler {
   public:
    explicit Assembler(const MachineParts& parts) : parts_{parts}, network_{parts.network}, image_{parts.images.front()} {}

    Assembled<Lane> assemble() {
        longest_delay_ = find_longest_delay();
        make_cores();
        for (std::uint32_t p = 0; p < network_.projections.size(); ++p) add_projection(ProjectionId{p});
        check_accumulators();
        out_.routes = RouteTable{network_};
        connect_axons();
        return std::move(out_);
    }

   private:
    [[nodiscard]] std::uint32_t find_longest_delay() const {
        std::uint32_t longest = 1;
        for (std::uint32_t p = 0; p < network_.projections.size(); ++p) {
            const Connectivity& c = parts_.connectivity[p];
            const lang::ExprPtr& delay = network_.projections[p].delay;
            const bool is_constant = delay == nullptr || delay->node == lang::Node::number;
            for (std::uint32_t pre = 0; pre + 1 < c.begin.size(); ++pre) {
                if (c.begin[pre] == c.begin[pre + 1]) continue;
                for (const std::uint32_t d : delay_row(network_, ProjectionId{p}, c, pre)) longest = std::max(longest, d);
                if (is_constant) break;
            }
        }
        return longest;
    }

    void make_cores() {
        std::map<CoreId, std::map<std::uint32_t, std::vector<std::uint32_t>>> residents;   // core -> population -> neurons
        for (std::uint32_t p = 0; p < network_.populations.size(); ++p) {
            for (std::uint32_t n = 0; n < network_.populations[p].size; ++n) residents[parts_.mapping.core_of[p][n]][p].push_back(n);
            out_.slot_of.emplace_back(network_.populations[p].size);
            out_.lane_of.emplace_back(network_.populations[p].size);
        }
        for (auto& [core, populations] : residents) {
            const auto slot = static_cast<std::uint32_t>(out_.cores.size());
            out_.cores.push_back(std::make_unique<NeuroCore<Lane>>(core, parts_.chip, network_.schedule, longest_delay_));
            for (auto& [p, neurons] : populations) {
                for (std::uint32_t lane = 0; lane < neurons.size(); ++lane) {
                    out_.slot_of[p][neurons[lane]] = slot;
                    out_.lane_of[p][neurons[lane]] = lane;
                }
                out_.cores.back()->add_slice(std::make_unique<NeuronSlice<Lane>>(network_, PopulationId{p}, std::move(neurons), image_.populations[p], longest_delay_));
            }
        }
        entries_.resize(out_.cores.size());
        input_sums_.resize(out_.cores.size());
    }

    [[nodiscard]] std::uint32_t number_of_source(ProjectionId id, std::uint32_t pre) const {
        std::uint32_t number = pre;
        for (std::uint32_t p = 0; p < network_.projections[id.index()].from.index(); ++p) number += network_.size_of(PopulationId{p});
        return number;
    }

    /// Splits a row by NeuroCore.
    void split_row(ProjectionId id, std::uint32_t pre, std::vector<RowPart>& split) const {
        const Connectivity& c = parts_.connectivity[id.index()];
        const std::vector<std::uint32_t>& slots = out_.slot_of[network_.projections[id.index()].to.index()];
        for (RowPart& part : split) part.positions.clear();
        for (std::uint64_t k = c.begin[pre]; k < c.begin[pre + 1]; ++k) {
            split[slots[c.post[k]]].positions.push_back(static_cast<std::uint32_t>(k - c.begin[pre]));
        }
    }

    void add_projection(ProjectionId id) {
        const SynapseImage& image = image_.projections[id.index()];
        if (image.is_static) add_static(id, image);
        else add_plastic(id, image);
    }

    void add_static(ProjectionId id, const SynapseImage& image) {
        const PopulationId to = network_.projections[id.index()].to;
        const Connectivity& c = parts_.connectivity[id.index()];
        std::vector<std::unique_ptr<RowStore<Lane>>> stores(out_.cores.size());
        std::vector<RowPart> split(out_.cores.size());
        std::vector<NewSynapse> row;
        std::vector<std::vector<NewEntry>> entries(out_.cores.size());
        for (std::uint32_t pre = 0; pre + 1 < c.begin.size(); ++pre) {
            if (c.begin[pre] == c.begin[pre + 1]) continue;
            split_row(id, pre, split);
            const std::vector<std::uint32_t> delays = delay_row(network_, id, c, pre);
            const std::vector<double> weights = image.synapse.empty() ? std::vector<double>{} : initial_row(network_, id, image.synapse[0].name, c, pre);
            for (std::uint32_t slot = 0; slot < split.size(); ++slot) {
                if (split[slot].positions.empty()) continue;
                row.clear();
                for (const std::uint32_t k : split[slot].positions) {
                    const std::uint32_t lane = out_.lane_of[to.index()][c.post[c.begin[pre] + k]];
                    row.push_back({lane, delays[k], weights.empty() ? 0.0 : weights[k]});
                    note_input(slot, to, image, lane, row.back().weight);
                }
                if (stores[slot] == nullptr) stores[slot] = std::make_unique<RowStore<Lane>>(*out_.cores[slot]->slice_of(to), image, longest_delay_);
                entries[slot].push_back({number_of_source(id, pre), {.row = stores[slot]->add_row(row)}});
            }
        }
        for (std::uint32_t slot = 0; slot < stores.size(); ++slot) {
            if (stores[slot] != nullptr) take_entries(slot, out_.cores[slot]->add_store(id, std::move(*stores[slot])), entries[slot], false);
        }
    }

    void add_plastic(ProjectionId id, const SynapseImage& image) {
        const PopulationId to = network_.projections[id.index()].to;
        const Connectivity& c = parts_.connectivity[id.index()];
        std::vector<std::vector<NewAxon>> axons(out_.cores.size());
        std::vector<std::vector<NewEntry>> entries(out_.cores.size());
        std::vector<RowPart> split(out_.cores.size());
        for (std::uint32_t pre = 0; pre + 1 < c.begin.size(); ++pre) {
            if (c.begin[pre] == c.begin[pre + 1]) continue;
            split_row(id, pre, split);
            const std::vector<std::uint32_t> delays = delay_row(network_, id, c, pre);
            std::vector<std::vector<double>> values;
            for (const StoredVariable& v : image.synapse) values.push_back(initial_row(network_, id, v.name, c, pre));
            for (std::uint32_t slot = 0; slot < split.size(); ++slot) {
                std::map<std::uint32_t, NewAxon> by_delay;
                for (const std::uint32_t k : split[slot].positions) {
                    NewAxon& axon = by_delay.try_emplace(delays[k], NewAxon{pre, {}, std::vector<std::vector<double>>(values.size())}).first->second;
                    const std::uint32_t lane = out_.lane_of[to.index()][c.post[c.begin[pre] + k]];
                    axon.targets.push_back(lane);
                    for (std::size_t v = 0; v < values.size(); ++v) axon.values[v].push_back(values[v][k]);
                    note_input(slot, to, image, lane, 0.0);
                }
                for (auto& [delay, axon] : by_delay) {
                    entries[slot].push_back({number_of_source(id, pre), {.row = static_cast<std::uint32_t>(axons[slot].size()), .delay = delay, .is_plastic = true}});
                    axons[slot].push_back(std::move(axon));
                }
            }
        }
        for (std::uint32_t slot = 0; slot < axons.size(); ++slot) {
            if (axons[slot].empty()) continue;
            PlasticStore<Lane> store{network_, id, *out_.cores[slot]->slice_of(to), image, axons[slot]};
            take_entries(slot, out_.cores[slot]->add_store(id, std::move(store)), entries[slot], true);
            axons[slot] = {};
        }
    }

    void take_entries(std::uint32_t slot, std::uint32_t store, const std::vector<NewEntry>& entries, bool is_plastic) {
        for (NewEntry e : entries) {
            e.entry.store = store;
            e.entry.is_plastic = is_plastic;
            entries_[slot].push_back(e);
        }
    }

    /// The most that one tick can bring, in raw units: every synapse of a neuron at once.
    void note_input(std::uint32_t slot, PopulationId to, const SynapseImage& image, std::uint32_t lane, double weight) {
        if constexpr (std::is_same_v<Lane, double>) return;
        for (const Delivery& d : image.deliveries) {
            if (!d.is_linear) continue;   // contributions keep room of their own
            auto& sums = input_sums_[slot][{to.index(), d.accumulator}];
            if (sums.empty()) sums.resize(out_.cores[slot]->slice_of(to)->size());
            std::int64_t most = 1;
            if (d.weight >= 0) {
                const NumberFormat& f = image.synapse[static_cast<std::size_t>(d.weight)].format;
                most = image.is_static ? std::abs(std::int64_t{f.quantise(weight)}) : std::max(-std::int64_t{f.low}, std::int64_t{f.high});
            }
            sums[lane] += most;
        }
    }

    void check_accumulators() const {
        for (const auto& by_accumulator : input_sums_) {
            for (const auto& [key, sums] : by_accumulator) {
                const std::int64_t most = *std::max_element(sums.begin(), sums.end());
                if (most <= INT32_MAX) continue;
                throw CapacityError{{fmt::format("the input of one tick could overflow the accumulator of population '{}'", network_.populations[key.first].name),
                                     network_.file, fmt::format("a sum of up to {} weight quanta", most),
                                     fmt::format("{}; use fewer weight bits (--set weight.bits=16) or a narrower declared range of the weight", INT32_MAX)}};
            }
        }
    }

    void connect_axons() {
        std::vector<std::vector<Route>> by_source(out_.routes.sources());
        for (std::uint32_t slot = 0; slot < out_.cores.size(); ++slot) {
            NeuroCore<Lane>& core = *out_.cores[slot];
            std::stable_sort(entries_[slot].begin(), entries_[slot].end(), [](const NewEntry& a, const NewEntry& b) { return a.source < b.source; });
            const NodeId node{core.id().index() / parts_.chip.mesh.cores_per_router};
            std::vector<AxonEntry> group;
            for (std::size_t k = 0; k < entries_[slot].size(); ++k) {
                group.push_back(entries_[slot][k].entry);
                const std::uint32_t source = entries_[slot][k].source;
                if (k + 1 < entries_[slot].size() && entries_[slot][k + 1].source == source) continue;
                const std::uint32_t local = core.add_source(group);
                by_source[source].push_back({slot, node, local, static_cast<std::uint32_t>(core.service_cycles(local))});
                group.clear();
            }
            entries_[slot] = {};
        }
        add_filtered(by_source);
        out_.routes.fill(by_source);
    }

    /// NeuroCores that a shared tree reaches and that have no row for this sender.
    void add_filtered(std::vector<std::vector<Route>>& by_source) {
        const RoutingPlan& plan = parts_.mapping.routing;
        std::map<std::uint32_t, Route> filtering;   // by NeuroCore
        for (std::uint32_t n = 0; plan.is_multicast() && n < by_source.size(); ++n) {
            if (plan.tree_of[n] == no_tree) continue;
            const RoutingPlan::Tree& tree = plan.trees[plan.tree_of[n]];
            if (tree.is_shared) {
                for (const CoreId core : tree.cores) add_if_missing(by_source[n], filtering.try_emplace(core.index(), Route{no_slot, NodeId{}, 0, 1}).first->second, core);
            }
            AERIE_ASSERT(by_source[n].size() == tree.cores.size());
        }
    }
    void add_if_missing(std::vector<Route>& routes, Route& filtering, CoreId core) {
        if (filtering.slot == no_slot) filtering = filtering_route(core);
        const auto at = std::lower_bound(routes.begin(), routes.end(), filtering.slot, [](const Route& route, std::uint32_t slot) { return route.slot < slot; });
        if (at == routes.end() || at->slot != filtering.slot) routes.insert(at, filtering);
    }
    [[nodiscard]] Route filtering_route(CoreId id) {
        const auto at = std::find_if(out_.cores.begin(), out_.cores.end(), [&](const auto& core) { return core->id() == id; });
        AERIE_ASSERT(at != out_.cores.end());
        const std::uint32_t local = (*at)->add_filtered_source();
        return {.slot = static_cast<std::uint32_t>(at - out_.cores.begin()), .node = NodeId{id.index() / parts_.chip.mesh.cores_per_router}, .local = local,
                .service = static_cast<std::uint32_t>((*at)->service_cycles(local))};
    }

    static constexpr std::uint32_t no_slot = ~std::uint32_t{0};
    const MachineParts& parts_;
    const Network& network_;
    const NetworkImage& image_;
    std::uint32_t longest_delay_ = 1;
    std::vector<std::vector<NewEntry>> entries_;
    std::vector<std::map<std::pair<std::uint32_t, std::uint16_t>, std::vector<std::int64_t>>> input_sums_;
    Assembled<Lane> out_;
};

}  // namespace

template <class Lane>
Assembled<Lane> assemble(const MachineParts& parts) { return Assembler<Lane>{parts}.assemble(); }

/// Walks the projection in the order in which it was built.
template <class Lane>
std::vector<SynapsePlace> place_synapses(const MachineParts& parts, const Assembled<Lane>& assembled, ProjectionId id) {
    const Connectivity& c = parts.connectivity[id.index()];
    const std::vector<std::uint32_t>& slots = assembled.slot_of[parts.network.projections[id.index()].to.index()];
    std::vector<std::uint32_t> store(assembled.cores.size()), next_axon(assembled.cores.size());
    for (std::uint32_t slot = 0; slot < assembled.cores.size(); ++slot) {
        for (const auto& s : assembled.cores[slot]->stores()) {
            if (s.projection == id && s.is_plastic) store[slot] = s.index;
        }
    }
    std::vector<SynapsePlace> places(c.post.size());
    for (std::uint32_t pre = 0; pre + 1 < c.begin.size(); ++pre) {
        if (c.begin[pre] == c.begin[pre + 1]) continue;
        const std::vector<std::uint32_t> delays = delay_row(parts.network, id, c, pre);
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint64_t>> groups;   // (slot, delay) -> synapses
        for (std::uint64_t k = c.begin[pre]; k < c.begin[pre + 1]; ++k) groups[{slots[c.post[k]], delays[k - c.begin[pre]]}].push_back(k);
        for (const auto& [key, synapses] : groups) {
            const std::uint32_t axon = next_axon[key.first]++;
            for (std::uint32_t k = 0; k < synapses.size(); ++k) places[synapses[k]] = {key.first, store[key.first], axon, k};
        }
    }
    return places;
}

template Assembled<std::int32_t> assemble(const MachineParts&);
template Assembled<double> assemble(const MachineParts&);
template std::vector<SynapsePlace> place_synapses(const MachineParts&, const Assembled<std::int32_t>&, ProjectionId);
template std::vector<SynapsePlace> place_synapses(const MachineParts&, const Assembled<double>&, ProjectionId);

}  // namespace aerie::hw
