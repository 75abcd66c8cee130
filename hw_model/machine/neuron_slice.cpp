#include "hw_model/machine/neuron_slice.h"

#include <algorithm>
#include <bit>

#include "core/connect.h"
#include "core/error.h"
#include "core/stimulus.h"

namespace aerie::hw {

namespace {

/// Update, reset and each apply draw under names of their own.
constexpr std::uint64_t none_yet = no_row - 1;
constexpr std::uint32_t programs = 64, first_apply_program = 2;

}  // namespace

template <class Lane>
InputRing<Lane>::InputRing(std::size_t lanes, std::uint32_t longest_delay)
    : lanes_{lanes}, mask_{std::bit_ceil(std::uint64_t{longest_delay} + 1) - 1}, data_(lanes * (mask_ + 1)), touched_(mask_ + 1) {}

template <class Lane>
void InputRing<Lane>::clear_touch(std::uint64_t tick) {
    Touched& t = touched(tick);
    t.is_all = false;
    t.count = 0;
}

template <class Lane>
NeuronSlice<Lane>::NeuronSlice(const Network& network, PopulationId population, std::vector<std::uint32_t> neurons, const NeuronImage& image,
                               std::uint32_t longest_delay)
    : population_{population}, schedule_{network.schedule},
      has_condition_{network.populations[population.index()].model.refractory_while != nullptr}, neurons_{std::move(neurons)}, active_from_(size()),
      last_spike_(size(), static_cast<Lane>(no_spike)), spike_count_(size()), lane_index_(size()),
      stimuli_(network.stimuli.size()), stimulus_row_(network.stimuli.size(), none_yet), fired_lanes_(size()) {
    for (std::size_t k = 0; k < size(); ++k) lane_index_[k] = static_cast<Lane>(neurons_[k]);
    for (const StoredVariable& v : image.variables) {
        const std::vector<double> start = initial_values(network, population, v.name);
        std::vector<Lane> lanes(size());
        for (std::size_t k = 0; k < size(); ++k) {
            lanes[k] = v.is_boolean && !std::is_same_v<Lane, double> ? static_cast<Lane>(start[neurons_[k]] != 0.0 ? -1 : 0) : lane_of<Lane>(start[neurons_[k]], v.format);
        }
        variables_.push_back(std::move(lanes));
    }
    for (std::size_t k = 0; k < image.accumulators.size(); ++k) inputs_.emplace_back(size(), longest_delay);
    counts_.saturations.resize(image.variables.size());
    counts_.lost.resize(image.variables.size());
    counts_.stores.resize(image.variables.size());
    load(image);
}

template <class Lane>
void NeuronSlice<Lane>::load(const NeuronImage& image) {
    AERIE_ASSERT(image.variables.size() == variables_.size() && image.accumulators.size() == inputs_.size());
    image_ = &image;
    update_ = BoundProgram<Lane>{image.update};
    reset_ = BoundProgram<Lane>{image.reset};
    apply_.clear();
    for (const Accumulator& a : image.accumulators) apply_.emplace_back(a.apply);
    const auto own = [this](const StreamRef& ref) { return own_stream(ref); };
    update_.bind(own);
}

template <class Lane>
Lane* NeuronSlice<Lane>::lanes_of(const StreamRef& ref) {
    switch (ref.role) {
        case Role::variable: return variables_[ref.index].data();
        case Role::active_from: return active_from_.data();
        case Role::last_spike: return last_spike_.data();
        case Role::spike_count: return spike_count_.data();
        case Role::lane_index: case Role::post_index: return lane_index_.data();
        default: break;
    }
    AERIE_ASSERT(!"no such register in a neuron slice");
}

template <class Lane>
Stream<Lane> NeuronSlice<Lane>::own_stream(const StreamRef& ref) {
    if (ref.role == Role::accumulator) return {inputs_[ref.index].data(), nullptr, false};   // rebound to the tick's slot before each run
    if (ref.role == Role::stimulus) {
        stimuli_[ref.index].resize(size());
        return {stimuli_[ref.index].data(), nullptr, false};
    }
    if (ref.role == Role::fired) return {};   // listed while the block is near, and not kept
    return {lanes_of(ref), nullptr, false};
}

template <class Lane>
Identity NeuronSlice<Lane>::identity(const TickView& view, std::uint32_t program) const {
    return {.first = neurons_.data(), .seed = view.seed, .entity = population_.index() * programs + program, .tick = view.tick};
}

template <class Lane>
void NeuronSlice<Lane>::apply_inputs(const TickView& view) {
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
        typename InputRing<Lane>::Touched& touched = inputs_[k].touched(view.tick);
        if (touched.is_empty() || image_->accumulators[k].is_sum) continue;
        const Selection lanes = touched.is_all ? Selection::run(0) : Selection::of(touched.lanes.data());
        BoundProgram<Lane>& apply = apply_[k];
        apply.bind([&](const StreamRef& ref) { return select_lanes(ref.role == Role::accumulator ? inputs_[k].at(view.tick) : own_stream(ref).base, lanes); });
        Identity who = identity(view, first_apply_program + static_cast<std::uint32_t>(k));
        if (!touched.is_all && apply.compiled().draws) who.first = names_of({touched.lanes.data(), touched.count});
        apply.run(touched.is_all ? size() : touched.count, view, who, counts_);
        inputs_[k].clear_touch(view.tick);
    }
}

template <class Lane>
void NeuronSlice<Lane>::apply_sums(const TickView& view) {
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
        if (!image_->accumulators[k].is_sum) continue;
        apply_[k].bind([&](const StreamRef& ref) { return ref.role == Role::accumulator ? Stream<Lane>{inputs_[k].at(view.tick), nullptr, false} : own_stream(ref); });
        apply_[k].run(size(), view, identity(view, first_apply_program + static_cast<std::uint32_t>(k)), counts_);
    }
}

