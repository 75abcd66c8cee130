/// @file BookSim's input-queued router as slowly and as plainly as it can be said: the published rules, one by one, everything looked at in every cycle.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "router/mesh.h"

namespace aerie::router::test {

/// What became of a packet, by its tag.
struct SlowPassage {
    std::uint64_t accepted = 0, ejected = 0;
    bool operator==(const SlowPassage&) const = default;
};

/// Ports as published: inputs 0 from x+1, 1 from x-1, 2 from y+1, 3 from y-1, 4 source; outputs 0 to x+1, 1 to x-1, 2 to y+1, 3 to y-1, 4 ejection.
/// Shares no line with the fabric, on purpose.
class SlowBooksim {
   public:
    SlowBooksim(const MeshSpec& spec, bool is_speculative)
        : width_{static_cast<int>(spec.width)}, channels_{static_cast<int>(spec.policy.channels)}, is_speculative_{is_speculative},
          routers_(spec.nodes(), Router{channels_, static_cast<int>(spec.fifo_depth)}) {}

    void offer(const Packet& packet) {
        routers_[packet.source.index()].queue.push_back(packet);
        ++open_;
    }
    /// Runs until all have left; gives their cycles by tag.
    std::map<std::uint32_t, SlowPassage> run() {
        for (now_ = 0; open_ > 0; ++now_) {
            arrive();
            for (int node = 0; node < static_cast<int>(routers_.size()); ++node) inject(node);
            std::vector<Grant> grants;
            std::vector<Assignment> assignments;
            for (int node = 0; node < static_cast<int>(routers_.size()); ++node) {
                switch_allocation(node, grants);
                if (!is_speculative_) channel_allocation(node, assignments);
            }
            for (const Assignment& a : assignments) assign(a);
            for (const Grant& g : grants) commit(g);
        }
        return passages_;
    }

   private:
    struct Router {
        Router(int channels, int depth)
            : fifo(5, std::vector<std::deque<Packet>>(static_cast<std::size_t>(channels))), credit(6, std::vector<int>(static_cast<std::size_t>(channels), depth)),
              assigned(static_cast<std::size_t>(5 * channels), -1), owner(static_cast<std::size_t>(5 * channels), -1),
              va_input(static_cast<std::size_t>(5 * channels), 0), va_output(static_cast<std::size_t>(5 * channels), 0) {}
        std::vector<std::vector<std::deque<Packet>>> fifo;   // input, channel
        std::vector<std::vector<int>> credit;                // output (5: the source's, for input 4), channel
        int ip[5] = {}, op[5] = {}, sw_rr[5] = {}, vr[5] = {-1, -1, -1, -1, -1};
        std::vector<int> assigned, owner, va_input, va_output;   // A4: by port * V + channel
        int last_source_channel = -1;
        std::deque<Packet> queue;
    };
    struct Grant { int node, in, channel, out; };
    struct Assignment { int node, input, output; };
    struct Event { bool is_credit; int node, port, channel; Packet packet; };

    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    /// The member of `wanted` that comes first from `pointer` on, in a circle; -1 when there is none.
    static int first_in_circle(const std::vector<bool>& wanted, int pointer) {
        const int size = static_cast<int>(wanted.size());
        for (int k = 0; k < size; ++k)
            if (wanted[at((pointer + k) % size)]) return (pointer + k) % size;
        return -1;
    }
    int wish(int node, const Packet& p) const {
        const int x = node % width_, y = node / width_;
        const int tx = static_cast<int>(p.target.index()) % width_, ty = static_cast<int>(p.target.index()) / width_;
        return tx > x ? 0 : tx < x ? 1 : ty > y ? 2 : ty < y ? 3 : 4;
    }
    int neighbour(int node, int out) const { return out == 0 ? node + 1 : out == 1 ? node - 1 : out == 2 ? node + width_ : node - width_; }
    void later(std::uint64_t cycles, const Event& event) { events_[now_ + cycles].push_back(event); }

    void arrive() {
        for (const Event& e : events_[now_]) {
            Router& r = routers_[at(e.node)];
            if (e.is_credit) ++r.credit[at(e.port)][at(e.channel)];
            else r.fifo[at(e.port)][at(e.channel)].push_back(e.packet);
        }
        events_.erase(now_);
    }

    void inject(int node) {
        Router& r = routers_[at(node)];
        if (r.queue.empty() || r.queue.front().offered.count() > now_) return;
        for (int k = 1; k <= channels_; ++k) {
            const int channel = (r.last_source_channel + k) % channels_;
            if (r.credit[5][at(channel)] == 0) continue;
            --r.credit[5][at(channel)];
            r.last_source_channel = channel;
            passages_[r.queue.front().tag].accepted = now_;
            later(2, {false, node, 4, channel, r.queue.front()});
            r.queue.pop_front();
            return;
        }
    }

