/// @file Fabric: what a grant moves - packets forward, credits back.
#pragma once

#include "router/fabric.h"

namespace aerie::router {

template <Shape S>
template <bool Watched>
void Fabric<S>::grant(State& r, std::uint32_t node, Crossing crossing) {
    const Entry entry = slot(node, crossing.in_channel, r.head[crossing.in_channel]);
    const std::uint32_t in = crossing.in_channel / V;
    r.ahead[crossing.out] = static_cast<std::uint8_t>(~1U << in);
    ++tallies_[node].sent[crossing.out];
    if constexpr (Watched) report_hop(node, entry, crossing);
    if constexpr (S.output_register) {
        r.registers.entry[crossing.out] = entry;
        r.registers.held |= static_cast<std::uint8_t>(1U << crossing.out);
    } else {
        leave(r, node, crossing.out, crossing.out_channel, entry);
    }
}

/// The head has been served: its place becomes a credit of the router before, and the next packet is head from the next cycle on.
template <Shape S>
template <bool Watched>
void Fabric<S>::pop(State& r, std::uint32_t node, std::uint32_t in_channel) {
    tallies_[node].stalled[in_channel / V] += now_;
    free_place<Watched>(r, node, in_channel);
    if constexpr (is_single) r.count -= one_at(in_channel);
    else --r.count[in_channel];
    const std::uint32_t left = count_of(r, in_channel);
    if constexpr (Watched) report_occupancy(node, in_channel, left, now_ + 1);
    if (left > 0) expose_head(r, node, in_channel, now_ + 1);
}

template <Shape S>
template <bool Watched>
void Fabric<S>::free_place(State& r, std::uint32_t node, std::uint32_t in_channel) {
    const std::uint32_t left = --r.reserved[in_channel];
    const std::uint32_t stays = std::uint32_t{0} - std::uint32_t{left != 0};   // as a mask: nobody can guess it
    r.head[in_channel] = static_cast<std::uint8_t>((r.head[in_channel] + 1U) & slot_mask_ & stays);
    const auto& before = links_.upstream[in_channel / V];
    return_credit<Watched>(before_input(node, in_channel / V), before.channel + in_channel % V);
}

/// A credit goes back, to show when its latency has passed. Where so many are at hand that this one cannot be missed until then, it is counted at
/// once, and nobody need look. Enough are 2 * latency - 1: each cycle takes one at most, and of those counted latency - 1 may be such early ones.
/// A watched mesh counts none early, for credits() to be those of the cycle.
template <Shape S>
template <bool Watched>
void Fabric<S>::return_credit(std::uint32_t node, std::uint32_t out_channel) {
    if constexpr (!Watched) {
        State& there = routers_[node];
        if constexpr (is_single) {
            if (byte_of(there.credit, out_channel) >= plenty_) {
                there.credit += one_at(out_channel);
                return;
            }
        } else if (there.credit[out_channel] >= plenty_) {
            ++there.credit[out_channel];
            return;
        }
    }
    show(node, credit_latency_, first_credit<S> + out_channel);
}

template <Shape S>
void Fabric<S>::leave(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel, const Entry& entry) {
    if (out == local_) eject(r, node, out_channel, entry);
    else send(r, node, out, out_channel, Entry::of(entry.place(), behind_hop(entry.route(), leg(0, local_))));
}

/// Writes into the place downstream that the credit stands for; the packet shows there when its latency has passed.
template <Shape S>
void Fabric<S>::send(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel, const Entry& entry) {
    const auto& behind = links_.downstream[out];
    const std::uint32_t next = behind_output(node, out), in_channel = behind.channel + out_channel;
    State& there = routers_[next];
    const std::uint32_t reserved = there.reserved[in_channel]++;
    slot(next, in_channel, (there.head[in_channel] + reserved) & slot_mask_) = entry;
    show(next, links_.latency[out], in_channel);
    spend_credit(r, out, out_channel);
}

template <Shape S>
void Fabric<S>::spend_credit(State& r, std::uint32_t out, std::uint32_t out_channel) {
    if constexpr (is_single) {
        r.credit -= one_at(out);
        if constexpr (S.wraps) set_gate(r, out);
        else if (byte_of(r.credit, out) == 0) r.gate &= ~(0xff * one_at(out));
    } else if (--r.credit[out * V + out_channel] == 0) {
        r.open &= ~(1U << (out * V + out_channel));
    }
}

/// The source hands its first packet to the Local FIFO of its router.
template <Shape S>
void Fabric<S>::inject(State& r, std::uint32_t node) {
    const std::uint32_t place = pool_.front(node);
    PacketPool::Carried& carried = pool_[place];
    carried.accepted = Cycles{now_};
    ++injected_;
    const std::uint32_t channel = next_open_channel(r, source_port);
    const Packet& packet = carried.packet;
    send(r, node, source_port, channel, Entry::of(place, packet.is_multicast ? by_table : route(packet.source, packet.target)));
    if (observer_) observer_->on_accept(carried.packet, Cycles{now_});
    pool_.dequeue(node);
    const std::uint32_t next = pool_.front(node);
    if (next != PacketPool::none && pool_[next].packet.offered.count() <= now_ + 1) return;
    if constexpr (is_single) r.want &= ~one_at(source_port);
    else r.wanted = 0;
    if (next != PacketPool::none) wheel_.schedule(wake_source, now_, pool_[next].packet.offered.count(), node);
}

template <Shape S>
void Fabric<S>::eject(State& r, std::uint32_t node, std::uint32_t channel, const Entry& entry) {
    const std::uint64_t ejected = now_ + spec_.policy.ejection_latency.count();
    ++ejected_;
    Consumer& consumer = consumers_[node];
    const ConsumerKind kind = spec_.policy.consumer;
    if (kind == ConsumerKind::direct) return deliver(node, entry.place(), ejected, ejected + 1);
    spend_credit(r, local_, channel);
    if (kind == ConsumerKind::stepped) {
        consumer.ring[(consumer.first + consumer.reserved++) % consumer.ring.size()] = {entry.place(), channel, ejected};
        return wheel_.schedule(arrive_at_consumer, now_, ejected + 1, node);
    }
    const std::uint32_t freed = first_credit<S> + local_ * V + channel;
    if (kind == ConsumerKind::sink) {
        show(node, spec_.policy.ejection_credit.count(), freed);
        return deliver(node, entry.place(), ejected, ejected + 1);
    }
    const Packet& packet = pool_[entry.place()].packet;
    const bool is_taken = packet.is_multicast && taking_ != nullptr;
    const std::uint64_t done = is_taken ? taking_->take(packet, NodeId{node}, Cycles{ejected + 1}).count() : std::max(consumer.free_at, ejected + 1) + packet.service;
    if (!is_taken) consumer.free_at = done;
    show(node, done - 1 + credit_latency_ - now_, freed);
    deliver(node, entry.place(), ejected, done);
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
    show(node, credit_latency_, first_credit<S> + local_ * V + taken.channel);
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
    if (--carried.copies > 0) return;
    if (observer_) observer_->on_retire(packet);
    pool_.release(place);
}

template <Shape S>
void Fabric<S>::report_hop(std::uint32_t node, const Entry& entry, Crossing crossing) const {
    observer_->on_hop({.packet = pool_[entry.place()].packet, .node = NodeId{node}, .in = side_at(crossing.in_channel / V), .out = side_at(crossing.out),
                       .channel_in = crossing.in_channel % V, .channel_out = crossing.out_channel, .cycle = Cycles{now_}});
}

template <Shape S>
void Fabric<S>::report_occupancy(std::uint32_t node, std::uint32_t in_channel, std::uint32_t packets, std::uint64_t cycle) const {
    observer_->on_occupancy({.node = NodeId{node}, .in = side_at(in_channel / V), .channel = in_channel % V,
                             .packets = packets, .cycle = Cycles{cycle}});
}

/// Output channels, counted over all ports, whose credits differ; the source's are not looked at.
template <Shape S>
template <class Credits>
std::uint32_t Fabric<S>::changed_credits(const Credits& before, const Credits& after) {
    std::uint32_t changed = 0;
    for (std::uint32_t out_channel = 0; out_channel < port_count * V; ++out_channel) {
        bool differs = false;
        if constexpr (is_single) differs = byte_of(before, out_channel) != byte_of(after, out_channel);
        else differs = before[out_channel] != after[out_channel];
        changed |= std::uint32_t{differs} << out_channel;
    }
    return changed;
}

/// Of the output channels in the mask, as the registers stand now.
template <Shape S>
void Fabric<S>::report_credits(std::uint32_t node, std::uint32_t out_channels, std::uint64_t cycle) const {
    for_each_bit(out_channels & ((1U << port_count * V) - 1), [&](std::uint32_t out_channel) {
        const State& r = routers_[node];
        std::uint32_t credits = 0;
        if constexpr (is_single) credits = byte_of(r.credit, out_channel);
        else credits = r.credit[out_channel];
        observer_->on_credits({.node = NodeId{node}, .out = side_at(out_channel / V), .channel = out_channel % V, .credits = credits, .cycle = Cycles{cycle}});
    });
}

}  // namespace aerie::router
