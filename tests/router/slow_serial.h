/// @file The router with one packet in hand as slowly and as plainly as it can be said: every router looked at in every cycle, on the state before it.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "router/mesh.h"

namespace aerie::router::test {

/// Follows serial_fabric.h's description sentence by sentence; knows no wake-ups, no pools and no encoded ways: a packet carries what it has still before it.
class SlowSerial {
   public:
    struct Traveller {
        Packet packet;
        std::vector<Direction> way;            ///< unicast: what lies before it
        int detour = 0;                        ///< 1: on its way to a corner, 2: from a corner
        std::optional<std::set<Direction>> lacks;   ///< reinjected
        std::uint64_t accepted = 0;
    };
    struct Router {
        std::map<Direction, std::deque<Traveller>> fifo;
        std::map<Direction, std::uint32_t> credits;
        std::map<Direction, std::uint64_t> rests_until;
        std::uint32_t source_credits = 0;
        std::size_t pointer = 0;
        std::optional<Direction> hand;
        std::uint64_t taken = 0;
        std::set<Direction> wanted;
        std::deque<Packet> source;
        std::deque<std::pair<std::uint64_t, Traveller>> monitor;
        std::uint64_t consumer_free = 0;
    };

    explicit SlowSerial(const MeshSpec& spec) : spec_{spec}, rule_{*spec.policy.drops}, routers_(spec.nodes()), tables_(spec.nodes()) {
        if (spec.topology == Topology::hex_torus) order_.assign(spec.policy.hex_port_order.begin(), spec.policy.hex_port_order.end());
        else order_.assign(spec.policy.port_order.begin(), spec.policy.port_order.end());
        for (std::uint32_t n = 0; n < spec.nodes(); ++n)
            for (const Direction side : order_) {
                const bool is_local = side == Direction::local;
                routers_[n].credits[side] = is_local ? spec.consumer_depth : neighbour(spec.grid(), NodeId{n}, side) ? spec.fifo_depth : 0;
            }
        for (Router& r : routers_) r.source_credits = spec.fifo_depth;
    }

    void offer(const Packet& packet) { routers_[packet.source.index()].source.push_back(packet); }
    void set_table(std::uint32_t node, const RoutingTable& table) { tables_[node] = table; }
    [[nodiscard]] const Router& router(std::uint32_t node) const { return routers_[node]; }
    [[nodiscard]] const std::vector<Delivery>& deliveries() const { return deliveries_; }
    [[nodiscard]] const std::vector<Drop>& drops() const { return drops_; }
    [[nodiscard]] std::uint64_t now() const { return now_; }
    [[nodiscard]] Direction scan(std::size_t position) const { return order_[position]; }

    void step() {
        for (std::uint32_t n = 0; n < routers_.size(); ++n) {
            const bool has_room = routers_[n].source_credits > 0;
            decide(n);
            if (has_room) inject(n);
        }
        ++now_;
        for (auto [first, last] = due_.equal_range(now_); first != last; ++first) first->second();
        due_.erase(now_);
    }

   private:
    static Direction round(Direction side) {
        switch (side) {
            case Direction::east: return Direction::north_east;
            case Direction::north_east: return Direction::north;
            case Direction::north: return Direction::west;
            case Direction::west: return Direction::south_west;
            case Direction::south_west: return Direction::south;
            case Direction::south: return Direction::east;
            default: return side;
        }
    }
    [[nodiscard]] bool is_open(const Router& r, Direction out) const {
        const auto rests = r.rests_until.find(out);
        return r.credits.count(out) != 0 && r.credits.at(out) > 0 && (rests == r.rests_until.end() || rests->second <= now_);
    }

    std::set<Direction> needs(std::uint32_t n, Direction in, const Traveller& t) const {
        if (t.lacks) return *t.lacks;
        if (t.detour == 1) return {round(in)};
        const Direction came_from = t.detour == 2 ? round(in) : in;
        if (!t.packet.is_multicast) return {t.way.empty() ? Direction::local : t.way.front()};
        std::set<Direction> outs;
        if (const auto match = first_match(tables_[n], t.packet.key)) {
            for (const Direction side : hex_directions)
                if (match->contains(side)) outs.insert(side);
            return outs;
        }
        return {opposite(came_from)};
    }

