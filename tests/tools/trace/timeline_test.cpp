/// @file Changes told out of order come out in order, once, and only in the window.
#include "tests/catch.h"
#include "tools/trace/timeline.h"

using namespace aerie;
using trace::Timeline;
using trace::Window;

namespace {

struct Change {
    std::uint64_t cycle = 0;
    std::uint32_t signal = 0;
    std::uint64_t value = 0;
    bool operator==(const Change&) const = default;
};

struct Book : Timeline::Reader {
    void on_start(Cycles begin, const std::vector<std::uint64_t>& values) override {
        CHECK(changes.empty());
        start = begin.count();
        first = values;
    }
    void on_change(Cycles cycle, Timeline::Signal signal, std::uint64_t value) override { changes.push_back({cycle.count(), signal, value}); }
    std::uint64_t start = ~std::uint64_t{0};
    std::vector<std::uint64_t> first;
    std::vector<Change> changes;
};

using Changes = std::vector<Change>;

Window cycles(const std::string& text) { return Window{text, Network{}, hw::ChipSpec{}}; }

}  // namespace

TEST_CASE("changes come out by cycle, then signal, whatever the order in which they were told") {
    const Window window;
    Book book;
    Timeline timeline{window, book};
    const auto a = timeline.add(7), b = timeline.add(0);
    timeline.set(b, Cycles{9}, 1);
    timeline.set(a, Cycles{5}, 3);
    timeline.set(b, Cycles{5}, 2);
    timeline.set(a, Cycles{4}, 1);
    timeline.finish(Cycles{20});
    CHECK(book.start == 0);
    CHECK(book.first == std::vector<std::uint64_t>{7, 0});
    CHECK(book.changes == Changes{{4, a, 1}, {5, a, 3}, {5, b, 2}, {9, b, 1}});
}

TEST_CASE("of several values in one cycle the last told stays, and what does not change is not told") {
    const Window window;
    Book book;
    Timeline timeline{window, book};
    const auto a = timeline.add(0);
    timeline.set(a, Cycles{3}, 1);
    timeline.set(a, Cycles{4}, 0);   // a pulse ends
    timeline.set(a, Cycles{4}, 1);   // and the next begins
    timeline.set(a, Cycles{5}, 0);
    timeline.set(a, Cycles{8}, 1);
    timeline.set(a, Cycles{8}, 0);
    timeline.finish(Cycles{20});
    CHECK(book.changes == Changes{{3, a, 1}, {5, a, 0}});
}

TEST_CASE("a window starts with the values of its first cycle and tells nothing at or after its end") {
    const Window window = cycles("5:9");
    Book book;
    Timeline timeline{window, book};
    const auto a = timeline.add(0), b = timeline.add(0);
    timeline.set(a, Cycles{2}, 4);
    timeline.set(b, Cycles{5}, 6);
    timeline.set(a, Cycles{8}, 5);
    timeline.set(a, Cycles{9}, 7);
    timeline.finish(Cycles{20});
    CHECK(book.start == 5);
    CHECK(book.first == std::vector<std::uint64_t>{4, 6});
    CHECK(book.changes == Changes{{8, a, 5}});
}

TEST_CASE("a window in which nothing changes still has its values, one behind the run has none") {
    for (const bool is_reached : {true, false}) {
        const Window window = cycles("10:12");
        Book book;
        Timeline timeline{window, book};
        const auto a = timeline.add(0);
        timeline.set(a, Cycles{2}, 4);
        timeline.finish(Cycles{is_reached ? 11U : 10U});
        CHECK(book.start == (is_reached ? 10U : ~std::uint64_t{0}));
        CHECK(book.first == (is_reached ? std::vector<std::uint64_t>{4} : std::vector<std::uint64_t>{}));
        CHECK(book.changes.empty());
    }
}

TEST_CASE("what is settled is handed on while more is told, however much that is") {
    const Window window;
    Book book;
    Timeline timeline{window, book};
    const auto a = timeline.add(0), late = timeline.add(0);
    const std::uint64_t many = 1'000'000;
    for (std::uint64_t cycle = 1; cycle <= many; ++cycle) {
        timeline.set(a, Cycles{cycle}, cycle);
        if (cycle % 1000 == 0) timeline.set(late, Cycles{cycle + 300'000}, cycle);
        timeline.settle(Cycles{cycle});
    }
    CHECK(book.changes.size() > many / 2);   // it did not wait for the end
    timeline.finish(Cycles{many + 300'000});
    CHECK(book.changes.size() == many + many / 1000);
    CHECK(std::is_sorted(book.changes.begin(), book.changes.end(), [](const Change& x, const Change& y) { return x.cycle < y.cycle; }));
}
