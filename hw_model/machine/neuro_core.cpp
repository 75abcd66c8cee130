#include "hw_model/machine/neuro_core.h"

#include <algorithm>
#include <bit>

namespace aerie::hw {

template <class Lane>
NeuroCore<Lane>::NeuroCore(CoreId id, const ChipSpec& chip, Schedule schedule, std::uint32_t longest_delay)
    : id_{id}, schedule_{schedule}, table_{chip}, pending_(std::bit_ceil(std::uint64_t{longest_delay} + 2)) {}

template <class Lane>
NeuronSlice<Lane>& NeuroCore<Lane>::add_slice(std::unique_ptr<NeuronSlice<Lane>> slice) {
    slices_.push_back(std::move(slice));
    return *slices_.back();
}

template <class Lane>
std::uint32_t NeuroCore<Lane>::add_store(ProjectionId projection, RowStore<Lane> store) {
    row_stores_.push_back(std::make_unique<RowStore<Lane>>(std::move(store)));
    const auto index = static_cast<std::uint32_t>(row_stores_.size() - 1);
    stores_.push_back({projection, false, index});
    return index;
}

template <class Lane>
std::uint32_t NeuroCore<Lane>::add_store(ProjectionId projection, PlasticStore<Lane> store) {
    plastic_stores_.push_back(std::make_unique<PlasticStore<Lane>>(std::move(store)));
    const auto index = static_cast<std::uint32_t>(plastic_stores_.size() - 1);
    stores_.push_back({projection, true, index});
    return index;
}

template <class Lane>
std::uint32_t NeuroCore<Lane>::add_source(const std::vector<AxonEntry>& entries) {
    const auto source = static_cast<std::uint32_t>(entries_.size());
    for (AxonEntry entry : entries) {
        if (!entry.is_plastic) {
            const auto words = row_stores_[entry.store]->words_of(entry.row);
            entry.begin = words.begin;
            entry.end = words.end;
        }
        entries_.push_back(entry);
    }
    entries_[source].of_source = static_cast<std::uint32_t>(entries.size());
    return source;
}

template <class Lane>
std::uint32_t NeuroCore<Lane>::add_filtered_source() {
    entries_.push_back({});   // of no rows
    return static_cast<std::uint32_t>(entries_.size() - 1);
}

template <class Lane>
void NeuroCore<Lane>::load(const NetworkImage& image) {
    for (auto& s : slices_) s->load(image.populations[s->population().index()]);
    for (const StoreRef& s : stores_) {
        const SynapseImage& program = image.projections[s.projection.index()];
        if (s.is_plastic) plastic_stores_[s.index]->load(program);
        else row_stores_[s.index]->load(program);
    }
}

template <class Lane>
NeuronSlice<Lane>* NeuroCore<Lane>::slice_of(PopulationId population) {
    for (auto& s : slices_) {
        if (s->population() == population) return s.get();
    }
    return nullptr;
}

template <class Lane>
std::uint64_t NeuroCore<Lane>::pre_program_cycles(const SynapseImage& image, std::uint64_t synapses) const {
    return table_.program(image.row_pre, synapses) + table_.program(image.axon_pre, 1) + synapses * table_.of(Operation::learning_event);
}

template <class Lane>
std::uint64_t NeuroCore<Lane>::service_cycles(std::uint32_t source) const {
    if (is_filtered(source)) return std::max<std::uint64_t>(table_.of(Operation::axon_lookup) + table_.of(Operation::packet_filtered), 1);
    std::uint64_t cycles = 0;
    for (const AxonEntry& entry : entries_of(source)) {
        const std::uint64_t words = entry.is_plastic ? plastic_stores_[entry.store]->row_length(entry.row) : row_stores_[entry.store]->row_length(entry.row);
        cycles += table_.of(Operation::axon_lookup) + words * (table_.of(Operation::row_word) + table_.of(Operation::synaptic_event));
        if (entry.is_plastic) cycles += pre_program_cycles(plastic_stores_[entry.store]->image(), words);
    }
    return std::max<std::uint64_t>(cycles, 1);
}

template <class Lane>
void NeuroCore<Lane>::emit(const NeuronSlice<Lane>& slice, std::uint64_t slice_start) {
    const std::uint64_t lanes = table_.lanes();
    const std::uint64_t full_group = table_.neuron_group(slice.image(), lanes);
    for (const std::uint32_t lane : slice.fired()) {
        const std::uint64_t group = lane / lanes;
        const std::uint64_t in_group = std::min<std::uint64_t>(lanes, slice.size() - group * lanes);
        const std::uint64_t ready = slice_start + group * full_group + table_.neuron_group(slice.image(), in_group);
        fired_.push_back({{slice.population(), NeuronId{slice.neurons()[lane]}}, ready});
    }
}

/// A neuron counts as active when a synaptic event reached its slice in this tick: at most one active neuron per event.
template <class Lane>
void NeuroCore<Lane>::count_update(const NeuronSlice<Lane>& slice) {
    const std::uint64_t active = std::min<std::uint64_t>(slice.size(), events_this_tick_);
    events_this_tick_ -= active;
    counts_.add(Operation::neuron_update_active, active);
    counts_.add(Operation::neuron_update_idle, slice.size() - active);
    counts_.add(Operation::instruction, slice.size() * slice.image().update.instructions());
    counts_.add(Operation::table_lookup, slice.size() * slice.image().update.table_lookups);
    counts_.add(Operation::spike, slice.fired().size());
    counts_.add(Operation::instruction, slice.fired().size() * slice.image().reset.instructions());
}

template <class Lane>
void NeuroCore<Lane>::update(const TickView& view) {
    if (schedule_ == Schedule::chip) take_input(view);
    fired_.clear();
    std::uint64_t start = take_sums(view);
    for (auto& slice : slices_) {
        slice->update(view);
        emit(*slice, start);
        const std::uint64_t lanes = table_.lanes(), full = slice->size() / lanes, rest = slice->size() % lanes;
        start += full * table_.neuron_group(slice->image(), lanes) + (rest != 0 ? table_.neuron_group(slice->image(), rest) : 0);
        count_update(*slice);
        if (schedule_ == Schedule::chip) slice->reset(view);
    }
    events_this_tick_ = 0;
    soma_cycles_ = start;
}

template <class Lane>
void NeuroCore<Lane>::prefetch(std::uint32_t source) const {
    for (const AxonEntry& entry : entries_of(source)) {
        if (!entry.is_plastic) row_stores_[entry.store]->prefetch({entry.begin, entry.end});
    }
}

template <class Lane>
void NeuroCore<Lane>::receive(const Arrival& arrival, const TickView& view) {
    const std::uint64_t earliest = view.tick + (schedule_ == Schedule::chip ? 1 : 0);   // a late spike is applied as soon as it can be
    if (is_filtered(arrival.source)) {
        counts_.add(Operation::axon_lookup, 1);
        counts_.add(Operation::packet_filtered, 1);
        return;
    }
    for (const AxonEntry& entry : entries_of(arrival.source)) {
        counts_.add(Operation::axon_lookup, 1);
        std::uint64_t words = 0;
        if (entry.is_plastic) {
            PlasticStore<Lane>& store = *plastic_stores_[entry.store];
            words = store.row_length(entry.row);
            const std::uint64_t spiked = view.tick - arrival.lateness;
            store.note_source_spike(entry.row, spiked);
            pending_[std::max(earliest, spiked + entry.delay) & (pending_.size() - 1)].push_back({entry.store, entry.row});
        } else {
            words = entry.end - entry.begin;
            row_stores_[entry.store]->deliver({entry.begin, entry.end}, view.tick - arrival.lateness, earliest);
        }
        counts_.add(Operation::row_word, words);
        counts_.add(Operation::synaptic_event, words);
        events_this_tick_ += words;
    }
}

template <class Lane>
void NeuroCore<Lane>::take_input(const TickView& view) {
    std::vector<Pending>& due = pending_[view.tick & (pending_.size() - 1)];
    for (const Pending& p : due) {
        PlasticStore<Lane>& store = *plastic_stores_[p.store];
        store.arrive(p.row, view);
        const std::uint64_t synapses = store.row_length(p.row);
        counts_.add(Operation::learning_event, synapses);
        counts_.add(Operation::instruction, synapses * store.image().row_pre.instructions() + store.image().axon_pre.instructions());
    }
    due.clear();
    for (auto& slice : slices_) slice->apply_inputs(view);
}

/// Sums over synapses precede the update of their targets in both schedules: they are what the synapses hold as the tick begins.
template <class Lane>
std::uint64_t NeuroCore<Lane>::take_sums(const TickView& view) {
    std::uint64_t cycles = 0;
    for (auto& store : plastic_stores_) {
        const SynapseImage& image = store->image();
        if (image.sums.empty()) continue;
        store->sum(view);
        const std::uint64_t synapses = store->synapses();
        counts_.add(Operation::learning_update, synapses);
        counts_.add(Operation::instruction, synapses * image.sum.instructions());
        counts_.add(Operation::table_lookup, synapses * image.sum.table_lookups);
        cycles += synapses * table_.of(Operation::learning_update) + table_.program(image.sum, synapses);
    }
    for (auto& slice : slices_) slice->apply_sums(view);
    return cycles;
}

template <class Lane>
void NeuroCore<Lane>::advance_synapses(const TickView& view) {
    for (auto& store : plastic_stores_) {
        const SynapseImage& image = store->image();
        if (!image.has_clock) continue;
        store->advance(view);
        const std::uint64_t synapses = image.clock_synapse.empty() ? 0 : store->synapses();   // what each axon or neuron holds once costs once
        const std::uint64_t axons = store->axons(), neurons = store->target().size();
        counts_.add(Operation::learning_update, synapses);
        learning_cycles_ += synapses * table_.of(Operation::learning_update);
        const auto run_over = [&](const Compiled& program, std::uint64_t lanes) {
            counts_.add(Operation::instruction, lanes * program.instructions());
            learning_cycles_ += table_.program(program, lanes);
        };
        run_over(image.shared_axon, axons);
        run_over(image.shared_neuron, neurons);
        run_over(image.clock_synapse, synapses);
        run_over(image.clock_axon, axons);
        run_over(image.clock_neuron, neurons);
    }
}

template <class Lane>
void NeuroCore<Lane>::learn_from_spikes(const TickView& view) {
    for (auto& store : plastic_stores_) {
        const SynapseImage& image = store->image();
        NeuronSlice<Lane>* slice = slice_of(store->target().population());
        if (slice->fired().empty() || (image.row_post.empty() && image.neuron_post.empty())) continue;
        store->learn_from(slice->fired(), view);
        for (const std::uint32_t lane : slice->fired()) {
            const std::uint64_t synapses = image.row_post.empty() ? 0 : store->column_length(lane);
            counts_.add(Operation::learning_event, synapses);
            counts_.add(Operation::instruction, synapses * image.row_post.instructions() + image.neuron_post.instructions());
            learning_cycles_ += synapses * table_.of(Operation::learning_event) + table_.program(image.row_post, synapses) + table_.program(image.neuron_post, 1);
        }
    }
}

/// BRIAN2 has clock-driven synapses among the groups, before the spikes of the tick; CHIP learns when all input is in.
template <class Lane>
void NeuroCore<Lane>::absorb(const std::vector<Arrival>& arrivals, const TickView& view) {
    const bool is_brian2 = schedule_ == Schedule::brian2;
    learning_cycles_ = 0;
    if (is_brian2) advance_synapses(view);
    for (std::size_t k = 0; k < arrivals.size(); ++k) {
        if (k + prefetched_ahead < arrivals.size()) prefetch(arrivals[k + prefetched_ahead].source);   // rows lie anywhere in memory
        receive(arrivals[k], view);
    }
    if (is_brian2) take_input(view);
    else advance_synapses(view);
    learn_from_spikes(view);
    if (is_brian2) {
        for (auto& slice : slices_) slice->reset(view);
    }
    total_busy_ += busy_cycles();
}

template class NeuroCore<std::int32_t>;
template class NeuroCore<double>;

}  // namespace aerie::hw
