#include "tools/formats/golden_columns.h"

#include <fmt/format.h>

#include <bit>

#include "core/error.h"

namespace aerie::formats {
namespace {

namespace v1 = golden::v1;
using golden::FinalWeight;
using golden::TracedPacket;

/// The difference of two unsigned numbers, and the way back; both wrap, so that they undo each other for every value.
std::int64_t difference(std::uint64_t now, std::uint64_t before) { return static_cast<std::int64_t>(now - before); }
std::uint64_t moved(std::uint64_t before, std::int64_t by) { return before + static_cast<std::uint64_t>(by); }

void require_length(int found, int wanted, const std::string& place) {
    if (found == wanted) return;
    throw InputError{{"columns of a golden differ in length", place, fmt::format("{} entries", found), fmt::format("{}", wanted)}};
}

void add_hops(v1::Packets& columns, const TracedPacket& packet) {
    columns.add_hops(static_cast<std::uint32_t>(packet.hops.size()));
    std::uint64_t before = packet.accepted;
    for (const golden::Hop& hop : packet.hops) {
        columns.add_hop((hop.cycle - before) * 8 + router::index_of(hop.out));
        before = hop.cycle;
    }
}

/// Takes the packet's share of the column of grants.
void take_hops(const v1::Packets& columns, int packet, int& next, TracedPacket& out, const std::string& place) {
    std::uint64_t cycle = out.accepted;
    for (std::uint32_t k = 0; k < columns.hops(packet); ++k, ++next) {
        if (next >= columns.hop_size()) require_length(columns.hop_size(), next + 1, place);
        const std::uint64_t side = columns.hop(next) % 8;
        if (side >= router::hex_direction_count) throw InputError{{"unknown output of a router", place, fmt::format("{}", side), "0 to 6"}};
        cycle += columns.hop(next) / 8;
        out.hops.push_back({router::hex_directions[side], cycle});
    }
}

}  // namespace

v1::Packets to_columns(const std::vector<TracedPacket>& packets) {
    v1::Packets columns;
    std::uint64_t tick = 0, offered = 0;
    for (const TracedPacket& p : packets) {
        columns.add_tick(difference(p.tick, tick));
        columns.add_population(p.source.population.index());
        columns.add_neuron(p.source.neuron.index());
        columns.add_core(p.core.index());
        columns.add_from(p.from.index());
        columns.add_to(p.to.index());
        columns.add_offered(difference(p.offered, offered));
        columns.add_accepted(p.accepted - p.offered);
        columns.add_ejected(p.ejected - p.accepted);
        columns.add_done(p.done - p.ejected);
        columns.add_late(p.is_late);
        add_hops(columns, p);
        tick = p.tick;
        offered = p.offered;
    }
    return columns;
}

std::vector<TracedPacket> from_columns(const v1::Packets& columns, const std::string& place) {
    const int count = columns.tick_size();
    for (const int size : {columns.population_size(), columns.neuron_size(), columns.core_size(), columns.from_size(), columns.to_size(), columns.offered_size(),
                           columns.accepted_size(), columns.ejected_size(), columns.done_size(), columns.late_size(), columns.hops_size()}) {
        require_length(size, count, place);
    }
    std::vector<TracedPacket> packets(static_cast<std::size_t>(count));
    std::uint64_t tick = 0, offered = 0;
    int hop = 0;
    for (int i = 0; i < count; ++i) {
        TracedPacket& p = packets[static_cast<std::size_t>(i)];
        p.tick = tick = moved(tick, columns.tick(i));
        p.source = {PopulationId{columns.population(i)}, NeuronId{columns.neuron(i)}};
        p.core = CoreId{columns.core(i)};
        p.from = NodeId{columns.from(i)};
        p.to = NodeId{columns.to(i)};
        p.offered = offered = moved(offered, columns.offered(i));
        p.accepted = p.offered + columns.accepted(i);
        p.ejected = p.accepted + columns.ejected(i);
        p.done = p.ejected + columns.done(i);
        p.is_late = columns.late(i);
        take_hops(columns, i, hop, p, place);
    }
    require_length(columns.hop_size(), hop, place);
    return packets;
}

v1::Spikes to_columns(const std::vector<hw::Spike>& spikes) {
    v1::Spikes columns;
    std::uint64_t tick = 0;
    for (const hw::Spike& s : spikes) {
        columns.add_tick(s.tick - tick);
        columns.add_population(s.address.population.index());
        columns.add_neuron(s.address.neuron.index());
        tick = s.tick;
    }
    return columns;
}

std::vector<hw::Spike> from_columns(const v1::Spikes& columns, const std::string& place) {
    require_length(columns.population_size(), columns.tick_size(), place);
    require_length(columns.neuron_size(), columns.tick_size(), place);
    std::vector<hw::Spike> spikes;
    std::uint64_t tick = 0;
    for (int i = 0; i < columns.tick_size(); ++i) {
        tick += columns.tick(i);
        spikes.push_back({tick, {PopulationId{columns.population(i)}, NeuronId{columns.neuron(i)}}});
    }
    return spikes;
}

v1::Weights to_columns(const std::vector<FinalWeight>& weights) {
    v1::Weights columns;
    columns.set_projection(weights.front().projection.index());
    columns.set_variable(weights.front().variable);
    std::uint32_t pre = 0, post = 0;
    for (const FinalWeight& w : weights) {
        columns.add_pre(difference(w.pre, pre));
        columns.add_post(difference(w.post, post));
        columns.add_value(std::bit_cast<std::uint64_t>(w.value));
        pre = w.pre;
        post = w.post;
    }
    return columns;
}

std::vector<FinalWeight> from_columns(const v1::Weights& columns, const std::string& place) {
    require_length(columns.post_size(), columns.pre_size(), place);
    require_length(columns.value_size(), columns.pre_size(), place);
    std::vector<FinalWeight> weights;
    std::uint64_t pre = 0, post = 0;
    for (int i = 0; i < columns.pre_size(); ++i) {
        pre = moved(pre, columns.pre(i));
        post = moved(post, columns.post(i));
        if ((pre | post) >> 32 != 0) throw InputError{{"a synapse's neurons are out of range", place, fmt::format("{} to {}", pre, post), "32-bit numbers"}};
        weights.push_back({ProjectionId{columns.projection()}, columns.variable(), static_cast<std::uint32_t>(pre), static_cast<std::uint32_t>(post),
                           std::bit_cast<double>(columns.value(i))});
    }
    return weights;
}

}  // namespace aerie::formats
