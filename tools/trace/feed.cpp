#include "tools/trace/feed.h"

#include <algorithm>

#include "core/error.h"

namespace aerie::trace {

Feed::Feed(Scene& scene) : scene_{scene}, consumer_free_(scene.mesh().nodes()), core_free_(scene.cores().size()) {}

void Feed::on_tick(const hw::TickStart& tick) {
    scene_.window().on_tick(tick.tick, tick.begin);
    tick_begin_ = tick.begin;
    is_work_known_ = false;
    is_over_ = scene_.window().end() <= tick.begin && lives_.empty();
    if (is_over_) return;
    for (Sink* sink : sinks_) sink->on_tick(tick);
}

void Feed::on_work(std::span<const hw::CoreWork> work) {
    is_work_known_ = true;
    if (is_over_) return;
    for (const hw::CoreWork& w : work) {
        if (!scene_.routers().contains(scene_.router_of(scene_.cores()[w.slot]))) continue;
        for (Sink* sink : sinks_) sink->on_work(w);
    }
}

void Feed::on_tick_end(const hw::TickEnd& tick) {
    end_ = tick.end;
    if (is_over_) return;
    for (Sink* sink : sinks_) sink->on_tick_end(tick);
}

void Feed::on_departure(const hw::Departure& departure) {
    const std::uint32_t tag = departure.packet.tag;
    if (tag >= travellers_.size()) travellers_.resize(tag + 1);
    travellers_[tag] = {.number = departure.number, .tick = departure.tick, .source = departure.source, .destinations = departure.destinations,
                        .first_uptake = uptakes_, .is_multicast = departure.packet.is_multicast};
    uptakes_ += departure.destinations.size();
    // A window whose begin is not known yet begins with a later tick; a tick that has a barrier ends with all its packets.
    if (follows_packets_ && !is_over_ && scene_.window().begin() != Window::never) begin_life(departure);
}

void Feed::begin_life(const hw::Departure& departure) {
    AERIE_ASSERT(lives_.empty() || lives_.back().number + 1 == departure.number);
    PacketLife& life = lives_.emplace_back();
    life.number = departure.number;
    life.tick = departure.tick;
    life.source = departure.source;
    life.from = departure.packet.source;
    life.offered = departure.packet.offered;
}

PacketLife* Feed::life_of(std::uint64_t number) {
    if (lives_.empty() || number < lives_.front().number) return nullptr;
    return &lives_[number - lives_.front().number];
}

void Feed::on_accept(const router::Packet& packet, Cycles cycle) {
    if (is_over_) return;
    const Traveller& t = travellers_[packet.tag];
    if (PacketLife* life = life_of(t.number)) life->accepted = cycle;
    if (!scene_.routers().contains(packet.source)) return;
    const Handover handover{.number = t.number, .tick = t.tick, .source = t.source, .at = packet.source, .offered = packet.offered, .accepted = cycle,
                            .first_uptake = t.first_uptake, .uptakes = t.destinations.size()};
    for (Sink* sink : sinks_) sink->on_handover(handover);
}

void Feed::on_hop(const router::Hop& hop) {
    if (is_over_) return;
    settle(hop.cycle);
    const std::uint64_t number = travellers_[hop.packet.tag].number;
    if (PacketLife* life = life_of(number)) life->steps.push_back({hop.cycle, hop.node, hop.out});
    if (!scene_.routers().contains(hop.node)) return;
    for (Sink* sink : sinks_) sink->on_grant(number, hop);
}

void Feed::on_occupancy(const router::Occupancy& occupancy) {
    if (is_over_ || !scene_.routers().contains(occupancy.node)) return;
    for (Sink* sink : sinks_) sink->on_occupancy(occupancy);
}

void Feed::on_credits(const router::CreditLevel& credits) {
    if (is_over_ || !scene_.routers().contains(credits.node)) return;
    for (Sink* sink : sinks_) sink->on_credits(credits);
}

/// The consumer of a router serves one unicast packet after the other; of a multicast packet each NeuroCore that it is for takes its own share when it is
/// free. Nobody begins before the cycle behind the ejection.
void Feed::on_delivery(const router::Delivery& delivery) {
    if (is_over_) return;
    const Traveller& t = travellers_[delivery.tag];
    Cycles last{0};
    for (std::size_t k = 0; k < t.destinations.size(); ++k) {
        const hw::Route& route = t.destinations[k];
        if (route.node != delivery.target) continue;
        Cycles& free = t.is_multicast ? core_free_[route.slot] : consumer_free_[route.node.index()];
        Cycles begin = std::max(free, delivery.ejected + Cycles{1});
        if (!t.is_multicast) begin = std::min(begin, delivery.done - Cycles{1});   // a router that only sinks packets takes them in the cycle of the ejection
        free = t.is_multicast ? begin + Cycles{route.service} : delivery.done;
        last = std::max(last, free);
        const bool is_late = scene_.is_real_time() && (free.count() - 1) / scene_.chip().tick_cycles > t.tick;
        take_up({.number = t.number, .uptake = t.first_uptake + k, .slot = route.slot, .at = route.node, .ejected = delivery.ejected, .begin = begin,
                 .done = free, .is_late = is_late});
    }
    AERIE_ASSERT(last == delivery.done);
}

void Feed::take_up(const Uptake& uptake) {
    if (scene_.routers().contains(uptake.at)) {
        for (Sink* sink : sinks_) sink->on_uptake(uptake);
    }
    if (PacketLife* life = life_of(uptake.number)) life->uptakes.push_back(uptake);
}

void Feed::on_drop(const router::Drop& drop) {
    if (is_over_) return;
    const std::uint64_t number = travellers_[drop.tag].number;
    if (PacketLife* life = life_of(number)) {
        for (const router::Direction side : router::hex_directions) {
            if (!drop.outs.contains(side)) continue;
            life->steps.push_back({drop.cycle, drop.node, side, drop.is_reinjected ? PacketLife::Step::Kind::given_back : PacketLife::Step::Kind::lost});
        }
    }
    if (!scene_.routers().contains(drop.node)) return;
    for (Sink* sink : sinks_) sink->on_drop(number, drop);
}

void Feed::on_retire(const router::Packet& packet) {
    PacketLife* life = is_over_ ? nullptr : life_of(travellers_[packet.tag].number);
    if (life == nullptr) return;
    life->is_over = true;
    hand_on_lives(false);
}

bool Feed::is_wanted(const PacketLife& life) const {
    Cycles last = life.offered;
    for (const Uptake& u : life.uptakes) last = std::max(last, u.done);
    for (const PacketLife::Step& s : life.steps) last = std::max(last, s.cycle + Cycles{1});
    if (!life.is_over) last = end_;
    if (!scene_.window().shows(life.offered, last)) return false;
    const auto is_chosen = [this](NodeId node) { return scene_.routers().contains(node); };
    return is_chosen(life.from) || std::any_of(life.steps.begin(), life.steps.end(), [&](const PacketLife::Step& s) { return is_chosen(s.node); });
}

void Feed::hand_on_lives(bool is_all) {
    while (!lives_.empty() && (is_all || lives_.front().is_over)) {
        PacketLife& life = lives_.front();
        std::sort(life.steps.begin(), life.steps.end());
        std::sort(life.uptakes.begin(), life.uptakes.end(), [](const Uptake& a, const Uptake& b) { return a.slot < b.slot; });
        if (is_wanted(life)) {
            for (Sink* sink : sinks_) sink->on_packet(life);
        }
        lives_.pop_front();
    }
}

/// Where NeuroCores are told after the packets of their tick, the whole tick stays open.
void Feed::settle(Cycles before) {
    const Cycles known = is_work_known_ ? before : std::min(before, tick_begin_);
    if (known <= settled_) return;
    settled_ = known;
    for (Sink* sink : sinks_) sink->on_settled(known);
}

void Feed::end() {
    hand_on_lives(true);
    for (Sink* sink : sinks_) sink->on_end(end_);
}

}  // namespace aerie::trace
