/// @file SORF on the chip, timing and energy counted, against a hand-written loop of the same model that does nothing else: float64, arrays, no mesh, no counts.
/// Usage: sorf_bench SORF.txtpb [biological seconds]. Prints the least of several alternating runs, per epoch of 100 s.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iostream>
#include <numbers>
#include <string>
#include <vector>

#include "core/random.h"
#include "tools/session/run.h"

namespace {

using namespace aerie;
using Values = std::vector<double>;

constexpr std::size_t pixels = 1024, cells = 4, window = 10000;

/// Izhikevich neurons as reference runs of ANNarchy step them, dt = 1 ms.
struct Neurons {
    explicit Neurons(std::size_t n) : v(n, -65.0), u(n, -13.0), ampa(n), nmda(n), gabaa(n), gabab(n), frozen(n), last(n, -10000.0) {}
    Values v, u, ampa, nmda, gabaa, gabab, frozen, last;
    std::vector<std::size_t> fired;

    void step(double t) {
        const double slow = 1.0 - std::exp(-1.0 / 150.0), fast = 1.0 - std::exp(-1.0 / 5.0), gaba = 1.0 - std::exp(-1.0 / 6.0);
        fired.clear();
        for (std::size_t i = 0; i < v.size(); ++i) {
            const double x = (v[i] + 80.0) / 60.0 * ((v[i] + 80.0) / 60.0);
            const double current = -ampa[i] * v[i] - gabaa[i] * (v[i] + 70.0) - gabab[i] * (v[i] + 90.0) - nmda[i] * v[i] * x / (1.0 + x);
            const double vm = v[i] + (0.04 * v[i] * v[i] + 5.0 * v[i] + 140.0 - u[i] + current) / 2.0, um = u[i] + 0.01 * (0.2 * v[i] - u[i]);
            const bool is_active = frozen[i] <= 0.0;
            v[i] = is_active ? std::max(v[i] + 0.04 * vm * vm + 5.0 * vm + 140.0 - um + current, -90.0) : v[i];
            u[i] = is_active ? u[i] + 0.02 * (0.2 * vm - um) : u[i];
            frozen[i] -= 1.0;
            ampa[i] -= fast * ampa[i];
            nmda[i] -= slow * nmda[i];
            gabaa[i] -= gaba * gabaa[i];
            gabab[i] -= slow * gabab[i];
        }
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (v[i] >= 30.0) fire(i, t);
        }
    }
    void fire(std::size_t i, double t) {
        v[i] = -65.0;
        u[i] += 8.0;
        ampa[i] = nmda[i] = gabaa[i] = gabab[i] = 0.0;
        frozen[i] = 1.0;
        last[i] = t;
        fired.push_back(i);
    }
};

/// Spikes of each neuron in the last ten seconds.
struct RateWindow {
    std::vector<std::vector<std::size_t>> past = std::vector<std::vector<std::size_t>>(window);
    std::array<double, cells> hz{};
    void take(std::size_t tick, const std::vector<std::size_t>& fired) {
        for (const std::size_t i : past[tick % window]) hz[i] -= 0.1;
        past[tick % window] = fired;
        for (const std::size_t i : fired) hz[i] += 0.1;
    }
};

struct Plastic {
    std::size_t pre;
    double target_hz, keep_plus, keep_minus, plus, minus;
    Values w, ltp, ltd;
    Plastic(std::size_t sources, std::array<double, 5> p, double low, double high)
        : pre{sources}, target_hz{p[0]}, keep_plus{std::exp(-1.0 / p[1])}, keep_minus{std::exp(-1.0 / p[2])}, plus{p[3]}, minus{p[4]}, w(sources * cells), ltp(w.size()), ltd(w.size()) {
        const DrawKey key{1, Purpose::initial, static_cast<std::uint32_t>(sources), 0, 0};
        for (std::uint32_t k = 0; k < w.size(); ++k) w[k] = low + (high - low) * to_unit(key.words(k, 0)[0]);
    }
    void arrive(const std::vector<std::size_t>& fired, Neurons& to) {
        for (const std::size_t i : fired) {
            for (std::size_t j = 0; j < cells; ++j) {
                to.ampa[j] += w[j * pre + i];
                to.nmda[j] += w[j * pre + i];
                ltp[j * pre + i] = plus;
            }
        }
    }
    void learn(const Neurons& from, const Neurons& to, const std::array<double, cells>& hz) {
        for (std::size_t j = 0; j < cells; ++j) {
            const double off = 1.0 - hz[j] / target_hz, rate = hz[j] / (10000.0 * (1.0 + 50.0 * std::abs(off))), last = to.last[j];
            double *const weight = w.data() + j * pre, *const up = ltp.data() + j * pre, *const down = ltd.data() + j * pre;
            const double* const last_pre = from.last.data();
            for (std::size_t i = 0; i < pre; ++i) {
                const double stdp = last >= last_pre[i] ? up[i] : -down[i];
                weight[i] = std::min(std::max(weight[i] + rate * (0.1 * weight[i] * off + 50.0 * stdp), 0.0), 10.0);
                up[i] *= keep_plus;
                down[i] *= keep_minus;
            }
        }
        for (const std::size_t j : to.fired) std::fill_n(ltd.begin() + static_cast<std::ptrdiff_t>(j * pre), pre, minus);
    }
};

