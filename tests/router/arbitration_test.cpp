/// @file All arbiters of a router at once against one arbiter at a time; and lists that come due against a plain multimap.
#include <map>

#include "router/arbitration.h"
#include "router/calendar.h"
#include "tests/catch.h"
#include "tests/router/traffic.h"

using namespace aerie::router;
using namespace aerie::router::test;

namespace {

constexpr std::uint32_t size = 7;   ///< rows and columns that a matrix has at most

bool bit(PortBytes matrix, std::uint32_t row, std::uint32_t column) { return (matrix >> (row * 8 + column) & 1U) != 0; }
std::uint32_t row_of(PortBytes matrix, std::uint32_t row) { return byte_of(matrix, row); }
std::uint32_t column_of(PortBytes matrix, std::uint32_t column) {
    std::uint32_t bits = 0;
    for (std::uint32_t row = 0; row < size; ++row) bits |= std::uint32_t{bit(matrix, row, column)} << row;
    return bits;
}

PortBytes random_matrix(Dice& dice, double density) {
    PortBytes matrix = 0;
    for (std::uint32_t row = 0; row < size; ++row)
        for (std::uint32_t column = 0; column < size; ++column)
            if (dice.chance(density)) matrix |= one_at(row) << column;
    return matrix;
}

/// As an arbiter's registers would say: a pointer, and whoever asks first from it on, around the end; size when nobody asks.
std::uint32_t first_of(std::uint32_t requests, std::uint32_t pointer) {
    for (std::uint32_t k = 0; k < size; ++k)
        if ((requests >> (pointer + k) % size & 1U) != 0) return (pointer + k) % size;
    return size;
}

/// The pointer that a mask of what lies at or after it stands for; what lies beyond the matrix is behind nobody.
std::uint32_t pointer_of(std::uint32_t ahead) { return (ahead & ((1U << size) - 1)) == 0 ? 0 : lowest(ahead); }

/// A mask for every arbiter, as pointers leave them.
PortBytes random_pointers(Dice& dice, bool by_row) {
    PortBytes ahead = 0;
    for (std::uint32_t arbiter = 0; arbiter < size; ++arbiter)
        for (std::uint32_t k = dice.below(size + 1); k < size; ++k) ahead |= by_row ? one_at(arbiter) << k : one_at(k) << arbiter;
    return ahead;
}

}  // namespace

TEST_CASE("arbiters of all outputs and of all inputs at once choose as one alone would, and move their pointers alike") {
    Dice dice{3};
    for (int round = 0; round < 20'000; ++round) {
        const PortBytes requests = random_matrix(dice, round % 3 == 0 ? 0.05 : round % 3 == 1 ? 0.3 : 0.9);
        const PortBytes rows = random_pointers(dice, true), columns = random_pointers(dice, false);
        const PortBytes by_row = first_of_rows(requests, rows), by_column = first_of_columns(requests, columns);
        const PortBytes rows_after = rows_behind(rows, by_row), columns_after = columns_behind(columns, by_column);
        for (std::uint32_t i = 0; i < size; ++i) {
            const std::uint32_t out = first_of(row_of(requests, i), pointer_of(row_of(rows, i)));
            REQUIRE(row_of(by_row, i) == (out == size ? 0U : 1U << out));
            REQUIRE(pointer_of(row_of(rows_after, i)) == (out == size ? pointer_of(row_of(rows, i)) : (out + 1) % size));
            const std::uint32_t in = first_of(column_of(requests, i), pointer_of(column_of(columns, i)));
            REQUIRE(column_of(by_column, i) == (in == size ? 0U : 1U << in));
            REQUIRE(pointer_of(column_of(columns_after, i)) == (in == size ? pointer_of(column_of(columns, i)) : (in + 1) % size));
            REQUIRE(row_of(full_rows(requests), i) == (row_of(requests, i) == 0 ? 0U : 0xffU));
        }
        REQUIRE(ones_in(row_of(requests, 0)) == [&] {
            PortBytes expected = 0;
            for (std::uint32_t k = 0; k < size; ++k) expected |= PortBytes{bit(requests, 0, k)} << k * 8;
            return expected;
        }());
    }
}

TEST_CASE("a calendar gives back what was written exactly its delay later, lists in the order of their writing, whatever the delays") {
    Dice dice{5};
    for (const std::vector<std::uint64_t>& delays : {std::vector<std::uint64_t>{1}, {3, 2, 3}, {1, 63, 64}, {5'000, 1}}) {
        Calendar<std::uint32_t> calendar{delays};
        std::map<std::uint64_t, std::vector<std::uint32_t>> expected;
        std::uint32_t next = 0;
        std::uint64_t written = 0;
        for (std::uint64_t now = 0; now < 12'000; ++now) {
            const auto due = calendar.due(now);
            REQUIRE(std::ranges::equal(due, expected[now]));
            expected.erase(now);
            calendar.clear(now);
            if (dice.chance(0.02)) {
                const std::uint64_t delay = delays[dice.below(static_cast<std::uint32_t>(delays.size()))];
                const std::uint32_t lane = calendar.lane_of(delay), count = dice.below(40);
                std::uint32_t* place = calendar.open(now, lane, count);
                for (std::uint32_t k = 0; k < count; ++k) expected[now + delay].push_back(*place++ = next++);
                calendar.close(now, lane, place);
                written += count;
            }
            while (!expected.empty() && expected.begin()->second.empty()) expected.erase(expected.begin());
            REQUIRE(calendar.next_due(now + 1) == (expected.empty() ? Calendar<std::uint32_t>::never : expected.begin()->first));
        }
        REQUIRE(written > 1'000);
    }
}
