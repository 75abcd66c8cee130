/// @file The executor's promises: lanes do not see each other, streams of every shape, nothing touched beyond the count, draws by identity.
#include <cmath>
#include <numeric>

#include "core/random.h"
#include "tests/catch.h"
#include "tests/hw_model/microcode/lanes.h"
#include "tests/hw_model/microcode/reference.h"
#include "tests/hw_model/microcode/sample_program.h"

using namespace aerie;
using namespace aerie::hw;
using namespace aerie::hw::test;

namespace {

/// The sample's streams for `count` lanes, each in memory of exactly that size, so that a sanitizer sees one lane too many.
template <class Lane>
struct Memory {
    std::vector<std::vector<Lane>> arrays;
    std::vector<std::uint32_t> first, second;

    explicit Memory(std::size_t count, std::size_t offset = 0) {
        for (std::size_t k = 0; k < sample_streams; ++k) {
            arrays.emplace_back(count);
            for (std::size_t i = 0; i < count; ++i) arrays[k][i] = sample_value<Lane>(k, i + offset);
        }
        for (std::size_t i = 0; i < count; ++i) {
            first.push_back(static_cast<std::uint32_t>(i + offset));
            second.push_back(static_cast<std::uint32_t>((i + offset) * 77));
        }
    }
    std::vector<Stream<Lane>> streams() {
        std::vector<Stream<Lane>> all;
        for (auto& array : arrays) all.push_back({array.data()});
        return all;
    }
    [[nodiscard]] Identity identity() const { return {first.data(), second.data(), 11, 5, 99}; }
};

template <class Lane>
ProgramCounts run(Executor<Lane>& executor, Memory<Lane>& memory) {
    ProgramCounts counts{std::vector<std::uint64_t>(sample_counters), std::vector<std::uint64_t>(sample_counters)};
    executor.run(memory.streams().data(), memory.first.size(), memory.identity(), counts);
    return counts;
}

template <class Lane>
void require_lanes_alone_and_together_agree(std::size_t count) {
    Executor<Lane> executor(sample_program());
    Memory<Lane> together(count);
    const ProgramCounts counts = run(executor, together);
    ProgramCounts sum{std::vector<std::uint64_t>(sample_counters), std::vector<std::uint64_t>(sample_counters)};
    for (std::size_t i = 0; i < count; ++i) {
        Memory<Lane> alone(1, i);
        const ProgramCounts one = run(executor, alone);
        for (std::size_t k = 0; k < sample_streams; ++k)
            if (alone.arrays[k][0] != together.arrays[k][i]) FAIL("lane " << i << " of " << count << ", stream " << k);
        for (std::size_t k = 0; k < sample_counters; ++k) {
            sum.saturations[k] += one.saturations[k];
            sum.lost[k] += one.lost[k];
        }
    }
    CHECK(sum.saturations == counts.saturations);
    CHECK(sum.lost == counts.lost);
}

}  // namespace

TEST_CASE("a lane's result and counts are the same alone and among any number of others") {
    for (const std::size_t count : {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 255, 256, 257, 1000}) {
        require_lanes_alone_and_together_agree<std::int32_t>(count);
        require_lanes_alone_and_together_agree<double>(count);
    }
}

TEST_CASE("lanes beyond the count are neither written nor needed") {
    Executor<std::int32_t> executor(sample_program());
    for (const std::size_t count : {0, 1, 3, 15, 17, 255, 257}) {
        Memory<std::int32_t> larger(count + 64), exact(count);
        std::vector<std::vector<std::int32_t>> before = larger.arrays;
        ProgramCounts counts{std::vector<std::uint64_t>(sample_counters), std::vector<std::uint64_t>(sample_counters)};
        executor.run(larger.streams().data(), count, larger.identity(), counts);
        run(executor, exact);
        for (std::size_t k = 0; k < sample_streams; ++k) {
            CHECK(std::equal(exact.arrays[k].begin(), exact.arrays[k].end(), larger.arrays[k].begin()));
            CHECK(std::equal(before[k].begin() + static_cast<std::ptrdiff_t>(count), before[k].end(), larger.arrays[k].begin() + static_cast<std::ptrdiff_t>(count)));
        }
    }
}

