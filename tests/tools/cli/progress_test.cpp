#include "tools/cli/progress.h"

#include <ctime>
#include <string>

#include "tests/catch.h"

using namespace aerie;
using aerie::cli::Progress;
using aerie::cli::progress_line;

namespace {

/// `done` of 1000 ticks of 1 ms after `elapsed` seconds.
Progress at(std::uint64_t done, double elapsed) { return {Ticks{done}, Ticks{1000}, Seconds{1e-3}, Seconds{elapsed}}; }

}  // namespace

TEST_CASE("progress shows percent, speed as a multiple of biological time, and time left") {
    // 250 ms of biology in 2 s: 0.125 x; three quarters are left: 6 s.
    CHECK(progress_line(at(250, 2.0), 200) == "[#######.......................]   25 %  0.125x biological time  0:06 left");
    // 500 ms in 0.01 s: 50 x, and 0.01 s left, which is shown as the second that has begun.
    CHECK(progress_line(at(500, 0.01), 200) == "[###############...............]   50 %  50x biological time  0:01 left");
}

TEST_CASE("percent is never rounded up to done") {
    CHECK(progress_line(at(999, 1.0), 200).find(" 99 %") != std::string::npos);
    CHECK(progress_line(at(1000, 1.0), 200).find("100 %  1x biological time  0:00 left") != std::string::npos);
}

TEST_CASE("time left is written in minutes and hours when it is long") {
    CHECK(progress_line(at(10, 1.0), 200).ends_with("  1:39 left"));       // 99 s
    CHECK(progress_line(at(1, 10.0), 200).ends_with("  2:46:30 left"));    // 9990 s
}

TEST_CASE("a narrow terminal drops the bar, then the speed, then the time") {
    const Progress p = at(250, 2.0);
    CHECK(progress_line(p, 76) == progress_line(p, 200));
    CHECK(progress_line(p, 73) == " 25 %  0.125x biological time  0:06 left");
    CHECK(progress_line(p, 30) == " 25 %  0:06 left");
    CHECK(progress_line(p, 10) == " 25 %");
    CHECK(progress_line(p, 2).size() == 2);
}

TEST_CASE("a run that has not begun has no speed yet") {
    CHECK(progress_line(at(0, 0.0), 200) == "  0 %");
    CHECK(progress_line(at(0, 5.0), 200) == "  0 %");
    CHECK(progress_line(at(5, 0.0), 200) == "  0 %");
}

TEST_CASE("a run of no ticks is done, and one past its end is not more than done") {
    CHECK(progress_line({Ticks{0}, Ticks{0}, Seconds{1e-3}, Seconds{1}}, 200) == "100 %");
    CHECK(progress_line(at(2000, 1.0), 200).find("100 %") != std::string::npos);
}

TEST_CASE("away from a terminal a progress bar costs less than ten nanoseconds a tick") {
    // One comparison is about 0.3 ns; reading a clock would be over 20. The bound leaves room for sanitizers.
    cli::ProgressBar bar{Ticks{1}, Seconds{1e-3}};
    constexpr std::uint64_t ticks = 20'000'000;
    const std::clock_t start = std::clock();   // processor time: what else runs does not count
    for (std::uint64_t t = 0; t < ticks; ++t) bar.advance(Ticks{t});
    const double nanoseconds = 1e9 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    CHECK(nanoseconds / static_cast<double>(ticks) < 10.0);
}
