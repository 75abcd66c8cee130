#include "tools/formats/network_file.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/network.pb.h"
#include "tools/formats/file_bytes.h"
#include "tools/formats/list_file.h"
#include "tools/formats/network_place.h"
#include "tools/formats/processor_part.h"
#include "tools/formats/text_proto.h"

namespace aerie::formats {
namespace {

namespace pb = aerie::network::v1;
namespace fs = std::filesystem;

constexpr std::size_t largest_network = std::size_t{1} << 30;
constexpr std::uint64_t largest_extent = std::uint64_t{1} << 31;

/// A size, or what a shape holds.
template <class Message>
std::uint64_t size_or_product(const Place& place, const Message& from) {
    if (from.has_size() || from.shape_size() == 0) return size_of(place, from.has_size(), from.size());
    std::uint64_t size = 1;
    for (const std::uint64_t extent : from.shape()) {
        if (extent == 0 || extent > largest_extent) place.refuse("a shape out of range", std::to_string(extent), fmt::format("1 to {}", largest_extent));
        size *= extent;
        if (size > largest_extent) place.refuse("a shape of too many members", "shape", fmt::format("a product of at most {}", largest_extent));
    }
    return size;
}

PopulationSpec population(const Place& place, const pb::Population& from) {
    place.require(from.has_name(), "name", "a name");
    PopulationSpec spec;
    spec.name = from.name();
    spec.shape = list(from.shape());
    spec.size = size_or_product(place, from);
    spec.equations = joined(from.equations());
    spec.threshold = from.threshold();
    spec.reset = joined(from.reset());
    spec.refractory = from.refractory();
    spec.on_tick = joined(from.on_tick());
    spec.functions = joined(from.functions());
    spec.method = method_name(from.method());
    spec.rate_window = from.rate_window();
    spec.parameters = settings(place, "parameter", from.parameter());
    spec.initial = settings(place, "initial", from.initial());
    return spec;
}

SourceSpec::Poisson poisson(const Place& place, const pb::Poisson& from) {
    require_one_of(place, from.has_rate() + (from.rates_hz_size() > 0) + from.has_file(), "rate, rates_hz, file");
    if (from.has_file()) return {"", place.from_file(from.file(), read_values)};
    return {from.rate(), list(from.rates_hz())};
}

void require_matching_spikes(const Place& place, const SourceSpec::SpikeList& spikes) {
    const std::size_t times = spikes.time_ms.size() + spikes.tick.size();
    if (!spikes.time_ms.empty() && !spikes.tick.empty()) place.refuse("spikes have both times and ticks", "time_ms and tick", "one of time_ms, tick");
    if (times != spikes.neuron.size()) {
        place.refuse("spike lists differ in length", fmt::format("{} neurons and {} times", spikes.neuron.size(), times), "one time for each neuron");
    }
}

SourceSpec::SpikeList spike_list(const Place& place, const pb::SpikeList& from) {
    const bool has_list = from.neuron_size() + from.time_ms_size() + from.tick_size() > 0;
    if (from.has_file() && has_list) place.refuse("spikes stand both here and in a file", from.file(), "a list or a file");
    SourceSpec::SpikeList spikes{list(from.neuron()), list(from.time_ms()), list(from.tick())};
    if (from.has_file()) spikes = place.from_file(from.file(), read_spike_list);
    require_matching_spikes(place, spikes);
    return spikes;
}

SourceSpec source(const Place& place, const pb::Source& from) {
    place.require(from.has_name(), "name", "a name");
    SourceSpec spec;
    spec.name = from.name();
    spec.shape = list(from.shape());
    spec.size = size_or_product(place, from);
    if (from.has_poisson()) spec.poisson = poisson(place.inside("poisson"), from.poisson());
    if (from.has_spikes()) spec.spikes = spike_list(place.inside("spikes"), from.spikes());
    if (from.has_regular()) {
        place.inside("regular").require(from.regular().has_period(), "period", "a duration: \"20 ms\"");
        spec.regular = SourceSpec::Regular{from.regular().period(), from.regular().start()};
    }
    require_one_of(place, from.has_poisson() + from.has_spikes() + from.has_regular(), "poisson, spikes, regular");
    return spec;
}

StimulusSpec stimulus(const Place& place, const pb::Stimulus& from) {
    place.require(from.has_name(), "name", "a name");
    place.require(from.has_dt(), "dt", "a duration: \"10 ms\"");
    require_one_of(place, (from.values_size() > 0) + from.has_file(), "values, file");
    StimulusSpec spec{from.name(), from.dt(), values_or_file(place, from), from.has_columns() ? from.columns() : 1, from.unit()};
    spec.pause = from.pause();
    if (from.has_pause_value()) spec.pause_value = from.pause_value();
    spec.is_shuffled = from.order() == pb::SHUFFLED;
    if (from.has_repeat()) spec.repeat = from.repeat();
    spec.order_like = from.order_like();
    if (from.has_order() && from.has_order_like()) place.refuse("two orders for one stimulus", "order and order_like", "one of order, order_like");
    return spec;
}

ConnectSpec pairs(const Place& place, const pb::Pairs& from) {
    ConnectSpec spec;
    spec.rule = ConnectSpec::Rule::pairs;
    if (from.has_file() && from.pre_size() + from.post_size() > 0) place.refuse("pairs stand both here and in a file", from.file(), "a list or a file");
    PairList both{list(from.pre()), list(from.post())};
    if (from.has_file()) both = place.from_file(from.file(), read_pair_list);
    if (both.pre.size() != both.post.size()) {
        place.refuse("pre and post differ in length", fmt::format("{} and {} entries", both.pre.size(), both.post.size()), "equal lengths");
    }
    spec.pre = std::move(both.pre);
    spec.post = std::move(both.post);
    return spec;
}

ConnectSpec fixed_degree(const Place& place, ConnectSpec::Rule rule, const pb::FixedDegree& from) {
    place.require(from.has_degree(), "degree", "a whole number");
    ConnectSpec spec;
    spec.rule = rule;
    spec.degree = from.degree();
    return spec;
}

ConnectSpec fixed_probability(const Place& place, const pb::FixedProbability& from) {
    place.require(from.has_probability(), "probability", "a number from 0 to 1");
    ConnectSpec spec;
    spec.rule = ConnectSpec::Rule::fixed_probability;
    spec.probability = from.probability();
    return spec;
}

ConnectSpec rule(const Place& place, const pb::Connect& from) {
    using Rule = ConnectSpec::Rule;
    ConnectSpec spec;
    switch (from.rule_case()) {
        case pb::Connect::kOneToOne: spec.rule = Rule::one_to_one; return spec;
        case pb::Connect::kAllToAll: spec.rule = Rule::all_to_all; return spec;
        case pb::Connect::kFixedProbability: return fixed_probability(place.inside("fixed_probability"), from.fixed_probability());
        case pb::Connect::kFixedInDegree: return fixed_degree(place.inside("fixed_in_degree"), Rule::fixed_in_degree, from.fixed_in_degree());
        case pb::Connect::kFixedOutDegree: return fixed_degree(place.inside("fixed_out_degree"), Rule::fixed_out_degree, from.fixed_out_degree());
        case pb::Connect::kPairs: return pairs(place.inside("pairs"), from.pairs());
        case pb::Connect::RULE_NOT_SET: break;
    }
    place.refuse("no connection rule is given", "nothing", "one of one_to_one, all_to_all, fixed_probability, fixed_in_degree, fixed_out_degree, pairs");
}

ConnectSpec connect(const Place& place, const pb::Connect& from) {
    ConnectSpec spec = rule(place, from);
    if (from.has_allow_self()) spec.allow_self = from.allow_self();
    if (from.has_allow_multiple()) spec.allow_multiple = from.allow_multiple();
    return spec;
}

ProjectionSpec projection(const Place& place, const pb::Projection& from) {
    place.require(from.has_name(), "name", "a name");
    place.require(from.has_from(), "from", "the name of a population or source");
    place.require(from.has_to(), "to", "the name of a population");
    place.require(from.has_connect(), "connect", "a connection rule: connect { all_to_all {} }");
    ProjectionSpec spec;
    spec.name = from.name();
    spec.from = from.from();
    spec.to = from.to();
    spec.connect = connect(place.inside("connect"), from.connect());
    spec.equations = joined(from.equations());
    spec.on_pre = joined(from.on_pre());
    spec.on_post = joined(from.on_post());
    spec.on_tick = joined(from.on_tick());
    spec.functions = joined(from.functions());
    spec.method = method_name(from.method());
    spec.delay = from.delay();
    spec.parameters = settings(place, "parameter", from.parameter());
    spec.initial = settings(place, "initial", from.initial());
    return spec;
}

RecorderSpec recorder(const Place& place, const pb::Recorder& from) {
    using What = RecorderSpec::What;
    place.require(from.has_of(), "of", "the name of a population, source, projection or processor program");
    place.require(from.what_case() != pb::Recorder::WHAT_NOT_SET, "spikes, variable or rate", "one of spikes {}, variable: \"v\", rate {}");
    RecorderSpec spec;
    spec.target = from.of();
    spec.variable = from.variable();
    spec.what = from.has_spikes() ? What::spikes : from.has_rate() ? What::rate : What::variable;
    const std::string recorded = from.has_spikes() ? "spikes" : from.has_rate() ? "rate" : from.variable();
    spec.name = from.has_name() ? from.name() : from.of() + "_" + recorded;
    spec.period = from.period();
    spec.indices = indices_of(place, from);
    return spec;
}

PhaseSpec phase(const Place& place, const pb::Phase& from) {
    place.require(from.has_duration(), "duration", "a duration: \"2 s\"");
    PhaseSpec spec;
    spec.duration = from.duration();
    for (int i = 0; i < from.change_size(); ++i) {
        const pb::Change& change = from.change(i);
        const Place here = place.member("change", change.of(), i);
        here.require(change.has_of(), "of", "the name of a population, source or projection");
        here.require(change.has_name(), "name", "the name of a parameter, or \"rate\"");
        require_one_of(here, change.has_value() + (change.values_size() > 0) + change.has_file(), "value, values, file");
        spec.changes.push_back({change.of(), change.name(), change.value(), values_or_file(here, change)});
    }
    return spec;
}

void require_one_duration(const Place& place, const pb::Network& from) {
    const int given = from.has_duration() + (from.phase_size() > 0);
    if (given == 1) return;
    place.refuse(given == 0 ? "no duration is given" : "both duration and phases are given", given == 0 ? "nothing" : from.duration(),
                 "duration: \"1 s\", or phase { duration: \"1 s\" } once or more");
}

NetworkSpec network(const pb::Network& from, const fs::path& path) {
    const Place place{path};
    place.require(from.has_name(), "name", "the network's name");
    place.require(from.has_dt(), "dt", "a duration: \"0.1 ms\"");
    require_one_duration(place, from);
    NetworkSpec spec;
    spec.file = path.string();
    spec.name = from.name();
    spec.description = from.description();
    spec.dt = from.dt();
    if (from.has_seed()) spec.seed = from.seed();
    spec.schedule = from.schedule() == pb::BRIAN2 ? Schedule::brian2 : Schedule::chip;
    spec.duration = from.duration();
    int i = 0;
    for (const auto& each : from.stimulus()) spec.stimuli.push_back(stimulus(place.member("stimulus", each.name(), i++), each));
    i = 0;
    for (const auto& each : from.population()) spec.populations.push_back(population(place.member("population", each.name(), i++), each));
    i = 0;
    for (const auto& each : from.source()) spec.sources.push_back(source(place.member("source", each.name(), i++), each));
    i = 0;
    for (const auto& each : from.projection()) spec.projections.push_back(projection(place.member("projection", each.name(), i++), each));
    i = 0;
    for (const auto& each : from.processor_program()) spec.programs.push_back(processor_program(place.member("processor program", each.name(), i++), each));
    i = 0;
    for (const auto& each : from.recorder()) spec.recorders.push_back(recorder(place.member("recorder", each.name(), i++), each));
    i = 0;
    for (const auto& each : from.phase()) spec.phases.push_back(phase(place.member("phase", "", i++), each));
    return spec;
}

}  // namespace

NetworkSpec parse_network(std::string_view bytes, const fs::path& path) {
    pb::Network message;
    parse_message(bytes, path, message);
    return network(message, path);
}

NetworkSpec read_network(const fs::path& path) { return parse_network(read_file(path, largest_network), path); }

}  // namespace aerie::formats
