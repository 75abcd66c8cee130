/// @file Packets that are queued or in flight, and the endless queue of each source. Memory is reused; nothing is allocated in steady state.
#pragma once

#include <vector>

#include "core/error.h"
#include "router/packet.h"

namespace aerie::router {

class PacketPool {
   public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    struct Carried {
        Packet packet;
        Cycles accepted;
        std::uint32_t copies = 1;   ///< of it in the mesh: a fork adds, a delivery takes away
        std::uint32_t next = none;  ///< the next of its queue, or of the free places
    };

    explicit PacketPool(std::size_t sources) : queues_(sources) {}

    [[nodiscard]] Carried& operator[](std::uint32_t place) { return carried_[place]; }
    [[nodiscard]] const Carried& operator[](std::uint32_t place) const { return carried_[place]; }

    /// Appends to the queue of its source.
    void enqueue(const Packet& packet) {
        const std::uint32_t place = take_place();
        carried_[place] = {packet, {}, 1, none};
        Queue& queue = queues_[packet.source.index()];
        AERIE_ASSERT(queue.front == none || carried_[queue.back].packet.offered <= packet.offered);
        (queue.front == none ? queue.front : carried_[queue.back].next) = place;
        queue.back = place;
    }
    [[nodiscard]] std::uint32_t front(std::size_t source) const { return queues_[source].front; }
    void dequeue(std::size_t source) { queues_[source].front = carried_[queues_[source].front].next; }

    void release(std::uint32_t place) {
        carried_[place].next = free_;
        free_ = place;
    }

   private:
    struct Queue {
        std::uint32_t front = none;
        std::uint32_t back = none;
    };

    std::uint32_t take_place() {
        if (free_ == none) {
            carried_.emplace_back();
            return static_cast<std::uint32_t>(carried_.size() - 1);
        }
        const std::uint32_t place = free_;
        free_ = carried_[place].next;
        return place;
    }

    std::vector<Carried> carried_;
    std::vector<Queue> queues_;
    std::uint32_t free_ = none;
};

}  // namespace aerie::router
