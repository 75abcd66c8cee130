/// @file The timing pass: plays what the NeuroCores emitted in a tick through the mesh and says when the tick was over.
///
/// BARRIER: a tick ends when every NeuroCore is through with soma and learning and every packet has been served, plus the barrier.
/// REAL_TIME: a tick has a fixed length; what is not served by its end is late.
#pragma once

#include <map>
#include <vector>

#include "hw_model/machine/neuro_core.h"
#include "hw_model/machine/routes.h"
#include "hw_model/machine/timing_observer.h"
#include "hw_model/routing/routing_plan.h"
#include "router/mesh.h"

namespace aerie::hw {

/// What one tick did, as the functional pass leaves it.
struct TickRecord {
    std::uint64_t tick = 0;
    struct Sender {
        std::uint32_t slot = 0;
        NodeId node;
        std::uint32_t emissions = 0;
    };
    std::vector<Sender> senders;                             ///< NeuroCores ascending
    std::vector<Emission> emissions;                         ///< grouped by sender
    std::vector<Address> host;                               ///< spikes of sources
    std::uint64_t busy = 0;                                  ///< most cycles that any NeuroCore was busy
    std::uint64_t processor = 0;                             ///< cycles of the embedded processor, before all else
    std::vector<CoreWork> work;                              ///< in cycles from the start of the tick; only where somebody watches
    bool is_work_known = false;                              ///< false while the timing still decides what NeuroCores absorb
    void clear() { senders.clear(); emissions.clear(); host.clear(); work.clear(); busy = processor = 0; is_work_known = false; }
};

/// One packet's life, in absolute cycles.
struct PacketRecord {
    std::uint64_t tick = 0;             ///< in which its neuron fired
    Address source;
    std::uint32_t slot = 0;             ///< destination NeuroCore
    NodeId from, to;
    std::uint64_t offered = 0, accepted = 0, ejected = 0, done = 0;
    bool is_late = false;
    bool operator==(const PacketRecord&) const = default;
};

struct TickLengths {
    std::vector<double> sum;            ///< by bin of ticks
    std::vector<std::uint64_t> ticks, longest;
    std::uint64_t ticks_per_bin = 1;
};

/// On a multicast chip it stands for the NeuroCores behind the routers: a copy is taken by all NeuroCores of its router that it is for, each when its synapse
/// pipeline is free, and keeps its place until the last is through.
class TickTimer : private router::Consumers {
   public:
    /// `plan` is empty on unicast chips. `total_ticks` only chooses the width of the bins of tick lengths.
    TickTimer(const ChipSpec& chip, const RouteTable& routes, const RoutingPlan& plan, std::uint64_t total_ticks);
    TickTimer(const TickTimer&) = delete;
    TickTimer& operator=(const TickTimer&) = delete;

    /// Plays one tick.
    void play(const TickRecord& record);
    /// Whether playing it costs next to nothing.
    [[nodiscard]] bool is_quiet(const TickRecord& record) const { return record.emissions.empty() && record.host.empty() && held_.empty(); }
    /// REAL_TIME: a NeuroCore needed more cycles than a tick has.
    void count_overrun() { ++overruns_; }
    /// REAL_TIME: packets that were served in this tick, by route, with how many ticks they were late.
    struct Served {
        std::uint32_t route = 0;
        std::uint32_t lateness = 0;
    };
    [[nodiscard]] const std::vector<Served>& served() const { return served_; }
    [[nodiscard]] bool is_real_time() const { return is_real_time_; }

    /// The observer must outlive the ticks that are played. It changes nothing; before the first tick.
    void watch(TimingObserver& observer);
    [[nodiscard]] bool is_watched() const { return !audience_.empty(); }
    /// Tells what NeuroCores did in the tick played last, where that became known only now.
    void tell_work(const TickRecord& record);

    void record_packets(bool wanted) { records_packets_ = wanted; }
    [[nodiscard]] std::vector<PacketRecord>& packets() { return packets_; }

