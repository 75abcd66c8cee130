/// @file Synapses that learn, of one projection on one NeuroCore: variables per synapse, traces per axon and per neuron, and both walks
/// over them: along a row when the axon speaks, along a column when the neuron fires.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "hw_model/machine/neuron_slice.h"

namespace aerie::hw {

/// One axon with its synapses, on its way into the store. All synapses of an axon share one delay.
struct NewAxon {
    std::uint32_t source = 0;                    ///< index of the source neuron in its population
    std::vector<std::uint32_t> targets;          ///< lanes, ascending
    std::vector<std::vector<double>> values;     ///< [synapse variable][synapse]
};

/// Synapses stand in one of two orders: by axon (rows contiguous), or by target (columns contiguous) where a clock-driven program
/// walks all of them each tick. The other order is an index of positions. 12 bytes a synapse with one 32-bit variable.
template <class Lane>
class PlasticStore {
   public:
    PlasticStore(const Network& network, ProjectionId id, NeuronSlice<Lane>& target, const SynapseImage& image, const std::vector<NewAxon>& axons);
    void load(const SynapseImage& image);

    /// The source of an axon fired in this tick, whenever its spike will arrive.
    void note_source_spike(std::uint32_t axon, std::uint64_t tick);
    /// on_pre: the axon's spike arrives now; sums go to the target's ring at this tick.
    void arrive(std::uint32_t axon, const TickView& view);
    /// The clock-driven part, once per tick.
    void advance(const TickView& view);
    /// Collects this tick's sums over the synapses of each target.
    void sum(const TickView& view);
    /// on_post for the lanes of the target slice that fired.
    void learn_from(std::span<const std::uint32_t> fired, const TickView& view);

    [[nodiscard]] std::uint32_t row_length(std::uint32_t axon) const { return by_axon_begin(axon + 1) - by_axon_begin(axon); }
    [[nodiscard]] std::uint64_t column_length(std::uint32_t lane) const;
    [[nodiscard]] std::size_t synapses() const { return minor_.size(); }
    [[nodiscard]] std::size_t axons() const { return sources_.size(); }
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] const SynapseImage& image() const { return *image_; }
    [[nodiscard]] const ProgramCounts& counts() const { return counts_; }
    /// A variable of the k-th synapse of an axon, as a value at `tick`: its own, or the trace of its axon or neuron, decayed to then.
    [[nodiscard]] double value(std::uint32_t axon, std::uint32_t k, const std::string& variable, std::uint64_t tick) const;
    [[nodiscard]] const NeuronSlice<Lane>& target() const { return *target_; }

   private:
    struct Walk {          ///< lanes of one program run
        Selection synapses{}, axons{}, targets{};
        std::size_t count = 0;
        bool has_axons = true, has_targets = true;   ///< whether lanes differ by axon, by target: they name the draws
    };
    void fill(const std::vector<NewAxon>& axons);
    void fill_index();
    [[nodiscard]] Walk row(std::uint32_t axon);
    [[nodiscard]] Walk column(std::uint32_t lane);
    [[nodiscard]] std::uint32_t major_of(std::uint32_t position) const;
    [[nodiscard]] std::uint32_t by_axon_begin(std::uint32_t axon) const { return is_by_target_ ? other_begin_[axon] : major_begin_[axon]; }
    [[nodiscard]] Stream<Lane> stream(const StreamRef& ref, const Walk& walk);
    void run(BoundProgram<Lane>& program, const Walk& walk, const TickView& view);
    [[nodiscard]] static const std::uint32_t* names(const std::vector<std::uint32_t>& all, const Selection& s, std::size_t count, std::vector<std::uint32_t>& scratch);
    [[nodiscard]] Identity identity(const Walk& walk, const TickView& view, std::uint32_t program);
    void add_linear(const Walk& walk, const Delivery& delivery, const TickView& view);
    void add_contributions(const Walk& walk, const TickView& view);
    void make_room_for_contributions(std::size_t lanes);
    [[nodiscard]] std::uint32_t at(const Selection& s, std::size_t k) const;

    const Network* network_;
    ProjectionId id_;
    NeuronSlice<Lane>* target_;
    const SynapseImage* image_ = nullptr;
    bool is_by_target_ = false;
    std::vector<std::uint32_t> sources_;              ///< by axon
    std::vector<std::uint32_t> major_begin_, minor_;  ///< storage order
    std::vector<std::uint32_t> other_begin_, other_position_;
    std::vector<std::uint8_t> is_contiguous_;         ///< by target: the column's axons are a run
    std::vector<std::vector<Lane>> synapse_, pre_, pre_tick_, post_, post_tick_;
    std::vector<std::vector<Lane>> shared_pre_, shared_post_;   ///< results of shared_axon, shared_neuron
    std::vector<Lane> last_spike_pre_, source_index_;
    std::vector<std::vector<Lane>> contributions_;    ///< scratch, by delivery
    std::vector<std::uint32_t> scratch_axons_, scratch_targets_, first_, second_;
    enum ProgramNumber : std::size_t { row_pre, axon_pre, row_post, neuron_post, clock_synapse, clock_axon, clock_neuron, sum_program, shared_axon, shared_neuron, program_count };
    std::array<BoundProgram<Lane>, program_count> programs_;
    ProgramCounts counts_;
};

extern template class PlasticStore<std::int32_t>;
extern template class PlasticStore<double>;

}  // namespace aerie::hw
