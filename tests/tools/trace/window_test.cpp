/// @file Windows in cycles and in biological time, and what is no window.
#include "core/error.h"
#include "tests/catch.h"
#include "tools/trace/window.h"

using namespace aerie;
using trace::Window;

namespace {

/// 100 ticks of 1 ms.
Network network_of_100_ms() {
    Network network;
    network.dt_s = 1e-3;
    network.phases.resize(2);
    network.phases[0].duration = Ticks{60};
    network.phases[1].duration = Ticks{40};
    return network;
}

hw::ChipSpec barrier_chip() { return {}; }
hw::ChipSpec real_time_chip() {
    hw::ChipSpec chip;
    chip.tick_mode = hw::TickMode::real_time;
    chip.tick_cycles = 1000;
    return chip;
}

}  // namespace

TEST_CASE("no window is the whole run") {
    const Window window;
    CHECK(window.shows(Cycles{0}, Cycles{0}));
    CHECK(window.shows(Cycles{0}, Cycles{1}));
    CHECK(window.shows(Cycles{1'000'000'000'000}, Cycles{1'000'000'000'001}));
    CHECK(window.text() == "all");
}

TEST_CASE("a window of cycles shows what begins before its end and ends after its begin") {
    const Window window{"100:200", network_of_100_ms(), barrier_chip()};
    CHECK_FALSE(window.shows(Cycles{50}, Cycles{100}));
    CHECK(window.shows(Cycles{50}, Cycles{101}));
    CHECK(window.shows(Cycles{100}, Cycles{100}));
    CHECK(window.shows(Cycles{199}, Cycles{500}));
    CHECK_FALSE(window.shows(Cycles{200}, Cycles{500}));
    CHECK(window.text() == "cycles 100:200");
}

TEST_CASE("either side of a window may be left out") {
    const Window from{"100:", network_of_100_ms(), barrier_chip()}, to{":100", network_of_100_ms(), barrier_chip()};
    CHECK(from.begin() == Cycles{100});
    CHECK(from.end() == Window::never);
    CHECK(to.begin() == Cycles{0});
    CHECK(to.end() == Cycles{100});
}

TEST_CASE("in barrier mode the cycles of a biological window are known when its ticks begin") {
    Window window{"5 ms:20ms", network_of_100_ms(), barrier_chip()};
    CHECK(window.text() == "ticks 5:20");
    CHECK_FALSE(window.shows(Cycles{0}, Cycles{1'000'000}));
    window.on_tick(4, Cycles{400});
    CHECK_FALSE(window.shows(Cycles{400}, Cycles{500}));
    window.on_tick(5, Cycles{520});
    CHECK(window.begin() == Cycles{520});
    CHECK(window.shows(Cycles{519}, Cycles{521}));
    CHECK(window.end() == Window::never);
    window.on_tick(20, Cycles{2000});
    CHECK(window.end() == Cycles{2000});
}

TEST_CASE("in real time the cycles of a biological window are known at once") {
    const Window window{"5 ms:20 ms", network_of_100_ms(), real_time_chip()};
    CHECK(window.begin() == Cycles{5000});
    CHECK(window.end() == Cycles{20000});
}

TEST_CASE("a biological window covers whole ticks around it and ends with the run") {
    CHECK(Window{"5.5 ms:19.5 ms", network_of_100_ms(), real_time_chip()}.text() == "ticks 5:20");
    CHECK(Window{"0.003 second:7000 us", network_of_100_ms(), real_time_chip()}.text() == "ticks 3:7");
    CHECK(Window{"0:20 ms", network_of_100_ms(), real_time_chip()}.text() == "ticks 0:20");
    CHECK(Window{":20 ms", network_of_100_ms(), barrier_chip()}.begin() == Cycles{0});
    CHECK(Window{"90 ms:", network_of_100_ms(), real_time_chip()}.text() == "ticks 90:100");
    CHECK(Window{"90 ms:1 second", network_of_100_ms(), real_time_chip()}.text() == "ticks 90:100");
    CHECK(Window{"99 ms:", network_of_100_ms(), real_time_chip()}.text() == "ticks 99:100");
}

TEST_CASE("what is no window is refused") {
    for (const char* text : {"", ":", "5", "5:4", "5:5", "a:b", "5:6:7", "5 ms:4 ms", "5 ms:5 ms", "100 ms:", "-1:5", "-1 ms:5 ms", "5 mV:6 mV", "5 ms:6", "5:6 ms",
                             "99999999999999999999:", "1e400 ms:", "nan:"}) {
        INFO(text);
        CHECK_THROWS_AS((Window{text, network_of_100_ms(), barrier_chip()}), InputError);
    }
}
