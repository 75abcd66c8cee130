#include "tools/analysis/pair_scan.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace aerie::analysis {

namespace {

/// floor(x + u): u is a half, a uniform number, or nothing for numbers above zero.
double rounded(double x, const WeightGrid& grid, std::uint64_t position) {
    switch (grid.rounding) {
        case hw::Rounding::nearest: return std::floor(x + 0.5);
        case hw::Rounding::toward_zero: return std::trunc(x);
        case hw::Rounding::stochastic: break;
    }
    return std::floor(x + to_unit(DrawKey{grid.seed, Purpose::rounding, 0, position, 0}.words(0, 0)[0]));
}

class Scanner {
   public:
    Scanner(const std::vector<Event>& events, const ScanOptions& options) : events_{events}, options_{options}, weight_{options.start} {}

    /// Looks at neighbours only; `weight` has an entry for each pair of them.
    Scan neighbours() {
        const std::size_t pairs = events_.size() < 2 ? 0 : events_.size() - 1 - (options_.leaves_out_last ? 1 : 0);
        for (std::size_t k = 0; k < pairs; ++k) {
            const Event &a = events_[k], &b = events_[k + 1];
            const bool is_forward = a.address == options_.pre && b.address == options_.post, is_backward = a.address == options_.post && b.address == options_.pre;
            if (is_forward) take(a.time_ms - b.time_ms, k);
            if (is_backward) take(b.time_ms - a.time_ms, k);
            out_.weight.push_back(weight_);
        }
        return std::move(out_);
    }

    /// Each event meets all events of the other neuron that stand before it.
    Scan all_pairs() {
        for (std::size_t k = 0; k < events_.size(); ++k) {
            const Event& now = events_[k];
            if (now.address == options_.pre || now.address == options_.post) meet_earlier(now, k);
            out_.weight.push_back(weight_);
        }
        return std::move(out_);
    }

   private:
    static constexpr double forgotten = 80.0;   // time constants: exp(-80) is below a double's resolution beside 1

    void meet_earlier(const Event& now, std::size_t position) {
        const bool is_pre = now.address == options_.pre;
        std::vector<double>& others = is_pre ? post_ms_ : pre_ms_;
        const double horizon = now.time_ms - forgotten * options_.window.tau_ms;
        others.erase(others.begin(), std::find_if(others.begin(), others.end(), [&](double t) { return t >= horizon; }));
        for (const double other : others) take(is_pre ? now.time_ms - other : other - now.time_ms, position);
        (is_pre ? pre_ms_ : post_ms_).push_back(now.time_ms);
    }

    void take(double lag_ms, std::size_t position) {
        weight_ += options_.window.change(lag_ms);
        if (options_.grid) {
            const WeightGrid& grid = *options_.grid;
            const double lsb = std::ldexp(grid.high - grid.low, -grid.bits);
            weight_ = std::clamp(rounded(weight_ / lsb, grid, position) * lsb, grid.low, grid.high - lsb);
        }
        ++(lag_ms == 0.0 ? out_.at_zero : lag_ms < 0.0 ? out_.potentiations : out_.depressions);
    }

    const std::vector<Event>& events_;
    const ScanOptions& options_;
    double weight_;
    Scan out_;
    std::vector<double> pre_ms_, post_ms_;
};

}  // namespace

double Window::change(double lag_ms) const {
    if (lag_ms == 0.0) return at_zero;
    return lag_ms < 0.0 ? potentiation * std::exp(lag_ms / tau_ms) : -depression * std::exp(-lag_ms / tau_ms);
}

Scan scan(const std::vector<Event>& events, const ScanOptions& options) {
    if (options.pairing == Pairing::all) return Scanner{events, options}.all_pairs();
    if (options.pairing == Pairing::bus) return Scanner{events, options}.neighbours();
    std::vector<Event> two;
    std::copy_if(events.begin(), events.end(), std::back_inserter(two), [&](const Event& e) { return e.address == options.pre || e.address == options.post; });
    return Scanner{two, options}.neighbours();
}

}  // namespace aerie::analysis
