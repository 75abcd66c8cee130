/// @file The run as a timeline for https://ui.perfetto.dev: ticks and barriers, NeuroCores at work, packets as flows from sender to consumer, queues.
#pragma once

#include <set>

#include "tools/formats/perfetto_file.h"
#include "tools/trace/feed.h"
#include "tools/trace/timeline.h"

namespace aerie::trace {

/// One process, the chip. Under it: "ticks" with the barriers and the embedded processor inside; each NeuroCore with "update" and "learning", and its
/// synapse pipeline with the packets that it serves; each router that something passes with what its sources send and what it drops (one cycle per
/// packet) and a counter for each queue.
/// Slices are cut to the window. Nanoseconds are the chip's; where a cycle is no whole number of them, a nanosecond stands for a cycle.
class PerfettoTrace final : public Sink, private Timeline::Reader {
   public:
    /// Throws InputError where the file cannot be written.
    PerfettoTrace(const std::filesystem::path& path, const Scene& scene);

    void on_tick(const hw::TickStart& tick) override { tick_ = tick; }
    void on_tick_end(const hw::TickEnd& tick) override;
    void on_work(const hw::CoreWork& work) override;
    void on_handover(const Handover& handover) override;
    void on_occupancy(const router::Occupancy& occupancy) override;
    void on_uptake(const Uptake& uptake) override;
    void on_drop(std::uint64_t number, const router::Drop& drop) override;
    void on_settled(Cycles before) override { queues_.settle(before); }
    void on_end(Cycles end) override { queues_.finish(end); }

    [[nodiscard]] formats::StreamFile& file() { return file_.file(); }

   private:
    void on_start(Cycles begin, const std::vector<std::uint64_t>& values) override;
    void on_change(Cycles cycle, Timeline::Signal queue, std::uint64_t packets) override;

    /// Whether something of it lies in the window; then cut to it.
    [[nodiscard]] bool cut(Cycles& begin, Cycles& end) const;
    void draw(std::uint64_t track, Cycles begin, Cycles end, formats::PerfettoSlice slice);
    [[nodiscard]] std::uint64_t ns(Cycles cycle) const { return cycle.count() * ns_per_cycle_; }
    enum class Pipeline : std::uint8_t { soma, synapses };
    [[nodiscard]] std::uint64_t core_track(std::uint32_t slot, Pipeline pipeline);
    [[nodiscard]] std::uint64_t source_track(NodeId node);
    [[nodiscard]] std::uint64_t drop_track(NodeId node);
    [[nodiscard]] std::uint64_t queue_track(Timeline::Signal queue);
    [[nodiscard]] std::uint64_t group(NodeId node);
    /// The track, declared when it is named for the first time.
    std::uint64_t declared(formats::PerfettoTrack track);
    [[nodiscard]] std::string padded_place(NodeId node) const;

    const Scene& scene_;
    formats::PerfettoFile file_;
    Timeline queues_;                ///< by router, side and channel
    std::uint64_t ns_per_cycle_;
    hw::TickStart tick_{};
    std::set<std::uint64_t> declared_;
};

}  // namespace aerie::trace
