/// @file The default router as slowly and as plainly as it can be said: everything looked at in every cycle, decisions first, then commits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <tuple>
#include <vector>

#include "router/mesh.h"

namespace aerie::router::test {

struct SlowGrant {
    std::uint32_t node, in, out, tag;
    auto operator<=>(const SlowGrant&) const = default;
};

/// Ports have the numbers of Direction: N E S W Local, NE SW. Reads DESIGN section 6 sentence by sentence. On a torus a packet that comes from another
/// side than the opposite one needs two credits, if there are `bubbles`.
class SlowMesh {
   public:
    explicit SlowMesh(const MeshSpec& spec, bool bubbles = true) : spec_{spec}, bubbles_{bubbles && spec.topology != Topology::mesh}, routers_(spec.nodes()) {
        const bool is_hex = spec.topology == Topology::hex_torus;
        for (std::uint32_t k = 0; k < (is_hex ? 7U : 5U); ++k)
            order_.push_back(static_cast<std::uint32_t>(index_of(is_hex ? spec.policy.hex_port_order[k] : spec.policy.port_order[k])));
        for (std::uint32_t node = 0; node < spec.nodes(); ++node)
            for (const std::uint32_t port : order_) {
                routers_[node].credits[port] = port == 4 ? spec.consumer_depth : neighbour(node, port) < 0 ? 0 : spec.fifo_depth;
                routers_[node].pointer[port] = order_[0];
            }
        for (auto& r : routers_) r.source_credits = spec.fifo_depth;
    }

    struct Router {
        std::deque<Packet> fifo[7];
        std::uint32_t credits[7] = {};
        std::uint32_t source_credits = 0;
        std::uint32_t pointer[7] = {};
        std::deque<Packet> source;     // offered, not yet handed over
        std::deque<Packet> consumer;   // behind Local; the head is being served
        std::uint32_t service_left = 0;
        bool is_ready = true;          // ConsumerKind::stepped
    };

    void offer(const Packet& packet) { routers_[packet.source.index()].source.push_back(packet); }
    void set_ready(std::uint32_t node, bool is_ready) { routers_[node].is_ready = is_ready; }
    [[nodiscard]] const Router& router(std::uint32_t node) const { return routers_[node]; }
    [[nodiscard]] const std::vector<SlowGrant>& grants() const { return grants_; }
    /// tag -> accepted, ejected, done
    [[nodiscard]] const std::map<std::uint32_t, std::array<std::uint64_t, 3>>& times() const { return times_; }

    [[nodiscard]] std::uint64_t now() const { return now_; }

    void step() {
        decide();
        for (const SlowGrant& grant : grants_) commit(grant);
        for (std::uint32_t node = 0; node < routers_.size(); ++node) inject(node);
        for (std::uint32_t node = 0; node < routers_.size(); ++node) consume(node);
        for (auto& later : after_) later();
        after_.clear();
        ++now_;
        for (auto [first, last] = due_.equal_range(now_); first != last; ++first) first->second();
        due_.erase(now_);
    }

    [[nodiscard]] int neighbour(std::uint32_t node, std::uint32_t port) const {
        const auto x = static_cast<int>(node % spec_.width), y = static_cast<int>(node / spec_.width);
        const auto width = static_cast<int>(spec_.width), height = static_cast<int>(spec_.height);
        const int nx = port == 1 || port == 5 ? x + 1 : port == 3 || port == 6 ? x - 1 : x;
        const int ny = port == 0 || port == 5 ? y - 1 : port == 2 || port == 6 ? y + 1 : y;
        if (spec_.topology == Topology::mesh) return nx < 0 || ny < 0 || nx >= width || ny >= height ? -1 : ny * width + nx;
        const int next = (ny + height) % height * width + (nx + width) % width;
        return next == y * width + x ? -1 : next;
    }

   private:
    static std::uint32_t opposite_of(std::uint32_t port) { return port == 4 ? 4 : port >= 5 ? 11 - port : (port + 2) % 4; }

    /// Follows the packet's way from its source; a way visits no router twice.
    [[nodiscard]] std::uint32_t wanted_on_way(std::uint32_t node, const Packet& packet) const {
        std::uint32_t at = packet.source.index();
        for (const Leg& leg : way(spec_.grid(), spec_.routing, packet.source, packet.target))
            for (std::uint32_t k = 0; k < leg.hops; ++k) {
                if (at == node) return static_cast<std::uint32_t>(index_of(leg.side));
                at = static_cast<std::uint32_t>(neighbour(at, static_cast<std::uint32_t>(index_of(leg.side))));
            }
        return 4;
    }