TEST_CASE("gathered lanes give what contiguous lanes give, and only theirs are written") {
    for (const std::size_t count : {1, 2, 17, 256, 300, 1000}) {
        Executor<std::int32_t> executor(sample_program());
        Memory<std::int32_t> plain(count), scattered(count);
        std::vector<std::uint32_t> index(count);   // lane i lives at 3 * (count - 1 - i) + 1
        for (std::size_t i = 0; i < count; ++i) index[i] = static_cast<std::uint32_t>(3 * (count - 1 - i) + 1);
        std::vector<std::vector<std::int32_t>> homes(sample_streams, std::vector<std::int32_t>(3 * count, 12345));
        std::vector<Stream<std::int32_t>> streams;
        for (std::size_t k = 0; k < sample_streams; ++k) {
            for (std::size_t i = 0; i < count; ++i) homes[k][index[i]] = scattered.arrays[k][i];
            streams.push_back({homes[k].data(), index.data()});
        }
        streams[1] = {scattered.arrays[1].data()};   // shapes may mix
        const ProgramCounts want = run(executor, plain);
        ProgramCounts counts{std::vector<std::uint64_t>(sample_counters), std::vector<std::uint64_t>(sample_counters)};
        executor.run(streams.data(), count, scattered.identity(), counts);
        CHECK(counts.saturations == want.saturations);
        CHECK(counts.lost == want.lost);
        for (std::size_t k = 0; k < sample_streams; ++k)
            for (std::size_t i = 0; i < count && k != 1; ++i) {
                if (homes[k][index[i]] != plain.arrays[k][i]) FAIL("lane " << i << ", stream " << k);
                if (homes[k][index[i] - 1] != 12345 || homes[k][index[i] + 1] != 12345) FAIL("a neighbour of lane " << i << " was written");
            }
        CHECK(scattered.arrays[1] == plain.arrays[1]);
    }
}

TEST_CASE("a broadcast stream is its first value in every lane of every block") {
    Executor<std::int32_t> executor(program_of(instruction(Opcode::add)));
    std::int32_t everywhere = 1000;
    Lanes a(600), unused(600), d(600), want(600);
    std::iota(a.begin(), a.end(), 0);
    std::iota(want.begin(), want.end(), 1000);
    ProgramCounts counts{{0}, {0}};
    const Stream<std::int32_t> streams[] = {{a.data()}, {&everywhere, nullptr, true}, {unused.data()}, {d.data()}};
    executor.run(streams, 600, {}, counts);
    CHECK(d == want);
    everywhere = 2000;
    executor.run(streams, 1, {}, counts);
    CHECK(d[0] == 2000);
}

TEST_CASE("a shape belongs to one run alone") {
    Executor<std::int32_t> executor(program_of(instruction(Opcode::copy)));
    Lanes a(300), b(300), d(300);
    std::iota(a.begin(), a.end(), 0);
    std::vector<std::uint32_t> last(300, 299);
    ProgramCounts counts{{0}, {0}};
    const Stream<std::int32_t> gathered[] = {{a.data(), last.data()}, {b.data()}, {b.data()}, {d.data()}};
    const Stream<std::int32_t> plain[] = {{a.data()}, {b.data()}, {b.data()}, {d.data()}};
    executor.run(gathered, 300, {}, counts);
    CHECK(d == Lanes(300, 299));
    executor.run(plain, 300, {}, counts);
    CHECK(d == a);
}

TEST_CASE("an instruction may write the register it reads") {
    for (const Opcode op : {Opcode::add, Opcode::subtract, Opcode::multiply, Opcode::multiply_add, Opcode::store, Opcode::accumulate, Opcode::select, Opcode::absolute})
        for (std::uint16_t target = 0; target < 3; ++target) {
            Program program = program_of(instruction(op, op == Opcode::select || op == Opcode::add ? 0 : 3));
            program.code[0].target = target;
            program.code[0].counter = op == Opcode::store || op == Opcode::accumulate || op == Opcode::multiply_add ? 0 : no_counter;
            program.code[0].low = -5000;
            program.code[0].high = 7000;
            Executor<std::int32_t> executor(program);
            for (const std::size_t count : {2, 16, 100, 300}) {
                std::vector<Lanes> arrays(4, Lanes(count));
                for (std::size_t i = 0; i < count; ++i)
                    for (std::size_t k = 0; k < 3; ++k) arrays[k][i] = few_edges()[(i * (k + 3) + k) % few_edges().size()];
                const std::vector<Lanes> before = arrays;
                std::uint64_t saturations = 0, lost = 0;
                ProgramCounts counts{{0}, {0}};
                const Stream<std::int32_t> streams[] = {{arrays[0].data()}, {arrays[1].data()}, {arrays[2].data()}, {arrays[3].data()}};
                executor.run(streams, count, {}, counts);
                for (std::size_t i = 0; i < count; ++i) {
                    const Outcome want = expected(program.code[0], before[0][i], before[1][i], before[2][i]);
                    saturations += want.is_saturated;
                    lost += want.is_lost;
                    if (arrays[target][i] != want.value) FAIL("op " << int(op) << " into its operand " << target << ", lane " << i);
                }
                CHECK((counts.saturations[0] == saturations && counts.lost[0] == lost));
            }
        }
}

