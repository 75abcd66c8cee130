/// @file Static synapses of one projection on one NeuroCore: rows of 32-bit words (target, delay, weight), one row per axon.
#pragma once

#include <cstdint>
#include <vector>

#include "hw_model/machine/neuron_slice.h"

namespace aerie::hw {

/// One synapse on its way into a store: the target's lane in its slice, the delay in ticks, the weight as a value.
struct NewSynapse {
    std::uint32_t target = 0;
    std::uint32_t delay = 0;
    double weight = 0.0;
};

/// Word = code << 16 | delay << target bits | target; 4 bytes a synapse. Where target and delay need more than 16 bits, the weight more than a
/// signed 16-bit code, or lanes are float64, the weights stand beside the words.
template <class Lane>
class RowStore {
   public:
    /// `weight` null: all synapses add the code 1.
    RowStore(NeuronSlice<Lane>& target, const SynapseImage& image, std::uint32_t longest_delay);
    /// Rows are added in axon order; returns the row's number.
    std::uint32_t add_row(const std::vector<NewSynapse>& row);
    void load(const SynapseImage& image) { image_ = &image; }

    /// Where the words of a row lie: what an axon table holds, so that a spike finds them without another look-up.
    struct Words {
        std::uint32_t begin = 0, end = 0;
        [[nodiscard]] std::uint32_t count() const { return end - begin; }
    };
    [[nodiscard]] Words words_of(std::uint32_t row) const { return {begin_[row], begin_[row + 1]}; }
    /// Adds a row's weights to the rings: a spike of tick `tick` waits each synapse's delay, and acts not before `earliest`.
    void deliver(Words row, std::uint64_t tick, std::uint64_t earliest);
    /// Asks the memory for the beginning of a row that will be delivered soon.
    void prefetch(Words row) const;
    [[nodiscard]] std::uint32_t row_length(std::uint32_t row) const { return begin_[row + 1] - begin_[row]; }
    [[nodiscard]] std::size_t synapses() const { return words_.size(); }
    [[nodiscard]] std::size_t bytes() const;
    /// Weight of the k-th synapse of a row, as a value.
    [[nodiscard]] double weight(std::uint32_t row, std::uint32_t k) const;

   private:
    void deliver_together(Words row, std::uint64_t due, const Delivery& delivery);
    void deliver_row(Words row, std::uint64_t tick, std::uint64_t earliest, const Delivery& delivery);
    [[nodiscard]] std::int32_t code_at(std::size_t position) const { return static_cast<std::int32_t>(words_[position]) >> 16; }

    NeuronSlice<Lane>& target_;
    const SynapseImage* image_;
    std::uint32_t target_bits_ = 0;
    bool is_packed_ = true;
    std::uint32_t least_delay_ = ~0u, most_delay_ = 0;
    std::vector<std::uint32_t> begin_{0};
    std::vector<std::uint32_t> words_;
    std::vector<Lane> wide_weights_;
};

extern template class RowStore<std::int32_t>;
extern template class RowStore<double>;

}  // namespace aerie::hw
