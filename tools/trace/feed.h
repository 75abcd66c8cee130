/// @file One ear at the timing pass for all traces: gives packets their numbers back, follows them to their ends, and tells each format what it draws.
#pragma once

#include <deque>
#include <optional>

#include "hw_model/machine/timing_observer.h"
#include "tools/trace/scene.h"

namespace aerie::trace {

/// A packet handed to its router.
struct Handover {
    std::uint64_t number = 0, tick = 0;
    Address source;
    NodeId at;
    Cycles offered, accepted;
    std::uint64_t first_uptake = 0, uptakes = 1;   ///< what becomes of it, numbered over the whole run
};

/// One packet at one NeuroCore: its synapse pipeline serves it from `begin` until before `done`.
struct Uptake {
    std::uint64_t number = 0;                   ///< of the packet
    std::uint64_t uptake = 0;                   ///< of this, over the whole run
    std::uint32_t slot = 0;
    NodeId at;
    Cycles ejected, begin, done;
    bool is_late = false;                       ///< REAL_TIME: done after its tick
};

/// A packet from its offer to its last service.
struct PacketLife {
    struct Step {
        enum class Kind : std::uint8_t { granted, lost, given_back };   ///< given back to the router's monitor, which offers it again
        Cycles cycle;
        NodeId node;
        router::Direction out{};
        Kind kind = Kind::granted;
        auto operator<=>(const Step&) const = default;
    };
    std::uint64_t number = 0, tick = 0;
    Address source;
    NodeId from;
    Cycles offered;
    std::optional<Cycles> accepted{};           ///< neither this nor the rest is known of a packet that is on its way when the run ends
    std::vector<Step> steps{};                  ///< ascending
    std::vector<Uptake> uptakes{};              ///< by NeuroCore
    bool is_over = false;                       ///< all of it was taken, or lost
};

/// What a format hears: only of routers that were asked for. Windows are its own affair, but for on_packet.
class Sink {
   public:
    virtual ~Sink() = default;
    virtual void on_tick(const hw::TickStart&) {}
    virtual void on_tick_end(const hw::TickEnd&) {}
    virtual void on_work(const hw::CoreWork&) {}
    virtual void on_handover(const Handover&) {}
    virtual void on_grant(std::uint64_t /*number*/, const router::Hop&) {}
    virtual void on_occupancy(const router::Occupancy&) {}
    virtual void on_credits(const router::CreditLevel&) {}
    virtual void on_uptake(const Uptake&) {}
    virtual void on_drop(std::uint64_t /*number*/, const router::Drop&) {}
    /// In order of their numbers.
    virtual void on_packet(const PacketLife&) {}
    /// Nothing that lies before this cycle will be told any more.
    virtual void on_settled(Cycles) {}
    virtual void on_end(Cycles /*end of the run*/) {}
};

/// Memory follows what is under way (packets between offer and end, in one tick where ticks have barriers), never the length of the run.
class Feed final : public hw::TimingObserver {
   public:
    /// `scene` must outlive this, and so must the sinks. Its window moves with the ticks.
    explicit Feed(Scene& scene);
    void add(Sink& sink) { sinks_.push_back(&sink); }
    /// Whether somebody wants on_packet(): lives cost memory.
    void follow_packets() { follows_packets_ = true; }
    /// After the run.
    void end();
    /// The end of the last tick so far.
    [[nodiscard]] Cycles end_of_run() const { return end_; }

    void on_tick(const hw::TickStart& tick) override;
    void on_work(std::span<const hw::CoreWork> work) override;
    void on_departure(const hw::Departure& departure) override;
    void on_tick_end(const hw::TickEnd& tick) override;
    void on_accept(const router::Packet& packet, Cycles cycle) override;
    void on_hop(const router::Hop& hop) override;
    void on_occupancy(const router::Occupancy& occupancy) override;
    void on_credits(const router::CreditLevel& credits) override;
    void on_delivery(const router::Delivery& delivery) override;
    void on_drop(const router::Drop& drop) override;
    void on_retire(const router::Packet& packet) override;

   private:
    /// Who travels under a tag.
    struct Traveller {
        std::uint64_t number = 0, tick = 0;
        Address source;
        std::span<const hw::Route> destinations{};
        std::uint64_t first_uptake = 0;
        bool is_multicast = false;
    };
    [[nodiscard]] PacketLife* life_of(std::uint64_t number);
    [[nodiscard]] bool is_wanted(const PacketLife& life) const;
    void begin_life(const hw::Departure& departure);
    void take_up(const Uptake& uptake);
    void hand_on_lives(bool is_all);
    void settle(Cycles before);

    Scene& scene_;
    std::vector<Sink*> sinks_;
    std::vector<Traveller> travellers_;          ///< by tag
    std::vector<Cycles> consumer_free_;          ///< by router: unicast packets are served one after the other
    std::vector<Cycles> core_free_;              ///< by slot: multicast packets are taken by each NeuroCore when it is free
    std::deque<PacketLife> lives_;               ///< of successive numbers
    std::uint64_t uptakes_ = 0;
    Cycles tick_begin_, end_, settled_;
    bool follows_packets_ = false, is_work_known_ = false;
    bool is_over_ = false;                       ///< the window has passed, and all packets that it saw
};

}  // namespace aerie::trace
