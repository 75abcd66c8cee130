/// @file Stimuli as rows that are shown: how long, in which order, with which pauses, on both edges of every change.
#include <algorithm>
#include <map>
#include <set>

#include "core/stimulus.h"
#include "tests/catch.h"
#include "tests/core/small_spec.h"

using namespace aerie;
using namespace aerie::test;

namespace {

StimulusSpec images(std::string name, std::size_t rows, std::uint64_t columns = 1) {
    StimulusSpec s{std::move(name), "2 ms", {}, columns, ""};
    for (std::size_t k = 0; k < rows * columns; ++k) s.values.push_back(static_cast<double>(k));
    return s;
}

StimulusSpec shuffled(std::string name, std::size_t rows, std::uint64_t repeat) {
    StimulusSpec s = images(std::move(name), rows);
    s.is_shuffled = true;
    s.repeat = repeat;
    return s;
}

Network with(std::vector<StimulusSpec> stimuli, std::uint64_t seed = 1) {
    return checked([&](NetworkSpec& spec) {
        spec.seed = seed;
        spec.stimuli.insert(spec.stimuli.end(), stimuli.begin(), stimuli.end());
    });
}

bool is_permutation_of_rows(const std::vector<std::uint32_t>& order, std::size_t from, std::size_t rows) {
    std::set<std::uint32_t> seen(order.begin() + static_cast<std::ptrdiff_t>(from), order.begin() + static_cast<std::ptrdiff_t>(from + rows));
    return seen.size() == rows && *seen.rbegin() == rows - 1;
}

}  // namespace

TEST_CASE("rows follow each other and the last one holds on") {
    const Network network = with({images("image", 3, 2)});   // 2 ms are 20 ticks
    const Stimulus& s = network.stimuli[1];
    CHECK(value_at(s, 0, 1) == 1);
    CHECK(value_at(s, 19, 0) == 0);
    CHECK(value_at(s, 20, 0) == 2);
    CHECK(value_at(s, 59, 1) == 5);
    CHECK(value_at(s, 1'000'000, 1) == 5);
}

TEST_CASE("a pause follows every row, the last one too, and then holds on") {
    StimulusSpec spec = images("image", 2);
    spec.values = {7, 8};
    spec.pause = "1 ms";
    spec.pause_value = -1;
    const Network network = with({spec});
    const Stimulus& s = network.stimuli[1];   // 20 ticks of a row, 10 of the pause
    CHECK(value_at(s, 19) == 7);
    CHECK(value_at(s, 20) == -1);
    CHECK(value_at(s, 29) == -1);
    CHECK(value_at(s, 30) == 8);
    CHECK(value_at(s, 49) == 8);
    CHECK(value_at(s, 50) == -1);
    CHECK(value_at(s, 1'000'000) == -1);
    CHECK(row_at(s, 50) == no_row);
    CHECK(range_of(s).low == -1);
    CHECK(range_of(s).high == 8);
}

TEST_CASE("a repeated stimulus begins again, in the order of the file") {
    StimulusSpec spec = images("image", 3);
    spec.repeat = 2;
    const Network network = with({spec});
    CHECK(network.stimuli[1].order == std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2});
    CHECK(value_at(network.stimuli[1], 60) == 0);
    CHECK(value_at(network.stimuli[1], 120) == 2);
}

TEST_CASE("a shuffled stimulus shows every row once in each repetition, in another order") {
    const Network network = with({shuffled("image", 40, 20)});
    const std::vector<std::uint32_t>& order = network.stimuli[1].order;
    REQUIRE(order.size() == 800);
    std::set<std::vector<std::uint32_t>> orders;
    for (std::size_t k = 0; k < 20; ++k) {
        CHECK(is_permutation_of_rows(order, k * 40, 40));
        orders.emplace(order.begin() + static_cast<std::ptrdiff_t>(k * 40), order.begin() + static_cast<std::ptrdiff_t>(k * 40 + 40));
    }
    CHECK(orders.size() == 20);
    for (std::uint64_t slot = 0; slot < 800; ++slot) CHECK(value_at(network.stimuli[1], slot * 20) == order[slot]);
}