    [[nodiscard]] std::uint32_t wanted_output(std::uint32_t node, const Packet& packet) const {
        if (spec_.topology != Topology::mesh) return wanted_on_way(node, packet);
        const auto x = node % spec_.width, y = node / spec_.width;
        const auto tx = packet.target.index() % spec_.width, ty = packet.target.index() / spec_.width;
        const std::uint32_t along_x = tx > x ? 1 : tx < x ? 3 : 4;
        const std::uint32_t along_y = ty > y ? 2 : ty < y ? 0 : 4;
        if (spec_.routing == Routing::xy) return along_x != 4 ? along_x : along_y;
        return along_y != 4 ? along_y : along_x;
    }

    /// The next input in the order in which arbiters scan.
    [[nodiscard]] std::uint32_t behind(std::uint32_t in) const {
        return order_[static_cast<std::size_t>(std::find(order_.begin(), order_.end(), in) - order_.begin() + 1) % order_.size()];
    }

    void decide() {
        grants_.clear();
        for (std::uint32_t node = 0; node < routers_.size(); ++node)
            for (const std::uint32_t out : order_) {
                const Router& r = routers_[node];
                if (r.credits[out] == 0) continue;
                for (std::uint32_t in = r.pointer[out], looked = 0; looked < order_.size(); in = behind(in), ++looked) {
                    if (r.fifo[in].empty() || wanted_output(node, r.fifo[in].front()) != out) continue;
                    if (bubbles_ && out != 4 && in != opposite_of(out) && r.credits[out] < 2) continue;
                    grants_.push_back({node, in, out, r.fifo[in].front().tag});
                    break;
                }
            }
        std::sort(grants_.begin(), grants_.end());
    }

    void commit(const SlowGrant& grant) {
        Router& r = routers_[grant.node];
        const Packet packet = r.fifo[grant.in].front();
        r.fifo[grant.in].pop_front();
        r.pointer[grant.out] = behind(grant.in);
        --r.credits[grant.out];
        return_credit(grant.node, grant.in);
        if (grant.out == 4) {
            times_[packet.tag][1] = now_;
            due_.emplace(now_ + 1, [&r, packet] { r.consumer.push_back(packet); });
            return;
        }
        const auto next = static_cast<std::uint32_t>(neighbour(grant.node, grant.out));
        const std::uint32_t facing = opposite_of(grant.out);
        const bool along_x = grant.out == 1 || grant.out == 3;
        const std::uint64_t latency = (along_x ? spec_.hop_latency_x : grant.out >= 5 ? spec_.hop_latency_diagonal : spec_.hop_latency_y).count();
        due_.emplace(now_ + latency, [this, next, facing, packet] { routers_[next].fifo[facing].push_back(packet); });
    }

    void return_credit(std::uint32_t node, std::uint32_t in) {
        std::uint32_t* counter = in == 4 ? &routers_[node].source_credits
                                         : &routers_[static_cast<std::uint32_t>(neighbour(node, in))].credits[opposite_of(in)];
        due_.emplace(now_ + spec_.credit_latency.count(), [counter] { ++*counter; });
    }

    void inject(std::uint32_t node) {
        Router& r = routers_[node];
        if (r.source.empty() || r.source.front().offered.count() > now_ || r.source_credits == 0) return;
        const Packet packet = r.source.front();
        r.source.pop_front();
        --r.source_credits;
        times_[packet.tag][0] = now_;
        due_.emplace(now_ + 1, [&r, packet] { r.fifo[4].push_back(packet); });
    }

    /// The head of the consumer's FIFO is served for its service cycles (or, stepped, leaves when the node is ready).
    void consume(std::uint32_t node) {
        Router& r = routers_[node];
        if (r.consumer.empty()) return;
        const bool stepped = spec_.policy.consumer == ConsumerKind::stepped;
        if (stepped && !r.is_ready) return;
        if (r.service_left == 0) r.service_left = stepped ? 1 : r.consumer.front().service;
        if (--r.service_left > 0) return;
        times_[r.consumer.front().tag][2] = now_ + 1;
        after_.push_back([&r] { r.consumer.pop_front(); });
        std::uint32_t* counter = &r.credits[4];
        due_.emplace(now_ + spec_.credit_latency.count(), [counter] { ++*counter; });
    }

    MeshSpec spec_;
    bool bubbles_;
    std::vector<std::uint32_t> order_;   // of the scan
    std::vector<Router> routers_;
    std::uint64_t now_ = 0;
    std::multimap<std::uint64_t, std::function<void()>> due_;
    std::vector<std::function<void()>> after_;
    std::vector<SlowGrant> grants_;
    std::map<std::uint32_t, std::array<std::uint64_t, 3>> times_;
};

}  // namespace aerie::router::test
