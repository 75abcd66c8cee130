/// @file Two goldens side by side: the first diverging spike, cycle, weight and count, each with the lines around it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/golden/events.h"

namespace aerie::golden {

/// A line of a listing: in both, in the expected one only ('-'), in the other only ('+').
struct ListedLine {
    char mark = ' ';
    std::string text;
};

/// The earliest cycle in which the two machines do something different.
struct PacketDivergence {
    std::uint64_t cycle = 0, tick = 0;
    std::string packet, component;
    std::string expected, got;              ///< "cycle 1202", "no such packet", ...
    std::string note{};                     ///< where the cause may lie; may be empty
    std::vector<ListedLine> around{};
};

struct SpikeDivergence {
    std::uint64_t tick = 0;
    std::string neuron;
    bool is_missing = false;                ///< expected and not there; otherwise there and not expected
    std::vector<ListedLine> around{};
};

/// Weights or counters that differ: how many, and the first of them.
struct ValueDivergence {
    std::uint64_t count = 0, of = 0;
    std::vector<std::string> first{};       ///< "spike: expected 7, got 8"
};

struct Comparison {
    std::optional<SpikeDivergence> spikes{};
    std::optional<PacketDivergence> packets{};
    std::optional<ValueDivergence> weights{}, counters{};
    std::vector<std::string> notes{};       ///< what was different before the run: chip, seed, network
    [[nodiscard]] bool is_same() const { return !spikes && !packets && !weights && !counters; }
};

/// `context`: lines shown before and after the first difference. Notes alone are no difference. Throws InputError where a file is damaged.
[[nodiscard]] Comparison compare(const std::filesystem::path& expected, const std::filesystem::path& got, std::size_t context);

/// Several lines, indented; "" when they are the same and there is no note.
[[nodiscard]] std::string to_text(const Comparison& comparison);

}  // namespace aerie::golden
