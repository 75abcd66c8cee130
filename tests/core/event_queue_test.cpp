#include "core/event_queue.h"

#include <map>
#include <memory>
#include <random>

#include "tests/catch.h"

using namespace aerie;

namespace {

template <class Queue>
std::vector<int> drain(Queue& queue) {
    std::vector<int> order;
    while (!queue.empty()) order.push_back(queue.pop().payload);
    return order;
}

}  // namespace

TEST_CASE("the earliest event comes first") {
    EventQueue<int> queue;
    queue.push(Cycles{30}, EventSource{0}, 3);
    queue.push(Cycles{10}, EventSource{0}, 1);
    queue.push(Cycles{20}, EventSource{0}, 2);
    CHECK(drain(queue) == std::vector<int>{1, 2, 3});
}

TEST_CASE("equal times break by source, not by who pushed first") {
    EventQueue<int> queue;
    queue.push(Cycles{5}, EventSource{2}, 20);
    queue.push(Cycles{5}, EventSource{0}, 0);
    queue.push(Cycles{5}, EventSource{1}, 10);
    CHECK(drain(queue) == std::vector<int>{0, 10, 20});
}

TEST_CASE("equal times and sources break by sending order") {
    EventQueue<int> queue;
    for (int k = 0; k < 100; ++k) queue.push(Cycles{5}, EventSource{7}, k);
    const auto order = drain(queue);
    CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE("happens_before looks at time, then source, then sequence") {
    using E = Event<int, Ticks>;
    const E a{Ticks{1}, EventSource{9}, 9, 0}, b{Ticks{2}, EventSource{0}, 0, 0};
    CHECK(happens_before(a, b));
    CHECK_FALSE(happens_before(b, a));
    const E c{Ticks{1}, EventSource{3}, 9, 0};
    CHECK(happens_before(c, a));
    const E d{Ticks{1}, EventSource{3}, 10, 0};
    CHECK(happens_before(c, d));
    CHECK_FALSE(happens_before(c, c));
}

TEST_CASE("an event is due at its time and not one tick earlier") {
    EventQueue<int, Ticks> queue;
    CHECK_FALSE(queue.is_due(Ticks{~std::uint64_t{0}}));
    queue.push(Ticks{10}, EventSource{0}, 1);
    CHECK_FALSE(queue.is_due(Ticks{9}));
    CHECK(queue.is_due(Ticks{10}));
    CHECK(queue.is_due(Ticks{11}));
}

TEST_CASE("time moves to the event taken, and the same time may still be scheduled") {
    EventQueue<int> queue;
    queue.push(Cycles{4}, EventSource{1}, 1);
    CHECK(queue.now() == Cycles{0});
    CHECK(queue.pop().due == Cycles{4});
    CHECK(queue.now() == Cycles{4});
    queue.push(Cycles{4}, EventSource{0}, 2);
    CHECK(queue.pop().payload == 2);
}

TEST_CASE("payloads may be moved only") {
    EventQueue<std::unique_ptr<int>> queue;
    queue.push(Cycles{2}, EventSource{0}, std::make_unique<int>(2));
    queue.push(Cycles{1}, EventSource{0}, std::make_unique<int>(1));
    CHECK(*queue.pop().payload == 1);
    CHECK(*queue.pop().payload == 2);
}

TEST_CASE("a random mix of pushes and pops agrees with a sorted map, and no event is lost") {
    using Key = std::tuple<std::uint64_t, std::uint32_t, std::uint64_t>;
    std::mt19937 random{3};
    EventQueue<int> queue;
    std::map<Key, int> model;
    std::uint64_t now = 0, sent = 0;
    for (int step = 0; step < 20000; ++step) {
        if (random() % 5 < 3) {
            const std::uint64_t due = now + random() % 8;
            const std::uint32_t source = random() % 4;
            queue.push(Cycles{due}, EventSource{source}, step);
            model[{due, source, sent++}] = step;
        } else if (!model.empty()) {
            const auto event = queue.pop();
            REQUIRE(event.payload == model.begin()->second);
            now = std::get<0>(model.begin()->first);
            REQUIRE(event.due == Cycles{now});
            model.erase(model.begin());
        }
        REQUIRE(queue.size() == model.size());
        REQUIRE(queue.is_conserved());
    }
    CHECK(queue.scheduled() == sent);
    CHECK(queue.delivered() == sent - model.size());
}

TEST_CASE("the order does not depend on the order in which different sources push") {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> events;
    for (std::uint32_t source = 0; source < 40; ++source) events.push_back({source % 3, source});
    std::mt19937 random{4};
    std::vector<int> first;
    for (int shuffle = 0; shuffle < 20; ++shuffle) {
        std::shuffle(events.begin(), events.end(), random);
        EventQueue<int> queue;
        for (const auto& [due, source] : events) queue.push(Cycles{due}, EventSource{source}, static_cast<int>(source));
        const auto order = drain(queue);
        if (first.empty()) first = order;
        REQUIRE(order == first);
    }
}

TEST_CASE("a queue in steady state does not allocate: its storage stays where it is") {
    EventQueue<int> queue;
    queue.reserve(8);
    for (int k = 0; k < 8; ++k) queue.push(Cycles{0}, EventSource{0}, k);
    const auto* storage = &queue.top();
    for (std::uint64_t k = 0; k < 1000; ++k) {
        const auto event = queue.pop();
        queue.push(Cycles{k + 1}, EventSource{0}, event.payload);
    }
    CHECK(&queue.top() == storage);
    CHECK(queue.size() == 8);
}