    void decide(std::uint32_t n) {
        Router& r = routers_[n];
        if (!r.hand) {
            for (std::size_t k = 0; k < order_.size() && !r.hand; ++k) {
                const std::size_t position = (r.pointer + k) % order_.size();
                if (r.fifo[order_[position]].empty()) continue;
                r.hand = order_[position];
                r.taken = now_;
                r.wanted = needs(n, *r.hand, r.fifo[*r.hand].front());
                r.pointer = (position + 1) % order_.size();
            }
            if (!r.hand) return;
            const std::uint64_t phase = rule_.phase.count();
            if (phase != 0 && now_ / phase >= r.fifo[*r.hand].front().accepted / phase + 2) drop(n, false);
        }
        const Traveller packet = r.fifo[*r.hand].front();
        for (const Direction out : std::set<Direction>{r.wanted})
            if (is_open(r, out)) send(n, packet, out, out, packet.detour == 1 ? 2 : 0);
        if (rule_.emergency && packet.detour != 1 && now_ >= r.taken + rule_.wait1.count())
            for (const Direction out : std::set<Direction>{r.wanted})
                if (out != Direction::local && is_open(r, round(out))) send(n, packet, out, round(out), 1);
        if (!r.wanted.empty() && now_ >= r.taken + rule_.wait1.count() + rule_.wait2.count()) drop(n, true);
        if (!r.wanted.empty()) return;
        const Direction in = *r.hand;
        r.hand.reset();
        // What stands in a FIFO is seen by nobody else before the next cycle.
        r.fifo[in].pop_front();
        std::uint32_t* credit = in == Direction::local ? &r.source_credits : &routers_[neighbour(spec_.grid(), NodeId{n}, in)->index()].credits[opposite(in)];
        due_.emplace(now_ + spec_.credit_latency.count(), [credit] { ++*credit; });
    }

    void send(std::uint32_t n, Traveller t, Direction wanted, Direction out, int detour) {
        Router& r = routers_[n];
        r.wanted.erase(wanted);
        --r.credits[out];
        if (out == Direction::local) {
            r.consumer_free = std::max(r.consumer_free, now_ + 1) + t.packet.service;
            std::uint32_t* credit = &r.credits[Direction::local];
            due_.emplace(r.consumer_free - 1 + spec_.credit_latency.count(), [credit] { ++*credit; });
            deliveries_.push_back({t.packet.source, NodeId{n}, t.packet.tag, t.packet.offered, Cycles{t.accepted}, Cycles{now_}, Cycles{r.consumer_free}});
            return;
        }
        r.rests_until[out] = now_ + rule_.link_cycles.count();
        if (t.detour != 1 && !t.way.empty()) t.way.erase(t.way.begin());
        t.detour = detour;
        t.lacks.reset();
        Router* next = &routers_[neighbour(spec_.grid(), NodeId{n}, out)->index()];
        due_.emplace(now_ + hop_latency(spec_, out).count(), [next, out, t] { next->fifo[opposite(out)].push_back(t); });
    }

    void drop(std::uint32_t n, bool may_return) {
        Router& r = routers_[n];
        Traveller t = r.fifo[*r.hand].front();
        Drop record{.source = t.packet.source, .target = t.packet.target, .tag = t.packet.tag, .is_multicast = t.packet.is_multicast, .key = t.packet.key, .node = NodeId{n},
                    .cycle = Cycles{now_}};
        std::set<Direction> again;
        for (const Direction out : r.wanted) {
            record.outs.insert(out);
            if (may_return && rule_.reinject_after.count() > 0 && neighbour(spec_.grid(), NodeId{n}, out)) again.insert(out);
        }
        record.is_reinjected = again == r.wanted;
        drops_.push_back(record);
        r.wanted.clear();
        if (again.empty()) return;
        t.lacks = again;
        if (t.detour == 2) t.detour = 0;
        r.monitor.emplace_back(now_ + rule_.reinject_after.count(), t);
    }

    void inject(std::uint32_t n) {
        Router& r = routers_[n];
        Traveller t;
        if (!r.monitor.empty() && r.monitor.front().first <= now_) {
            t = r.monitor.front().second;
            r.monitor.pop_front();
        } else if (!r.source.empty() && r.source.front().offered.count() <= now_) {
            t.packet = r.source.front();
            t.accepted = now_;
            r.source.pop_front();
            if (!t.packet.is_multicast)
                for (const Leg& leg : way(spec_.grid(), spec_.routing, t.packet.source, t.packet.target)) t.way.insert(t.way.end(), leg.hops, leg.side);
        } else {
            return;
        }
        --r.source_credits;
        Router* here = &r;
        due_.emplace(now_ + 1, [here, t] { here->fifo[Direction::local].push_back(t); });
    }

    MeshSpec spec_;
    DropRule rule_;
    std::vector<Direction> order_;
    std::vector<Router> routers_;
    std::vector<RoutingTable> tables_;
    std::uint64_t now_ = 0;
    std::multimap<std::uint64_t, std::function<void()>> due_;
    std::vector<Delivery> deliveries_;
    std::vector<Drop> drops_;
};

}  // namespace aerie::router::test
