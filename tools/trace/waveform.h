/// @file The mesh as a waveform: what an engineer would probe of each router and NeuroCore, as VCD for GTKWave.
#pragma once

#include <string>

#include "tools/trace/feed.h"
#include "tools/trace/timeline.h"
#include "tools/trace/vcd_file.h"

namespace aerie::trace {

/// Signals, where `d` is a side (N E S W L, on a hexagonal torus also NE SW) and, with several virtual channels, `_v0` follows:
///   tick, barrier, processor          number of the tick; the barrier network answers; the embedded processor runs
///   r_X_Y.occ_d                       packets in the input FIFO at the start of the cycle
///   r_X_Y.cred_d                      credits that the output holds at the start of the cycle
///   r_X_Y.grant_d                     the input that the output was granted to in this cycle, one bit per input in the order N E S W L NE SW; 0: none
///   r_X_Y.pkt_d                       number of the packet that was granted the output in this cycle, else z
///   r_X_Y.inject                      number of the packet that the source hands over in this cycle, else z
///   r_X_Y.drop                        number of the packet that the router drops in this cycle, else z; only of routers that drop
///   r_X_Y.core_K.phase                0 idle, 1 update of neurons, 2 learning
///   r_X_Y.core_K.busy                 the NeuroCore's synapse pipeline, the consumer of packets, serves one
///   r_X_Y.core_K.serve                number of that packet, else z
class Waveform final : public Sink, private Timeline::Reader {
   public:
    /// Throws InputError where the file cannot be written.
    Waveform(const std::filesystem::path& path, const Scene& scene);

    void on_tick(const hw::TickStart& tick) override;
    void on_tick_end(const hw::TickEnd& tick) override;
    void on_work(const hw::CoreWork& work) override;
    void on_handover(const Handover& handover) override;
    void on_grant(std::uint64_t number, const router::Hop& hop) override;
    void on_occupancy(const router::Occupancy& occupancy) override;
    void on_credits(const router::CreditLevel& credits) override;
    void on_uptake(const Uptake& uptake) override;
    void on_drop(std::uint64_t number, const router::Drop& drop) override { pulse(probes_[drop.node.index()].drop, drop.cycle, number, VcdFile::none); }
    void on_settled(Cycles before) override { timeline_.settle(before); }
    void on_end(Cycles end) override;

    [[nodiscard]] formats::StreamFile& file() { return vcd_.file(); }

   private:
    using Signal = Timeline::Signal;
    /// The signals of one router; those of a port by side and channel.
    struct Probes {
        std::vector<Signal> occupancy, credits, grant, packet;
        Signal inject = 0, drop = 0;
    };
    struct CoreProbes {
        Signal phase = 0, busy = 0, serve = 0;
    };
    void on_start(Cycles begin, const std::vector<std::uint64_t>& values) override { vcd_.write_start(begin.count(), values); }
    void on_change(Cycles cycle, Signal signal, std::uint64_t value) override { vcd_.write_change(cycle.count(), signal, value); }

    void declare_router(NodeId node);
    void declare_ports(NodeId node, Probes& probes);
    Signal declare(const std::string& name, std::uint32_t width, std::uint64_t initial);
    /// One cycle long.
    void pulse(Signal signal, Cycles cycle, std::uint64_t value, std::uint64_t rest);
    [[nodiscard]] std::size_t port(router::Direction side, std::uint32_t channel) const { return router::index_of(side) * channels_ + channel; }

    const Scene& scene_;
    VcdFile vcd_;
    Timeline timeline_;
    std::uint32_t channels_;
    Signal tick_ = 0, barrier_ = 0, processor_ = 0;
    std::vector<Probes> probes_;        ///< by router
    std::vector<CoreProbes> core_probes_;   ///< by slot
};

}  // namespace aerie::trace
