/// @file Writes a golden while a network runs: an ear at the session and one at the mesh. It never changes what runs.
#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "hw_model/machine/timing_observer.h"
#include "tools/formats/golden_file.h"
#include "tools/session/run.h"

namespace aerie::golden {

/// The grants of every packet on its way, handed out once it was delivered.
class HopListener final : public hw::TimingObserver {
   public:
    /// Of the mesh that it listens to.
    void listen_on(const router::Grid& grid) { grid_ = grid; }
    void on_departure(const hw::Departure& departure) override { copies_[departure.packet.tag].clear(); }
    void on_hop(const router::Hop& hop) override;
    void on_delivery(const router::Delivery& delivery) override;
    /// The grants of the packet that left the router `at` in cycle `ejected`. A Local output lets one packet pass per cycle, so this names it; several
    /// NeuroCores at a router may ask for the same one, one after the other.
    [[nodiscard]] const std::vector<Hop>& take(NodeId at, std::uint64_t ejected);

   private:
    using Place = std::pair<NodeId, std::uint64_t>;
    /// Grants until a copy came to a router by one of its sides. A multicast packet has several copies, and one that was dropped starts again at Local.
    struct Copy {
        NodeId node;
        router::Direction in{};
        std::vector<Hop> hops;
    };
    [[nodiscard]] static std::vector<Hop> way_to(const std::vector<Copy>& copies, NodeId node, router::Direction in);

    router::Grid grid_;
    std::map<std::uint32_t, std::vector<Copy>> copies_;   // by tag, which is one packet's until its last delivery
    std::map<std::pair<std::uint32_t, NodeId>, std::vector<Hop>> leaving_;
    std::map<Place, std::vector<Hop>> delivered_;
    std::optional<Place> taken_;                          // last; kept for the next NeuroCore of its router
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