TEST_CASE("every order of three rows is as likely as any other") {
    std::map<std::vector<std::uint32_t>, int> count;
    const Network network = with({shuffled("image", 3, 6000)});
    const auto& order = network.stimuli[1].order;
    for (std::size_t k = 0; k < 6000; ++k) ++count[{order.begin() + static_cast<std::ptrdiff_t>(3 * k), order.begin() + static_cast<std::ptrdiff_t>(3 * k + 3)}];
    REQUIRE(count.size() == 6);
    for (const auto& [rows, times] : count) CHECK(std::abs(times - 1000) < 5 * 29);   // sd of a binomial: sqrt(6000 / 6 * 5 / 6)
}

TEST_CASE("orders belong to the seed and to the stimulus, and a longer run begins with a shorter one") {
    const auto order = [](std::uint64_t seed, std::size_t index, std::uint64_t repeat) {
        return with({shuffled("a", 40, repeat), shuffled("b", 40, repeat)}, seed).stimuli[index].order;
    };
    CHECK(order(1, 1, 2) == order(1, 1, 2));
    CHECK(order(1, 1, 2) != order(2, 1, 2));
    CHECK(order(1, 1, 2) != order(1, 2, 2));
    const auto longer = order(1, 1, 5), shorter = order(1, 1, 2);
    CHECK(std::equal(shorter.begin(), shorter.end(), longer.begin()));
}

TEST_CASE("labels share the order of their images") {
    StimulusSpec labels = images("label", 40);
    labels.order_like = "image";
    const Network network = with({shuffled("image", 40, 3), labels});
    CHECK(network.stimuli[2].order == network.stimuli[1].order);
}

TEST_CASE("a rate is checked in every row and in the pause, however often they are shown") {
    const auto said = [](const std::string& rate) {
        return complaint([&](NetworkSpec& spec) {
            StimulusSpec s = shuffled("image", 40, 1000);
            s.pause = "1 ms";
            s.pause_value = -1;
            spec.stimuli.push_back(s);
            spec.sources[0].poisson->rate = rate;
        });
    };
    CHECK(said("10*Hz * max(image(t), 0)").empty());
    CHECK(said("10*Hz * image(t)").find("-10 Hz") != std::string::npos);                              // in the pause
    CHECK(said("1*Hz if image(t) != 39 else 20000*Hz").find("20000 Hz") != std::string::npos);   // in one row of 40
}

TEST_CASE("pauses, orders and repetitions that mean nothing are refused") {
    const auto said = [](auto change) {
        return complaint([&](NetworkSpec& spec) {
            StimulusSpec s = images("image", 3);
            change(s);
            spec.stimuli.push_back(s);
        });
    };
    const auto has = [](const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; };
    CHECK(has(said([](StimulusSpec& s) { s.pause = "1 ms"; }), "a pause without a value"));
    CHECK(has(said([](StimulusSpec& s) { s.pause_value = 0; }), "a pause_value without a pause"));
    CHECK(has(said([](StimulusSpec& s) { s.pause = "1.05 ms"; s.pause_value = 0; }), "pause"));
    CHECK(has(said([](StimulusSpec& s) { s.repeat = 0; }), "repeat: 0"));
    CHECK(has(said([](StimulusSpec& s) { s.repeat = std::uint64_t{1} << 40; }), "repeat: 1099511627776"));
    CHECK(has(said([](StimulusSpec& s) { s.order_like = "drove"; }), "drive"));
    CHECK(has(said([](StimulusSpec& s) { s.order_like = "image"; }), "image"));   // itself is not an earlier one
    CHECK(has(said([](StimulusSpec& s) { s.order_like = "drive"; s.repeat = 2; }), "two orders"));
    CHECK(has(said([](StimulusSpec& s) { s.order_like = "drive"; s.values.push_back(4); }), "4 rows, 'drive' has 3"));
}

TEST_CASE("a shape holds all members in rows and columns") {
    const auto shaped = [](std::vector<std::uint64_t> shape) {
        return complaint([&](NetworkSpec& spec) { spec.populations[0].shape = spec.sources[0].shape = {}; spec.populations[0].shape = shape; });
    };
    CHECK(shaped({2, 2}).empty());
    CHECK(shaped({1, 4}).empty());
    for (const std::vector<std::uint64_t>& wrong : std::vector<std::vector<std::uint64_t>>{{4}, {2, 3}, {0, 4}, {2, 2, 1}, {std::uint64_t{1} << 63, 8}}) {
        CHECK(shaped(wrong).find("a shape that does not hold all members") != std::string::npos);
    }
    CHECK(checked([](NetworkSpec& spec) { spec.sources[0].shape = {1, 5}; }).sources[0].shape->columns == 5);
}
