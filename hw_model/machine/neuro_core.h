/// @file One NeuroCore: its neuron slices, its synaptic rows, its axon table. Two phases a tick; between them spikes change hands.
#pragma once

#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "hw_model/machine/plastic_store.h"
#include "hw_model/machine/row_store.h"
#include "hw_model/machine/timetable.h"

namespace aerie::hw {

/// A row that an incoming spike reaches: which store, which row of it, and how long the spike waits (plastic rows; static words carry their own).
struct AxonEntry {
    std::uint32_t store = 0;
    std::uint32_t row = 0;
    std::uint32_t delay = 0;
    bool is_plastic = false;
    std::uint32_t of_source = 0;        ///< in the first entry of a source: how many it has
    std::uint32_t begin = 0, end = 0;   ///< static rows: the words
};

/// A spike handed to a NeuroCore: the number of its source in the core's axon table. `lateness` in ticks: 0 when it came in its own tick.
struct Arrival {
    std::uint32_t source = 0;
    std::uint32_t lateness = 0;
};

/// A neuron that fired, for the timing pass: when its group was through, in cycles after the tick's start.
struct Emission {
    Address address;
    std::uint64_t ready = 0;
};

template <class Lane>
class NeuroCore {
   public:
    NeuroCore(CoreId id, const ChipSpec& chip, Schedule schedule, std::uint32_t longest_delay);

    /// Built in this order: slices by ascending population, stores by ascending projection, then the axon table by ascending source.
    NeuronSlice<Lane>& add_slice(std::unique_ptr<NeuronSlice<Lane>> slice);
    std::uint32_t add_store(ProjectionId projection, RowStore<Lane> store);
    std::uint32_t add_store(ProjectionId projection, PlasticStore<Lane> store);
    /// Returns the source's number in this core: that of its first entry.
    std::uint32_t add_source(const std::vector<AxonEntry>& entries);
    /// Multicast: a source that this NeuroCore has no row for, whose packets it filters. Returns its number.
    std::uint32_t add_filtered_source();
    void load(const NetworkImage& image);

    /// First phase: input due (CHIP), update, threshold, reset (CHIP). fired() is then complete.
    void update(const TickView& view);
    /// Asks the memory for the entries of a source whose spike will arrive, and then for its rows. The caller does so for the first
    /// `prefetched_ahead` arrivals of absorb().
    void prefetch_entries(std::uint32_t source) const { __builtin_prefetch(&entries_[source]); }
    void prefetch(std::uint32_t source) const;
    static constexpr std::size_t prefetched_ahead = 8;
    /// Second phase: arrivals are absorbed; input due (BRIAN2), learning, reset (BRIAN2).
    void absorb(const std::vector<Arrival>& arrivals, const TickView& view);

    [[nodiscard]] const std::vector<Emission>& fired() const { return fired_; }
    [[nodiscard]] CoreId id() const { return id_; }
    [[nodiscard]] const std::vector<std::unique_ptr<NeuronSlice<Lane>>>& slices() const { return slices_; }
    [[nodiscard]] NeuronSlice<Lane>* slice_of(PopulationId population);
    [[nodiscard]] const Counts& counts() const { return counts_; }
    /// Cycles that the synapse pipeline needs for a packet of this source.
    [[nodiscard]] std::uint64_t service_cycles(std::uint32_t source) const;
    /// Cycles from the tick's start until soma and learning are through, for the tick absorbed last.
    [[nodiscard]] std::uint64_t busy_cycles() const { return soma_cycles_ + learning_cycles_; }
    [[nodiscard]] std::uint64_t soma_cycles() const { return soma_cycles_; }
    [[nodiscard]] std::uint64_t total_busy_cycles() const { return total_busy_; }

    struct StoreRef {
        ProjectionId projection;
        bool is_plastic = false;
        std::uint32_t index = 0;
    };
    [[nodiscard]] const std::vector<StoreRef>& stores() const { return stores_; }
    [[nodiscard]] const RowStore<Lane>& rows(std::uint32_t index) const { return *row_stores_[index]; }
    [[nodiscard]] const PlasticStore<Lane>& plastic(std::uint32_t index) const { return *plastic_stores_[index]; }
    [[nodiscard]] const std::vector<AxonEntry>& entries() const { return entries_; }

   private:
    [[nodiscard]] std::span<const AxonEntry> entries_of(std::uint32_t source) const { return {&entries_[source], entries_[source].of_source}; }
    [[nodiscard]] bool is_filtered(std::uint32_t source) const { return entries_[source].of_source == 0; }
    struct Pending {
        std::uint32_t store = 0, row = 0;
    };
    void emit(const NeuronSlice<Lane>& slice, std::uint64_t slice_start);
    void receive(const Arrival& arrival, const TickView& view);
    void take_input(const TickView& view);
    /// Cycles until all sums over synapses are known.
    [[nodiscard]] std::uint64_t take_sums(const TickView& view);
    void advance_synapses(const TickView& view);
    void learn_from_spikes(const TickView& view);
    void count_update(const NeuronSlice<Lane>& slice);
    [[nodiscard]] std::uint64_t pre_program_cycles(const SynapseImage& image, std::uint64_t synapses) const;

    CoreId id_;
    Schedule schedule_;
    Timetable table_;
    std::vector<std::unique_ptr<NeuronSlice<Lane>>> slices_;
    std::vector<std::unique_ptr<RowStore<Lane>>> row_stores_;
    std::vector<std::unique_ptr<PlasticStore<Lane>>> plastic_stores_;
    std::vector<StoreRef> stores_;
    std::vector<AxonEntry> entries_;
    std::vector<std::vector<Pending>> pending_;    ///< ring by tick
    std::vector<Emission> fired_;
    Counts counts_;
    std::uint64_t events_this_tick_ = 0;
    std::uint64_t soma_cycles_ = 0, learning_cycles_ = 0, total_busy_ = 0;
};

extern template class NeuroCore<std::int32_t>;
extern template class NeuroCore<double>;

}  // namespace aerie::hw