    [[nodiscard]] Cycles now() const { return Cycles{now_}; }
    [[nodiscard]] const router::Mesh& mesh() const { return mesh_; }
    router::Mesh& mesh() { return mesh_; }
    [[nodiscard]] std::uint64_t ticks() const { return ticks_; }
    [[nodiscard]] std::uint64_t packets_sent() const { return packets_sent_; }
    /// Packets as NeuroCores take them: a multicast packet counts once for each.
    [[nodiscard]] std::uint64_t deliveries() const { return deliveries_; }
    /// Multicast: links that one packet per destination would have crossed.
    [[nodiscard]] std::uint64_t unicast_hops() const { return unicast_hops_; }
    /// Spikes of a population or source that routers dropped for good, each counted once for every NeuroCore that it did not reach.
    [[nodiscard]] std::uint64_t lost(PopulationId sender) const { return sender.index() < lost_.size() ? lost_[sender.index()] : 0; }
    [[nodiscard]] std::uint64_t host_events() const { return host_events_; }
    [[nodiscard]] std::uint64_t late() const { return late_; }
    [[nodiscard]] std::uint64_t overruns() const { return overruns_; }   ///< REAL_TIME: ticks in which a NeuroCore needed more cycles than there are
    /// Latency of packets from offer to ejection: how many had each.
    [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& latencies() const { return latencies_; }
    [[nodiscard]] const TickLengths& lengths() const { return lengths_; }

   private:
    void stage(const TickRecord& record);
    void stage_packets(NodeId node, std::uint32_t number, std::uint64_t& at);
    void stage_multicast(NodeId node, std::uint32_t number, std::uint64_t& at);
    Cycles take(const router::Packet& packet, NodeId node, Cycles from) override;
    void offer_staged(std::uint64_t end, bool is_ordered);
    /// The routes that a packet serves, begin to end; unicast: one.
    struct Flight {
        std::uint32_t begin = 0, end = 0;
        std::uint32_t copies = 0;                         ///< deliveries to routers that are to come
        std::uint64_t tick = 0;
    };
    [[nodiscard]] std::uint32_t board(const Flight& flight);
    [[nodiscard]] Flight flight_of(std::uint32_t tag, std::uint64_t tick) const;
    [[nodiscard]] Flight part_at(const Flight& flight, NodeId node) const;
    void account(const TickRecord& record);
    void account(const router::Delivery& delivery, std::uint32_t route, std::uint64_t done, std::uint64_t tick);
    void count_latency(std::uint64_t cycles);
    void account_drops(const TickRecord& record);
    [[nodiscard]] std::vector<NodeId> lost_routers(const router::Drop& drop, const Flight& flight) const;
    void land(std::uint32_t tag, std::uint32_t copies);
    void note_length(std::uint64_t cycles);
    void tell_start(const TickRecord& record);
    void tell_end(std::uint64_t end, std::uint64_t barrier);
    void tell_departure(std::uint32_t begin, std::uint32_t end, const router::Packet& packet);

    const ChipSpec& chip_;
    const RouteTable& routes_;
    const RoutingPlan& plan_;
    Timetable table_;
    router::Mesh mesh_;
    NodeId host_;
    bool is_real_time_, records_packets_ = false;
    bool shares_routers_;                                 ///< several NeuroCores at one router
    std::uint64_t tick_cycles_;
    Audience audience_;
    std::vector<CoreWork> told_work_;
    std::uint64_t tick_begin_ = 0;                        ///< of the tick played last
    std::uint64_t now_ = 0, ticks_ = 0, packets_sent_ = 0, host_events_ = 0, late_ = 0, overruns_ = 0;
    std::uint64_t deliveries_ = 0, unicast_hops_ = 0;
    std::vector<std::uint64_t> lost_;                     ///< by population or source of the sender
    std::vector<router::Packet> staged_;
    std::vector<router::Packet> held_;                    ///< REAL_TIME: offered after the end of the tick; wait for theirs
    std::vector<std::uint64_t> sender_free_;              ///< by slot: the cycle of its last offer
    std::uint64_t host_free_ = 0;
    std::vector<Flight> flights_;                         ///< REAL_TIME, by tag: packets on their way
    std::vector<std::uint32_t> free_tags_;
    std::vector<std::uint64_t> core_free_;                ///< multicast, by slot: the cycle from which the synapse pipeline takes the next packet
    std::vector<std::uint64_t> taken_;                    ///< multicast: when each NeuroCore is through, in the order of deliveries and routes
    std::vector<Served> served_;
    struct Waiting {                    ///< ejected, but the synapse pipeline is not through with it
        std::uint32_t route = 0, lateness = 0;
        std::uint64_t served_in = 0;
    };
    std::vector<Waiting> waiting_;
    std::vector<PacketRecord> packets_;
    std::vector<std::uint64_t> latency_counts_;
    std::map<std::uint64_t, std::uint64_t> latencies_;
    TickLengths lengths_;

   public:
    /// Folds what was counted fast into latencies(); call before reading it.
    void finish();
};

/// The chip's mesh as the router library wants it. Throws InputError for a router or topology that does not exist.
[[nodiscard]] router::MeshSpec mesh_spec_of(const ChipSpec& chip);

}  // namespace aerie::hw
