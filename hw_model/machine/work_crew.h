/// @file The threads of a machine: they share out the NeuroCores of a phase, and one of them may play a packet list through the mesh meanwhile.
/// The result never depends on who did what: an item touches its own NeuroCore alone.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace aerie::hw {

class WorkCrew {
   public:
    /// `threads` counts the caller: 1 means no helpers and no synchronisation at all.
    explicit WorkCrew(std::uint32_t threads);
    ~WorkCrew();
    WorkCrew(const WorkCrew&) = delete;
    WorkCrew& operator=(const WorkCrew&) = delete;

    /// Calls work(0) ... work(items - 1), each once, and returns when all are done.
    void share(std::uint32_t items, const std::function<void(std::uint32_t)>& work);
    /// Starts `task` beside whatever share() does next; at most one at a time. With one thread it runs at once.
    void start_beside(std::function<void()> task);
    /// Returns when the task started last is done; does it itself when nobody has begun it.
    void join();

    [[nodiscard]] std::uint32_t threads() const { return threads_; }

   private:
    struct Shared;
    std::uint32_t threads_;
    std::unique_ptr<Shared> shared_;
};

}  // namespace aerie::hw