TEST_CASE("an instruction of constants alone fills every lane, and follows the constants") {
    for (const Opcode op : {Opcode::copy, Opcode::add, Opcode::subtract, Opcode::multiply, Opcode::multiply_add, Opcode::store, Opcode::accumulate}) {
        Executor<std::int32_t> executor(program_of(instruction(op), 7));
        const Instruction code = instruction(op);
        for (const std::int32_t value : {3, -77}) {
            const Ran got = ran(executor, Lanes(300, value), Lanes(300, 5), Lanes(300, -2));
            CHECK(got.target == Lanes(300, expected(code, value, 5, -2).value));
        }
    }
}

TEST_CASE("counts are added to what the caller has counted") {
    Instruction code = instruction(Opcode::store);
    code.low = 0;
    code.high = 10;
    code.counter = 0;
    Executor<std::int32_t> executor(program_of(code));
    Lanes a{-1, 5, 11}, b{10, 10, 10}, d(3);
    ProgramCounts counts{{100}, {1000}};
    const Stream<std::int32_t> streams[] = {{a.data()}, {b.data()}, {b.data()}, {d.data()}};
    executor.run(streams, 3, {}, counts);
    CHECK(counts.saturations[0] == 102);
    CHECK(counts.lost[0] == 1001);   // 11 stays 10: the increment is lost
}

TEST_CASE("uniform and normal are the words of the lane's identity under the program's draw key") {
    const std::size_t count = 300;
    std::vector<std::uint32_t> first(count), second(count);
    for (std::size_t i = 0; i < count; ++i) {
        first[i] = static_cast<std::uint32_t>(i * 1000003);
        second[i] = static_cast<std::uint32_t>(~i);
    }
    const Identity identity{first.data(), second.data(), 0x123456789ABCDEF0, 17, 1ull << 40};
    const DrawKey key(identity.seed, Purpose::program, identity.entity, identity.tick, 6);
    for (const Opcode op : {Opcode::uniform, Opcode::normal}) {
        Program program = program_of(instruction(op, 20));
        program.code[0].immediate = 6;
        Executor<std::int32_t> fixed(program);
        Executor<double> real(program);
        const Ran got = ran(fixed, Lanes(count), Lanes(count), Lanes(count), identity);
        std::vector<double> unused(count), d(count);
        ProgramCounts counts{{0}, {0}};
        const Stream<double> streams[] = {{unused.data()}, {unused.data()}, {unused.data()}, {d.data()}};
        real.run(streams, count, identity, counts);
        for (std::size_t i = 0; i < count; ++i) {
            const auto words = key.words(first[i], second[i]);
            const double want = op == Opcode::uniform ? to_unit(words[0]) : to_normal(words);
            const std::int32_t raw = op == Opcode::uniform ? static_cast<std::int32_t>(words[0] >> 1) : static_cast<std::int32_t>(std::floor(want * 0x1p20 + 0.5));
            if (d[i] != want || got.target[i] != raw) FAIL("lane " << i << " of op " << int(op));
        }
    }
}

TEST_CASE("draws change with seed, entity, tick, draw number and identity, and an absent identity is 0") {
    Executor<std::int32_t> executor(program_of(instruction(Opcode::uniform)));
    const std::vector<std::uint32_t> zero{0}, one{1};
    const auto draw = [&](Identity identity) { return ran(executor, {0}, {0}, {0}, identity).target[0]; };
    const std::int32_t base = draw({zero.data(), zero.data(), 1, 2, 3});
    CHECK(draw({nullptr, nullptr, 1, 2, 3}) == base);
    CHECK(draw({zero.data(), zero.data(), 2, 2, 3}) != base);
    CHECK(draw({zero.data(), zero.data(), 1, 3, 3}) != base);
    CHECK(draw({zero.data(), zero.data(), 1, 2, 4}) != base);
    CHECK(draw({one.data(), zero.data(), 1, 2, 3}) != base);
    CHECK(draw({zero.data(), one.data(), 1, 2, 3}) != base);
}

TEST_CASE("a moved executor runs on") {
    Executor<std::int32_t> first(program_of(instruction(Opcode::negate)));
    Executor<std::int32_t> second(std::move(first));
    CHECK(ran(second, {5}, {0}, {0}).target == Lanes{-5});
    first = std::move(second);
    CHECK(ran(first, {6}, {0}, {0}).target == Lanes{-6});
}
