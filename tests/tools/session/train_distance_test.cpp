#include <algorithm>
#include <vector>

#include "tests/catch.h"
#include "tools/session/compare_spikes.h"

using aerie::session::TrainDistance;

namespace {

struct Event {
    std::uint64_t tick;
    double sign;
};

double distance(const std::vector<Event>& events, double tau) {
    TrainDistance d;
    for (const Event& e : events) d.add(e.tick, e.sign, tau);
    return d.value();
}

/// The definition, summed: 1/tau times the integral of the squared difference of the filtered trains.
double summed(const std::vector<Event>& events, double tau) {
    const double step = tau / 1000.0, end = static_cast<double>(events.back().tick) + 30.0 * tau;
    double sum = 0.0;
    for (double t = 0.5 * step; t < end; t += step) {
        double f = 0.0;
        for (const Event& e : events) {
            const double since = t - static_cast<double>(e.tick);
            if (since >= 0.0) f += e.sign * std::exp(-since / tau);
        }
        sum += f * f * step;
    }
    return std::sqrt(sum / tau);
}

}  // namespace

TEST_CASE("equal trains have distance 0, in whatever order a tick's spikes are told") {
    CHECK(distance({}, 10) == 0.0);
    CHECK(distance({{5, 1}, {5, -1}, {9, -1}, {9, 1}}, 10) == 0.0);
}

TEST_CASE("one spike more or less has squared distance one half, whenever it is and whatever the time constant") {
    for (const double tau : {0.5, 10.0, 1e5}) {
        for (const std::uint64_t tick : {0ull, 7ull, 1000000ull}) CHECK(distance({{tick, -1}}, tau) == Approx(std::sqrt(0.5)));
    }
}

TEST_CASE("a spike that moved by d has squared distance 1 - exp(-d / tau)") {
    for (const std::uint64_t d : {1u, 3u, 10u, 100u}) {
        const double expected = std::sqrt(1.0 - std::exp(-static_cast<double>(d) / 10.0));
        CHECK(distance({{20, 1}, {20 + d, -1}}, 10) == Approx(expected));
        CHECK(distance({{20, -1}, {20 + d, 1}}, 10) == Approx(expected));
    }
}

TEST_CASE("spikes far apart add their squared distances") {
    CHECK(distance({{0, 1}, {10000, 1}, {20000, -1}}, 10) == Approx(std::sqrt(1.5)));
}

TEST_CASE("any trains have the distance of the definition") {
    const std::vector<Event> events{{0, 1}, {3, -1}, {3, -1}, {10, 1}, {14, 1}, {40, -1}, {41, 1}};
    CHECK(distance(events, 10.0) == Approx(summed(events, 10.0)).epsilon(1e-3));
}
