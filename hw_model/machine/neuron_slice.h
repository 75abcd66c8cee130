/// @file The neurons of one population that live on one NeuroCore: their registers, their input rings, their programs.
#pragma once

#include <span>
#include <vector>

#include "core/model.h"
#include "hw_model/machine/lanes.h"

namespace aerie::hw {

/// Input that is still to come, by tick: a ring of lane arrays. Integers, or doubles in canonical order, so that arrival order cannot matter.
/// A slot knows which lanes were reached while they are few; beyond an eighth of the slice (or where delays scatter) all lanes are taken.
template <class Lane>
class InputRing {
   public:
    InputRing(std::size_t lanes, std::uint32_t longest_delay);
    [[nodiscard]] Lane* at(std::uint64_t tick) { return data_.data() + (tick & mask_) * lanes_; }

    /// Lanes reached in a slot. A lane may stand twice when its sum came back to zero; applying it again then adds nothing.
    struct Touched {
        bool is_all = false;
        std::size_t count = 0;
        std::vector<std::uint32_t> lanes{};      ///< the first `count` are meant; the rest is room
        [[nodiscard]] bool is_empty() const { return !is_all && count == 0; }
        /// Room for `more` lanes; returns where they go. Without branches in the loop: list[n] = lane; n += was_zero.
        [[nodiscard]] std::uint32_t* room_for(std::size_t more) {
            if (lanes.size() < count + more) lanes.resize(2 * (count + more));
            return lanes.data();
        }
    };
    [[nodiscard]] Touched& touched(std::uint64_t tick) { return touched_[tick & mask_]; }
    void touch_all(std::uint64_t tick) { touched_[tick & mask_].is_all = true; }
    /// To be called after lanes were added: gives up the list when it is no longer short.
    void settle(Touched& touched) const { touched.is_all = touched.is_all || touched.count > lanes_ / 8; }
    void clear_touch(std::uint64_t tick);
    [[nodiscard]] Lane* data() { return data_.data(); }

   private:
    std::size_t lanes_;
    std::uint64_t mask_;
    std::vector<Lane> data_;
    std::vector<Touched> touched_;
};

template <class Lane>
class NeuronSlice {
   public:
    /// `neurons` ascending. `longest_delay` in ticks is the most that any synapse into this slice waits.
    NeuronSlice(const Network& network, PopulationId population, std::vector<std::uint32_t> neurons, const NeuronImage& image, std::uint32_t longest_delay);
    /// A new phase brings new programs; registers stay.
    void load(const NeuronImage& image);

    /// Adds this tick's input to the variables.
    void apply_inputs(const TickView& view);
    /// Sets the variables that are sums over synapses; what was collected for them is taken.
    void apply_sums(const TickView& view);
    /// Integrates and tests thresholds; fired() holds the lanes that crossed.
    void update(const TickView& view);
    void reset(const TickView& view);

    [[nodiscard]] std::span<const std::uint32_t> fired() const { return {fired_lanes_.data(), fired_count_}; }
    [[nodiscard]] const std::vector<std::uint32_t>& neurons() const { return neurons_; }
    [[nodiscard]] std::size_t size() const { return neurons_.size(); }
    [[nodiscard]] PopulationId population() const { return population_; }
    [[nodiscard]] InputRing<Lane>& input(std::size_t accumulator) { return inputs_[accumulator]; }
    [[nodiscard]] const NeuronImage& image() const { return *image_; }
    [[nodiscard]] std::vector<Lane>& variable(std::size_t index) { return variables_[index]; }
    [[nodiscard]] Lane* lanes_of(const StreamRef& ref);     ///< registers that synapse programs may read: variable, last_spike, spike_count, active_from, post_index
    [[nodiscard]] const ProgramCounts& counts() const { return counts_; }
    [[nodiscard]] double value(std::size_t variable, std::size_t lane) const;
    /// From outside the core, for the embedded processor: all lanes into or out of an array by neuron. One value alone goes to every lane. What is
    /// written is rounded to nearest and counted as a store.
    void read(std::size_t variable, std::span<double> by_neuron) const;
    void write(std::size_t variable, std::span<const double> by_neuron);
    void write_lane(std::size_t variable, std::size_t lane, double value);

   private:
    [[nodiscard]] Stream<Lane> own_stream(const StreamRef& ref);
    [[nodiscard]] Identity identity(const TickView& view, std::uint32_t program) const;
    [[nodiscard]] const std::uint32_t* names_of(std::span<const std::uint32_t> lanes);
    void note_fired(const TickView& view);
    void forget_old_spikes(std::uint64_t tick);
    void bind_stimuli(BoundProgram<Lane>& program, const TickView& view);

    PopulationId population_;
    Schedule schedule_;
    bool has_condition_;   ///< refractory while something holds, not for a time
    std::vector<std::uint32_t> neurons_;
    const NeuronImage* image_ = nullptr;
    std::vector<std::vector<Lane>> variables_;
    std::vector<Lane> active_from_, last_spike_, spike_count_, lane_index_;
    std::vector<std::vector<Lane>> stimuli_;         ///< rows of two-dimensional stimuli, by stimulus
    std::vector<std::uint64_t> stimulus_row_;
    std::vector<InputRing<Lane>> inputs_;
    BoundProgram<Lane> update_, reset_;
    std::vector<BoundProgram<Lane>> apply_;
    std::vector<std::uint32_t> fired_lanes_, names_;   ///< the first fired_count_ are meant
    std::size_t fired_count_ = 0;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> recent_;   ///< (tick, lane) of spikes inside the rate window, oldest at head_
    std::size_t head_ = 0;
    ProgramCounts counts_;
};

extern template class InputRing<std::int32_t>;
extern template class InputRing<double>;
extern template class NeuronSlice<std::int32_t>;
extern template class NeuronSlice<double>;

}  // namespace aerie::hw
