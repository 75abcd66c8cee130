#include "tools/trace/feed.h"

#include <algorithm>

#include "core/error.h"

namespace aerie::trace {

Feed::Feed(Scene& scene) : scene_{scene}, consumer_free_(scene.mesh().nodes()) {}

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

/// One delivery per router, however many of its NeuroCores listen.
std::uint64_t Feed::copies_of(const hw::Departure& departure) const {
    std::uint64_t copies = 0;
    const hw::Route* last = nullptr;
    for (const hw::Route& route : departure.destinations) {
        if (last == nullptr || last->node != route.node) ++copies;
        last = &route;
    }
    return copies;
}

void Feed::on_departure(const hw::Departure& departure) {
    const std::uint32_t tag = departure.packet.tag;
    if (tag >= travellers_.size()) travellers_.resize(tag + 1);
    const std::uint64_t copies = copies_of(departure);
    travellers_[tag] = {.number = departure.number, .tick = departure.tick, .source = departure.source, .first_copy = copies_, .copies = copies};
    copies_ += copies;
    // A window whose begin is not known yet begins with a later tick; a tick that has a barrier ends with all its packets.
    if (follows_packets_ && !is_over_ && scene_.window().begin() != Window::never) begin_life(departure, copies);
}

void Feed::begin_life(const hw::Departure& departure, std::uint64_t copies) {
    AERIE_ASSERT(lives_.empty() || lives_.back().number + 1 == departure.number);
    PacketLife& life = lives_.emplace_back();
    life.number = departure.number;
    life.tick = departure.tick;
    life.source = departure.source;
    life.from = departure.packet.source;
    life.offered = departure.packet.offered;
    life.awaited = copies;
    for (const hw::Route& route : departure.destinations) life.targets.push_back(scene_.cores()[route.slot]);
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
                            .first_copy = t.first_copy, .copies = t.copies};
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

/// A consumer serves one packet after the other, so a service begins when the one before is done, and not before the cycle behind the ejection.
void Feed::on_delivery(const router::Delivery& delivery) {
    if (is_over_) return;
    Traveller& t = travellers_[delivery.tag];
    Cycles& free = consumer_free_[delivery.target.index()];
    const Cycles begin = std::max(free, delivery.ejected + Cycles{1});
    free = delivery.done;
    const bool is_late = scene_.is_real_time() && (delivery.done.count() - 1) / scene_.chip().tick_cycles > t.tick;
    const Service service{.number = t.number, .copy = t.first_copy + t.arrived++, .at = delivery.target, .ejected = delivery.ejected, .begin = begin,
                          .done = delivery.done, .is_late = is_late};
    if (scene_.routers().contains(delivery.target)) {
        for (Sink* sink : sinks_) sink->on_service(service);
    }
    PacketLife* life = life_of(t.number);
    if (life == nullptr) return;
    life->services.push_back(service);
    AERIE_ASSERT(life->awaited > 0);
    if (--life->awaited == 0) hand_on_lives(false);
}

bool Feed::is_wanted(const PacketLife& life) const {
    Cycles last = life.offered;
    for (const Service& s : life.services) last = std::max(last, s.done);
    if (life.awaited > 0) last = end_;
    if (!scene_.window().shows(life.offered, last)) return false;
    const auto is_chosen = [this](NodeId node) { return scene_.routers().contains(node); };
    return is_chosen(life.from) || std::any_of(life.steps.begin(), life.steps.end(), [&](const PacketLife::Step& s) { return is_chosen(s.node); });
}

void Feed::hand_on_lives(bool is_all) {
    while (!lives_.empty() && (is_all || lives_.front().awaited == 0)) {
        PacketLife& life = lives_.front();
        std::sort(life.steps.begin(), life.steps.end());
        std::sort(life.services.begin(), life.services.end(), [](const Service& a, const Service& b) { return a.at < b.at; });
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
