#include "hw_model/machine/tick_timer.h"

#include <algorithm>

#include "core/error.h"

namespace aerie::hw {

namespace {

constexpr std::uint64_t length_bins = 1000;
constexpr std::uint64_t fast_latencies = 4096;

}  // namespace

router::MeshSpec mesh_spec_of(const ChipSpec& chip) {
    const MeshParameters& m = chip.mesh;
    router::MeshSpec spec;
    spec.width = m.width;
    spec.height = m.height;
    spec.fifo_depth = m.fifo_depth;
    spec.consumer_depth = m.ingress_depth;
    spec.hop_latency_x = Cycles{m.hop_cycles_x};
    spec.hop_latency_y = Cycles{m.hop_cycles_y};
    spec.credit_latency = Cycles{m.credit_cycles};
    spec.routing = m.order == RoutingOrder::xy ? router::Routing::xy : router::Routing::yx;
    spec.policy = router::router_policy(m.router);
    router::check(spec, "chip '" + chip.name + "': mesh");
    return spec;
}

TickTimer::TickTimer(const ChipSpec& chip, const RouteTable& routes, std::uint64_t total_ticks)
    : routes_{routes}, table_{chip}, mesh_{mesh_spec_of(chip)}, host_{chip.mesh.host_y * chip.mesh.width + chip.mesh.host_x},
      is_real_time_{chip.tick_mode == TickMode::real_time}, sorts_{chip.mesh.cores_per_router > 1}, tick_cycles_{chip.tick_cycles},
      latency_counts_(fast_latencies) {
    lengths_.ticks_per_bin = std::max<std::uint64_t>(1, (total_ticks + length_bins - 1) / length_bins);
    const std::uint64_t bins = total_ticks / lengths_.ticks_per_bin + 1;
    lengths_.sum.assign(bins, 0.0);
    lengths_.ticks.assign(bins, 0);
    lengths_.longest.assign(bins, 0);
}

/// One packet per destination, one after the other.
void TickTimer::offer(NodeId node, std::uint32_t number, std::uint64_t& at) {
    for (std::uint32_t r = routes_.begin(number); r < routes_.end(number); ++r) {
        at += table_.of(Operation::packet_sent);
        staged_.push_back({.source = node, .target = routes_[r].node, .tag = r, .offered = Cycles{at}, .service = routes_[r].service});
    }
}

void TickTimer::offer_all(const TickRecord& record) {
    staged_.clear();
    std::uint64_t at = now_;
    for (const Address a : record.host) {
        at += table_.of(Operation::host_event);
        offer(host_, routes_.number_of(a), at);
    }
    host_events_ += record.host.size();
    std::size_t next = 0;
    for (const auto& [node, count] : record.senders) {
        at = now_;
        for (const std::size_t end = next + count; next < end; ++next) {
            const Emission& e = record.emissions[next];
            at = std::max(at, now_ + e.ready) + table_.of(Operation::spike);
            offer(node, routes_.number_of(e.address), at);
        }
    }
    // Several senders may share a router (tiles, the host's corner): its source hands packets over in order of time.
    if (sorts_ || !record.host.empty()) {
        std::stable_sort(staged_.begin(), staged_.end(), [](const router::Packet& a, const router::Packet& b) { return a.offered < b.offered; });
    }
    for (const router::Packet& p : staged_) mesh_.offer(p);
    packets_sent_ += staged_.size();
}

void TickTimer::account(const TickRecord& record) {
    for (const router::Delivery& d : mesh_.deliveries()) {
        const std::uint64_t latency = d.ejected.count() - d.offered.count();
        if (latency < fast_latencies) ++latency_counts_[latency];
        else ++latencies_[latency];
        std::uint64_t lateness = 0;
        if (is_real_time_) {
            const std::uint64_t sent = d.offered.count() / tick_cycles_;
            lateness = (d.done.count() - 1) / tick_cycles_ - sent;
            late_ += lateness > 0 ? 1 : 0;
            waiting_.push_back({d.tag, static_cast<std::uint32_t>(lateness), sent + lateness});
        }
        if (!records_packets_) continue;
        const Address source = routes_.address_of(routes_.source_of(d.tag));
        packets_.push_back({.tick = is_real_time_ ? d.offered.count() / tick_cycles_ : record.tick, .source = source, .slot = routes_[d.tag].slot, .from = d.source, .to = d.target,
                            .offered = d.offered.count(), .accepted = d.accepted.count(), .ejected = d.ejected.count(), .done = d.done.count(), .is_late = lateness > 0});
    }
    mesh_.clear_deliveries();
    std::erase_if(waiting_, [&](const Waiting& w) {
        if (w.served_in > record.tick) return false;
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
    const bool is_quiet = record.emissions.empty() && record.host.empty();
    if (!is_quiet) offer_all(record);
    std::uint64_t end = 0;
    if (is_real_time_) {
        end = now_ + tick_cycles_;
        mesh_.advance_to(Cycles{end});
        account(record);
        overruns_ += record.busy > tick_cycles_ ? 1 : 0;
    } else {
        end = now_ + record.busy;
        if (!is_quiet) {
            end = std::max(end, mesh_.drain().count());
            AERIE_ASSERT(mesh_.in_flight() == 0);
            account(record);
        }
        end += table_.of(Operation::barrier);
    }
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
