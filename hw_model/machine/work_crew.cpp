#include "hw_model/machine/work_crew.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <thread>

#include "core/error.h"

namespace aerie::hw {

namespace {

/// A phase in one word, so that a slow helper can never take an item of a phase it has not seen: epoch, items, next item.
struct Ticket {
    std::uint32_t epoch = 0, items = 0, next = 0;
    static constexpr int index_bits = 20;
    [[nodiscard]] std::uint64_t packed() const { return std::uint64_t{epoch} << (2 * index_bits) | std::uint64_t{items} << index_bits | next; }
    static Ticket unpack(std::uint64_t word) {
        constexpr std::uint64_t mask = (1u << index_bits) - 1;
        return {static_cast<std::uint32_t>(word >> (2 * index_bits)), static_cast<std::uint32_t>(word >> index_bits & mask), static_cast<std::uint32_t>(word & mask)};
    }
};

enum class Beside : int { none, ready, running, done };

void relax(int& patience) {
    if (++patience < 2000) {
        __builtin_ia32_pause();
        return;
    }
    std::this_thread::yield();
}

}  // namespace

struct WorkCrew::Shared {
    explicit Shared(std::uint32_t helpers) : pool{helpers} {}

    std::atomic<std::uint64_t> ticket{0};
    std::atomic<std::uint32_t> done{0};
    std::atomic<const std::function<void(std::uint32_t)>*> work{nullptr};
    std::atomic<Beside> beside{Beside::none};
    std::function<void()> task;
    std::atomic<bool> is_closing{false};
    boost::asio::thread_pool pool;

    /// Takes one item of the current phase; false when none is left.
    bool take_item() {
        std::uint64_t word = ticket.load(std::memory_order_acquire);
        for (;;) {
            Ticket t = Ticket::unpack(word);
            if (t.next >= t.items) return false;
            const std::uint32_t item = t.next++;
            if (!ticket.compare_exchange_weak(word, t.packed(), std::memory_order_acq_rel, std::memory_order_acquire)) continue;
            (*work.load(std::memory_order_acquire))(item);
            done.fetch_add(1, std::memory_order_acq_rel);
            return true;
        }
    }

    bool take_beside() {
        Beside expected = Beside::ready;
        if (!beside.compare_exchange_strong(expected, Beside::running, std::memory_order_acq_rel)) return false;
        task();
        beside.store(Beside::done, std::memory_order_release);
        return true;
    }

    void help() {
        int patience = 0;
        while (!is_closing.load(std::memory_order_acquire)) {
            if (take_beside() || take_item()) patience = 0;
            else relax(patience);
        }
    }
};

WorkCrew::WorkCrew(std::uint32_t threads) : threads_{threads} {
    AERIE_ASSERT(threads >= 1);
    if (threads == 1) return;
    shared_ = std::make_unique<Shared>(threads - 1);
    for (std::uint32_t k = 1; k < threads; ++k) boost::asio::post(shared_->pool, [s = shared_.get()] { s->help(); });
}

WorkCrew::~WorkCrew() {
    if (shared_ == nullptr) return;
    shared_->is_closing.store(true, std::memory_order_release);
    shared_->pool.join();
}

void WorkCrew::share(std::uint32_t items, const std::function<void(std::uint32_t)>& work) {
    if (shared_ == nullptr || items == 1) {
        for (std::uint32_t k = 0; k < items; ++k) work(k);
        return;
    }
    AERIE_ASSERT(items < (1u << Ticket::index_bits));
    Shared& s = *shared_;
    const Ticket last = Ticket::unpack(s.ticket.load(std::memory_order_acquire));
    s.work.store(&work, std::memory_order_release);
    s.done.store(0, std::memory_order_release);
    s.ticket.store(Ticket{(last.epoch + 1) & 0xFFFFFF, items, 0}.packed(), std::memory_order_release);
    while (s.take_item()) {}
    int patience = 0;
    while (s.done.load(std::memory_order_acquire) != items) relax(patience);
}

void WorkCrew::start_beside(std::function<void()> task) {
    if (shared_ == nullptr) {
        task();
        return;
    }
    AERIE_ASSERT(shared_->beside.load(std::memory_order_acquire) == Beside::none);
    shared_->task = std::move(task);
    shared_->beside.store(Beside::ready, std::memory_order_release);
}

void WorkCrew::join() {
    if (shared_ == nullptr || shared_->beside.load(std::memory_order_acquire) == Beside::none) return;
    shared_->take_beside();
    int patience = 0;
    while (shared_->beside.load(std::memory_order_acquire) != Beside::done) relax(patience);
    shared_->beside.store(Beside::none, std::memory_order_release);
}

}  // namespace aerie::hw
