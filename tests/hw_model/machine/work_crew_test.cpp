/// @file The threads of a machine: every item once, nothing of the last phase in the next, a task beside.
#include "hw_model/machine/work_crew.h"

#include <numeric>
#include <thread>
#include <vector>

#include "tests/catch.h"

using aerie::hw::WorkCrew;

TEST_CASE("every item is done exactly once before share returns, phase after phase, for any number of threads") {
    for (const std::uint32_t threads : {1u, 2u, 3u, 4u, 8u}) {
        WorkCrew crew{threads};
        CHECK(crew.threads() == threads);
        std::vector<std::uint32_t> times(97);   // plain numbers: a race would show under the thread sanitizer, a loss in the sum
        std::uint32_t phases = 0;
        for (; phases < 3000; ++phases) {
            const std::uint32_t items = phases % 98;
            crew.share(items, [&](std::uint32_t k) { times[k] += 1; });
            const std::uint32_t sum = std::accumulate(times.begin(), times.end(), 0u);
            REQUIRE(sum == items);
            std::fill(times.begin(), times.end(), 0);
        }
    }
}

TEST_CASE("what one phase writes the next one reads, whoever did it") {
    for (const std::uint32_t threads : {1u, 2u, 4u}) {
        WorkCrew crew{threads};
        std::vector<std::uint64_t> now(16, 1), next(16);
        for (int phase = 0; phase < 500; ++phase) {
            crew.share(16, [&](std::uint32_t k) { next[k] = now[k] + now[(k + 1) % 16]; });
            now.swap(next);
            for (auto& n : now) n %= 1'000'003;
        }
        std::vector<std::uint64_t> alone(16, 1), after(16);
        for (int phase = 0; phase < 500; ++phase) {
            for (std::uint32_t k = 0; k < 16; ++k) after[k] = (alone[k] + alone[(k + 1) % 16]) % 1'000'003;
            alone.swap(after);
        }
        CHECK(now == alone);
    }
}

TEST_CASE("a task beside is done once join returns, with work going on and without") {
    for (const std::uint32_t threads : {1u, 2u, 4u}) {
        WorkCrew crew{threads};
        std::uint64_t beside = 0, shared = 0;
        std::vector<std::uint64_t> parts(5);
        for (std::uint64_t round = 0; round < 1000; ++round) {
            crew.start_beside([&] { beside += round; });
            if (round % 2 == 0) crew.share(5, [&](std::uint32_t k) { parts[k] += k; });
            crew.join();
            REQUIRE(beside == round * (round + 1) / 2);
            crew.join();   // nothing is under way: returns
        }
        shared = std::accumulate(parts.begin(), parts.end(), std::uint64_t{0});
        CHECK(shared == 500 * (0 + 1 + 2 + 3 + 4));
    }
}
