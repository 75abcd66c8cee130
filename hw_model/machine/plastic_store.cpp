#include "hw_model/machine/plastic_store.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "hw_model/compile/context.h"
#include "hw_model/compile/neuron_compiler.h"

namespace aerie::hw {

namespace {

/// Entities of populations and projections must not share draws.
constexpr std::uint32_t projection_entities = 1u << 24, programs = 8;   // the shared ones never draw

template <class Lane>
std::vector<std::vector<Lane>> start_traces(const Projection& projection, const std::vector<StoredVariable>& variables, std::size_t lanes) {
    std::vector<std::vector<Lane>> out;
    for (const StoredVariable& v : variables) {
        const double start = constant_initial(projection.initial, v.name).value_or(0.0);
        out.emplace_back(lanes, lane_of<Lane>(start, v.format));
    }
    return out;
}

}  // namespace

template <class Lane>
PlasticStore<Lane>::PlasticStore(const Network& network, ProjectionId id, NeuronSlice<Lane>& target, const SynapseImage& image,
                                 const std::vector<NewAxon>& axons)
    : network_{&network}, id_{id}, target_{&target}, is_by_target_{image.walks_columns()} {
    const Projection& projection = network.projections[id.index()];
    for (const NewAxon& a : axons) {
        sources_.push_back(a.source);
        source_index_.push_back(static_cast<Lane>(a.source));
    }
    synapse_.resize(image.synapse.size());
    image_ = &image;
    fill(axons);
    fill_index();
    pre_ = start_traces<Lane>(projection, image.pre, axons.size());
    pre_tick_.assign(image.pre.size(), std::vector<Lane>(axons.size()));
    post_ = start_traces<Lane>(projection, image.post, target.size());
    post_tick_.assign(image.post.size(), std::vector<Lane>(target.size()));
    last_spike_pre_.assign(axons.size(), static_cast<Lane>(no_spike));
    const std::size_t counters = image.synapse.size() + image.pre.size() + image.post.size();
    counts_.saturations.resize(counters);
    counts_.lost.resize(counters);
    counts_.stores.resize(counters);
    load(image);
}

template <class Lane>
void PlasticStore<Lane>::load(const SynapseImage& image) {
    AERIE_ASSERT(image.synapse.size() == synapse_.size() && image.walks_columns() == is_by_target_);
    image_ = &image;
    const Compiled* const compiled[] = {&image.row_pre, &image.axon_pre, &image.row_post, &image.neuron_post, &image.clock_synapse, &image.clock_axon, &image.clock_neuron, &image.sum,
                                       &image.shared_axon, &image.shared_neuron};
    for (std::size_t k = 0; k < programs_.size(); ++k) programs_[k] = BoundProgram<Lane>{*compiled[k]};
    contributions_.resize(image.deliveries.size() + image.sums.size());
    shared_pre_.assign(image.shared_axon.results(Role::shared_pre), std::vector<Lane>(sources_.size()));
    shared_post_.assign(image.shared_neuron.results(Role::shared_post), std::vector<Lane>(target_->size()));
}

/// Synapses in storage order; by target this is a counting sort of the rows.
template <class Lane>
void PlasticStore<Lane>::fill(const std::vector<NewAxon>& axons) {
    const std::size_t majors = is_by_target_ ? target_->size() : axons.size();
    major_begin_.assign(majors + 1, 0);
    for (std::uint32_t a = 0; a < axons.size(); ++a) {
        for (const std::uint32_t t : axons[a].targets) ++major_begin_[(is_by_target_ ? t : a) + 1];
    }
    for (std::size_t m = 0; m < majors; ++m) major_begin_[m + 1] += major_begin_[m];
    const std::size_t total = major_begin_.back();
    minor_.resize(total);
    for (auto& lanes : synapse_) lanes.resize(total);
    std::vector<std::uint32_t> next(major_begin_.begin(), major_begin_.end() - 1);
    for (std::uint32_t a = 0; a < axons.size(); ++a) {
        for (std::size_t k = 0; k < axons[a].targets.size(); ++k) {
            const std::uint32_t t = axons[a].targets[k];
            const std::uint32_t position = next[is_by_target_ ? t : a]++;
            minor_[position] = is_by_target_ ? a : t;
            for (std::size_t v = 0; v < synapse_.size(); ++v) synapse_[v][position] = lane_of<Lane>(axons[a].values[v][k], image_->synapse[v].format);
        }
    }
}

template <class Lane>
void PlasticStore<Lane>::fill_index() {
    const std::size_t others = is_by_target_ ? sources_.size() : target_->size();
    other_begin_.assign(others + 1, 0);
    for (const std::uint32_t m : minor_) ++other_begin_[m + 1];
    for (std::size_t m = 0; m < others; ++m) other_begin_[m + 1] += other_begin_[m];
    other_position_.resize(minor_.size());
    std::vector<std::uint32_t> next(other_begin_.begin(), other_begin_.end() - 1);
    for (std::uint32_t p = 0; p < minor_.size(); ++p) other_position_[next[minor_[p]]++] = p;
    if (!is_by_target_) return;
    for (std::size_t t = 0; t + 1 < major_begin_.size(); ++t) {
        const std::uint32_t begin = major_begin_[t], end = major_begin_[t + 1];
        is_contiguous_.push_back(begin == end || minor_[end - 1] - minor_[begin] == end - 1 - begin);
    }
}

template <class Lane>
std::uint32_t PlasticStore<Lane>::major_of(std::uint32_t position) const {
    return static_cast<std::uint32_t>(std::upper_bound(major_begin_.begin(), major_begin_.end(), position) - major_begin_.begin() - 1);
}

template <class Lane>
typename PlasticStore<Lane>::Walk PlasticStore<Lane>::row(std::uint32_t axon) {
    if (!is_by_target_) {
        const std::uint32_t begin = major_begin_[axon];
        return {Selection::run(begin), Selection::one(axon), Selection::of(minor_.data() + begin), major_begin_[axon + 1] - begin};
    }
    const std::uint32_t begin = other_begin_[axon], count = other_begin_[axon + 1] - begin;
    scratch_targets_.resize(std::max<std::size_t>(scratch_targets_.size(), count));
    for (std::uint32_t k = 0; k < count; ++k) scratch_targets_[k] = major_of(other_position_[begin + k]);
    return {Selection::of(other_position_.data() + begin), Selection::one(axon), Selection::of(scratch_targets_.data()), count};
}

template <class Lane>
typename PlasticStore<Lane>::Walk PlasticStore<Lane>::column(std::uint32_t lane) {
    if (is_by_target_) {
        const std::uint32_t begin = major_begin_[lane], count = major_begin_[lane + 1] - begin;
        const Selection axons = is_contiguous_[lane] != 0 && count > 0 ? Selection::run(minor_[begin]) : Selection::of(minor_.data() + begin);
        return {Selection::run(begin), axons, Selection::one(lane), count};
    }
    const std::uint32_t begin = other_begin_[lane], count = other_begin_[lane + 1] - begin;
    scratch_axons_.resize(std::max<std::size_t>(scratch_axons_.size(), count));
    std::uint32_t axon = 0;   // positions ascend, so the axons do
    for (std::uint32_t k = 0; k < count; ++k) {
        const std::uint32_t position = other_position_[begin + k];
        if (major_begin_[axon + 1] <= position) {
            const std::uint32_t far = axon + 8;
            if (far < sources_.size() && major_begin_[far] <= position) axon = major_of(position);
            while (major_begin_[axon + 1] <= position) ++axon;
        }
        scratch_axons_[k] = axon;
    }
    return {Selection::of(other_position_.data() + begin), Selection::of(scratch_axons_.data()), Selection::one(lane), count};
}

template <class Lane>
Stream<Lane> PlasticStore<Lane>::stream(const StreamRef& ref, const Walk& walk) {
    switch (ref.role) {
        case Role::synapse: return select_lanes(synapse_[ref.index].data(), walk.synapses);
        case Role::pre_trace: return select_lanes(pre_[ref.index].data(), walk.axons);
        case Role::pre_trace_tick: return select_lanes(pre_tick_[ref.index].data(), walk.axons);
        case Role::last_spike_pre: return select_lanes(last_spike_pre_.data(), walk.axons);
        case Role::lane_index: return select_lanes(source_index_.data(), walk.axons);
        case Role::post_trace: return select_lanes(post_[ref.index].data(), walk.targets);
        case Role::post_trace_tick: return select_lanes(post_tick_[ref.index].data(), walk.targets);
        case Role::shared_pre: return select_lanes(shared_pre_[ref.index].data(), walk.axons);
        case Role::shared_post: return select_lanes(shared_post_[ref.index].data(), walk.targets);
        case Role::contribution: return {contributions_[ref.index].data(), nullptr, false};
        default: return select_lanes(target_->lanes_of(ref), walk.targets);
    }
}

template <class Lane>
std::uint32_t PlasticStore<Lane>::at(const Selection& s, std::size_t k) const {
    switch (s.kind) {
        case Selection::Kind::one: return s.first;
        case Selection::Kind::run: return s.first + static_cast<std::uint32_t>(k);
        case Selection::Kind::list: break;
    }
    return s.list[k];
}

/// Names of selected lanes: where they stand, when that is in one piece, else collected in `scratch`.
template <class Lane>
const std::uint32_t* PlasticStore<Lane>::names(const std::vector<std::uint32_t>& all, const Selection& s, std::size_t count, std::vector<std::uint32_t>& scratch) {
    if (s.kind == Selection::Kind::run) return all.data() + s.first;
    scratch.resize(std::max(scratch.size(), count));
    if (s.kind == Selection::Kind::one) std::fill_n(scratch.begin(), count, all[s.first]);
    else for (std::size_t k = 0; k < count; ++k) scratch[k] = all[s.list[k]];
    return scratch.data();
}

template <class Lane>
Identity PlasticStore<Lane>::identity(const Walk& walk, const TickView& view, std::uint32_t program) {
    Identity who{.seed = view.seed, .entity = projection_entities + id_.index() * programs + program, .tick = view.tick};
    if (walk.has_axons) who.first = names(sources_, walk.axons, walk.count, first_);
    if (!walk.has_targets) return who;
    if (walk.targets.kind == Selection::Kind::one) who.second_of_all = target_->neurons()[walk.targets.first];
    else who.second = names(target_->neurons(), walk.targets, walk.count, second_);
    return who;
}

template <class Lane>
void PlasticStore<Lane>::run(BoundProgram<Lane>& program, const Walk& walk, const TickView& view) {
    if (program.empty() || walk.count == 0) return;
    program.bind([&](const StreamRef& ref) { return stream(ref, walk); });
    const Identity who = program.compiled().draws ? identity(walk, view, static_cast<std::uint32_t>(&program - programs_.data())) : Identity{.tick = view.tick};
    program.run(walk.count, view, who, counts_);
}

template <class Lane>
void PlasticStore<Lane>::add_linear(const Walk& walk, const Delivery& d, const TickView& view) {
    InputRing<Lane>& ring = target_->input(d.accumulator);
    Lane* const input = ring.at(view.tick);
    const auto sign = static_cast<Lane>(d.sign);
    const Lane* const weights = d.weight < 0 ? nullptr : synapse_[static_cast<std::size_t>(d.weight)].data();
    typename InputRing<Lane>::Touched& touched = ring.touched(view.tick);
    std::uint32_t* const list = touched.room_for(walk.count);
    for (std::size_t k = 0; k < walk.count; ++k) {
        const std::uint32_t lane = at(walk.targets, k);
        list[touched.count] = lane;
        touched.count += input[lane] == Lane{0} ? 1 : 0;
        input[lane] += weights == nullptr ? sign : sign * weights[at(walk.synapses, k)];
    }
    ring.settle(touched);
}

template <class Lane>
void PlasticStore<Lane>::add_contributions(const Walk& walk, const TickView& view) {
    for (std::size_t k = 0; k < image_->deliveries.size(); ++k) {
        const Delivery& d = image_->deliveries[k];
        if (d.is_linear) continue;
        InputRing<Lane>& ring = target_->input(d.accumulator);
        ring.touch_all(view.tick);
        Lane* const input = ring.at(view.tick);
        for (std::size_t s = 0; s < walk.count; ++s) input[at(walk.targets, s)] += static_cast<Lane>(d.sign) * contributions_[k][s];
    }
}

template <class Lane>
void PlasticStore<Lane>::make_room_for_contributions(std::size_t lanes) {
    for (auto& contribution : contributions_) contribution.resize(std::max(contribution.size(), lanes));
}

/// A column's synapses stand in ascending order of their source, so doubles are added in the same order on any mapping.
template <class Lane>
void PlasticStore<Lane>::sum(const TickView& view) {
    for (std::uint32_t lane = 0; lane + 1 < major_begin_.size() && !image_->sums.empty(); ++lane) {
        const Walk walk = column(lane);
        make_room_for_contributions(walk.count);
        run(programs_[sum_program], walk, view);
        for (std::size_t k = 0; k < image_->sums.size(); ++k) {
            const std::vector<Lane>& terms = contributions_[image_->deliveries.size() + k];
            Lane& total = target_->input(image_->sums[k]).at(view.tick)[lane];
            for (std::size_t s = 0; s < walk.count; ++s) total += terms[s];
        }
    }
}

template <class Lane>
void PlasticStore<Lane>::note_source_spike(std::uint32_t axon, std::uint64_t tick) {
    last_spike_pre_[axon] = static_cast<Lane>(tick);
}

template <class Lane>
void PlasticStore<Lane>::arrive(std::uint32_t axon, const TickView& view) {
    const Walk walk = row(axon);
    make_room_for_contributions(walk.count);
    for (const Delivery& d : image_->deliveries) {
        if (d.is_linear && !d.after_program) add_linear(walk, d, view);
    }
    run(programs_[row_pre], walk, view);
    for (const Delivery& d : image_->deliveries) {
        if (d.is_linear && d.after_program) add_linear(walk, d, view);
    }
    add_contributions(walk, view);
    run(programs_[axon_pre], {.axons = Selection::run(axon), .count = 1, .has_targets = false}, view);
}

template <class Lane>
void PlasticStore<Lane>::learn_from(std::span<const std::uint32_t> fired, const TickView& view) {
    if (!programs_[row_post].empty()) {
        for (const std::uint32_t lane : fired) run(programs_[row_post], column(lane), view);
    }
    run(programs_[neuron_post], {.targets = Selection::of(fired.data()), .count = fired.size(), .has_axons = false}, view);
}

/// Synapses first: their program reads the traces as they were at the tick's start.
template <class Lane>
void PlasticStore<Lane>::advance(const TickView& view) {
    if (!image_->has_clock) return;
    const Walk axons{.axons = Selection::run(0), .count = sources_.size(), .has_targets = false};
    const Walk targets{.targets = Selection::run(0), .count = target_->size(), .has_axons = false};
    run(programs_[shared_axon], axons, view);
    run(programs_[shared_neuron], targets, view);
    for (std::uint32_t lane = 0; lane + 1 < major_begin_.size() && !programs_[clock_synapse].empty(); ++lane) run(programs_[clock_synapse], column(lane), view);
    run(programs_[clock_axon], axons, view);
    run(programs_[clock_neuron], targets, view);
}

template <class Lane>
std::uint64_t PlasticStore<Lane>::column_length(std::uint32_t lane) const {
    const std::vector<std::uint32_t>& begin = is_by_target_ ? major_begin_ : other_begin_;
    return begin[lane + 1] - begin[lane];
}

template <class Lane>
std::size_t PlasticStore<Lane>::bytes() const {
    return (minor_.size() + other_position_.size() + major_begin_.size() + other_begin_.size()) * sizeof(std::uint32_t) +
           synapse_.size() * minor_.size() * sizeof(Lane) + pre_.size() * sources_.size() * 2 * sizeof(Lane);
}

template <class Lane>
double PlasticStore<Lane>::value(std::uint32_t axon, std::uint32_t k, const std::string& variable, std::uint64_t tick) const {
    const std::uint32_t begin = by_axon_begin(axon);
    const std::uint32_t position = is_by_target_ ? other_position_[begin + k] : begin + k;
    const std::uint32_t lane = is_by_target_ ? major_of(position) : minor_[position];
    if (const int v = find_stored(image_->synapse, variable); v >= 0) {
        const auto index = static_cast<std::size_t>(v);
        return value_of_lane(synapse_[index][position], image_->synapse[index].format);
    }
    const auto trace = [&](const std::vector<StoredVariable>& list, const auto& lanes, const auto& ticks, std::uint32_t at) {
        const auto index = static_cast<std::size_t>(find_stored(list, variable));
        const double elapsed = static_cast<double>(tick) - static_cast<double>(ticks[index][at]);
        return value_of_lane(lanes[index][at], list[index].format) * std::pow(list[index].decay_per_tick, elapsed);
    };
    if (find_stored(image_->pre, variable) >= 0) return trace(image_->pre, pre_, pre_tick_, axon);
    return trace(image_->post, post_, post_tick_, lane);
}

template class PlasticStore<std::int32_t>;
template class PlasticStore<double>;

}  // namespace aerie::hw