    /// Whether the head of that input channel may ask for `out` now.
    bool is_ready(const Router& r, int in, int channel, int out) const {
        if (!is_speculative_) return r.credit[at(out)][at(r.assigned[at(in * channels_ + channel)] % channels_)] > 0;
        for (const int credit : r.credit[at(out)])
            if (credit > 0) return true;
        return false;
    }

    void switch_allocation(int node, std::vector<Grant>& grants) {
        Router& r = routers_[at(node)];
        std::vector<std::vector<bool>> asks(5, std::vector<bool>(5, false));   // output, input
        int channel_of[5] = {};
        for (int in = 0; in < 5; ++in) {
            std::vector<bool> outs(5, false);
            std::vector<std::vector<bool>> ready(5, std::vector<bool>(at(channels_), false));
            for (int c = 0; c < channels_; ++c) {
                const auto& fifo = r.fifo[at(in)][at(c)];
                if (fifo.empty() || (!is_speculative_ && r.assigned[at(in * channels_ + c)] < 0)) continue;
                const int out = wish(node, fifo.front());
                if (is_ready(r, in, c, out)) outs[at(out)] = ready[at(out)][at(c)] = true;
            }
            const int out = first_in_circle(outs, r.ip[in]);
            if (out < 0) continue;
            channel_of[in] = first_in_circle(ready[at(out)], r.sw_rr[in]);
            asks[at(out)][at(in)] = true;
        }
        for (int out = 0; out < 5; ++out)
            if (const int in = first_in_circle(asks[at(out)], r.op[out]); in >= 0) grants.push_back({node, in, channel_of[in], out});
    }

    void channel_allocation(int node, std::vector<Assignment>& assignments) {
        Router& r = routers_[at(node)];
        const int size = 5 * channels_;
        std::vector<std::vector<bool>> asks(at(size), std::vector<bool>(at(size), false));
        for (int input = 0; input < size; ++input) {
            const auto& fifo = r.fifo[at(input / channels_)][at(input % channels_)];
            if (fifo.empty() || r.assigned[at(input)] >= 0) continue;
            std::vector<bool> wanted(at(size), false);
            for (int c = 0; c < channels_; ++c) {
                const int output = wish(node, fifo.front()) * channels_ + c;
                wanted[at(output)] = r.owner[at(output)] < 0;
            }
            if (const int output = first_in_circle(wanted, r.va_input[at(input)]); output >= 0) asks[at(output)][at(input)] = true;
        }
        for (int output = 0; output < size; ++output)
            if (const int input = first_in_circle(asks[at(output)], r.va_output[at(output)]); input >= 0) assignments.push_back({node, input, output});
    }

    void assign(const Assignment& a) {
        Router& r = routers_[at(a.node)];
        r.assigned[at(a.input)] = a.output;
        r.owner[at(a.output)] = a.input;
        r.va_input[at(a.input)] = (a.output + 1) % (5 * channels_);
        r.va_output[at(a.output)] = (a.input + 1) % (5 * channels_);
    }

    int output_channel(Router& r, const Grant& g) {
        if (!is_speculative_) {
            int& mine = r.assigned[at(g.in * channels_ + g.channel)];
            const int channel = mine % channels_;
            r.owner[at(mine)] = -1;
            mine = -1;
            return channel;
        }
        int best = -1;
        const auto distance = [&](int channel) { return (channel - r.vr[g.out] + channels_) % channels_; };
        for (int c = 0; c < channels_; ++c)
            if (r.credit[at(g.out)][at(c)] > 0 && (best < 0 || distance(c) < distance(best))) best = c;
        r.vr[g.out] = best + 1;
        return best;
    }

    void commit(const Grant& g) {
        Router& r = routers_[at(g.node)];
        r.ip[g.in] = (g.out + 1) % 5;
        r.op[g.out] = (g.in + 1) % 5;
        r.sw_rr[g.in] = (g.channel + 1) % channels_;
        const int channel = output_channel(r, g);
        auto& fifo = r.fifo[at(g.in)][at(g.channel)];
        const Packet packet = fifo.front();
        fifo.pop_front();
        if (g.in == 4) later(2, {true, g.node, 5, g.channel, {}});
        else later(2, {true, neighbour(g.node, g.in), g.in ^ 1, g.channel, {}});   // what came from x+1 left there by its output to x-1
        --r.credit[at(g.out)][at(channel)];
        if (g.out < 4) return later(3, {false, neighbour(g.node, g.out), g.out ^ 1, channel, packet});
        later(5, {true, g.node, 4, channel, {}});
        passages_[packet.tag].ejected = now_ + 3;
        --open_;
    }

    int width_;
    int channels_;
    bool is_speculative_;
    std::vector<Router> routers_;
    std::map<std::uint64_t, std::vector<Event>> events_;
    std::map<std::uint32_t, SlowPassage> passages_;
    std::uint64_t now_ = 0;
    std::size_t open_ = 0;
};

}  // namespace aerie::router::test
