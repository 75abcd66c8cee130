/// @file Whoever wants to watch the timing pass: the mesh's events, and around them the ticks, what NeuroCores do in them, and packets by number.
#pragma once

#include <span>

#include "core/model.h"
#include "hw_model/machine/routes.h"
#include "router/observer.h"

namespace aerie::hw {

/// A tick begins; the embedded processor runs first.
struct TickStart {
    std::uint64_t tick = 0;
    Cycles begin, processor_end;
};

/// A tick is over. BARRIER: the last packet was served at `barrier`, and the barrier network answered at `end`; else both are the end of the tick.
struct TickEnd {
    std::uint64_t tick = 0;
    Cycles barrier, end;
};

/// One NeuroCore in one tick. REAL_TIME: may begin late and last longer than the tick.
struct CoreWork {
    std::uint32_t slot = 0;       ///< dense number of the NeuroCore among those in use
    Cycles begin;                 ///< of the soma pipeline
    Cycles learning;              ///< soma is through, learning follows
    Cycles end;
};

/// A packet that a NeuroCore or the host will offer to the mesh under `packet.tag`, which is nobody else's until its last delivery.
struct Departure {
    std::uint64_t number = 0;              ///< over the whole run, from 0
    std::uint64_t tick = 0;                ///< in which its neuron fired
    Address source;
    std::span<const Route> destinations;   ///< ascending by slot
    const router::Packet& packet;
};

/// Everything is told from one thread at a time, tick by tick: on_tick, then on_departure and the mesh's events, then on_tick_end. on_work comes
/// once per tick, before the departures, or after on_tick_end where the timing decides what the NeuroCores do (REAL_TIME with late packets).
class TimingObserver : public router::Observer {
   public:
    virtual void on_tick(const TickStart&) {}
    virtual void on_work(std::span<const CoreWork>) {}
    virtual void on_departure(const Departure&) {}
    virtual void on_tick_end(const TickEnd&) {}
};

/// Several observers as one.
class Audience final : public TimingObserver {
   public:
    void add(TimingObserver& observer) { observers_.push_back(&observer); }
    [[nodiscard]] bool empty() const { return observers_.empty(); }

    void on_tick(const TickStart& t) override { for (auto* o : observers_) o->on_tick(t); }
    void on_work(std::span<const CoreWork> w) override { for (auto* o : observers_) o->on_work(w); }
    void on_departure(const Departure& d) override { for (auto* o : observers_) o->on_departure(d); }
    void on_tick_end(const TickEnd& t) override { for (auto* o : observers_) o->on_tick_end(t); }
    void on_accept(const router::Packet& p, Cycles c) override { for (auto* o : observers_) o->on_accept(p, c); }
    void on_hop(const router::Hop& h) override { for (auto* o : observers_) o->on_hop(h); }
    void on_occupancy(const router::Occupancy& f) override { for (auto* o : observers_) o->on_occupancy(f); }
    void on_credits(const router::CreditLevel& c) override { for (auto* o : observers_) o->on_credits(c); }
    void on_delivery(const router::Delivery& d) override { for (auto* o : observers_) o->on_delivery(d); }
    void on_retire(const router::Packet& p) override { for (auto* o : observers_) o->on_retire(p); }
    void on_drop(const router::Drop& d) override { for (auto* o : observers_) o->on_drop(d); }

   private:
    std::vector<TimingObserver*> observers_;
};

}  // namespace aerie::hw
