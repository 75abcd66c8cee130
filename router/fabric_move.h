/// @file Fabric: what a grant moves - packets forward, credits back.
#pragma once

#include "router/fabric.h"

namespace aerie::router {

template <Shape S>
void Fabric<S>::grant(State& r, std::uint32_t node, Crossing crossing) {
    const Entry entry = slot(event_word(node, crossing.in_channel), r.head[crossing.in_channel]);
    r.pointer[crossing.out] = behind(crossing.in_channel / V, port_count);
    ++tallies_[node].sent[crossing.out];
    if (observer_) report_hop(node, entry, crossing);
    if constexpr (S.output_register) {
        r.output_register[crossing.out] = entry;
        r.held |= static_cast<std::uint8_t>(1U << crossing.out);
    } else {
        leave(r, node, crossing.out, crossing.out_channel, entry);
    }
}

/// The head has been served: its place becomes a credit of the router before, and the next packet is head from the next cycle on.
template <Shape S>
void Fabric<S>::pop(State& r, std::uint32_t node, std::uint32_t in_channel) {
    const std::uint32_t in = in_channel / V;
    Tally<S>& tally = tallies_[node];
    tally.stalled[in] += static_cast<std::uint32_t>(now_) - tally.head_since[in_channel];
    r.head[in_channel] = static_cast<std::uint8_t>((r.head[in_channel] + 1U) & slot_mask_);
    --r.count[in_channel];
    wheel_.schedule(credit, now_, now_ + spec_.credit_latency.count(), event_word(node, 0) + links_.upstream[in] + in_channel % V);
    if (observer_) report_occupancy(node, in_channel, now_ + 1);
    if (r.count[in_channel] > 0) expose_head(r, node, in_channel, now_ + 1);
}

template <Shape S>
void Fabric<S>::leave(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel, const Entry& entry) {
    if (out == local_) eject(r, node, out_channel, entry);
    else send(r, node, out, out_channel, entry);
}

/// Writes into the place downstream that the credit stands for; the packet shows there when its latency has passed.
template <Shape S>
void Fabric<S>::send(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel, const Entry& entry) {
    const std::uint32_t word = event_word(node, 0) + links_.downstream[out] + out_channel;
    Octet& tail = r.tail[out * V + out_channel];
    slot(word, tail) = entry;
    tail = static_cast<std::uint8_t>((tail + 1U) & slot_mask_);
    wheel_.schedule(arrival, now_, now_ + links_.latency[out], word);
    spend_credit(r, out, out_channel);
}

template <Shape S>
void Fabric<S>::spend_credit(State& r, std::uint32_t out, std::uint32_t out_channel) {
    if (--r.credit[out * V + out_channel] > 0) return;
    if constexpr (S.rule == ChannelRule::single) {
        r.credited &= static_cast<std::uint8_t>(~(1U << out));
    } else {
        r.board.credited[out] &= static_cast<std::uint8_t>(~(1U << out_channel));
        if (r.board.credited[out] == 0) r.credited &= static_cast<std::uint8_t>(~(1U << out));
    }
}

/// The source hands its first packet to the Local FIFO of its router.
template <Shape S>
void Fabric<S>::inject(State& r, std::uint32_t node) {
    const std::uint32_t place = pool_.front(node);
    PacketPool::Carried& carried = pool_[place];
    carried.accepted = Cycles{now_};
    ++injected_;
    std::uint32_t channel = 0;
    if constexpr (S.rule != ChannelRule::single) {
        channel = first_from(r.board.credited[source_port], r.board.next_channel[source_port]);
        r.board.next_channel[source_port] = behind(channel, V);
    }
    const std::uint32_t target = carried.packet.target.index();
    send(r, node, source_port, channel, {.place = place, .target_x = static_cast<std::uint8_t>(target % spec_.width),
                                   .target_y = static_cast<std::uint8_t>(target / spec_.width), .is_multicast = carried.packet.is_multicast});
    if (observer_) observer_->on_accept(carried.packet, Cycles{now_});
    pool_.dequeue(node);
    const std::uint32_t next = pool_.front(node);
    if (next != PacketPool::none && pool_[next].packet.offered.count() <= now_ + 1) return;
    r.wanted &= static_cast<std::uint8_t>(~source_bit);
    if (next != PacketPool::none) wheel_.schedule(wake_source, now_, pool_[next].packet.offered.count(), node);
}

template <Shape S>
void Fabric<S>::eject(State& r, std::uint32_t node, std::uint32_t channel, const Entry& entry) {
    const std::uint64_t ejected = now_ + spec_.policy.ejection_latency.count();
    ++ejected_;
    Consumer& consumer = consumers_[node];
    const ConsumerKind kind = spec_.policy.consumer;
    if (kind == ConsumerKind::direct) return deliver(node, entry.place, ejected, ejected + 1);
    spend_credit(r, local_, channel);
    if (kind == ConsumerKind::stepped) {
        consumer.ring[(consumer.first + consumer.reserved++) % consumer.ring.size()] = {entry.place, channel, ejected};
        return wheel_.schedule(arrive_at_consumer, now_, ejected + 1, node);
    }
    const std::uint32_t word = event_word(node, local_ * V + channel);
    if (kind == ConsumerKind::sink) {
        wheel_.schedule(credit, now_, now_ + spec_.policy.ejection_credit.count(), word);
        return deliver(node, entry.place, ejected, ejected + 1);
    }
    consumer.free_at = std::max(consumer.free_at, ejected + 1) + pool_[entry.place].packet.service;
    wheel_.schedule(credit, now_, consumer.free_at - 1 + spec_.credit_latency.count(), word);
    deliver(node, entry.place, ejected, consumer.free_at);
}

/// ConsumerKind::stepped in one cycle; says whether the node stays able to take more.
template <Shape S>
bool Fabric<S>::consume(std::uint32_t node) {
    Consumer& consumer = consumers_[node];
    if (!consumer.is_ready) return false;
    const Waiting taken = consumer.ring[consumer.first];
    consumer.first = static_cast<std::uint32_t>((consumer.first + 1) % consumer.ring.size());
    --consumer.reserved;
    --consumer.visible;
    wheel_.schedule(credit, now_, now_ + spec_.credit_latency.count(), event_word(node, local_ * V + taken.channel));
    deliver(node, taken.place, taken.ejected, now_ + 1);
    return consumer.visible > 0;
}

template <Shape S>
void Fabric<S>::deliver(std::uint32_t node, std::uint32_t place, std::uint64_t ejected, std::uint64_t done) {
    PacketPool::Carried& carried = pool_[place];
    const Packet& packet = carried.packet;
    deliveries_.push_back({packet.source, NodeId{node}, packet.tag, packet.offered, carried.accepted, Cycles{ejected}, Cycles{done}});
    if (observer_) observer_->on_delivery(deliveries_.back());
    last_done_ = std::max(last_done_, done);
    --in_flight_;
    if (--carried.copies == 0) pool_.release(place);
}

template <Shape S>
void Fabric<S>::report_hop(std::uint32_t node, const Entry& entry, Crossing crossing) const {
    observer_->on_hop({.packet = pool_[entry.place].packet, .node = NodeId{node}, .in = side_at(crossing.in_channel / V), .out = side_at(crossing.out),
                       .channel_in = crossing.in_channel % V, .channel_out = crossing.out_channel, .cycle = Cycles{now_}});
}

template <Shape S>
void Fabric<S>::report_occupancy(std::uint32_t node, std::uint32_t in_channel, std::uint64_t cycle) const {
    observer_->on_occupancy({.node = NodeId{node}, .in = side_at(in_channel / V), .channel = in_channel % V,
                             .packets = routers_[node].count[in_channel], .cycle = Cycles{cycle}});
}

}  // namespace aerie::router
