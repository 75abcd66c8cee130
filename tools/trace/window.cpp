#include "tools/trace/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/error.h"
#include "core/lang/check.h"

namespace aerie::trace {
namespace {

constexpr const char* allowed = "two cycles as in 1000:2000, or two biological times as in '5 ms:20 ms'; one of the two may be left out";

[[noreturn]] void refuse(const std::string& what, const std::string& text) { throw InputError{{what, "--window", text, allowed}}; }

std::string trimmed(std::string text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_blank));
    while (!text.empty() && is_blank(text.back())) text.pop_back();
    return text;
}

/// One side of the window: nothing, a number of cycles, or a time in seconds.
struct Side {
    std::optional<std::uint64_t> cycles{};
    std::optional<double> seconds{};
    [[nodiscard]] bool is_zero() const { return cycles == 0U || seconds == 0.0; }
};

Side side_of(const std::string& text, const std::string& whole) {
    if (text.empty()) return {};
    std::uint64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && stop == text.data() + text.size()) return {.cycles = number};
    if (text.find_first_not_of("0123456789") == std::string::npos) refuse("a cycle that no run reaches", whole);
    try {
        const double seconds = lang::evaluate_quantity(text, lang::find_unit("second")->dimension, "--window");
        if (!std::isfinite(seconds) || seconds < 0.0) refuse("a time before the start", whole);
        return {.seconds = seconds};
    } catch (const InputError& error) {
        refuse(error.complaint().what, whole);
    }
}

std::uint64_t ticks_in(const Network& network) {
    std::uint64_t ticks = 0;
    for (const Phase& p : network.phases) ticks += p.duration.count();
    return ticks;
}

/// Times are rarely exact multiples in binary: what lies this near to a border of ticks is on it.
constexpr double border = 1e-6;

}  // namespace

Window::Window(const std::string& text, const Network& network, const hw::ChipSpec& chip) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || text.find(':', colon + 1) != std::string::npos) refuse("no window", text);
    const Side from = side_of(trimmed(text.substr(0, colon)), text), to = side_of(trimmed(text.substr(colon + 1)), text);
    if (!from.cycles && !from.seconds && !to.cycles && !to.seconds) refuse("no window", text);
    const bool is_biological = from.seconds.has_value() || to.seconds.has_value();
    if (is_biological && ((from.cycles && !from.is_zero()) || to.cycles)) refuse("cycles and biological time in one window", text);
    if (!is_biological) {
        begin_ = Cycles{from.cycles.value_or(0)};
        if (to.cycles) end_ = Cycles{*to.cycles};
        if (begin_ >= end_) refuse("a window that ends before it begins", text);
        text_ = fmt::format("cycles {}:{}", begin_.count(), to.cycles ? std::to_string(*to.cycles) : "");
        return;
    }
    const double all = static_cast<double>(ticks_in(network)), begin = from.seconds.value_or(0.0) / network.dt_s;
    const double end = to.seconds ? std::min(*to.seconds / network.dt_s, all) : all;
    if (begin + border >= all) refuse("a window that begins after the end of the run", text);
    begin_tick_ = static_cast<std::uint64_t>(std::floor(begin + border));
    end_tick_ = static_cast<std::uint64_t>(std::ceil(end - border));
    if (begin_tick_ >= end_tick_) refuse("a window that ends before it begins", text);
    text_ = fmt::format("ticks {}:{}", begin_tick_, end_tick_);
    const bool is_known = chip.tick_mode == hw::TickMode::real_time;
    begin_ = is_known ? Cycles{begin_tick_ * chip.tick_cycles} : begin_tick_ == 0 ? Cycles{0} : never;
    end_ = is_known ? Cycles{end_tick_ * chip.tick_cycles} : never;
}

}  // namespace aerie::trace