/// Indices in the population of some lanes, for draws.
template <class Lane>
const std::uint32_t* NeuronSlice<Lane>::names_of(std::span<const std::uint32_t> lanes) {
    names_.clear();
    for (const std::uint32_t lane : lanes) names_.push_back(neurons_[lane]);
    return names_.data();
}

/// Rows of two-dimensional stimuli change rarely; they are copied into lanes when they do.
template <class Lane>
void NeuronSlice<Lane>::bind_stimuli(BoundProgram<Lane>& program, const TickView& view) {
    if (view.stimuli->empty()) return;
    for (const StreamRef& ref : program.compiled().streams) {
        if (ref.role != Role::stimulus) continue;
        const Stimulus& stimulus = (*view.stimuli)[ref.index];
        const std::uint64_t row = row_at(stimulus, view.tick);
        if (stimulus_row_[ref.index] == row) continue;
        stimulus_row_[ref.index] = row;
        const NumberFormat format{.frac = finest_frac(range_of(stimulus)), .low = INT32_MIN, .high = INT32_MAX};
        for (std::size_t k = 0; k < size(); ++k) stimuli_[ref.index][k] = lane_of<Lane>(value_in(stimulus, row, neurons_[k]), format);
    }
}

template <class Lane>
void NeuronSlice<Lane>::update(const TickView& view) {
    fired_count_ = 0;
    if (image_->rate_window_ticks != 0) forget_old_spikes(view.tick);
    if (update_.empty()) return;
    bind_stimuli(update_, view);
    if (!image_->has_threshold) return update_.run(size(), view, identity(view, 0), counts_);
    fired_count_ = update_.run_and_find(size(), view, identity(view, 0), counts_, Role::fired, fired_lanes_.data());
    note_fired(view);
}

template <class Lane>
void NeuronSlice<Lane>::note_fired(const TickView& view) {
    const std::uint64_t wait = image_->refractory_ticks + (schedule_ == Schedule::chip ? 1 : 0);   // CHIP: so many whole ticks stay frozen
    for (const std::uint32_t lane : fired()) {
        last_spike_[lane] = static_cast<Lane>(view.tick);
        active_from_[lane] = has_condition_ ? static_cast<Lane>(1 << 30) : static_cast<Lane>(view.tick + wait);
        if (image_->rate_window_ticks == 0) continue;
        spike_count_[lane] += 1;
        recent_.emplace_back(view.tick, lane);
    }
}

/// A spike of tick s counts while s > tick - window.
template <class Lane>
void NeuronSlice<Lane>::forget_old_spikes(std::uint64_t tick) {
    while (head_ < recent_.size() && recent_[head_].first + image_->rate_window_ticks <= tick) spike_count_[recent_[head_++].second] -= 1;
    if (head_ > 4096 && head_ * 2 > recent_.size()) {
        recent_.erase(recent_.begin(), recent_.begin() + static_cast<std::ptrdiff_t>(head_));
        head_ = 0;
    }
}

template <class Lane>
void NeuronSlice<Lane>::reset(const TickView& view) {
    if (fired().empty() || reset_.empty()) return;
    const Selection lanes = Selection::of(fired_lanes_.data());
    reset_.bind([&](const StreamRef& ref) { return select_lanes(own_stream(ref).base, lanes); });
    Identity who = identity(view, 1);
    if (reset_.compiled().draws) who.first = names_of(fired());
    reset_.run(fired_count_, view, who, counts_);
}

template <class Lane>
double NeuronSlice<Lane>::value(std::size_t variable, std::size_t lane) const {
    const StoredVariable& v = image_->variables[variable];
    if (v.is_boolean) return variables_[variable][lane] != Lane{0} ? 1.0 : 0.0;
    return value_of_lane(variables_[variable][lane], v.format);
}

template <class Lane>
void NeuronSlice<Lane>::read(std::size_t variable, std::span<double> by_neuron) const {
    const Lane* lanes = variables_[variable].data();
    const double quantum = std::is_same_v<Lane, double> ? 1.0 : image_->variables[variable].format.lsb();
    for (std::size_t k = 0; k < size(); ++k) by_neuron[neurons_[k]] = static_cast<double>(lanes[k]) * quantum;
}

template <class Lane>
void NeuronSlice<Lane>::write_lane(std::size_t variable, std::size_t lane, double value) {
    const NumberFormat& format = image_->variables[variable].format;
    variables_[variable][lane] = lane_of<Lane>(value, format);
    ++counts_.stores[variable];
    if constexpr (!std::is_same_v<Lane, double>) {
        const double half = 0.5 * format.lsb();
        if (value >= format.value(format.high) + half || value < format.value(format.low) - half) ++counts_.saturations[variable];
    }
}

template <class Lane>
void NeuronSlice<Lane>::write(std::size_t variable, std::span<const double> by_neuron) {
    if (by_neuron.size() != 1) {
        for (std::size_t k = 0; k < size(); ++k) write_lane(variable, k, by_neuron[neurons_[k]]);
        return;
    }
    const std::uint64_t saturations = counts_.saturations[variable];
    write_lane(variable, 0, by_neuron[0]);
    std::fill(variables_[variable].begin() + 1, variables_[variable].end(), variables_[variable][0]);
    counts_.stores[variable] += size() - 1;
    counts_.saturations[variable] += (counts_.saturations[variable] - saturations) * (size() - 1);
}

template class InputRing<std::int32_t>;
template class InputRing<double>;
template class NeuronSlice<std::int32_t>;
template class NeuronSlice<double>;

}  // namespace aerie::hw
