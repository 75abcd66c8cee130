#include "tools/cli/progress.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace aerie::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto pause = std::chrono::milliseconds{100};
constexpr Ticks never{std::numeric_limits<std::uint64_t>::max()};

std::string bar(double fraction) {
    constexpr std::size_t width = 30;
    const auto filled = static_cast<std::size_t>(fraction * static_cast<double>(width));
    return fmt::format("[{:.<{}}]  ", std::string(filled, '#'), width);
}

/// "0:07", "12:34", "1:02:03"
std::string clock_time(double seconds) {
    const auto whole = static_cast<std::uint64_t>(std::ceil(std::min(seconds, 3.6e6)));
    const std::uint64_t hours = whole / 3600, minutes = whole / 60 % 60;
    return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60) : fmt::format("{}:{:02}", minutes, whole % 60);
}

/// Three figures that matter: "0.0123", "1.23", "12.3", "123", "12300"
std::string speed(double multiple) { return multiple < 1000 ? fmt::format("{:.3g}x", multiple) : fmt::format("{:.0f}x", multiple); }

std::size_t terminal_columns() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool is_wanted() { return ::isatty(STDERR_FILENO) == 1 && spdlog::should_log(spdlog::level::info); }

}  // namespace

std::string progress_line(const Progress& p, std::size_t columns) {
    const double total = static_cast<double>(p.total.count()), done = static_cast<double>(p.done.count()), elapsed = p.elapsed.count();
    const double fraction = total > 0 ? std::min(done / total, 1.0) : 1.0;
    const std::string percent = fmt::format("{:3.0f} %", std::floor(100 * fraction));
    if (done <= 0 || elapsed <= 0) return percent.substr(0, columns);
    const std::string pace = "  " + speed(done * p.tick.count() / elapsed) + " biological time";
    const std::string left = "  " + clock_time(elapsed * (1 - fraction) / fraction) + " left";
    for (const std::string& line : {bar(fraction) + percent + pace + left, percent + pace + left, percent + left}) {
        if (line.size() <= columns) return line;
    }
    return percent.substr(0, columns);
}

ProgressBar::ProgressBar(Ticks total, Seconds tick)
    : total_{total}, next_look_{is_wanted() ? Ticks{0} : never}, tick_{tick}, start_{Clock::now()}, last_drawn_{start_} {}

ProgressBar::~ProgressBar() {
    if (has_drawn_) std::fputs("\r\x1b[K", stderr);
}

/// Draws when the pause is over, and says at which tick to look at the clock again: after half a pause at the speed so far, at most twice as far as now.
void ProgressBar::look(Ticks done) {
    const auto now = Clock::now();
    const double per_second = static_cast<double>(done.count()) / std::max(1e-9, std::chrono::duration<double>(now - start_).count());
    const double stride = std::clamp(per_second * 0.05, 1.0, std::max(1.0, static_cast<double>(done.count())));
    next_look_ = done + Ticks{static_cast<std::uint64_t>(stride)};
    if (now - last_drawn_ < pause) return;
    last_drawn_ = now;
    has_drawn_ = true;
    const Progress progress{done, total_, tick_, Seconds{std::chrono::duration<double>(now - start_).count()}};
    std::fputs(("\r" + progress_line(progress, terminal_columns()) + "\x1b[K").c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace aerie::cli