class ByHand {
   public:
    /// Returns spikes of Exc, so that nothing is optimised away.
    std::size_t run(std::size_t ticks) {
        std::size_t spikes = 0;
        for (std::size_t t = 0; t < ticks; ++t) {
            if (t % 2500 == 0 || t % 2500 == 2000) show(t);
            step(t);
            spikes += exc_.fired.size();
        }
        return spikes;
    }

   private:
    void show(std::size_t t) {
        const double theta = std::numbers::pi * static_cast<double>(t / 2500 * 7 % 40) / 40.0;
        for (std::size_t i = 0; i < pixels; ++i) {
            const double x = 2.0 * static_cast<double>(i % 32) / 31.0 - 1.0, y = 2.0 * static_cast<double>(i / 32) / 31.0 - 1.0;
            const double z = std::sin(2.0 * std::numbers::pi * 1.2 * (std::cos(theta) * x + std::sin(theta) * y));
            for (const bool is_off : {false, true}) rate_[is_off][i] = t % 2500 == 2000 ? 1.0 : 28.0 * std::max(is_off ? -z : z, 0.0);
        }
    }
    void step(std::size_t t) {
        for (const bool k : {false, true}) {
            for (const std::size_t i : poisson_[k]) {
                buffer_[k].ampa[i] += 0.4;
                buffer_[k].nmda[i] += 0.4;
            }
            forward_[k].arrive(buffer_[k].fired, exc_);
        }
        onward_.arrive(exc_.fired, inh_);
        for (std::size_t k = 0; k < inh_.fired.size(); ++k) {
            for (std::size_t j = 0; j < cells; ++j) {
                exc_.gabaa[j] += 0.16;
                exc_.gabab[j] += 0.16;
            }
        }
        for (const bool k : {false, true}) {
            poisson_[k].clear();
            for (std::size_t i = 0; i < pixels; ++i) {
                if (uniform() * 1000.0 < rate_[k][i]) poisson_[k].push_back(i);
            }
            buffer_[k].step(static_cast<double>(t));
        }
        exc_.step(static_cast<double>(t));
        inh_.step(static_cast<double>(t));
        exc_rate_.take(t, exc_.fired);
        inh_rate_.take(t, inh_.fired);
        for (const bool k : {false, true}) forward_[k].learn(buffer_[k], exc_, exc_rate_.hz);
        onward_.learn(exc_, inh_, inh_rate_.hz);
    }
    /// xorshift128+ (Vigna 2014): the cheapest that does.
    double uniform() {
        std::uint64_t x = state_[0];
        const std::uint64_t y = state_[1];
        state_[0] = y;
        x ^= x << 23;
        state_[1] = x ^ y ^ (x >> 17) ^ (y >> 26);
        return static_cast<double>((state_[1] + y) >> 11) * 0x1p-53;
    }

    Neurons buffer_[2]{Neurons{pixels}, Neurons{pixels}}, exc_{cells}, inh_{cells};
    Plastic forward_[2]{{pixels, {10, 60, 90, 4.5e-5, 3e-5}, 0.004, 0.015}, {pixels, {10, 60, 90, 4.5e-5, 3e-5}, 0.004, 0.015}};
    Plastic onward_{cells, {75, 51, 78, -4.1e-5, -1.5e-5}, 0.116, 0.403};
    RateWindow exc_rate_, inh_rate_;
    Values rate_[2]{Values(pixels, 1.0), Values(pixels, 1.0)};
    std::vector<std::size_t> poisson_[2];
    std::uint64_t state_[2]{1, 2};
};

double by_hand_s(double seconds, std::size_t& spikes) {
    const auto start = std::chrono::steady_clock::now();
    spikes = ByHand{}.run(static_cast<std::size_t>(seconds * 1e3));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) {
        std::cerr << "usage: sorf_bench SORF.txtpb [biological seconds]\n";
        return 2;
    }
    const double seconds = count > 2 ? std::stod(words[2]) : 20.0;
    session::Request request;
    request.network = words[1];
    request.duration = fmt::format("{} s", seconds);
    const auto prepared = session::prepare(request);
    double chip = INFINITY, hand = INFINITY;
    std::size_t spikes = 0;
    for (int k = 0; k < 5; ++k) {
        hand = std::min(hand, by_hand_s(seconds, spikes));
        chip = std::min(chip, session::run(*prepared, {}).wall_seconds);
    }
    fmt::print("SORF, {} s, per epoch of 100 s: by hand {:.2f} s ({} spikes of Exc), on the chip {:.2f} s, ratio {:.2f}\n", seconds, hand * 100 / seconds, spikes, chip * 100 / seconds, chip / hand);
}
