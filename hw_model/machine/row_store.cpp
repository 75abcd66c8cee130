#include "hw_model/machine/row_store.h"

#include <algorithm>
#include <bit>

#include "core/error.h"

namespace aerie::hw {

template <class Lane>
RowStore<Lane>::RowStore(NeuronSlice<Lane>& target, const SynapseImage& image, std::uint32_t longest_delay) : target_{target}, image_{&image} {
    target_bits_ = static_cast<std::uint32_t>(std::bit_width(target.size() - 1));
    const auto delay_bits = static_cast<std::uint32_t>(std::bit_width(longest_delay));
    const NumberFormat* format = image.synapse.empty() ? nullptr : &image.synapse[0].format;
    const bool code_fits = !std::is_same_v<Lane, double> && (format == nullptr || (format->low >= INT16_MIN && format->high <= INT16_MAX));
    is_packed_ = code_fits && target_bits_ + delay_bits <= 16;
    AERIE_ASSERT(target_bits_ + delay_bits <= 32);
}

template <class Lane>
std::uint32_t RowStore<Lane>::add_row(const std::vector<NewSynapse>& row) {
    const bool has_weight = !image_->synapse.empty();
    for (const NewSynapse& s : row) {
        least_delay_ = std::min(least_delay_, s.delay);
        most_delay_ = std::max(most_delay_, s.delay);
        const Lane code = has_weight ? lane_of<Lane>(s.weight, image_->synapse[0].format) : Lane{1};
        std::uint32_t word = s.delay << target_bits_ | s.target;
        if (is_packed_) word |= static_cast<std::uint32_t>(static_cast<std::int32_t>(code)) << 16;
        else wide_weights_.push_back(code);
        words_.push_back(word);
    }
    begin_.push_back(static_cast<std::uint32_t>(words_.size()));
    return static_cast<std::uint32_t>(begin_.size() - 2);
}

template <class Lane>
void RowStore<Lane>::prefetch(Words row) const {
    constexpr std::uint32_t words_per_line = 16, most_lines = 4;
    const std::uint32_t end = std::min(row.end, row.begin + words_per_line * most_lines);
    for (std::uint32_t k = row.begin; k < end; k += words_per_line) __builtin_prefetch(words_.data() + k);
}

template <class Lane>
void RowStore<Lane>::deliver(Words row, std::uint64_t tick, std::uint64_t earliest) {
    for (const Delivery& d : image_->deliveries) deliver_row(row, tick, earliest, d);
}

/// One delay for all: a plain walk, which also notes the lanes that it is the first to reach.
template <class Lane>
void RowStore<Lane>::deliver_together(Words row, std::uint64_t due, const Delivery& delivery) {
    InputRing<Lane>& ring = target_.input(delivery.accumulator);
    Lane* const input = ring.at(due);
    typename InputRing<Lane>::Touched& touched = ring.touched(due);
    const std::uint32_t target_mask = static_cast<std::uint32_t>((std::uint64_t{1} << target_bits_) - 1);
    const auto sign = static_cast<Lane>(delivery.sign);
    const std::uint32_t* const end = words_.data() + row.end;
    if (touched.is_all) {
        for (const std::uint32_t* w = words_.data() + row.begin; w != end; ++w) input[*w & target_mask] += sign * static_cast<Lane>(static_cast<std::int32_t>(*w) >> 16);
        return;
    }
    std::uint32_t* const list = touched.room_for(row.count());
    std::size_t count = touched.count;
    for (const std::uint32_t* w = words_.data() + row.begin; w != end; ++w) {
        const std::uint32_t lane = *w & target_mask;
        const Lane before = input[lane];
        list[count] = lane;
        count += before == Lane{0} ? 1 : 0;
        input[lane] = before + sign * static_cast<Lane>(static_cast<std::int32_t>(*w) >> 16);
    }
    touched.count = count;
    ring.settle(touched);
}

template <class Lane>
void RowStore<Lane>::deliver_row(Words row, std::uint64_t tick, std::uint64_t earliest, const Delivery& delivery) {
    if (is_packed_ && least_delay_ == most_delay_) return deliver_together(row, std::max(tick + least_delay_, earliest), delivery);
    InputRing<Lane>& ring = target_.input(delivery.accumulator);
    for (std::uint32_t d = least_delay_; d <= most_delay_; ++d) ring.touch_all(std::max(tick + d, earliest));
    const std::uint32_t target_mask = static_cast<std::uint32_t>((std::uint64_t{1} << target_bits_) - 1);
    const std::uint32_t delay_mask = is_packed_ ? 0xFFFFu >> target_bits_ : static_cast<std::uint32_t>(0xFFFFFFFFull >> target_bits_);
    const auto sign = static_cast<Lane>(delivery.sign);
    for (std::uint32_t k = row.begin; k < row.end; ++k) {
        const std::uint32_t delay = words_[k] >> target_bits_ & delay_mask;
        const Lane code = is_packed_ ? static_cast<Lane>(code_at(k)) : wide_weights_[k];
        ring.at(std::max(tick + delay, earliest))[words_[k] & target_mask] += sign * code;
    }
}

template <class Lane>
std::size_t RowStore<Lane>::bytes() const {
    return words_.size() * sizeof(std::uint32_t) + wide_weights_.size() * sizeof(Lane) + begin_.size() * sizeof(std::uint32_t);
}

template <class Lane>
double RowStore<Lane>::weight(std::uint32_t row, std::uint32_t k) const {
    if (image_->synapse.empty()) return 1.0;
    const std::size_t at = begin_[row] + k;
    return value_of_lane(is_packed_ ? static_cast<Lane>(code_at(at)) : wide_weights_[at], image_->synapse[0].format);
}

template class RowStore<std::int32_t>;
template class RowStore<double>;

}  // namespace aerie::hw
