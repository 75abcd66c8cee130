#include "hw_model/machine/tick_timer.h"

#include <algorithm>

#include "core/error.h"
#include "hw_model/routing/tree.h"
#include "hw_model/routing/ways.h"

namespace aerie::hw {

namespace {

constexpr std::uint64_t length_bins = 1000;
constexpr std::uint64_t fast_latencies = 4096;
constexpr std::uint64_t never = ~std::uint64_t{0};

router::RoutingTable table_of(const RouteEntries& entries) {
    router::RoutingTable table;
    for (const RouteEntry& entry : entries) {
        router::OutputSet outs;
        for (const router::Direction side : router::hex_directions) {
            if ((entry.outs.links >> router::index_of(side) & 1U) != 0) outs.insert(side);
        }
        if (entry.outs.cores != 0) outs.insert(router::Direction::local);
        table.push_back({entry.keys.key, entry.keys.mask, outs});
    }
    return table;
}

/// A setting that the router would never look at.
void refuse_waits(const ChipSpec& chip) {
    const MeshParameters& m = chip.mesh;
    for (const auto& [name, cycles] : {std::pair{"link_cycles", m.link_cycles}, {"wait1_cycles", m.wait1_cycles}, {"wait2_cycles", m.wait2_cycles}, {"reinject_cycles", m.reinject_cycles}}) {
        if (cycles == 0) continue;
        throw InputError{{.what = "router '" + m.router + "' waits as long as it takes and drops nothing", .where = "chip '" + chip.name + "': mesh." + name,
                          .found = std::to_string(cycles), .allowed = "0; other cycles with router spinnaker1"}};
    }
}

}  // namespace

router::MeshSpec mesh_spec_of(const ChipSpec& chip) {
    const MeshParameters& m = chip.mesh;
    router::MeshSpec spec;
    spec.width = m.width;
    spec.height = m.height;
    spec.fifo_depth = m.fifo_depth;
    spec.consumer_depth = m.ingress_depth;
    spec.topology = grid_of(m).topology;
    spec.hop_latency_x = spec.hop_latency_diagonal = Cycles{std::max(m.hop_cycles_x, 1u)};   // 0: not known
    spec.hop_latency_y = Cycles{std::max(m.hop_cycles_y, 1u)};
    spec.credit_latency = Cycles{m.credit_cycles};
    spec.routing = m.order == RoutingOrder::xy ? router::Routing::xy : router::Routing::yx;
    spec.policy = router::router_policy(m.router);
    if (auto& drops = spec.policy.drops) {
        drops->wait1 = Cycles{m.wait1_cycles};
        drops->wait2 = Cycles{m.wait2_cycles};
        drops->reinject_after = Cycles{m.reinject_cycles};
        drops->link_cycles = Cycles{m.link_cycles};
        drops->emergency = spec.topology == router::Topology::hex_torus;
    }
    if (!spec.policy.drops) refuse_waits(chip);
    router::check(spec, "chip '" + chip.name + "': mesh");
    return spec;
}

TickTimer::TickTimer(const ChipSpec& chip, const RouteTable& routes, const RoutingPlan& plan, std::uint64_t total_ticks)
    : chip_{chip}, routes_{routes}, plan_{plan}, table_{chip}, mesh_{mesh_spec_of(chip)}, host_{chip.mesh.host_y * chip.mesh.width + chip.mesh.host_x},
      is_real_time_{chip.tick_mode == TickMode::real_time}, shares_routers_{chip.mesh.cores_per_router > 1}, tick_cycles_{chip.tick_cycles},
      latency_counts_(fast_latencies) {
    lengths_.ticks_per_bin = std::max<std::uint64_t>(1, (total_ticks + length_bins - 1) / length_bins);
    const std::uint64_t bins = total_ticks / lengths_.ticks_per_bin + 1;
    lengths_.sum.assign(bins, 0.0);
    lengths_.ticks.assign(bins, 0);
    lengths_.longest.assign(bins, 0);
    if (!plan_.is_multicast()) return;
    for (std::uint32_t node = 0; node < plan_.tables.size(); ++node) mesh_.set_table(NodeId{node}, table_of(plan_.tables[node]));
    mesh_.serve_with(*this);
}

/// REAL_TIME: a packet may be under way when later ticks send more, so its tag remembers the tick.
std::uint32_t TickTimer::board(const Flight& flight) {
    if (free_tags_.empty()) {
        free_tags_.push_back(static_cast<std::uint32_t>(flights_.size()));
        flights_.emplace_back();
    }
    const std::uint32_t tag = free_tags_.back();
    free_tags_.pop_back();
    flights_[tag] = flight;
    return tag;
}

/// BARRIER: no packet outlives its tick, so tags are routes, or numbers of senders on a multicast chip.
TickTimer::Flight TickTimer::flight_of(std::uint32_t tag, std::uint64_t tick) const {
    if (is_real_time_) return flights_[tag];
    if (plan_.is_multicast()) return {routes_.begin(tag), routes_.end(tag), 0, tick};
    return {tag, tag + 1, 1, tick};
}

/// Of its routes, those to NeuroCores of one router: routes ascend by NeuroCore, and so by router.
TickTimer::Flight TickTimer::part_at(const Flight& flight, NodeId node) const {
    Flight part = flight;
    while (routes_[part.begin].node != node) ++part.begin;
    part.end = part.begin;
    while (part.end < flight.end && routes_[part.end].node == node) ++part.end;
    return part;
}

/// One packet per destination, one after the other; a multicast chip sends one for all.
void TickTimer::stage_packets(NodeId node, std::uint32_t number, std::uint64_t& at) {
    if (plan_.is_multicast()) return stage_multicast(node, number, at);
    for (std::uint32_t r = routes_.begin(number); r < routes_.end(number); ++r) {
        at += table_.of(Operation::packet_sent);
        const std::uint32_t tag = is_real_time_ ? board({r, r + 1, 1, ticks_}) : r;
        staged_.push_back({.source = node, .target = routes_[r].node, .tag = tag, .offered = Cycles{at}, .service = routes_[r].service});
        if (is_watched()) tell_departure(r, r + 1, staged_.back());
        ++packets_sent_;
    }
}

void TickTimer::stage_multicast(NodeId node, std::uint32_t number, std::uint64_t& at) {
    Flight flight{routes_.begin(number), routes_.end(number), 0, ticks_};
    if (flight.begin == flight.end) return;
    for (std::uint32_t r = flight.begin; r < flight.end; ++r) flight.copies += r == flight.begin || routes_[r].node != routes_[r - 1].node ? 1 : 0;
    at += table_.of(Operation::packet_sent);
    const std::uint32_t tag = is_real_time_ ? board(flight) : number;
    staged_.push_back({.source = node, .tag = tag, .offered = Cycles{at}, .is_multicast = true, .key = plan_.key_of[number]});
    if (is_watched()) tell_departure(flight.begin, flight.end, staged_.back());
    ++packets_sent_;
    unicast_hops_ += plan_.unicast_hops[number];
}

Cycles TickTimer::take(const router::Packet& packet, NodeId node, Cycles from) {
    const Flight here = part_at(flight_of(packet.tag, ticks_), node);
    std::uint64_t last = 0;
    for (std::uint32_t r = here.begin; r < here.end; ++r) {
        const Route& route = routes_[r];
        if (route.slot >= core_free_.size()) core_free_.resize(route.slot + 1);
        std::uint64_t& free = core_free_[route.slot];
        free = std::max(free, from.count()) + route.service;
        taken_.push_back(free);
        last = std::max(last, free);
    }
    return Cycles{last};
}

void TickTimer::watch(TimingObserver& observer) {
    AERIE_ASSERT(ticks_ == 0);
    audience_.add(observer);
    mesh_.watch(&audience_);
}

void TickTimer::tell_departure(std::uint32_t begin, std::uint32_t end, const router::Packet& packet) {
    const Address source = routes_.address_of(routes_.source_of(begin));
    audience_.on_departure({.number = packets_sent_, .tick = ticks_, .source = source, .destinations = {&routes_[begin], end - begin}, .packet = packet});
}

void TickTimer::tell_start(const TickRecord& record) {
    audience_.on_tick({.tick = ticks_, .begin = Cycles{now_}, .processor_end = Cycles{now_ + record.processor}});
    if (record.is_work_known) tell_work(record);
}

/// The last credits return while the barrier is waited for; without an observer nobody needs to see them before the next packet.
void TickTimer::tell_end(std::uint64_t end, std::uint64_t barrier) {
    mesh_.advance_to(Cycles{end});
    audience_.on_tick_end({.tick = ticks_, .barrier = Cycles{end - barrier}, .end = Cycles{end}});
}

void TickTimer::tell_work(const TickRecord& record) {
    if (!is_watched()) return;
    told_work_ = record.work;
    for (CoreWork& w : told_work_) {
        for (Cycles* time : {&w.begin, &w.learning, &w.end}) *time += Cycles{tick_begin_};
    }
    audience_.on_work(told_work_);
}

/// A sender goes on where it was: in REAL_TIME it may still be busy with spikes of the tick before.
void TickTimer::stage(const TickRecord& record) {
    const auto begin = [this](std::uint32_t slot) -> std::uint64_t& {
        if (slot >= sender_free_.size()) sender_free_.resize(slot + 1);
        sender_free_[slot] = std::max(sender_free_[slot], now_);
        return sender_free_[slot];
    };
    if (!record.host.empty()) host_free_ = std::max(host_free_, now_);
    for (const Address a : record.host) {
        host_free_ += table_.of(Operation::host_event);
        stage_packets(host_, routes_.number_of(a), host_free_);
    }
    host_events_ += record.host.size();
    std::size_t next = 0;
    for (const TickRecord::Sender& sender : record.senders) {
        std::uint64_t& at = begin(sender.slot);
        for (const std::size_t end = next + sender.emissions; next < end; ++next) {
            const Emission& e = record.emissions[next];
            at = std::max(at, now_ + e.ready) + table_.of(Operation::spike);
            stage_packets(sender.node, routes_.number_of(e.address), at);
        }
    }
}

/// What is offered before `end` goes to the mesh, by source in order of time; the rest is held.
void TickTimer::offer_staged(std::uint64_t end, bool is_ordered) {
    if (!is_ordered) std::stable_sort(staged_.begin(), staged_.end(), [](const router::Packet& a, const router::Packet& b) { return a.offered < b.offered; });
    for (const router::Packet& p : staged_) {
        if (p.offered.count() < end) mesh_.offer(p);
        else held_.push_back(p);
    }
}

void TickTimer::count_latency(std::uint64_t cycles) {
    if (cycles < fast_latencies) ++latency_counts_[cycles];
    else ++latencies_[cycles];
}

/// One NeuroCore has taken a packet.
void TickTimer::account(const router::Delivery& d, std::uint32_t route, std::uint64_t done, std::uint64_t tick) {
    ++deliveries_;
    count_latency(d.ejected.count() - d.offered.count());
    std::uint64_t lateness = 0;
    if (is_real_time_) {
        const std::uint64_t served_in = (done - 1) / tick_cycles_;
        lateness = served_in - tick;
        late_ += lateness > 0 ? 1 : 0;
        waiting_.push_back({route, static_cast<std::uint32_t>(lateness), served_in});
    }
    if (!records_packets_) return;
    packets_.push_back({.tick = tick, .source = routes_.address_of(routes_.source_of(route)), .slot = routes_[route].slot, .from = d.source, .to = d.target, .offered = d.offered.count(),
                        .accepted = d.accepted.count(), .ejected = d.ejected.count(), .done = done, .is_late = lateness > 0});
}

void TickTimer::land(std::uint32_t tag, std::uint32_t copies) {
    if (!is_real_time_) return;
    flights_[tag].copies -= copies;
    if (flights_[tag].copies == 0) free_tags_.push_back(tag);
}

/// The routers that a copy would have reached from `drop.node` by the outputs that it lacked.
std::vector<NodeId> TickTimer::lost_routers(const router::Drop& drop, const Flight& flight) const {
    if (!drop.is_multicast) return {drop.target};
    const RoutingPlan::Tree& planned = plan_.trees[plan_.tree_of[routes_.source_of(flight.begin)]];
    const Tree tree = grow_tree(chip_, planned.from, planned.cores, tree_rule(chip_));
    const router::Grid grid = mesh_.spec().grid();
    std::vector<NodeId> open, lost;
    for (const router::Direction side : router::hex_directions) {
        if (!drop.outs.contains(side)) continue;
        if (side == router::Direction::local) lost.push_back(drop.node);
        else open.push_back(*router::neighbour(grid, drop.node, side));
    }
    while (!open.empty()) {
        const NodeId node = open.back();
        open.pop_back();
        const auto stop = std::find_if(tree.begin(), tree.end(), [&](const TreeStop& s) { return s.node == node; });
        AERIE_ASSERT(stop != tree.end());
        if (stop->outs.cores != 0) lost.push_back(node);
        for (const router::Direction side : router::sides(grid)) {
            if ((stop->outs.links >> router::index_of(side) & 1U) != 0) open.push_back(*router::neighbour(grid, node, side));
        }
    }
    return lost;
}

/// What is offered again is only late; what is not is lost for every NeuroCore behind.
void TickTimer::account_drops(const TickRecord& record) {
    for (const router::Drop& drop : mesh_.drops()) {
        if (drop.is_reinjected) continue;
        const Flight flight = flight_of(drop.tag, record.tick);
        const std::uint32_t group = routes_.address_of(routes_.source_of(flight.begin)).population.index();
        if (group >= lost_.size()) lost_.resize(group + 1);
        for (const NodeId node : lost_routers(drop, flight)) {
            const Flight here = part_at(flight, node);
            lost_[group] += here.end - here.begin;
            land(drop.tag, 1);
        }
    }
    mesh_.clear_drops();
}

void TickTimer::account(const TickRecord& record) {
    std::size_t next = 0;   // of taken_
    for (const router::Delivery& d : mesh_.deliveries()) {
        const Flight flight = flight_of(d.tag, record.tick);
        const Flight here = plan_.is_multicast() ? part_at(flight, d.target) : flight;
        for (std::uint32_t r = here.begin; r < here.end; ++r) account(d, r, taken_.empty() ? d.done.count() : taken_[next++], flight.tick);
        land(d.tag, 1);
    }
    AERIE_ASSERT(next == taken_.size());
    taken_.clear();
    mesh_.clear_deliveries();
    account_drops(record);
    std::erase_if(waiting_, [&](const Waiting& w) {
        if (w.served_in > ticks_) return false;
        served_.push_back({w.route, w.lateness});
        return true;
    });
}

void TickTimer::note_length(std::uint64_t cycles) {
    const std::size_t bin = std::min<std::size_t>(ticks_ / lengths_.ticks_per_bin, lengths_.sum.size() - 1);
    lengths_.sum[bin] += static_cast<double>(cycles);
    ++lengths_.ticks[bin];
    lengths_.longest[bin] = std::max(lengths_.longest[bin], cycles);
    ++ticks_;
}

void TickTimer::play(const TickRecord& record) {
    served_.clear();
    tick_begin_ = now_;
    if (is_watched()) tell_start(record);
    const bool was_quiet = is_quiet(record);
    const std::uint64_t barrier = is_real_time_ ? 0 : table_.of(Operation::barrier);
    std::uint64_t end = now_ + (is_real_time_ ? tick_cycles_ : record.busy);
    if (!was_quiet) {
        staged_.swap(held_);
        held_.clear();
        stage(record);
        // Senders may share a router (tiles, the host's corner), and packets of the last tick may wait.
        offer_staged(is_real_time_ ? end : never, !(shares_routers_ || is_real_time_ || !record.host.empty()));
        staged_.clear();
    }
    if (is_real_time_) {
        mesh_.advance_to(Cycles{end});
        account(record);
    } else {
        if (!was_quiet) {
            end = std::max(end, mesh_.drain().count());
            AERIE_ASSERT(mesh_.in_flight() == 0);
            account(record);
        }
        end += barrier;
    }
    if (is_watched()) tell_end(end, barrier);
    note_length(end - now_);
    now_ = end;
}

void TickTimer::finish() {
    for (std::uint64_t k = 0; k < fast_latencies; ++k) {
        if (latency_counts_[k] != 0) latencies_[k] += latency_counts_[k];
        latency_counts_[k] = 0;
    }
}

}  // namespace aerie::hw
