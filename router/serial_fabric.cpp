#include "router/serial_fabric.h"

#include <algorithm>

#include "core/error.h"
#include "router/arbitration.h"

namespace aerie::router {
namespace {

/// SpiNNaker's links in the order in which they go round: 0 E, 1 NE, 2 N, 3 W, 4 SW, 5 S.
constexpr std::array links_round{Direction::east, Direction::north_east, Direction::north, Direction::west, Direction::south_west, Direction::south};

constexpr auto make_next_round() {
    std::array<Direction, hex_direction_count> next{};
    next[index_of(Direction::local)] = Direction::local;
    for (std::size_t i = 0; i < links_round.size(); ++i) next[index_of(links_round[i])] = links_round[(i + 1) % links_round.size()];
    return next;
}

/// The next link round: a triangle's corner lies behind it, and from there the intended router behind the next link round from where one came in.
constexpr auto next_round = make_next_round();

constexpr std::uint8_t bit(std::size_t port) { return static_cast<std::uint8_t>(1U << port); }
constexpr std::uint32_t next_of(std::uint32_t port) { return static_cast<std::uint32_t>(index_of(next_round[port])); }

}  // namespace

SerialFabric::SerialFabric(const MeshSpec& spec)
    : spec_{spec}, rule_{*spec.policy.drops}, neighbours_(spec.nodes()), routers_(spec.nodes()), agenda_{spec.nodes()}, pool_{spec.nodes()} {
    if (spec.topology == Topology::hex_torus) scan_.assign(spec.policy.hex_port_order.begin(), spec.policy.hex_port_order.end());
    else scan_.assign(spec.policy.port_order.begin(), spec.policy.port_order.end());
    wire();
}

void SerialFabric::wire() {
    for (std::uint32_t node = 0; node < spec_.nodes(); ++node) {
        Router& r = routers_[node];
        neighbours_[node].fill(node);
        for (const Direction side : scan_) {
            const std::size_t port = index_of(side);
            r.in[port].ring.resize(spec_.fifo_depth);
            const auto next = neighbour(spec_.grid(), NodeId{node}, side);
            if (next) neighbours_[node][port] = next->index();
            r.credits[port] = side == Direction::local ? spec_.consumer_depth : next ? spec_.fifo_depth : 0;
        }
        r.credits[source] = spec_.fifo_depth;
    }
}

void SerialFabric::offer(const Packet& packet) {
    const std::uint32_t node = packet.source.index();
    AERIE_ASSERT(node < spec_.nodes() && packet.target.index() < spec_.nodes() && packet.service >= 1);
    AERIE_ASSERT(packet.offered.count() >= now_);
    const bool was_quiet = pool_.front(node) == PacketPool::none;
    pool_.enqueue(packet);
    ++offered_;
    ++in_flight_;
    if (was_quiet) wake_at(node, packet.offered.count());
}

void SerialFabric::advance_to(std::uint64_t end) {
    while (now_ < end) step_or_jump(end);
}

void SerialFabric::drain() {
    while (in_flight_ > 0) {
        if (agenda_.empty() && wheel_.empty()) return;
        step_or_jump(never);
    }
    AERIE_ASSERT(offered_ == injected_ && injected_ + forked_ == ejected_ + lost_);   // nothing vanishes, nothing comes twice
    if (now_ < last_done_) advance_to(last_done_);
}

/// Time moves only here.
void SerialFabric::step_or_jump(std::uint64_t end) {
    if (agenda_.has(now_)) {
        agenda_.take(now_, [this](std::size_t node) { visit(static_cast<std::uint32_t>(node)); });
        ++now_;
    } else {
        now_ = agenda_.next(now_, std::min(end, wheel_.next_due(now_)));
    }
    wheel_.take(now_, [this](std::size_t kind, std::uint32_t word) {
        switch (kind) {
            case arrive: return on_arrival(node_of(word), port_of(word));
            case credit: return on_credit(node_of(word), port_of(word));
            default: return agenda_.insert(now_, node_of(word));
        }
    });
}

void SerialFabric::on_arrival(std::uint32_t node, std::uint32_t port) {
    Fifo& fifo = routers_[node].in[port];
    fifo.most = std::max(fifo.most, ++fifo.visible);
    if (fifo.visible == 1) fifo.stalled -= now_;
    agenda_.insert(now_, node);
    if (observer_) tell_occupancy(node, port, now_);
}

void SerialFabric::on_credit(std::uint32_t node, std::uint32_t port) {
    ++routers_[node].credits[port];
    agenda_.insert(now_, node);
    if (observer_ && port != source) tell_credits(node, port, now_);
}

/// Whoever is visited earlier asks again.
void SerialFabric::wake_at(std::uint32_t node, std::uint64_t cycle) {
    Router& r = routers_[node];
    if (cycle <= now_) return agenda_.insert(now_, node);
    if (r.wake > now_ && r.wake <= cycle) return;
    r.wake = cycle;
    if (cycle == now_ + 1) agenda_.insert(cycle, node);
    else wheel_.schedule(wake, now_, cycle, event_word(node, 0));
}

void SerialFabric::visit(std::uint32_t node) {
    Router& r = routers_[node];
    if (r.wake == now_) r.wake = never;
    inject(r, node);
    if (r.hand == nobody) take_in_hand(r, node);
    if (r.hand != nobody) serve(r, node);
}

void SerialFabric::take_in_hand(Router& r, std::uint32_t node) {
    for (std::uint32_t looked = 0; looked < scan_.size(); ++looked) {
        const std::uint32_t position = (r.pointer + looked) % static_cast<std::uint32_t>(scan_.size());
        const auto in = static_cast<std::uint32_t>(index_of(scan_[position]));
        if (r.in[in].visible == 0) continue;
        r.pointer = behind(position, static_cast<std::uint32_t>(scan_.size()));
        r.hand = in;
        r.taken = now_;
        r.wanted = wish(node, in, r.in[in].front());
        return;
    }
}

void SerialFabric::serve(Router& r, std::uint32_t node) {
    if (r.taken == now_ && is_too_old(r.in[r.hand].front())) drop(r, node, false);
    serve_outputs(r, node);
    if (now_ >= round_from(r)) go_round(r, node);
    if (r.wanted != 0 && now_ >= dropped_at(r)) drop(r, node, true);
    if (r.wanted == 0) pop(r, node);
    else wait_for_outputs(r, node);
}

void SerialFabric::serve_outputs(Router& r, std::uint32_t node) {
    const Standing packet = r.in[r.hand].front();
    for_each_bit(r.wanted, [&](std::uint32_t out) {
        if (!is_open(r, out)) return;
        r.wanted &= static_cast<std::uint8_t>(~bit(out));
        const bool is_at_corner = packet.detour == Detour::to_corner;
        send(r, node, out, {packet.place, is_at_corner ? packet.route : behind_hop(packet.route, leg(0, local)), is_at_corner ? Detour::past_corner : Detour::none, 0});
    });
}

/// A packet that is on a detour already waits for its one output and nothing else.
std::uint64_t SerialFabric::round_from(const Router& r) const {
    const bool may = rule_.emergency && (r.wanted & ~bit(local)) != 0 && r.in[r.hand].ring[r.in[r.hand].first].detour != Detour::to_corner;
    return may ? r.taken + rule_.wait1.count() : never;
}

void SerialFabric::go_round(Router& r, std::uint32_t node) {
    const Standing packet = r.in[r.hand].front();
    for_each_bit(r.wanted & ~bit(local), [&](std::uint32_t out) {
        const std::uint32_t round = next_of(out);
        if (!is_open(r, round)) return;
        r.wanted &= static_cast<std::uint8_t>(~bit(out));
        ++detoured_;
        send(r, node, round, {packet.place, behind_hop(packet.route, leg(0, local)), Detour::to_corner, 0});
    });
}

/// What the packet in hand still lacks is dropped. `may_return`: the monitor offers it again, if it does that and if there is a link at all.
void SerialFabric::drop(Router& r, std::uint32_t node, bool may_return) {
    Standing packet = r.in[r.hand].front();
    const Packet& about = pool_[packet.place].packet;
    Drop record{.source = about.source, .target = about.target, .tag = about.tag, .is_multicast = about.is_multicast, .key = about.key, .node = NodeId{node}, .cycle = Cycles{now_}};
    std::uint32_t lost = 0;
    packet.lacks = 0;
    for_each_bit(r.wanted, [&](std::uint32_t out) {
        record.outs.insert(hex_directions[out]);
        const bool leads_on = out == local || neighbours_[node][out] != node;
        if (may_return && leads_on && rule_.reinject_after.count() > 0) packet.lacks |= bit(out);
        else ++lost;
    });
    record.is_reinjected = lost == 0;
    dropped_ += static_cast<std::uint32_t>(std::popcount(r.wanted));
    r.wanted = 0;
    drops_.push_back(record);
    if (observer_) observer_->on_drop(record);
    if (packet.lacks != 0) {
        if (packet.detour == Detour::past_corner) packet.detour = Detour::none;
        r.monitor.push_back({now_ + rule_.reinject_after.count(), packet});
        wake_at(node, r.monitor.front().due);
    }
    forget(packet.place, lost);
}

/// The copies of a packet that nobody will see.
void SerialFabric::forget(std::uint32_t place, std::uint32_t copies) {
    if (copies == 0) return;
    lost_ += copies;
    in_flight_ -= copies;
    if ((pool_[place].copies -= copies) == 0) retire(place);
}

void SerialFabric::retire(std::uint32_t place) {
    if (observer_) observer_->on_retire(pool_[place].packet);
    pool_.release(place);
}

void SerialFabric::pop(Router& r, std::uint32_t node) {
    const std::uint32_t in = std::exchange(r.hand, nobody);
    Fifo& fifo = r.in[in];
    fifo.first = static_cast<std::uint32_t>((fifo.first + 1) % fifo.ring.size());
    --fifo.reserved;
    --fifo.visible;
    fifo.stalled += now_ - (fifo.visible > 0 ? now_ + 1 : 0);
    if (observer_) tell_occupancy(node, in, now_ + 1);
    const std::uint32_t before = in == local ? node : neighbours_[node][in];
    const auto port = in == local ? source : static_cast<std::uint32_t>(index_of(opposite(hex_directions[in])));
    wheel_.schedule(credit, now_, now_ + spec_.credit_latency.count(), event_word(before, port));
    const bool more = std::any_of(r.in.begin(), r.in.end(), [](const Fifo& f) { return f.visible > 0; });
    if (more) wake_at(node, now_ + 1);
}

/// Credits wake a router by themselves; rested links and patience do not.
void SerialFabric::wait_for_outputs(Router& r, std::uint32_t node) {
    std::uint64_t next = dropped_at(r);
    const auto consider = [&](std::uint64_t cycle) {
        if (cycle > now_) next = std::min(next, cycle);
    };
    consider(round_from(r));
    for_each_bit(r.wanted, [&](std::uint32_t out) {
        consider(r.free_at[out]);
        if (out != local) consider(std::max(r.free_at[next_of(out)], round_from(r)));
    });
    wake_at(node, next);
}

/// One packet a cycle into the Local FIFO: the monitor's before the source's.
void SerialFabric::inject(Router& r, std::uint32_t node) {
    const auto source_due = [&] { return pool_.front(node) == PacketPool::none ? never : pool_[pool_.front(node)].packet.offered.count(); };
    const auto monitor_due = [&] { return r.monitor.empty() ? never : r.monitor.front().due; };
    if (r.credits[source] > 0) {
        if (monitor_due() <= now_) {
            hand_over(r, node, r.monitor.front().packet);
            r.monitor.erase(r.monitor.begin());
            ++reinjected_;
        } else if (source_due() <= now_) {
            const std::uint32_t place = pool_.front(node);
            PacketPool::Carried& carried = pool_[place];
            carried.accepted = Cycles{now_};
            ++injected_;
            hand_over(r, node, {place, route(carried.packet), Detour::none, 0});
            if (observer_) observer_->on_accept(carried.packet, Cycles{now_});
            pool_.dequeue(node);
        }
    }
    const std::uint64_t next = std::min(source_due(), monitor_due());
    if (next > now_ ? next != never : r.credits[source] > 0) wake_at(node, std::max(next, now_ + 1));
}

void SerialFabric::hand_over(Router& r, std::uint32_t node, const Standing& packet) {
    --r.credits[source];
    r.in[local].push(packet);
    wheel_.schedule(arrive, now_, now_ + spec_.policy.injection_latency.count(), event_word(node, local));
}

/// The outputs that a packet needs at this router. A multicast packet becomes as many as it has outputs to leave by.
std::uint8_t SerialFabric::wish(std::uint32_t node, std::uint32_t in, const Standing& packet) {
    if (packet.lacks != 0) return packet.lacks;
    if (packet.detour == Detour::to_corner) return bit(next_of(in));
    if (packet.route != by_table) return bit(output_of(packet.route));
    PacketPool::Carried& carried = pool_[packet.place];
    const std::uint8_t outs = route_by_table(node, hex_directions[packet.detour == Detour::past_corner ? next_of(in) : in], carried.packet.key);
    const auto more = static_cast<std::uint32_t>(std::popcount(outs)) - 1;
    carried.copies += more;
    in_flight_ += more;
    forked_ += more;
    return outs;
}

std::uint8_t SerialFabric::route_by_table(std::uint32_t node, Direction came_from, std::uint32_t key) {
    const std::uint8_t straight_on = bit(index_of(opposite(came_from)));
    if (tables_.empty()) return straight_on;
    const auto [known, is_new] = known_routes_[node].try_emplace(key, std::uint8_t{0});
    if (is_new)
        if (const auto match = first_match(tables_[node], key))
            for (const Direction side : hex_directions)
                if (match->contains(side)) known->second |= bit(index_of(side));
    return known->second != 0 ? known->second : straight_on;
}

Route SerialFabric::route(const Packet& packet) const {
    if (packet.is_multicast) return by_table;
    const Way path = way(spec_.grid(), spec_.routing, packet.source, packet.target);
    const Route last = leg(0, local);
    if (path.size() == 0) return last | last << 16;
    const auto leg_of = [](const Leg& l) { return leg(l.hops, static_cast<std::uint32_t>(index_of(l.side))); };
    return leg_of(path[0]) | (path.size() == 2 ? leg_of(path[1]) : last) << 16;
}

/// As SpiNNaker's time phases: a packet lives through one change of phase and is killed after the second.
bool SerialFabric::is_too_old(const Standing& packet) const {
    const std::uint64_t phase = rule_.phase.count();
    return phase != 0 && now_ / phase - pool_[packet.place].accepted.count() / phase >= 2;
}

void SerialFabric::send(Router& r, std::uint32_t node, std::uint32_t out, const Standing& packet) {
    if (observer_)
        observer_->on_hop({.packet = pool_[packet.place].packet, .node = NodeId{node}, .in = hex_directions[r.hand], .out = hex_directions[out], .cycle = Cycles{now_}});
    ++r.sent[out];
    --r.credits[out];
    if (observer_) tell_credits(node, out, now_ + 1);
    if (out == local) return eject(r, node, packet.place);
    r.free_at[out] = now_ + rule_.link_cycles.count();
    const std::uint32_t next = neighbours_[node][out];
    const auto port = static_cast<std::uint32_t>(index_of(opposite(hex_directions[out])));
    routers_[next].in[port].push(packet);
    wheel_.schedule(arrive, now_, now_ + hop_latency(spec_, hex_directions[out]).count(), event_word(next, port));
}

/// The consumer's FIFO gives its place back when the packet has been served.
void SerialFabric::eject(Router& r, std::uint32_t node, std::uint32_t place) {
    PacketPool::Carried& carried = pool_[place];
    const Packet& packet = carried.packet;
    ++ejected_;
    --in_flight_;
    const bool is_taken = packet.is_multicast && taking_ != nullptr;
    const std::uint64_t done =
        is_taken ? taking_->take(packet, NodeId{node}, Cycles{now_ + 1}).count() : std::max(r.consumer_free_at, now_ + 1) + packet.service;
    if (!is_taken) r.consumer_free_at = done;
    wheel_.schedule(credit, now_, done - 1 + spec_.credit_latency.count(), event_word(node, local));
    deliveries_.push_back({packet.source, NodeId{node}, packet.tag, packet.offered, carried.accepted, Cycles{now_}, Cycles{done}});
    if (observer_) observer_->on_delivery(deliveries_.back());
    last_done_ = std::max(last_done_, done);
    if (--carried.copies == 0) retire(place);
}

void SerialFabric::set_table(std::uint32_t node, const RoutingTable& table) {
    tables_.resize(routers_.size());
    known_routes_.resize(routers_.size());
    tables_[node] = table;
    known_routes_[node].clear();
}

void SerialFabric::set_ready(std::uint32_t, bool) { AERIE_ASSERT(!"a router that drops has consumers that serve"); }

std::uint64_t SerialFabric::stall_cycles(std::uint32_t node, Direction in) const {
    const Fifo& fifo = routers_[node].in[index_of(in)];
    return fifo.stalled + (fifo.visible > 0 ? now_ : 0);
}

MeshCounters SerialFabric::counters() const {
    MeshCounters sum{.offered = offered_, .injected = injected_, .forked = forked_, .ejected = ejected_, .in_flight = in_flight_, .buffer_writes = injected_ + reinjected_,
                     .dropped = dropped_, .lost = lost_, .reinjected = reinjected_, .detoured = detoured_};
    for (std::uint32_t node = 0; node < spec_.nodes(); ++node)
        for (const Direction side : scan_) {
            sum.grants[index_of(side)] += link_packets(node, side);
            if (side != Direction::local) sum.buffer_writes += link_packets(node, side);
            sum.stall_cycles += stall_cycles(node, side);
        }
    return sum;
}

void SerialFabric::tell_occupancy(std::uint32_t node, std::uint32_t in, std::uint64_t cycle) const {
    observer_->on_occupancy({.node = NodeId{node}, .in = hex_directions[in], .packets = routers_[node].in[in].visible, .cycle = Cycles{cycle}});
}

void SerialFabric::tell_credits(std::uint32_t node, std::uint32_t out, std::uint64_t cycle) const {
    observer_->on_credits({.node = NodeId{node}, .out = hex_directions[out], .credits = routers_[node].credits[out], .cycle = Cycles{cycle}});
}

}  // namespace aerie::router
