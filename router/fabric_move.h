/// @file Fabric: what a grant moves - packets forward, credits back.
#pragma once

#include "router/fabric.h"

namespace aerie::router {

template <Shape S>
template <bool Watched>
void Fabric<S>::grant(const Here& at, Crossing crossing, Writing& writing) {
    State& r = at.r;
    const Entry entry = at.places[place_in(crossing.in_channel, r.head[crossing.in_channel])];
    const std::uint32_t out = crossing.cell / 8;
    ++at.tally.sent[out];
    if constexpr (Watched) report_hop(at.node, entry, crossing);
    if constexpr (S.output_register) {
        r.registers.entry[out] = entry;
        r.registers.held |= static_cast<std::uint8_t>(1U << out);
    } else {
        leave<Watched>(r, at.node, crossing, entry, writing);
    }
}

/// The head has been served: its place becomes a credit of the router before, and the next packet is head from the next cycle on.
template <Shape S>
template <bool Watched>
void Fabric<S>::pop(const Here& at, Crossing crossing, Writing& writing) {
    State& r = at.r;
    const std::uint32_t in_channel = crossing.in_channel;
    const bool is_left = --r.count[in_channel] != 0;
    const std::uint64_t stays = std::uint64_t{0} - std::uint64_t{is_left};   // as a mask: nobody can guess it
    const auto head = static_cast<std::uint8_t>((r.head[in_channel] + 1U) & place_mask_ & stays);
    r.head[in_channel] = head;
    at.tally.stalled[in_channel / V] += now_ - ((now_ + 1) & stays);
    expose_head(r, at.node, in_channel, at.places[place_in(in_channel, head)], is_left);
    if constexpr (Watched) report_occupancy(at.node, in_channel, now_ + 1);
    return_credit<Watched>(r, at.node, crossing, writing);
}

/// A credit goes back, to show when its latency has passed. Where so many are at hand that this one cannot be missed until then, it is counted at
/// once. Enough are 2 * latency - 1: each cycle takes one at most, and of those counted latency - 1 may be such early ones.
/// A watched mesh counts none early, for credits() to be those of the cycle.
template <Shape S>
template <bool Watched>
void Fabric<S>::return_credit(State& r, std::uint32_t node, Crossing crossing, Writing& writing) {
    const Link& up = passages_[crossing.cell].up;
    State& before = before_input(r, node, crossing.cell % 8, up);
    const std::uint32_t out_channel = up.channel + crossing.in_channel % V;
    if (!Watched && before.credit[out_channel] >= plenty_) ++before.credit[out_channel];
    else *writing.credits++ = event_word(static_cast<std::uint32_t>(&before - routers_.data()), out_channel);
}

/// The packet goes onto the link, towards the place that the credit stands for. Out of the mesh leads a lane of its own: nobody need ask whether a packet
/// is at its end.
template <Shape S>
template <bool Watched>
void Fabric<S>::leave(State& r, std::uint32_t node, Crossing crossing, const Entry& entry, Writing& writing) {
    send(node, crossing, passages_[crossing.cell].down, Entry::of(entry.place(), behind_hop<is_single>(entry.route(), last_leg_)), writing);
    spend_credit<Watched>(r, node, crossing.cell / 8, crossing.out_channel);
}

template <Shape S>
void Fabric<S>::send(std::uint32_t node, Crossing crossing, const Link& down, const Entry& entry, Writing& writing) const {
    *writing.arrivals[down.lane]++ = {entry, behind_output(node, crossing.cell / 8, down), static_cast<std::uint8_t>(down.channel + crossing.out_channel),
                                      static_cast<std::uint8_t>(output_of(entry.route()) % 8 * 8 + down.port)};
}

template <Shape S>
template <bool Watched>
void Fabric<S>::spend_credit(State& r, std::uint32_t node, std::uint32_t out, std::uint32_t out_channel) {
    const std::uint32_t left = --r.credit[out * V + out_channel];
    if (left <= std::uint32_t{S.wraps}) {
        if constexpr (!is_single) r.channels.open &= ~(1U << (out * V + out_channel));
        set_gate(r, out);
    }
    if constexpr (Watched) report_credits(node, out * V + out_channel, now_ + 1);
}

/// The source hands its first packet to the Local FIFO of its router.
template <Shape S>
template <bool Watched>
void Fabric<S>::inject(std::uint32_t node, Writing& writing) {
    State& r = routers_[node];
    const std::uint32_t place = pool_.front(node);
    PacketPool::Carried& carried = pool_[place];
    carried.accepted = Cycles{now_};
    ++injected_;
    const Packet& packet = carried.packet;
    const Entry entry = Entry::of(place, packet.is_multicast ? by_table : route(packet.source, packet.target));
    const Crossing crossing{.cell = source_port * 8, .out_channel = next_open_channel(r, source_port)};
    send(node, crossing, source_link_, entry, writing);
    spend_credit<Watched>(r, node, source_port, crossing.out_channel);
    if constexpr (Watched) observer_->on_accept(packet, Cycles{now_});
    pool_.dequeue(node);
    const std::uint32_t next = pool_.front(node);
    if (next != PacketPool::none) wheel_.schedule(wake_source, now_, std::max(pool_[next].packet.offered.count(), now_ + 1), node);
}

/// Packets that left in this cycle go to the consumers, in the order of nodes.
template <Shape S>
template <bool Watched>
void Fabric<S>::eject_all(const Writing& writing) {
    if (writing.arrivals[exit_lane] == exits_.data()) return;
    for (const Arrival* exit = exits_.data(); exit != writing.arrivals[exit_lane]; ++exit) {
        leaving_.insert(exit->node);
        exit_at_[exit->node] = {exit->entry.place(), exit->in_channel};
    }
    leaving_.take([this](std::size_t node) { eject<Watched>(static_cast<std::uint32_t>(node)); });
}

template <Shape S>
template <bool Watched>
void Fabric<S>::eject(std::uint32_t node) {
    const auto [place, channel] = exit_at_[node];
    const std::uint64_t ejected = now_ + spec_.policy.ejection_latency.count();
    ++ejected_;
    switch (spec_.policy.consumer) {
        case ConsumerKind::direct:
            on_credit<Watched>(node, local_ * V + channel, now_ + 1);
            return deliver(node, place, ejected, ejected + 1);
        case ConsumerKind::sink:
            if (!Watched && is_never_short_) ++routers_[node].credit[local_ * V + channel];
            else wheel_.schedule(credit_returns, now_, now_ + spec_.policy.ejection_credit.count(), event_word(node, local_ * V + channel));
            return deliver(node, place, ejected, ejected + 1);
        case ConsumerKind::stepped: {
            Consumer& consumer = consumers_[node];
            consumer.ring[(consumer.first + consumer.reserved++) % consumer.ring.size()] = {place, channel, ejected};
            return wheel_.schedule(arrive_at_consumer, now_, ejected + 1, node);
        }
        case ConsumerKind::service: return serve<Watched>(node, place, ejected);
    }
}

/// ConsumerKind::service, which has one channel. A credit is counted early as in return_credit: consumers are through with packets one after the other, so that of
/// those counted no more than delay - 1 are such early ones.
template <Shape S>
template <bool Watched>
void Fabric<S>::serve(std::uint32_t node, std::uint32_t place, std::uint64_t ejected) {
    Consumer& consumer = consumers_[node];
    const Packet& packet = pool_[place].packet;
    const bool is_taken = packet.is_multicast && taking_ != nullptr;
    const std::uint64_t done = is_taken ? taking_->take(packet, NodeId{node}, Cycles{ejected + 1}).count() : std::max(consumer.free_at, ejected + 1) + packet.service;
    if (!is_taken) consumer.free_at = done;
    const std::uint64_t delay = done - 1 + credit_latency_ - now_;
    if (!Watched && !is_taken && routers_[node].credit[local_ * V] >= 2 * (delay - 1)) ++routers_[node].credit[local_ * V];
    else wheel_.schedule(credit_returns, now_, now_ + delay, event_word(node, local_ * V));
    deliver(node, place, ejected, done);
}

/// ConsumerKind::stepped in one cycle; says whether the node stays able to take more.
template <Shape S>
bool Fabric<S>::consume(std::uint32_t node, Writing& writing) {
    Consumer& consumer = consumers_[node];
    if (!consumer.is_ready) return false;
    const Waiting taken = consumer.ring[consumer.first];
    consumer.first = static_cast<std::uint32_t>((consumer.first + 1) % consumer.ring.size());
    --consumer.reserved;
    --consumer.visible;
    *writing.credits++ = event_word(node, local_ * V + taken.channel);
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
    observer_->on_hop({.packet = pool_[entry.place()].packet, .node = NodeId{node}, .in = side_at(crossing.in_channel / V), .out = side_at(crossing.cell / 8),
                       .channel_in = crossing.in_channel % V, .channel_out = crossing.out_channel, .cycle = Cycles{now_}});
}

template <Shape S>
void Fabric<S>::report_occupancy(std::uint32_t node, std::uint32_t in_channel, std::uint64_t cycle) const {
    observer_->on_occupancy({.node = NodeId{node}, .in = side_at(in_channel / V), .channel = in_channel % V,
                             .packets = routers_[node].count[in_channel], .cycle = Cycles{cycle}});
}

/// The source's credits are not told.
template <Shape S>
void Fabric<S>::report_credits(std::uint32_t node, std::uint32_t out_channel, std::uint64_t cycle) const {
    if (out_channel >= port_count * V) return;
    observer_->on_credits({.node = NodeId{node}, .out = side_at(out_channel / V), .channel = out_channel % V,
                           .credits = routers_[node].credit[out_channel], .cycle = Cycles{cycle}});
}

}  // namespace aerie::router
