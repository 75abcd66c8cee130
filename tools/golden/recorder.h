/// @file Writes a golden while a network runs: an ear at the session and one at the mesh. It never changes what runs.
#pragma once

#include <filesystem>
#include <map>

#include "hw_model/machine/timing_observer.h"
#include "tools/formats/golden_file.h"
#include "tools/session/run.h"

namespace aerie::golden {

/// The grants of every packet on its way, handed out once it was delivered.
class HopListener final : public hw::TimingObserver {
   public:
    void on_hop(const router::Hop& hop) override { on_the_way_[{hop.packet.tag, hop.packet.offered.count()}].push_back({hop.out, hop.cycle.count()}); }
    void on_delivery(const router::Delivery& delivery) override;
    /// The grants of the packet that left the router `at` in cycle `ejected`. A Local output lets one packet pass per cycle, so this names it.
    [[nodiscard]] std::vector<Hop> take(NodeId at, std::uint64_t ejected);

   private:
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::vector<Hop>> on_the_way_;   // by tag and cycle of offer: a route is used once per tick
    std::map<std::pair<NodeId, std::uint64_t>, std::vector<Hop>> delivered_;
};

class Recorder {
   public:
    /// Throws InputError where `file` cannot be written.
    Recorder(const std::filesystem::path& file, const session::Request& request, const session::Prepared& prepared);

    /// Listens in on a run; whoever listens already goes on to hear. The recorder must outlive the run.
    void join(session::RunOptions& options);
    /// After the run: the golden appears under its name.
    void publish() { writer_.finish(); }
    [[nodiscard]] std::uint64_t packets() const { return packets_; }
    [[nodiscard]] std::uint64_t spikes() const { return spikes_; }

   private:
    void start(hw::Machine& machine);
    void take(const hw::PacketRecord& packet);
    void take_weights(hw::Machine& machine);
    void take_counters(hw::Machine& machine);

    const session::Prepared& prepared_;
    formats::GoldenWriter writer_;
    HopListener hops_;
    std::vector<CoreId> cores_;       ///< by slot
    std::uint64_t packets_ = 0, spikes_ = 0;
};

}  // namespace aerie::golden
